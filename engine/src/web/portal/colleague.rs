//! One colleague of a customer administrator: invited, changed, closed, opened.

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use http::StatusCode;
use serde_json::json;

use super::company::{Ids, done, only_for_administrators, row};
use crate::{
    actions::{
        self,
        colleagues::{self, Administrator, Colleague, Given},
        offers,
    },
    domain::{
        address::Address,
        form::{Choice, FieldKind, Form, Need},
        id::{AddressId, MembershipId},
        role::{REQUESTER, Role},
        text::Slug,
        user::AccountState,
    },
    views::{
        company::{ColleagueActions, ColleaguePage},
        form::ProblemView,
        page::LANGUAGES,
    },
    web::{
        AppState, Error,
        form_body::FormBody,
        people_form::{Fields, Filled, choice, name_field},
        person::Customer,
        routes::{path, portal as paths},
    },
};

fn membership(ids: &Ids) -> Result<MembershipId, Error> {
    ids.0.1.parse().map_err(|_| Error::NOT_FOUND)
}

/// The fields about what somebody may do: only what is the administrator's to give.
pub(super) fn given<'a>(
    fields: Fields<'a>,
    administrator: &Administrator,
    roles: &[Slug],
    sites: &[AddressId],
) -> Fields<'a> {
    let role = |role: &Role| Choice { value: role.slug.to_string(), label: role.name.clone() };
    let site = |address: &Address| choice(&address.id.to_string(), &address.line());
    let sites: Vec<String> = sites.iter().map(ToString::to_string).collect();
    fields.any_of("roles", administrator.roles().map(role).collect(), json!(roles)).any_of(
        "sites",
        administrator.sites().map(site).collect(),
        json!(sites),
    )
}

fn new_form(who: &Customer, administrator: &Administrator) -> Form {
    let languages = LANGUAGES.map(|language| choice(language.tag, language.name)).to_vec();
    let first: Vec<Slug> = REQUESTER.parse().into_iter().collect();
    let language = who.place.view.language.split('-').next().unwrap_or_default().to_owned();
    let fields = Fields::new(&who.place, &who.language)
        .add("name", name_field(), Need::Required, json!(""))
        .add("email", FieldKind::Email, Need::Required, json!(""))
        .one_of("language", languages, Need::Required, json!(language));
    given(fields, administrator, &first, &[]).form()
}

/// The form for somebody to invite.
pub async fn new(State(state): State<AppState>, who: Customer) -> Result<Response, Error> {
    only_for_administrators(&who)?;
    let administrator = colleagues::administrator(&state.cx, &who.actor).await?;
    let filled = Filled::fresh(new_form(&who, &administrator));
    show_new(&state, &who, (StatusCode::OK, filled, &administrator))
}

fn show_new(
    state: &AppState,
    who: &Customer,
    (status, filled, administrator): (StatusCode, Filled, &Administrator),
) -> Result<Response, Error> {
    let page = ColleaguePage {
        customer: administrator.places.customer.name.clone(),
        action: path(who.place.base(), paths::COLLEAGUE_OFFERS, &[]),
        form: filled.view(&who.language),
        back: path(who.place.base(), paths::COMPANY, &[]),
        ..ColleaguePage::default()
    };
    who.place.show(status, &who.page(state, page))
}

/// Offers somebody a place. Whether the address has a login changes neither the answer nor what is done for it.
pub async fn offer(State(state): State<AppState>, who: Customer, form: FormBody) -> Result<Response, Error> {
    only_for_administrators(&who)?;
    let administrator = colleagues::administrator(&state.cx, &who.actor).await?;
    let mut filled = Filled::sent(new_form(&who, &administrator), form.0);
    if filled.problems.is_empty() {
        match offers::make(&state.cx, &who.actor, &filled.profile()).await {
            Ok(_) => return Ok(done(&who, "offer-made")),
            Err(actions::Error::Invalid(problems)) => filled.problems = problems,
            Err(error) => return Err(error.into()),
        }
    }
    show_new(&state, &who, (StatusCode::UNPROCESSABLE_ENTITY, filled, &administrator))
}

fn edit_form(who: &Customer, administrator: &Administrator, colleague: &Colleague) -> Form {
    let fields = Fields::new(&who.place, &who.language);
    given(fields, administrator, &colleague.line.roles, &colleague.sites).form()
}

pub async fn show(State(state): State<AppState>, who: Customer, ids: Ids) -> Result<Response, Error> {
    only_for_administrators(&who)?;
    page(&state, &who, membership(&ids)?, (StatusCode::OK, None, Vec::new())).await
}

/// The page of a colleague.
async fn page(
    state: &AppState,
    who: &Customer,
    id: MembershipId,
    (status, sent, problems): (StatusCode, Option<Filled>, Vec<ProblemView>),
) -> Result<Response, Error> {
    let (administrator, colleague) = colleagues::show(&state.cx, &who.actor, id).await?;
    let at = |pattern| path(who.place.base(), pattern, &[&id.to_string()]);
    let line = &colleague.line;
    let is_open = line.closed_at.is_none();
    let waits = line.joined_at.is_none() && line.state != AccountState::Disabled;
    let filled = sent.unwrap_or_else(|| Filled::fresh(edit_form(who, &administrator, &colleague)));
    let view = ColleaguePage {
        customer: administrator.places.customer.name.clone(),
        action: at(paths::COLLEAGUE),
        form: filled.view(&who.language),
        actions: ColleagueActions {
            invite: waits.then(|| at(paths::COLLEAGUE_INVITATION)),
            // A login that the office has closed is the office's to open.
            access: (!is_open || line.state != AccountState::Disabled).then(|| at(paths::COLLEAGUE_ACCESS)),
            is_open,
        },
        row: Some(row(who, &administrator, &colleague)),
        problems,
        back: path(who.place.base(), paths::COMPANY, &[]),
    };
    who.place.show(status, &who.page(state, view))
}

/// Changes what a colleague may do.
pub async fn edit(State(state): State<AppState>, who: Customer, ids: Ids, form: FormBody) -> Result<Response, Error> {
    only_for_administrators(&who)?;
    let id = membership(&ids)?;
    let (administrator, colleague) = colleagues::show(&state.cx, &who.actor, id).await?;
    let mut filled = Filled::sent(edit_form(&who, &administrator, &colleague), form.0);
    if filled.problems.is_empty() {
        let given = Given { roles: filled.list("roles"), sites: filled.list("sites") };
        match colleagues::edit(&state.cx, &who.actor, id, &given).await {
            Ok(()) => return Ok(to(&who, &ids, "colleague-saved")),
            Err(actions::Error::Invalid(problems)) => filled.problems = problems,
            Err(error) => return Err(error.into()),
        }
    }
    page(&state, &who, id, (StatusCode::UNPROCESSABLE_ENTITY, Some(filled), Vec::new())).await
}

/// Closes a colleague's place or opens it again.
pub async fn access(State(state): State<AppState>, who: Customer, ids: Ids, form: FormBody) -> Result<Response, Error> {
    only_for_administrators(&who)?;
    let open = match form.one("open")?.as_str() {
        "yes" => true,
        "no" => false,
        _ => return Err(Error::BAD),
    };
    let result = colleagues::set_access(&state.cx, &who.actor, membership(&ids)?, open).await;
    answer(&state, &who, &ids, (if open { "colleague-opened" } else { "colleague-closed" }, result)).await
}

/// Sends somebody whom the office gave a place the mail that lets her in.
pub async fn invite(State(state): State<AppState>, who: Customer, ids: Ids) -> Result<Response, Error> {
    only_for_administrators(&who)?;
    let result = colleagues::invite(&state.cx, &who.actor, membership(&ids)?).await;
    answer(&state, &who, &ids, ("invited", result)).await
}

fn to(who: &Customer, ids: &Ids, flash: &str) -> Response {
    let page = path(who.place.base(), paths::COLLEAGUE, &[&ids.0.1]);
    Redirect::to(&format!("{page}?done={flash}")).into_response()
}

/// Back to the page, with a word about what was done or why not.
async fn answer(
    state: &AppState,
    who: &Customer,
    ids: &Ids,
    (flash, result): (&str, Result<(), actions::Error>),
) -> Result<Response, Error> {
    match result {
        Ok(()) => Ok(to(who, ids, flash)),
        Err(actions::Error::Conflict(_)) => {
            let problems = vec![ProblemView::keyed("", "user-conflict")];
            page(state, who, membership(ids)?, (StatusCode::CONFLICT, None, problems)).await
        }
        Err(error) => Err(error.into()),
    }
}
