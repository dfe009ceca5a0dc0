//! One role: new, changed after a question about who would see more or less, removed.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use http::StatusCode;
use serde_json::{Value, json};

use super::roles::row;
use crate::{
    actions::{
        self,
        roles::changes::{self, Question, Saved, Wish},
    },
    domain::{
        access::{self, Verb},
        form::{Choice, FieldKind, Form, Need},
        part::Part,
        role::{Permission, REQUESTER, Role, Sight},
        text::Localised,
    },
    views::{
        form::ProblemView,
        office::roles::{OfficeRole, RoleAsks, SightChange},
        page::LANGUAGES,
    },
    web::{
        AppState, Error,
        form_body::FormBody,
        people_form::{Fields, Filled, name_field},
        person::Staff,
        routes::{office as paths, path},
    },
};

/// Tenant and role of an address.
type Names = Path<(String, String)>;

/// People whom a question lists; the rest is counted.
const LISTED: usize = 50;

/// Longest slug.
const MAX_SLUG_CHARS: usize = 60;

pub async fn new(State(state): State<AppState>, who: Staff) -> Result<Response, Error> {
    access::can(&who.person.actor, Verb::ManageRoles)?;
    show_new(&state, &who, (StatusCode::OK, Filled::fresh(new_form(&who))))
}

pub async fn add(State(state): State<AppState>, who: Staff, form: FormBody) -> Result<Response, Error> {
    access::can(&who.person.actor, Verb::ManageRoles)?;
    let mut filled = Filled::sent(new_form(&who), form.0);
    if filled.problems.is_empty() {
        let wish = wish(&filled, None);
        match changes::add(&state.cx, &who.person.actor, &filled.text("role-slug"), &wish).await {
            Ok(slug) => return Ok(to(&path(who.place.base(), paths::ROLE, &[slug.as_str()]), "role-added")),
            Err(actions::Error::Invalid(problems)) => filled.problems = problems,
            Err(error) => return Err(error.into()),
        }
    }
    show_new(&state, &who, (StatusCode::UNPROCESSABLE_ENTITY, filled))
}

fn show_new(state: &AppState, who: &Staff, (status, filled): (StatusCode, Filled)) -> Result<Response, Error> {
    let base = who.place.base();
    let page = OfficeRole {
        action: path(base, paths::NEW_ROLE, &[]),
        form: filled.view(&who.language),
        back: path(base, paths::ROLES, &[]),
        ..OfficeRole::default()
    };
    who.place.show(status, &who.page(state, page))
}

pub async fn show(State(state): State<AppState>, who: Staff, names: Names) -> Result<Response, Error> {
    let (role, people) = find(&state, &who, &names).await?;
    let filled = Filled::fresh(edit_form(&who, &role));
    page(&state, &who, (&role, people), (StatusCode::OK, filled, OfficeRole::default()))
}

/// Changes a role, or asks first.
pub async fn edit(State(state): State<AppState>, who: Staff, names: Names, form: FormBody) -> Result<Response, Error> {
    let (role, people) = find(&state, &who, &names).await?;
    let agreed = form.one("agreed")?;
    let mut raw = form.0;
    raw.remove("agreed");
    let mut filled = Filled::sent(edit_form(&who, &role), raw);
    if filled.problems.is_empty() {
        let wish = wish(&filled, Some(&role));
        match changes::edit(&state.cx, &who.person.actor, &role.slug, &wish, &agreed).await {
            Ok(Saved::Done) => return Ok(to(&path(who.place.base(), paths::ROLES, &[]), "role-saved")),
            Ok(Saved::Asks(question)) => {
                let asks = OfficeRole { asks: Some(asks(&who, &question)), ..OfficeRole::default() };
                return page(&state, &who, (&role, people), (StatusCode::OK, filled, asks));
            }
            Err(actions::Error::Conflict(_)) => {
                return page(&state, &who, (&role, people), (StatusCode::CONFLICT, filled, conflict()));
            }
            Err(actions::Error::Invalid(problems)) => filled.problems = problems,
            Err(error) => return Err(error.into()),
        }
    }
    page(&state, &who, (&role, people), (StatusCode::UNPROCESSABLE_ENTITY, filled, OfficeRole::default()))
}

pub async fn remove(State(state): State<AppState>, who: Staff, names: Names) -> Result<Response, Error> {
    let (role, people) = find(&state, &who, &names).await?;
    match changes::remove(&state.cx, &who.person.actor, &role.slug).await {
        Ok(()) => Ok(to(&path(who.place.base(), paths::ROLES, &[]), "role-removed")),
        Err(actions::Error::Conflict(_)) => {
            let filled = Filled::fresh(edit_form(&who, &role));
            page(&state, &who, (&role, people), (StatusCode::CONFLICT, filled, conflict()))
        }
        Err(error) => Err(error.into()),
    }
}

/// The role of an address, with how many people have it.
async fn find(state: &AppState, who: &Staff, names: &Names) -> Result<(Role, u64), Error> {
    let all = changes::list(&state.cx, &who.person.actor).await?;
    all.into_iter().find(|(role, _)| role.slug.as_str() == names.0.1).ok_or(Error::NOT_FOUND)
}

/// The page of a role, with a question or a problem that `told` has.
fn page(
    state: &AppState,
    who: &Staff,
    (role, people): (&Role, u64),
    (status, filled, told): (StatusCode, Filled, OfficeRole),
) -> Result<Response, Error> {
    let base = who.place.base();
    let at = |pattern| path(base, pattern, &[role.slug.as_str()]);
    let is_free = people == 0 && role.slug.as_str() != REQUESTER;
    let view = OfficeRole {
        row: Some(row(who, role, people)),
        action: at(paths::ROLE),
        form: filled.view(&who.language),
        remove: is_free.then(|| at(paths::ROLE_REMOVAL)),
        back: path(base, paths::ROLES, &[]),
        ..told
    };
    who.place.show(status, &who.page(state, view))
}

fn conflict() -> OfficeRole {
    OfficeRole { problems: vec![ProblemView::keyed("", "role-conflict")], ..OfficeRole::default() }
}

fn asks(who: &Staff, question: &Question) -> RoleAsks {
    let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
    let more = question.changes.iter().filter(|change| change.after > change.before).count();
    let listed = question.changes.iter().take(LISTED).map(|change| SightChange {
        name: change.name.clone(),
        email: change.email.clone(),
        customer: change.customer.clone(),
        href: path(who.place.base(), paths::USER, &[&change.membership.to_string()]),
        before: change.before,
        after: change.after,
    });
    RoleAsks {
        sign: question.sign(),
        more: count(more),
        less: count(question.changes.len() - more),
        people: listed.collect(),
        unlisted: count(question.changes.len().saturating_sub(LISTED)),
    }
}

fn to(address: &str, done: &str) -> Response {
    Redirect::to(&format!("{address}?done={done}")).into_response()
}

fn new_form(who: &Staff) -> Form {
    let slug = FieldKind::Text { max_length: MAX_SLUG_CHARS, lines: 1 };
    let fields = Fields::new(&who.place, &who.language).add("role-slug", slug, Need::Required, Value::Null);
    rest(who, fields, None).form()
}

fn edit_form(who: &Staff, role: &Role) -> Form {
    rest(who, Fields::new(&who.place, &who.language), Some(role)).form()
}

/// The fields that a new and a known role have in common. The name in the tenant's own language must be there.
fn rest<'a>(who: &Staff, mut fields: Fields<'a>, role: Option<&Role>) -> Fields<'a> {
    let own = who.place.tenant.language.split('-').next().unwrap_or_default();
    for language in LANGUAGES {
        let known = role.and_then(|role| role.name.0.get(language.tag)).map_or(Value::Null, |name| json!(name));
        let need = if language.tag == own { Need::Required } else { Need::Optional };
        fields = fields.add(&format!("name-{}", language.tag), name_field(), need, known);
    }
    let word = |prefix: &str, value: &str| Choice {
        value: value.to_owned(),
        label: Localised::new(&who.language, &who.text(&format!("{prefix}-{value}"))),
    };
    let sights = Sight::ALL.map(|sight| word("sight", sight.as_str())).to_vec();
    let permissions = || Permission::ALL.map(|permission| word("permission", permission.as_str())).to_vec();
    let sight = role.map_or(Sight::Own, |role| role.sight);
    fields
        .one_of("sight", sights, Need::Required, json!(sight.as_str()))
        .any_of(
            "shows",
            Part::ALL.map(|part| word("part", part.as_str())).to_vec(),
            json!(role.map(|role| &role.shows)),
        )
        .any_of("allows", permissions(), json!(role.map(|role| &role.allows)))
        .any_of("denies", permissions(), json!(role.map(|role| &role.denies)))
}

/// What was filled in. Languages that the form does not have keep their names.
fn wish(filled: &Filled, known: Option<&Role>) -> Wish {
    let mut name = known.map(|role| role.name.clone()).unwrap_or_default();
    for language in LANGUAGES {
        let typed = filled.text(&format!("name-{}", language.tag)).trim().to_owned();
        match typed.is_empty() {
            true => name.0.remove(language.tag),
            false => name.0.insert(language.tag.to_owned(), typed),
        };
    }
    let permissions = |key| filled.list::<String>(key).iter().filter_map(|word| Permission::parse(word)).collect();
    Wish {
        name,
        sight: Sight::parse(&filled.text("sight")).unwrap_or_default(),
        allows: permissions("allows"),
        denies: permissions("denies"),
        shows: filled.list::<String>("shows").iter().filter_map(|word| Part::parse(word)).collect(),
    }
}
