//! Signing in to an office: its page.

use axum::{
    extract::{RawQuery, State},
    response::Response,
};
use http::HeaderMap;

use crate::{
    views::office::sign_in::OfficeSignIn,
    web::{
        AppState, Error,
        account::passkey,
        form_body::FormBody,
        place::Place,
        routes::{path, portal as paths},
        sign_in::{self, Typed},
    },
};

/// The form.
pub async fn form(State(state): State<AppState>, place: Place, RawQuery(query): RawQuery) -> Result<Response, Error> {
    sign_in::form(&state, &place, query, |typed| page(&state, &place, typed))
}

/// Signs in and goes on to what was asked for.
pub async fn sign_in(
    State(state): State<AppState>,
    place: Place,
    headers: HeaderMap,
    form: FormBody,
) -> Result<Response, Error> {
    let life = state.staff_life();
    sign_in::sign_in(&state, &place, (&headers, &form), life, |typed| page(&state, &place, typed)).await
}

/// The same with a passkey.
pub async fn by_passkey(
    State(state): State<AppState>,
    place: Place,
    headers: HeaderMap,
    form: FormBody,
) -> Result<Response, Error> {
    sign_in::by_passkey(&state, &place, (&headers, &form), |typed| page(&state, &place, typed)).await
}

fn page(state: &AppState, place: &Place, typed: Typed) -> OfficeSignIn {
    let Typed { email, next, problem } = typed;
    let demo = state.demo.as_ref().map(|demo| demo.people(&place.cookie)).unwrap_or_default();
    let forgot = path(place.base(), paths::FORGOT, &[]);
    let passkey = passkey::way(state, place);
    OfficeSignIn { action: sign_in::action(place), email, next, problem, forgot, passkey, demo }
}
