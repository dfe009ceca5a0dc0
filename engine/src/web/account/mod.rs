//! Pages about one's own login, the same at a portal and in the office: one file per noun.

mod code;
pub mod confirm;
mod factor;
mod forgot;
pub mod passkey;
mod password;
pub mod personal_data;
mod profile;
mod strength;

use axum::{
    Router,
    response::Response,
    routing::{get, post},
};

use http::StatusCode;

pub use super::routes::account as paths;
use super::{AppState, Error, alarms, place::Place};
use crate::views::account::Twin;

/// The routes that both doors have below their base.
pub fn router() -> Router<AppState> {
    Router::new()
        .route(paths::SIGN_IN_CODE, get(code::form).post(code::answer))
        .route(paths::FORGOT, get(forgot::form).post(forgot::ask))
        .route(paths::RESET, get(forgot::open).post(forgot::accept))
        .route(paths::POLICY_REPORTS, post(alarms::take_report))
        .route(paths::PASSWORD_STRENGTH, post(strength::judge))
        .route(paths::PROFILE, get(profile::show))
        .route(paths::DETAILS, post(profile::set_details))
        .route(paths::SIGN_OUTS, post(profile::sign_out))
        .route(paths::PERSONAL_DATA, post(personal_data::download))
        .route(paths::FORGOTTEN_BROWSERS, post(profile::forget))
        .route(paths::PASSWORD, get(password::form).post(password::change))
        .route(paths::SECOND_FACTOR, get(factor::form).post(factor::enrol))
        .route(paths::FACTOR_REMOVAL, post(factor::remove))
        .route(paths::RECOVERY_CODES, post(factor::renew_codes))
        .route(paths::PASSKEY_CHALLENGE, post(passkey::challenge))
        .route(paths::NEW_PASSKEY, post(passkey::new))
        .route(paths::PASSKEYS, post(passkey::add))
        .route(paths::PASSKEY_NAME, post(passkey::rename))
        .route(paths::PASSKEY_REMOVAL, post(passkey::remove))
}

/// Shows a page of who is not signed in yet, in the frame of the door.
fn show<T: Twin>(state: &AppState, place: &Place, status: StatusCode, page: T) -> Result<Response, Error> {
    if place.portal.is_some() {
        return place.show(status, &place.page(state, None, page));
    }
    place.show(status, &place.page(state, None, page.to_office()))
}
