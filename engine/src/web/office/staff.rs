//! Who works in the office, and as what.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use http::StatusCode;
use serde_json::{Value, json};

use crate::{
    actions::{
        self,
        staff::{self, NewStaff},
    },
    domain::{
        access::{self, Verb},
        form::{Choice, FieldKind, Form, Need},
        id::MembershipId,
        staff::StaffRole,
        text::Localised,
    },
    store::{self, staff::StaffLine},
    views::{
        office::staff::{OfficeStaff, OfficeStaffMember, StaffRow},
        page::LANGUAGES,
    },
    web::{
        AppState, Error,
        form_body::FormBody,
        people_form::{Fields, Filled, choice, name_field},
        person::Staff,
        routes::{office as paths, path},
    },
};

type Ids = Path<(String, String)>;

fn membership(ids: &Ids) -> Result<MembershipId, Error> {
    ids.0.1.parse().map_err(|_| Error::NOT_FOUND)
}

pub async fn list(State(state): State<AppState>, who: Staff) -> Result<Response, Error> {
    access::can(&who.person.actor, Verb::ManageStaff)?;
    let form = Filled::fresh(new_form(&who));
    show_list(&state, &who, (StatusCode::OK, form)).await
}

/// Adds somebody and writes to her.
pub async fn add(State(state): State<AppState>, who: Staff, form: FormBody) -> Result<Response, Error> {
    access::can(&who.person.actor, Verb::ManageStaff)?;
    let mut filled = Filled::sent(new_form(&who), form.0);
    if filled.problems.is_empty() {
        let new = NewStaff {
            email: filled.text("email"),
            name: filled.text("name"),
            language: Some(filled.text("language")),
            role: StaffRole::parse(&filled.text("role")).unwrap_or(roles(&who)[0]),
        };
        match staff::add(&state.cx, &who.person.actor, &new, true).await {
            Ok(_) => return Ok(to(&path(who.place.base(), paths::STAFF, &[]), "staff-added")),
            Err(actions::Error::Invalid(problems)) => filled.problems = problems,
            Err(error) => return Err(error.into()),
        }
    }
    show_list(&state, &who, (StatusCode::UNPROCESSABLE_ENTITY, filled)).await
}

async fn show_list(state: &AppState, who: &Staff, (status, filled): (StatusCode, Filled)) -> Result<Response, Error> {
    let mut conn = state.cx.store.read(who.place.tenant.id).await?;
    let lines = store::staff::list(&mut conn, &who.scope()).await?;
    drop(conn);
    let page = OfficeStaff {
        rows: lines.iter().map(|line| row(who, line)).collect(),
        action: path(who.place.base(), paths::STAFF, &[]),
        form: filled.view(&who.language),
    };
    who.place.show(status, &who.page(state, page))
}

pub async fn show(State(state): State<AppState>, who: Staff, ids: Ids) -> Result<Response, Error> {
    access::can(&who.person.actor, Verb::ManageStaff)?;
    let mut conn = state.cx.store.read(who.place.tenant.id).await?;
    let line = store::staff::get(&mut conn, &who.scope(), membership(&ids)?).await?.ok_or(Error::NOT_FOUND)?;
    drop(conn);
    let at = |pattern| path(who.place.base(), pattern, &[&line.membership.to_string()]);
    let row = row(&who, &line);
    let (is_other, has_choice) = (!row.is_self, roles(&who).len() > 1);
    let page = OfficeStaffMember {
        action: (is_other && has_choice).then(|| at(paths::STAFF_MEMBER)),
        form: Filled::fresh(role_form(&who, line.role)).view(&who.language),
        welcome: (is_other && line.joined_at.is_none()).then(|| at(paths::STAFF_WELCOME)),
        remove: is_other.then(|| at(paths::STAFF_REMOVAL)),
        back: path(who.place.base(), paths::STAFF, &[]),
        row,
    };
    who.show(&state, page)
}

/// Gives somebody another role.
pub async fn set_role(State(state): State<AppState>, who: Staff, ids: Ids, form: FormBody) -> Result<Response, Error> {
    let id = membership(&ids)?;
    // Only a page that was made by hand sends something else than one of the roles.
    let role = StaffRole::parse(&form.one("role")?).ok_or(Error::BAD)?;
    answer(&who, staff::set_role(&state.cx, &who.person.actor, id, role).await, "staff-saved")
}

pub async fn welcome(State(state): State<AppState>, who: Staff, ids: Ids) -> Result<Response, Error> {
    answer(&who, staff::welcome(&state.cx, &who.person.actor, membership(&ids)?).await, "staff-welcomed")
}

pub async fn remove(State(state): State<AppState>, who: Staff, ids: Ids) -> Result<Response, Error> {
    answer(&who, staff::remove(&state.cx, &who.person.actor, membership(&ids)?).await, "staff-removed")
}

/// To the team, with a word about what was done, or that it could not be done any more.
fn answer(who: &Staff, result: Result<(), actions::Error>, done: &str) -> Result<Response, Error> {
    let list = path(who.place.base(), paths::STAFF, &[]);
    match result {
        Ok(()) => Ok(to(&list, done)),
        Err(actions::Error::Conflict(_)) => Ok(to(&list, "conflict")),
        Err(error) => Err(error.into()),
    }
}

fn to(address: &str, done: &str) -> Response {
    Redirect::to(&format!("{address}?done={done}")).into_response()
}

fn row(who: &Staff, line: &StaffLine) -> StaffRow {
    let state = match (line.disabled_at, line.joined_at) {
        (Some(_), _) => "disabled",
        (None, Some(_)) => "active",
        (None, None) => "invited",
    };
    StaffRow {
        href: path(who.place.base(), paths::STAFF_MEMBER, &[&line.membership.to_string()]),
        name: line.name.clone(),
        email: line.email.to_string(),
        role: line.role.as_str(),
        state,
        last_sign_in_at: line.last_sign_in_at,
        is_self: line.user == who.person.user.id,
    }
}

fn new_form(who: &Staff) -> Form {
    let languages = LANGUAGES.map(|language| choice(language.tag, language.name)).to_vec();
    let fields = Fields::new(&who.place, &who.language)
        .add("name", name_field(), Need::Required, Value::Null)
        .add("email", FieldKind::Email, Need::Required, Value::Null)
        .one_of("language", languages, Need::Required, json!(who.place.tenant.language));
    with_roles(who, fields, None).form()
}

fn role_form(who: &Staff, role: StaffRole) -> Form {
    with_roles(who, Fields::new(&who.place, &who.language), Some(role)).form()
}

/// With the roles to choose from, where there is more than one.
fn with_roles<'a>(who: &Staff, fields: Fields<'a>, known: Option<StaffRole>) -> Fields<'a> {
    let named = |role: &StaffRole| Choice {
        value: role.as_str().to_owned(),
        label: Localised::new(&who.language, &who.text(&format!("staff-role-{}", role.as_str()))),
    };
    let choices = roles(who).iter().filter(|_| roles(who).len() > 1).map(named).collect();
    fields.one_of("role", choices, Need::Required, known.map_or(Value::Null, |role| json!(role.as_str())))
}

fn roles(who: &Staff) -> &'static [StaffRole] {
    StaffRole::of_office(who.place.tenant.slug.as_str())
}
