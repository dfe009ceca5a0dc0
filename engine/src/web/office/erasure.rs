//! Erasing a portal user: the rehearsal, the act, and the proof of it.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use http::StatusCode;

use super::user::{Ids, membership};
use crate::{
    actions::erasures,
    domain::{
        access::{self, Verb},
        id::UserId,
    },
    store,
    views::office::erasure::{ErasedRows, OfficeErasure},
    web::{
        AppState, Error,
        account::{confirm, personal_data::attachment},
        form_body::FormBody,
        person::Staff,
        routes::{office as paths, path},
    },
};

/// What erasing her would come to. Nothing of it is kept.
pub async fn rehearse(State(state): State<AppState>, who: Staff, ids: Ids) -> Result<Response, Error> {
    let id = membership(&ids)?;
    let mut conn = state.cx.store.read(who.place.tenant.id).await?;
    let line = store::members::get(&mut conn, &who.scope(), id, state.cx.now()).await?.ok_or(Error::NOT_FOUND)?;
    drop(conn);
    let at = |pattern| path(who.place.base(), pattern, &[&ids.0.1]);
    let counts = erasures::rehearse(&state.cx, &who.person.actor, line.user).await?;
    let page = OfficeErasure {
        name: line.name,
        email: line.email.to_string(),
        action: at(paths::USER_ERASURE),
        rows: counts.into_iter().map(|(kind, count)| ErasedRows { kind: kind.to_owned(), count }).collect(),
        back: at(paths::USER),
    };
    who.place.show(StatusCode::OK, &who.page(&state, page))
}

/// Erases her, for who proved lately who she is herself.
pub async fn erase(State(state): State<AppState>, who: Staff, ids: Ids, form: FormBody) -> Result<Response, Error> {
    let user = erasures::of_member(&state.cx, &who.person.actor, membership(&ids)?).await?;
    let back = path(who.place.base(), paths::USER, &[&ids.0.1]);
    let fresh = match confirm::fresh_from(&state, &who.as_somebody(), &form, &back).await? {
        Ok(fresh) => fresh,
        Err(question) => return Ok(question),
    };
    erasures::erase(&state.cx, &who.person.actor, user).await?;
    let log = format!("{}?done=user-erased", path(who.place.base(), paths::AUDIT, &[]));
    Ok(fresh.on(Redirect::to(&log).into_response()))
}

/// The proof as a file.
pub async fn proof(
    State(state): State<AppState>,
    who: Staff,
    Path(ids): Path<(String, String)>,
) -> Result<Response, Error> {
    access::can(&who.person.actor, Verb::Audit)?;
    let user: UserId = ids.1.parse().map_err(|_| Error::NOT_FOUND)?;
    let proof = erasures::proof(&state.cx, &who.scope(), user).await?.ok_or(Error::NOT_FOUND)?;
    let text = serde_json::to_string_pretty(&proof).map_err(|error| Error::Internal(error.to_string()))?;
    Ok(attachment("erasure.json", text))
}
