//! A forgotten password. The answer to a known and to an unknown address is the same, byte for byte; the work comes later.

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use http::{HeaderMap, StatusCode};

use crate::{
    actions::{self, password_resets},
    domain::text::Email,
    views::{
        account::{forgot::Forgot, reset::Reset},
        message::Message,
    },
    web::{
        AppState, Error,
        account::show,
        arrival::arrival,
        form_body::FormBody,
        headers::{come_back, no_referrer},
        place::Place,
        routes::{path, portal as paths},
    },
};

/// Longest address that is shown again, which no real one reaches.
const MAX_EMAIL_CHARS: usize = 254;

/// Where one asks for a link.
pub async fn form(State(state): State<AppState>, place: Place) -> Result<Response, Error> {
    show(&state, &place, StatusCode::OK, page(&state, &place, String::new()))
}

/// Takes an address and says that a link is on its way, if there is such a login.
pub async fn ask(State(state): State<AppState>, place: Place, form: FormBody) -> Result<Response, Error> {
    let typed = form.one("email")?;
    let page = page(&state, &place, typed.trim().chars().take(MAX_EMAIL_CHARS).collect());
    let problem = |key: &str| Forgot { problem: Some(key.to_owned()), ..page.clone() };
    let Ok(email) = typed.parse::<Email>() else {
        return show(&state, &place, StatusCode::UNPROCESSABLE_ENTITY, problem("forgot-no-address"));
    };
    if let Err(seconds) = state.limits.link(place.peer, place.tenant.id, email.as_str()) {
        return Ok(come_back(
            show(&state, &place, StatusCode::TOO_MANY_REQUESTS, problem("forgot-too-many"))?,
            seconds,
        ));
    }
    let minutes = state.config.security.reset_link_minutes;
    password_resets::ask(&state.cx, place.tenant.id, place.door, &email, minutes).await?;
    show(&state, &place, StatusCode::OK, Forgot { sent: true, ..page })
}

/// The page behind the link. Looking at it changes nothing, because machines open links too.
pub async fn open(
    State(state): State<AppState>,
    place: Place,
    Path(parts): Path<(String, String)>,
) -> Result<Response, Error> {
    reset_page(&state, &place, &parts.1, None).await
}

/// Sets the new password; the way in is the usual one.
pub async fn accept(
    State(state): State<AppState>,
    place: Place,
    headers: HeaderMap,
    Path(parts): Path<(String, String)>,
    form: FormBody,
) -> Result<Response, Error> {
    let new = form.one("new")?;
    let from = arrival(&state, &place, &headers, state.life(place.door)).origin;
    match password_resets::accept(&state.cx, (place.tenant.id, place.door), &parts.1, new, &from).await {
        Ok(true) => {
            let to = format!("{}?done=reset", path(place.base(), paths::SIGN_IN, &[]));
            Ok(no_referrer(Redirect::to(&to).into_response()))
        }
        Ok(false) => over(&state, &place),
        Err(actions::Error::Password(refusal)) => reset_page(&state, &place, &parts.1, Some(refusal.key())).await,
        Err(error) => Err(error.into()),
    }
}

async fn reset_page(state: &AppState, place: &Place, secret: &str, problem: Option<&str>) -> Result<Response, Error> {
    let Some(user) = password_resets::open(&state.cx, place.tenant.id, place.door, secret).await? else {
        return over(state, place);
    };
    let page = Reset {
        action: path(place.base(), paths::RESET, &[secret]),
        strength: path(place.base(), paths::PASSWORD_STRENGTH, &[]),
        email: user.email.to_string(),
        min: state.config.security.password_min_chars,
        problem: problem.map(str::to_owned),
    };
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
    show(state, place, status, page).map(no_referrer)
}

/// The one answer for every link that opens nothing.
fn over(state: &AppState, place: &Place) -> Result<Response, Error> {
    let page = Message { key: "reset-over".to_owned(), href: path(place.base(), paths::FORGOT, &[]) };
    place.show(StatusCode::NOT_FOUND, &place.page(state, None, page)).map(no_referrer)
}

fn page(state: &AppState, place: &Place, email: String) -> Forgot {
    Forgot {
        action: path(place.base(), paths::FORGOT, &[]),
        back: path(place.base(), paths::SIGN_IN, &[]),
        email,
        minutes: state.config.security.reset_link_minutes,
        ..Forgot::default()
    }
}
