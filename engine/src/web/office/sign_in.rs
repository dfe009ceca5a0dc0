//! Signing in to the office.

use axum::{
    extract::{RawQuery, State},
    response::Response,
};
use http::StatusCode;

use crate::{
    actions::{self, sessions},
    views::office::sign_in::OfficeSignIn,
    web::{
        AppState, Error,
        form_body::{FormBody, decode},
        place::Place,
        portal::{safe_next, welcome},
    },
};

pub use crate::web::portal::sign_out;

/// The form.
pub async fn form(State(state): State<AppState>, place: Place, RawQuery(query): RawQuery) -> Result<Response, Error> {
    let query = FormBody(decode(query.unwrap_or_default().as_bytes())?);
    let next = safe_next(place.base(), &query.one("next")?);
    let page = page(&state, &place, next);
    place.show(StatusCode::OK, &place.page(&state, None, page))
}

/// Signs in and goes on to what was asked for.
pub async fn sign_in(State(state): State<AppState>, place: Place, form: FormBody) -> Result<Response, Error> {
    let (email, password) = (form.one("email")?, form.one("password")?);
    let next = safe_next(place.base(), &form.one("next")?);
    let again = |problem: &str, status: StatusCode| {
        let problem = Some(problem.to_owned());
        let page =
            OfficeSignIn { email: email.chars().take(254).collect(), problem, ..page(&state, &place, next.clone()) };
        place.show(status, &place.page(&state, None, page))
    };
    if let Err(seconds) = state.limits.sign_in(place.peer, place.tenant.id, &email) {
        let mut response = again("sign-in-too-many", StatusCode::TOO_MANY_REQUESTS)?;
        response.headers_mut().insert(http::header::RETRY_AFTER, seconds.into());
        return Ok(response);
    }
    let life = state.staff_life();
    match sessions::sign_in(&state.cx, place.tenant.id, place.door, (&email, password), life).await {
        Ok(Some(signed_in)) => Ok(welcome(&place, &signed_in.secret, life, &next)),
        Ok(None) => again("sign-in-failed", StatusCode::UNPROCESSABLE_ENTITY),
        Err(actions::Error::Busy(_)) => again("sign-in-busy", StatusCode::SERVICE_UNAVAILABLE),
        Err(error) => Err(error.into()),
    }
}

fn page(state: &AppState, place: &Place, next: String) -> OfficeSignIn {
    let demo = state.demo.as_ref().map(|demo| demo.people(&place.cookie)).unwrap_or_default();
    OfficeSignIn { action: format!("{}/sign-in", place.base()), next, demo, ..OfficeSignIn::default() }
}
