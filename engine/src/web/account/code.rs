//! The question for the second factor, between the password and the session.

use std::time::Duration;

use axum::{
    extract::{RawQuery, State},
    response::{AppendHeaders, IntoResponse, Redirect, Response},
};
use http::{HeaderMap, StatusCode, header::SET_COOKIE};

use crate::{
    actions::second_factors::{self, Answer, Owed},
    views::account::code::SignInCode,
    web::{
        AppState, Error,
        account::{passkey, show},
        arrival::{arrival, half_cookie, welcome},
        cookies,
        form_body::{FormBody, decode},
        headers::come_back,
        next::safe_next,
        place::Place,
        routes::{path, portal as paths},
    },
};

/// The question; without a password before it, back to that.
pub async fn form(
    State(state): State<AppState>,
    place: Place,
    headers: HeaderMap,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    let query = FormBody(decode(query.unwrap_or_default().as_bytes())?);
    let arrival = arrival(&state, &place, &headers, state.life(place.door));
    let owed = match cookies::secret(&headers, &half_cookie(&place)) {
        Some(half) => second_factors::owed(&state.cx, &half, &arrival).await?,
        None => None,
    };
    let Some(owed) = owed else {
        return Ok(Redirect::to(&path(place.base(), paths::SIGN_IN, &[])).into_response());
    };
    let next = safe_next(place.base(), &query.one("next")?);
    show(&state, &place, StatusCode::OK, page(&state, &place, owed, (next, None)))
}

/// Takes a code and opens the session.
pub async fn answer(
    State(state): State<AppState>,
    place: Place,
    headers: HeaderMap,
    form: FormBody,
) -> Result<Response, Error> {
    let (code, next) = (form.one("code")?, safe_next(place.base(), &form.one("next")?));
    let life = state.life(place.door);
    let arrival = arrival(&state, &place, &headers, life);
    let Some(half) = cookies::secret(&headers, &half_cookie(&place)) else { return Ok(over(&place)) };
    let Some(owed) = second_factors::owed(&state.cx, &half, &arrival).await? else { return Ok(over(&place)) };
    let days = state.config.security.remember_device_days;
    let trust = (form.one("remember")? == "yes" && days > 0).then(|| Duration::from_secs(days * 86_400));
    let again = |problem: &str, status| {
        show(&state, &place, status, page(&state, &place, owed, (next.clone(), Some(problem.to_owned()))))
    };
    match second_factors::answer(&state.cx, &half, (&code, trust), &arrival).await? {
        Answer::In(signed_in) => {
            let used = AppendHeaders([(SET_COOKIE, cookies::removal(&half_cookie(&place)).to_string())]);
            Ok((used, welcome(&place, &signed_in, life, &next)).into_response())
        }
        Answer::Wrong => again("code-wrong", StatusCode::UNPROCESSABLE_ENTITY),
        Answer::Closed(seconds) => Ok(come_back(again("code-closed", StatusCode::TOO_MANY_REQUESTS)?, seconds)),
        Answer::Over => Ok(over(&place)),
    }
}

/// Back to the password, which says why.
fn over(place: &Place) -> Response {
    let to = format!("{}?done=code-over", path(place.base(), paths::SIGN_IN, &[]));
    let cookie = cookies::removal(&half_cookie(place)).to_string();
    (AppendHeaders([(SET_COOKIE, cookie)]), Redirect::to(&to)).into_response()
}

fn page(state: &AppState, place: &Place, owed: Owed, (next, problem): (String, Option<String>)) -> SignInCode {
    SignInCode {
        action: path(place.base(), paths::SIGN_IN_CODE, &[]),
        next,
        by_code: owed.by_code,
        has_passkey: owed.by_passkey,
        passkey: passkey::way(state, place).filter(|_| owed.by_passkey),
        remember_days: state.config.security.remember_device_days,
        back: path(place.base(), paths::SIGN_IN, &[]),
        problem,
    }
}
