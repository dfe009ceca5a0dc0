//! Who registered and waits: approved or refused by the office.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};

use crate::{
    actions::{self, registrations::decisions},
    domain::id::RegistrationId,
    web::{
        AppState, Error,
        person::Staff,
        routes::{office as paths, path},
    },
};

/// Tenant and id of an address.
type Ids = Path<(String, String)>;

pub async fn approve(State(state): State<AppState>, who: Staff, ids: Ids) -> Result<Response, Error> {
    decide(&state, &who, &ids, true).await
}

pub async fn refuse(State(state): State<AppState>, who: Staff, ids: Ids) -> Result<Response, Error> {
    decide(&state, &who, &ids, false).await
}

/// Back to the list, with a word about what was done or that it was not possible.
async fn decide(state: &AppState, who: &Staff, ids: &Ids, approve: bool) -> Result<Response, Error> {
    let id: RegistrationId = ids.0.1.parse().map_err(|_| Error::NOT_FOUND)?;
    let done = match decisions::decide_in_office(&state.cx, &who.person.actor, id, approve).await {
        Ok(()) if approve => "registration-approved",
        Ok(()) => "registration-refused",
        Err(actions::Error::Conflict(_)) => "conflict",
        Err(error) => return Err(error.into()),
    };
    Ok(Redirect::to(&format!("{}?done={done}", path(who.place.base(), paths::USERS, &[]))).into_response())
}
