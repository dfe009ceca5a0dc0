//! Changing one's own password.

use axum::{
    extract::State,
    response::{AppendHeaders, IntoResponse, Redirect, Response},
};
use http::{StatusCode, header::SET_COOKIE};

use crate::{
    actions::{self, profiles},
    views::account::password::Password,
    web::{
        AppState, Error,
        arrival::session_cookie,
        form_body::FormBody,
        headers::come_back,
        person::Somebody,
        routes::{path, portal as paths},
    },
};

/// The form.
pub async fn form(State(state): State<AppState>, who: Somebody) -> Result<Response, Error> {
    who.show(&state, StatusCode::OK, page(&state, &who, "", None))
}

/// Takes the current and the new password. The current one is what makes the act fresh.
pub async fn change(State(state): State<AppState>, who: Somebody, form: FormBody) -> Result<Response, Error> {
    let (current, new) = (form.one("current")?, form.one("new")?);
    let again = |status, wrong, problem: &str| who.show(&state, status, page(&state, &who, wrong, Some(problem)));
    if let Err(seconds) = state.limits.sign_in(who.place.peer, who.place.tenant.id, who.person.user.email.as_str()) {
        return Ok(come_back(again(StatusCode::TOO_MANY_REQUESTS, "current", "sign-in-too-many")?, seconds));
    }
    match profiles::change_password(&state.cx, &who.person, current, new).await {
        Ok(Some(secret)) => {
            let cookie = session_cookie(&who.place, &secret, state.life(who.place.door));
            let to = format!("{}?done=password", path(who.place.base(), paths::PROFILE, &[]));
            Ok((AppendHeaders([(SET_COOKIE, cookie)]), Redirect::to(&to)).into_response())
        }
        Ok(None) => again(StatusCode::UNPROCESSABLE_ENTITY, "current", "password-current-wrong"),
        Err(actions::Error::Password(refusal)) => again(StatusCode::UNPROCESSABLE_ENTITY, "new", refusal.key()),
        Err(actions::Error::Busy(_)) => again(StatusCode::SERVICE_UNAVAILABLE, "current", "sign-in-busy"),
        Err(error) => Err(error.into()),
    }
}

fn page(state: &AppState, who: &Somebody, wrong: &'static str, problem: Option<&str>) -> Password {
    let at = |pattern| path(who.place.base(), pattern, &[]);
    Password {
        action: at(paths::PASSWORD),
        strength: at(paths::PASSWORD_STRENGTH),
        back: at(paths::PROFILE),
        email: who.person.user.email.to_string(),
        min: state.config.security.password_min_chars,
        wrong,
        problem: problem.map(str::to_owned),
    }
}
