//! Passkeys: the challenge of a sign-in, and one's own: made, named and removed.

use axum::{
    Json,
    extract::{Path, State},
    response::{AppendHeaders, IntoResponse, Redirect, Response},
};
use http::{
    HeaderMap, StatusCode,
    header::{CACHE_CONTROL, SET_COOKIE},
};
use serde_json::json;

use super::{confirm::fresh, profile};
use crate::{
    actions::passkeys::{self, Added, Answer, Challenge, Host},
    domain::{id::PasskeyId, passkey::named},
    views::account::{
        device,
        passkey::{NewPasskey, PasskeyAsked, PasskeyWay},
    },
    web::{
        AppState, Error,
        arrival::session_cookie,
        cookies,
        form_body::FormBody,
        person::{Enrolling, Somebody},
        place::Place,
        routes::{path, portal as paths},
    },
};

/// The host of a place. None: browsers know no passkeys there.
pub fn host(state: &AppState, place: &Place) -> Option<Host> {
    Host::at(&place.root, &place.view.name, state.config.security.passkey_minutes)
}

/// How one signs in with a passkey, for a page.
pub fn way(state: &AppState, place: &Place) -> Option<PasskeyWay> {
    let at = |pattern| path(place.base(), pattern, &[]);
    host(state, place)
        .map(|_| PasskeyWay { action: at(paths::SIGN_IN_PASSKEY), challenge: at(paths::PASSKEY_CHALLENGE) })
}

/// A question for the browser, for a page.
pub fn asked(challenge: Challenge) -> PasskeyAsked {
    PasskeyAsked { options: challenge.options.to_string(), state: challenge.state }
}

/// Name of the cookie of the browser that was asked. It stays for a while, so that a second tab does not end what the first one asked.
fn browser_cookie(place: &Place) -> String {
    format!("k-{}", place.cookie)
}

/// The secret of the browser that was asked.
pub fn browser(place: &Place, headers: &HeaderMap) -> Option<[u8; 32]> {
    cookies::secret(headers, &browser_cookie(place))
}

/// Asks the browser for a passkey. Nothing is kept here, and everybody gets the same, so it tells nothing about logins.
pub async fn challenge(State(state): State<AppState>, place: Place, headers: HeaderMap) -> Result<Response, Error> {
    state.limits.challenge(place.peer).map_err(|seconds| Error::TooMany { seconds })?;
    let host = host(&state, &place).ok_or(Error::NOT_FOUND)?;
    let browser = browser(&place, &headers).unwrap_or_else(|| state.cx.secret());
    let Challenge { options, state: sealed } =
        passkeys::challenge(&state.cx, &host, (place.tenant.id, place.door), &browser)?;
    let cookie = cookies::session(&browser_cookie(&place), &browser, BROWSER_S).to_string();
    let headers = AppendHeaders([(SET_COOKIE, cookie), (CACHE_CONTROL, "no-store".to_owned())]);
    Ok((headers, Json(json!({"options": options, "state": sealed}))).into_response())
}

/// How long the cookie stays, in seconds: longer than any challenge.
const BROWSER_S: i64 = 86_400;

/// Offers a new passkey, after its person proved who she is: a device must not make one that is then not taken.
pub async fn new(State(state): State<AppState>, Enrolling(who): Enrolling, form: FormBody) -> Result<Response, Error> {
    match fresh(&state, &who, &form).await? {
        Ok(fresh) => Ok(fresh.on(show(&state, &who, (form.one("name")?, None)).await?)),
        Err(question) => Ok(question),
    }
}

/// Keeps the new passkey.
pub async fn add(State(state): State<AppState>, Enrolling(who): Enrolling, form: FormBody) -> Result<Response, Error> {
    let fresh = match fresh(&state, &who, &form).await? {
        Ok(fresh) => fresh,
        Err(question) => return Ok(question),
    };
    let typed = form.one("name")?;
    let host = host(&state, &who.place).ok_or(Error::NOT_FOUND)?;
    let sent = answer(&form)?;
    // The device has made it already, so a missing name is no reason to lose it.
    let name = named(&typed).or_else(|| named(host.name())).unwrap_or_default();
    match passkeys::add(&state.cx, &host, &who.person, &sent, &name).await? {
        Added::Yes(secret) => {
            let base = who.place.base();
            // Who had to set one up wanted to go elsewhere.
            let to = match state.owes_factor(&who.person) {
                true => path(base, paths::HOME, &[]),
                false => format!("{}?done=passkey-added", path(base, paths::PROFILE, &[])),
            };
            let cookie = session_cookie(&who.place, &secret, state.life(who.place.door));
            Ok((AppendHeaders([(SET_COOKIE, cookie)]), Redirect::to(&to)).into_response())
        }
        Added::Wrong => Ok(fresh.on(show(&state, &who, (typed, Some("passkey-wrong"))).await?)),
        Added::Over => Ok(fresh.on(show(&state, &who, (typed, Some("passkey-over"))).await?)),
    }
}

/// Gives a passkey another name.
pub async fn rename(
    State(state): State<AppState>,
    who: Somebody,
    Path(parts): Path<(String, String)>,
    form: FormBody,
) -> Result<Response, Error> {
    let id = id(&parts.1)?;
    let Some(name) = named(&form.one("name")?) else {
        return profile::again(&state, &who, (format!("passkey-{id}"), "passkey-name-missing")).await;
    };
    passkeys::rename(&state.cx, &who.person, id, &name).await?;
    Ok(profile::done(&who, "passkey-renamed"))
}

/// Removes a passkey.
pub async fn remove(
    State(state): State<AppState>,
    who: Somebody,
    Path(parts): Path<(String, String)>,
    form: FormBody,
) -> Result<Response, Error> {
    let id = id(&parts.1)?;
    if let Err(question) = fresh(&state, &who, &form).await? {
        return Ok(question);
    }
    let secret = passkeys::remove(&state.cx, &who.person, id).await?;
    let cookie = session_cookie(&who.place, &secret, state.life(who.place.door));
    Ok((AppendHeaders([(SET_COOKIE, cookie)]), profile::done(&who, "passkey-removed")).into_response())
}

/// What a page sends.
pub fn answer(form: &FormBody) -> Result<Answer, Error> {
    Ok(Answer { state: form.one("state")?, credential: form.one("credential")? })
}

fn id(part: &str) -> Result<PasskeyId, Error> {
    part.parse().map_err(|_| Error::NOT_FOUND)
}

async fn show(state: &AppState, who: &Somebody, (name, problem): (String, Option<&str>)) -> Result<Response, Error> {
    let host = host(state, &who.place).ok_or(Error::NOT_FOUND)?;
    let at = |pattern| path(who.place.base(), pattern, &[]);
    if !passkeys::has_room(&state.cx, &who.person).await? {
        return Ok(Redirect::to(&at(paths::PROFILE)).into_response());
    }
    let (browser, system) = device::named(&who.person.session.from.agent);
    let page = NewPasskey {
        action: at(paths::PASSKEYS),
        back: at(paths::PROFILE),
        required: state.owes_factor(&who.person),
        name,
        browser,
        system,
        host: host.name().to_owned(),
        asked: asked(passkeys::offer(&state.cx, &host, &who.person).await?),
        problem: problem.map(str::to_owned),
    };
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    who.show(state, status, page)
}
