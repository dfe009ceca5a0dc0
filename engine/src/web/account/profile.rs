//! The profile: what a person says about herself, and where she is signed in.

use axum::{
    extract::State,
    response::{AppendHeaders, IntoResponse, Redirect, Response},
};
use http::{StatusCode, header::SET_COOKIE};

use super::passkey;
use crate::{
    actions::{passkeys::Host, profiles},
    config::SecondFactor,
    domain::{
        access::Actor,
        passkey::{MOST_PASSKEYS, Passkey},
        user::MAX_NAME_CHARS,
    },
    store,
    views::account::{
        device::DeviceRow,
        passkey::PasskeyRow,
        profile::{Profile, ProfileLinks},
    },
    web::{
        AppState, Error, cookies,
        form_body::FormBody,
        person::Somebody,
        place::offered_language,
        routes::{path, portal as paths},
    },
};

pub async fn show(State(state): State<AppState>, who: Somebody) -> Result<Response, Error> {
    let page = page(&state, &who).await?;
    who.show(&state, StatusCode::OK, page)
}

/// Keeps name and language, which wins over the browser's choice from now on.
pub async fn set_details(State(state): State<AppState>, who: Somebody, form: FormBody) -> Result<Response, Error> {
    let name = form.one("name")?.split_whitespace().collect::<Vec<_>>().join(" ");
    let language = offered_language(&form.one("language")?, &who.place.view.languages).ok_or(Error::BAD)?;
    let problem = match name.chars().count() {
        0 => Some("profile-name-missing"),
        length if length > MAX_NAME_CHARS => Some("profile-name-long"),
        _ => None,
    };
    if let Some(problem) = problem {
        let typed: String = name.chars().take(MAX_NAME_CHARS + 1).collect();
        let page = Profile { name: typed, language, problem: Some(problem.to_owned()), ..page(&state, &who).await? };
        let page = Profile { wrong: "name".to_owned(), ..page };
        return who.show(&state, StatusCode::UNPROCESSABLE_ENTITY, page);
    }
    profiles::set_details(&state.cx, &who.person, &name, &language).await?;
    let cookie = cookies::language(&language).to_string();
    Ok((AppendHeaders([(SET_COOKIE, cookie)]), done(&who, "details")).into_response())
}

/// Ends one session of the person, or all others.
pub async fn sign_out(State(state): State<AppState>, who: Somebody, form: FormBody) -> Result<Response, Error> {
    match form.one("session")?.as_str() {
        "others" => profiles::end_other_sessions(&state.cx, &who.person).await?,
        id => {
            let id = id.parse().map_err(|_| Error::NOT_FOUND)?;
            profiles::end_session(&state.cx, &who.person, id).await?;
        }
    }
    Ok(done(&who, "sign-out"))
}

/// Forgets a remembered browser.
pub async fn forget(State(state): State<AppState>, who: Somebody, form: FormBody) -> Result<Response, Error> {
    let id = form.one("device")?.parse().map_err(|_| Error::NOT_FOUND)?;
    profiles::forget_device(&state.cx, &who.person, id).await?;
    Ok(done(&who, "browser"))
}

/// Back to the profile, which says what was done.
pub fn done(who: &Somebody, what: &str) -> Response {
    Redirect::to(&format!("{}?done={what}", path(who.place.base(), paths::PROFILE, &[]))).into_response()
}

/// The profile once more, with what is wrong and the field that it is about.
pub async fn again(state: &AppState, who: &Somebody, (wrong, problem): (String, &str)) -> Result<Response, Error> {
    let page = Profile { wrong, problem: Some(problem.to_owned()), ..page(state, who).await? };
    who.show(state, StatusCode::UNPROCESSABLE_ENTITY, page)
}

async fn page(state: &AppState, who: &Somebody) -> Result<Profile, Error> {
    let (user, now) = (&who.person.user, state.cx.now());
    let mut conn = state.cx.store.read(who.place.tenant.id).await?;
    let sessions = store::sessions::list(&mut conn, user.id, now).await?;
    let devices = store::devices::list_trusted(&mut conn, user.id, now).await?;
    let codes_left = store::factors::count_codes(&mut conn, user.id).await?;
    let passkeys = store::passkeys::list(&mut conn, user.id).await?;
    drop(conn);
    let host = passkey::host(state, &who.place);
    let new_passkey = host.as_ref().filter(|_| passkeys.len() < MOST_PASSKEYS);
    let at = |pattern| path(who.place.base(), pattern, &[]);
    let is_staff = matches!(who.person.actor, Actor::Staff { .. });
    Ok(Profile {
        links: ProfileLinks {
            details: at(paths::DETAILS),
            password: at(paths::PASSWORD),
            factor: at(paths::SECOND_FACTOR),
            factor_removal: at(paths::FACTOR_REMOVAL),
            recovery_codes: at(paths::RECOVERY_CODES),
            new_passkey: new_passkey.map(|_| at(paths::NEW_PASSKEY)),
            sign_outs: at(paths::SIGN_OUTS),
            personal_data: at(paths::PERSONAL_DATA),
            forgotten: at(paths::FORGOTTEN_BROWSERS),
        },
        name: user.name.clone(),
        language: user.language.clone(),
        problem: None,
        wrong: String::new(),
        has_factor: who.person.has_factor,
        factor_required: is_staff && state.config.security.staff_second_factor == SecondFactor::Required,
        codes_left,
        passkeys: passkeys.into_iter().map(|passkey| row(who, host.as_ref(), passkey)).collect(),
        sessions: sessions.iter().map(|session| DeviceRow::of_session(session, &who.person.session)).collect(),
        devices: devices.iter().map(DeviceRow::of_device).collect(),
    })
}

fn row(who: &Somebody, host: Option<&Host>, passkey: Passkey) -> PasskeyRow {
    let id = passkey.id.to_string();
    let at = |pattern| path(who.place.base(), pattern, &[&id]);
    let is_here = host.is_some_and(|host| host.name() == passkey.rp_id);
    PasskeyRow {
        rename: at(paths::PASSKEY_NAME),
        removal: at(paths::PASSKEY_REMOVAL),
        id,
        name: passkey.name,
        since: passkey.created_at,
        used: passkey.used_at,
        elsewhere: (!is_here).then_some(passkey.rp_id),
    }
}
