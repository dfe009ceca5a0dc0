//! What we owe: mails with their fate, and tasks that gave up.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};

use crate::{
    actions::outbox,
    store,
    views::office::outbox::{MailRow, OfficeOutbox, TaskRow},
    web::{
        AppState, Error,
        person::Staff,
        routes::{office as paths, path},
    },
};

/// Mails that the page shows.
const SHOWN: u32 = 100;

pub async fn show(State(state): State<AppState>, who: Staff) -> Result<Response, Error> {
    let base = who.place.base();
    let mut conn = state.cx.store.read(who.place.tenant.id).await?;
    let mails = store::mails::list(&mut conn, &who.scope(), SHOWN, 0).await?;
    let parked = store::outbox::list_parked(&mut conn, &who.scope()).await?;
    drop(conn);
    let task = |parked: &store::outbox::ParkedTask| TaskRow {
        id: parked.id.to_string(),
        task: parked.task.as_str(),
        attempts: parked.attempt,
        error: parked.error.clone(),
        created_at: parked.created_at,
        order_number: parked.order_number,
        retry: Some(path(base, paths::RETRY, &[&parked.id.to_string()])),
    };
    let page =
        OfficeOutbox { mails: mails.iter().map(MailRow::new).collect(), parked: parked.iter().map(task).collect() };
    who.show(&state, page)
}

pub async fn retry(
    State(state): State<AppState>,
    who: Staff,
    Path(ids): Path<(String, String)>,
) -> Result<Response, Error> {
    let id = ids.1.parse().map_err(|_| Error::NOT_FOUND)?;
    outbox::retry_now(&state.cx, &who.person.actor, id).await?;
    let to = path(who.place.base(), paths::OUTBOX, &[]);
    Ok(Redirect::to(&format!("{to}?done=retry")).into_response())
}
