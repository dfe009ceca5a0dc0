//! Sensitive acts need somebody who proved lately who she is. Otherwise the act's own answer is a page that asks, carries what was sent,
//! and sends it once more: nothing is lost.

use axum::response::Response;
use http::{HeaderValue, StatusCode, header::SET_COOKIE};

use super::passkey;
use crate::{
    actions::{
        passkeys::{self, Answer},
        profiles::{self, Confirmed},
    },
    views::account::confirm::Confirm,
    web::{
        AppState, Error,
        arrival::session_cookie,
        form_body::FormBody,
        headers::come_back,
        person::Somebody,
        portal::sign_in_with,
        routes::{path, portal as paths},
    },
};

/// Names of the fields with the password or code, and with a passkey's answer and what it answers.
const FIELD: &str = "confirm";
const PASSKEY: &str = "confirm-passkey";
const STATE: &str = "confirm-state";

/// Somebody who proved who she is within the operator's minutes.
pub struct Fresh {
    /// The session's new secret, when it was proved just now.
    cookie: Option<HeaderValue>,
}

impl Fresh {
    /// Hands the session's new secret to the browser with an answer that has none of its own.
    pub fn on(self, mut response: Response) -> Response {
        if let Some(cookie) = self.cookie {
            response.headers_mut().append(SET_COOKIE, cookie);
        }
        response
    }
}

/// Lets an act of the profile go on, or gives the page that asks before.
pub async fn fresh(state: &AppState, who: &Somebody, form: &FormBody) -> Result<Result<Fresh, Response>, Error> {
    fresh_from(state, who, form, &path(who.place.base(), paths::PROFILE, &[])).await
}

/// The same for an act of another page, where `back` leads who does not want to answer.
pub async fn fresh_from(
    state: &AppState,
    who: &Somebody,
    form: &FormBody,
    back: &str,
) -> Result<Result<Fresh, Response>, Error> {
    let age = who.person.session.fresh_at.duration_until(state.cx.now());
    let most = i64::try_from(state.config.security.fresh_minutes).unwrap_or(i64::MAX);
    if age.as_mins() < most {
        return Ok(Ok(Fresh { cookie: None }));
    }
    let typed = form.one(FIELD)?;
    let shown = Answer { state: form.one(STATE)?, credential: form.one(PASSKEY)? };
    if typed.is_empty() && shown.credential.is_empty() {
        return ask(state, who, (form, back), None).await.map(Err);
    }
    if let Err(seconds) = state.limits.sign_in(who.place.peer, who.place.tenant.id, who.person.user.email.as_str()) {
        return wait(ask(state, who, (form, back), Some("sign-in-too-many")).await?, seconds);
    }
    let wrong = if shown.credential.is_empty() { "confirm-wrong" } else { "passkey-failed" };
    match prove(state, who, typed, &shown).await? {
        Confirmed::Yes(secret) => {
            let cookie = session_cookie(&who.place, &secret, state.life(who.place.door));
            Ok(Ok(Fresh { cookie: HeaderValue::from_str(&cookie).ok() }))
        }
        Confirmed::Wrong => ask(state, who, (form, back), Some(wrong)).await.map(Err),
        Confirmed::Closed(seconds) => wait(ask(state, who, (form, back), Some("code-closed")).await?, seconds),
    }
}

/// Takes a passkey where one was shown, and otherwise what was typed.
async fn prove(state: &AppState, who: &Somebody, typed: String, shown: &Answer) -> Result<Confirmed, Error> {
    if shown.credential.is_empty() {
        return Ok(profiles::confirm(&state.cx, &who.person, typed).await?);
    }
    let Some(host) = passkey::host(state, &who.place) else { return Ok(Confirmed::Wrong) };
    let secret = passkeys::confirm(&state.cx, &host, &who.person, shown).await?;
    Ok(secret.map_or(Confirmed::Wrong, Confirmed::Yes))
}

fn wait(mut response: Response, seconds: u64) -> Result<Result<Fresh, Response>, Error> {
    *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
    Ok(Err(come_back(response, seconds)))
}

async fn ask(
    state: &AppState,
    who: &Somebody,
    (form, back): (&FormBody, &str),
    problem: Option<&str>,
) -> Result<Response, Error> {
    let (has_password, has_factor) = (who.person.user.password_hash.is_some(), who.person.has_factor);
    let sent = form.0.iter().filter(|(name, _)| ![FIELD, PASSKEY, STATE].contains(&name.as_str()));
    let passkey = match passkey::host(state, &who.place) {
        Some(host) if passkeys::works_at(&state.cx, &host, &who.person).await? => {
            Some(passkey::asked(passkeys::question(&state.cx, &host, &who.person)?))
        }
        _ => None,
    };
    let page = Confirm {
        action: who.place.path.clone(),
        kept: sent.flat_map(|(name, values)| values.iter().map(|value| (name.clone(), value.clone()))).collect(),
        by_code: !has_password && has_factor,
        elsewhere: sign_in_with::confirmations(state, who).await?,
        forgot: (!has_password && !has_factor).then(|| path(who.place.base(), paths::FORGOT, &[])),
        passkey,
        email: who.person.user.email.to_string(),
        back: back.to_owned(),
        problem: problem.map(str::to_owned),
    };
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    who.show(state, status, page)
}
