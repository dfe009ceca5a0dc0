//! What the office does to a work order: each a small form, then back to the page with what it came to.

use axum::{
    extract::{Path, RawQuery, State},
    response::{IntoResponse, Redirect, Response},
};
use http::StatusCode;

use super::order_page::{self, Typed};
use crate::{
    actions::{self, work_orders},
    domain::{
        id::{EventId, WorkOrderId},
        work_order::Priority,
    },
    views::{form::ProblemView, office::request::OfficeRequest},
    web::{
        AppState, Error,
        form_body::FormBody,
        lists::before,
        person::Staff,
        routes::{office as paths, path},
    },
};

/// Tenant and work order of an address.
type Ids = Path<(String, String)>;

fn id(ids: &Ids) -> Result<WorkOrderId, Error> {
    ids.0.1.parse().map_err(|_| Error::NOT_FOUND)
}

pub async fn show(
    State(state): State<AppState>,
    who: Staff,
    ids: Ids,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    let page = page(&state, &who, (id(&ids)?, before(query)?), Typed::default()).await?;
    who.show(&state, page)
}

async fn page(
    state: &AppState,
    who: &Staff,
    part: (WorkOrderId, Option<EventId>),
    typed: Typed,
) -> Result<OfficeRequest, Error> {
    let order = order_page::order(state, who, part, typed).await?;
    Ok(OfficeRequest { order, back: path(who.place.base(), paths::REQUESTS, &[]) })
}

pub async fn accept(State(state): State<AppState>, who: Staff, ids: Ids) -> Result<Response, Error> {
    let done = work_orders::accept(&state.cx, &who.person.actor, id(&ids)?).await;
    answer(&state, &who, &ids, ("accepted", done, Typed::default())).await
}

pub async fn reject(State(state): State<AppState>, who: Staff, ids: Ids, form: FormBody) -> Result<Response, Error> {
    let reason = form.one("reason")?;
    let typed = Typed { note: reason.clone(), ..Typed::default() };
    let done = work_orders::reject(&state.cx, &who.person.actor, id(&ids)?, reason).await;
    answer(&state, &who, &ids, ("rejected", done, typed)).await
}

pub async fn transition(
    State(state): State<AppState>,
    who: Staff,
    ids: Ids,
    form: FormBody,
) -> Result<Response, Error> {
    let (status, reason) = (form.one("status")?, form.one("reason")?);
    let typed = Typed { status: status.clone(), status_reason: reason.clone(), ..Typed::default() };
    let done = work_orders::transition(&state.cx, &who.person.actor, id(&ids)?, (status, reason)).await;
    answer(&state, &who, &ids, ("status", done, typed)).await
}

pub async fn note(State(state): State<AppState>, who: Staff, ids: Ids, form: FormBody) -> Result<Response, Error> {
    let (text, key) = (form.one("text")?, form.key()?);
    let typed = Typed { note: text.clone(), ..Typed::default() };
    let done = work_orders::note(&state.cx, &who.person.actor, id(&ids)?, text, key).await;
    answer(&state, &who, &ids, ("note", done, typed)).await
}

pub async fn comment(State(state): State<AppState>, who: Staff, ids: Ids, form: FormBody) -> Result<Response, Error> {
    let (text, key) = (form.one("text")?, form.key()?);
    let typed = Typed { comment: text.clone(), ..Typed::default() };
    let done = work_orders::comment(&state.cx, &who.person.actor, id(&ids)?, text, key).await;
    answer(&state, &who, &ids, ("comment", done, typed)).await
}

pub async fn prioritise(
    State(state): State<AppState>,
    who: Staff,
    ids: Ids,
    form: FormBody,
) -> Result<Response, Error> {
    let priority = Priority::parse(&form.one("priority")?).ok_or(Error::BAD)?;
    let done = work_orders::prioritise(&state.cx, &who.person.actor, id(&ids)?, priority).await;
    answer(&state, &who, &ids, ("priority", done, Typed::default())).await
}

pub async fn assign(State(state): State<AppState>, who: Staff, ids: Ids, form: FormBody) -> Result<Response, Error> {
    let done = work_orders::assign(&state.cx, &who.person.actor, id(&ids)?, form.one("assignee")?).await;
    answer(&state, &who, &ids, ("assignee", done, Typed::default())).await
}

/// Back to the page: with a word about what was done, with what is wrong, or with what changed meanwhile.
async fn answer(
    state: &AppState,
    who: &Staff,
    ids: &Ids,
    (flash, result, mut typed): (&str, Result<(), actions::Error>, Typed),
) -> Result<Response, Error> {
    let to = path(who.place.base(), paths::ORDER, &[&ids.0.1]);
    match result {
        Ok(()) => Ok(Redirect::to(&format!("{to}?done={flash}")).into_response()),
        Err(actions::Error::Conflict(_)) => Ok(Redirect::to(&format!("{to}?done=conflict")).into_response()),
        Err(actions::Error::Invalid(problems)) => {
            typed.problems = problems
                .iter()
                .map(|found| {
                    ProblemView::of(input_of(flash, found.field.as_deref().unwrap_or_default()), &found.problem)
                })
                .collect();
            let page = page(state, who, (id(ids)?, None), typed).await?;
            who.place.show(StatusCode::UNPROCESSABLE_ENTITY, &who.page(state, page))
        }
        Err(error) => Err(error.into()),
    }
}

/// The input of the page that holds a field of an action: the button "reject" and the list of statuses both ask for a reason, and the message
/// to the customer and the note both for a text.
fn input_of<'a>(flash: &str, field: &'a str) -> &'a str {
    match (flash, field) {
        ("status", "reason") => "status-reason",
        ("note", "text") => "note",
        _ => field,
    }
}
