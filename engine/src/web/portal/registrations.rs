//! Who registered for the company and waits, and the code that the company hands out: for administrators where the portal leaves that to them.

use axum::{extract::State, response::Response};

use super::company::{Ids, answer, only_for_administrators};
use crate::{
    actions::registrations::decisions,
    domain::id::RegistrationId,
    web::{AppState, Error, form_body::FormBody, person::Customer},
};

pub async fn approve(State(state): State<AppState>, who: Customer, ids: Ids) -> Result<Response, Error> {
    decide(&state, &who, &ids, true).await
}

pub async fn refuse(State(state): State<AppState>, who: Customer, ids: Ids) -> Result<Response, Error> {
    decide(&state, &who, &ids, false).await
}

async fn decide(state: &AppState, who: &Customer, ids: &Ids, approve: bool) -> Result<Response, Error> {
    only_for_administrators(who)?;
    let id: RegistrationId = ids.0.1.parse().map_err(|_| Error::NOT_FOUND)?;
    let done = decisions::decide_in_company(&state.cx, &who.actor, id, approve).await;
    answer(state, who, (if approve { "registration-approved" } else { "registration-refused" }, done)).await
}

/// Makes the company another code, or ends the one that it has.
pub async fn code(State(state): State<AppState>, who: Customer, form: FormBody) -> Result<Response, Error> {
    only_for_administrators(&who)?;
    match form.one("act")?.as_str() {
        "renew" => answer(&state, &who, ("code-renewed", decisions::renew_code(&state.cx, &who.actor).await)).await,
        "end" => answer(&state, &who, ("code-ended", decisions::end_code(&state.cx, &who.actor).await)).await,
        _ => Err(Error::BAD),
    }
}
