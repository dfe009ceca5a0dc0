//! Signing in and out, the same at every door; the doors bring the page and the life of a session. A wrong address, a wrong password
//! and a foreign door all look and take the same.

use axum::{
    extract::State,
    response::{AppendHeaders, IntoResponse, Redirect, Response},
};
use http::{HeaderMap, HeaderName, StatusCode, header::SET_COOKIE};

use super::{
    AppState, Error,
    account::passkey,
    arrival::{arrival, half_cookie, welcome},
    cookies,
    form_body::{FormBody, decode},
    headers::come_back,
    next::safe_next,
    place::Place,
    routes::{path, portal as paths},
};
use crate::{
    actions::{
        self, passkeys,
        sessions::{self, Life, Outcome},
    },
    views::{View, message::Message},
};

/// What a sign-in page shows and brings back.
#[derive(Debug, Default)]
pub struct Typed {
    pub email: String,
    /// Where to go afterwards.
    pub next: String,
    /// Key of a text.
    pub problem: Option<String>,
}

/// Longest address that is shown again, which no real one reaches.
const MAX_EMAIL_CHARS: usize = 254;

/// Where a door's form goes. All doors have it at the same place below their base.
pub fn action(place: &Place) -> String {
    path(place.base(), paths::SIGN_IN, &[])
}

/// The form.
pub fn form<T: View>(
    state: &AppState,
    place: &Place,
    query: Option<String>,
    page: impl FnOnce(Typed) -> T,
) -> Result<Response, Error> {
    let query = FormBody(decode(query.unwrap_or_default().as_bytes())?);
    let next = safe_next(place.base(), &query.one("next")?);
    let page = page(Typed { next, ..Typed::default() });
    place.show(StatusCode::OK, &place.page(state, None, page))
}

/// Signs in and goes on to what was asked for.
pub async fn sign_in<T: View>(
    state: &AppState,
    place: &Place,
    (headers, form): (&HeaderMap, &FormBody),
    life: Life,
    page: impl FnOnce(Typed) -> T + Send,
) -> Result<Response, Error> {
    let (email, password) = (form.one("email")?, form.one("password")?);
    let next = safe_next(place.base(), &form.one("next")?);
    let shown_email = email.chars().take(MAX_EMAIL_CHARS).collect();
    let again = |problem: &str, status| {
        let page = page(Typed { email: shown_email, next: next.clone(), problem: Some(problem.to_owned()) });
        place.show(status, &place.page(state, None, page))
    };
    if let Err(seconds) = state.limits.sign_in(place.peer, place.tenant.id, &email) {
        return Ok(come_back(again("sign-in-too-many", StatusCode::TOO_MANY_REQUESTS)?, seconds));
    }
    let arrival = arrival(state, place, headers, life);
    match sessions::sign_in(&state.cx, (&email, password), &arrival).await {
        Ok(Outcome::In(signed_in)) => Ok(welcome(place, &signed_in, life, &next)),
        Ok(Outcome::Half(secret)) => Ok(ask_for_code(state, place, &secret, &next)),
        Ok(Outcome::Refused) => again("sign-in-failed", StatusCode::UNPROCESSABLE_ENTITY),
        Err(actions::Error::Busy(_)) => again("sign-in-busy", StatusCode::SERVICE_UNAVAILABLE),
        Err(error) => Err(error.into()),
    }
}

/// Signs in with a passkey and goes on to what was asked for. Whatever is wrong, the page says the same.
pub async fn by_passkey<T: View>(
    state: &AppState,
    place: &Place,
    (headers, form): (&HeaderMap, &FormBody),
    page: impl FnOnce(Typed) -> T + Send,
) -> Result<Response, Error> {
    let next = safe_next(place.base(), &form.one("next")?);
    let again = |problem: &str, status| {
        let page = page(Typed { next: next.clone(), problem: Some(problem.to_owned()), ..Typed::default() });
        place.show(status, &place.page(state, None, page))
    };
    if let Err(seconds) = state.limits.arrive(place.peer) {
        return Ok(come_back(again("sign-in-too-many", StatusCode::TOO_MANY_REQUESTS)?, seconds));
    }
    let life = state.life(place.door);
    let (arrival, answer) = (arrival(state, place, headers, life), passkey::answer(form)?);
    let signed_in = match (passkey::host(state, place), passkey::browser(place, headers)) {
        (Some(host), Some(browser)) => passkeys::sign_in(&state.cx, &host, &arrival, (&browser, &answer)).await?,
        _ => None,
    };
    match signed_in {
        Some(signed_in) => Ok(welcome(place, &signed_in, life, &next)),
        None => again("passkey-failed", StatusCode::UNPROCESSABLE_ENTITY),
    }
}

/// On to the question for the second factor.
pub fn ask_for_code(state: &AppState, place: &Place, secret: &[u8; 32], next: &str) -> Response {
    let seconds = i64::try_from(state.config.security.half_sign_in_minutes * 60).unwrap_or(i64::MAX);
    let cookie = cookies::session(&half_cookie(place), secret, seconds).to_string();
    let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
    let to = format!("{}?next={next}", path(place.base(), paths::SIGN_IN_CODE, &[]));
    (AppendHeaders([(SET_COOKIE, cookie)]), Redirect::to(&to)).into_response()
}

/// Signs somebody in who has just chosen or proved her password; when that does not work now, the form lets her try again.
pub async fn after_joining(
    state: &AppState,
    (place, headers): (&Place, &HeaderMap),
    typed: (&str, String),
) -> Result<Response, Error> {
    let life = state.life(place.door);
    let home = path(place.base(), paths::HOME, &[]);
    match sessions::sign_in(&state.cx, typed, &arrival(state, place, headers, life)).await {
        Ok(Outcome::In(signed_in)) => Ok(welcome(place, &signed_in, life, &home)),
        Ok(Outcome::Half(secret)) => Ok(ask_for_code(state, place, &secret, &home)),
        Ok(Outcome::Refused) | Err(actions::Error::Busy(_)) => Ok(Redirect::to(&action(place)).into_response()),
        Err(error) => Err(error.into()),
    }
}

/// Ends the session, here and on the server, and says so.
pub async fn sign_out(State(state): State<AppState>, place: Place, headers: HeaderMap) -> Result<Response, Error> {
    if let Some(secret) = cookies::secret(&headers, &place.cookie)
        && let Some(person) = sessions::find(&state.cx, place.tenant.id, place.door, &secret).await?
    {
        sessions::sign_out(&state.cx, &person.session).await?;
    }
    let page = Message { key: "signed-out".to_owned(), href: action(&place) };
    let shown = place.show(StatusCode::OK, &place.page(&state, None, page))?;
    let headers = [
        (SET_COOKIE, cookies::removal(&place.cookie).to_string()),
        // Drafts in the browser's storage are a person's, not the browser's.
        (HeaderName::from_static("clear-site-data"), "\"cache\", \"storage\"".to_owned()),
    ];
    Ok((AppendHeaders(headers), shown).into_response())
}
