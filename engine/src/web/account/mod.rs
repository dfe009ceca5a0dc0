//! Pages about one's own login, the same at a portal and in the office: one file per noun.

mod code;
mod confirm;
mod factor;
mod password;
mod profile;
mod strength;

use axum::{
    Router,
    routing::{get, post},
};

use super::{AppState, routes::portal as paths};

/// The routes that both doors have below their base.
pub fn router() -> Router<AppState> {
    Router::new()
        .route(paths::SIGN_IN_CODE, get(code::form).post(code::answer))
        .route(paths::PASSWORD_STRENGTH, post(strength::judge))
        .route(paths::PROFILE, get(profile::show))
        .route(paths::DETAILS, post(profile::set_details))
        .route(paths::SIGN_OUTS, post(profile::sign_out))
        .route(paths::FORGOTTEN_BROWSERS, post(profile::forget))
        .route(paths::PASSWORD, get(password::form).post(password::change))
        .route(paths::SECOND_FACTOR, get(factor::form).post(factor::enrol))
        .route(paths::FACTOR_REMOVAL, post(factor::remove))
        .route(paths::RECOVERY_CODES, post(factor::renew_codes))
}
