//! With what browser and from where somebody signs in, and the cookies of the way in: the session's, the one that stands for an owed
//! second factor, and the browser's own.

use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use http::{
    HeaderMap,
    header::{SET_COOKIE, USER_AGENT},
};

use super::{
    AppState, cookies,
    place::Place,
    routes::{path, portal as paths},
};
use crate::{
    actions::sessions::{Arrival, Life, SignedIn},
    domain::session::Origin,
};

/// How long a browser is known, in seconds; it is asked to keep its cookie anew with each sign-in that makes one.
const DEVICE_S: i64 = 400 * 86_400;

/// Name of the cookie that stands for an owed second factor.
pub fn half_cookie(place: &Place) -> String {
    format!("h-{}", place.cookie)
}

fn device_cookie(place: &Place) -> String {
    format!("d-{}", place.cookie)
}

/// The browser that sent these headers.
pub fn arrival(state: &AppState, place: &Place, headers: &HeaderMap, life: Life) -> Arrival {
    let agent = headers.get(USER_AGENT).and_then(|agent| agent.to_str().ok()).unwrap_or_default();
    Arrival {
        tenant: place.tenant.id,
        door: place.door,
        origin: Origin::new(agent, place.peer),
        device: cookies::secret(headers, &device_cookie(place)),
        life,
        half: std::time::Duration::from_secs(state.config.security.half_sign_in_minutes * 60),
        is_fresh: true,
        passkey: None,
    }
}

/// The answer to a successful sign-in: the cookies, and on. Who may go to several portals and did not ask for a page chooses one.
pub fn welcome(place: &Place, signed_in: &SignedIn, life: Life, next: &str) -> Response {
    let asks = signed_in.has_choice && next == path(place.base(), paths::HOME, &[]);
    let choice = path(place.base(), paths::PORTALS, &[]);
    let next = if asks { choice.as_str() } else { next };
    let mut set = vec![session_cookie(place, &signed_in.secret, life)];
    let device = signed_in.device.as_ref();
    set.extend(device.map(|secret| cookies::session(&device_cookie(place), secret, DEVICE_S).to_string()));
    (AppendHeaders(set.into_iter().map(|cookie| (SET_COOKIE, cookie))), Redirect::to(next)).into_response()
}

/// The answer to who comes from another portal: the session's cookie, and on.
pub fn arrived(cookie: &str, signed_in: &SignedIn, life: Life, next: &str) -> Response {
    let cookie = cookies::session(cookie, &signed_in.secret, seconds(life)).to_string();
    (AppendHeaders([(SET_COOKIE, cookie)]), Redirect::to(next)).into_response()
}

/// The session's cookie with a secret.
pub fn session_cookie(place: &Place, secret: &[u8; 32], life: Life) -> String {
    cookies::session(&place.cookie, secret, seconds(life)).to_string()
}

fn seconds(life: Life) -> i64 {
    i64::try_from(life.absolute.as_secs()).unwrap_or(i64::MAX)
}
