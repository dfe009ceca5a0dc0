//! The customer's door: one file per noun.

mod colleague;
mod comments;
mod company;
mod confirmation;
mod crossings;
pub mod details;
mod drafts;
mod files;
mod flow_pages;
mod home;
mod invitation;
mod look;
mod new_request;
mod offer;
mod register;
mod registrations;
mod requests;
mod sign_in;
mod sign_in_mail;
pub mod sign_in_with;
mod uploads;
mod withdrawal;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    routing::{get, post},
};

use super::{AppState, account, assets, language, live, routes::portal as paths, sign_in::sign_out};

pub use files::of_staff as file_of_staff;
pub use requests::sort_links;

/// What both doors have; what the sign-in by passkey shows when it fails is this one's.
fn own_account() -> Router<AppState> {
    use account::paths;
    account::router().route(paths::SIGN_IN_PASSKEY, post(sign_in::by_passkey))
}

/// The routes below a portal's base.
pub fn router() -> Router<AppState> {
    // Uploads are limited while they are streamed, by the portal's own setting.
    let uploads = Router::new()
        .route(paths::STEP, get(new_request::step).post(new_request::answer))
        .route(paths::UPLOADS, post(uploads::upload))
        .layer(DefaultBodyLimit::disable());
    Router::new()
        .route(paths::HOME, get(home::home))
        .route(paths::SIGN_IN, get(sign_in::form).post(sign_in::sign_in))
        .route(paths::SIGN_IN_MAIL, get(sign_in_mail::form).post(sign_in_mail::ask))
        .route(paths::SIGN_IN_MAIL_CODE, post(sign_in_mail::code))
        .route(paths::SIGN_IN_LINK, get(sign_in_mail::open).post(sign_in_mail::accept))
        .route(paths::SIGN_IN_COMPANY, post(sign_in_with::company))
        .route(paths::SIGN_IN_WITH, post(sign_in_with::begin))
        .route(paths::SIGN_IN_RETURN, get(sign_in_with::back))
        .route(paths::CONFIRM_WITH, post(sign_in_with::confirm))
        .route(paths::PORTALS, get(crossings::list).post(crossings::go))
        .route(paths::CROSSING, get(crossings::open).post(crossings::accept))
        .route(paths::SIGN_OUT, post(sign_out))
        .route(paths::LANGUAGE, post(language::choose))
        .route(paths::INVITATION, get(invitation::show).post(invitation::accept))
        .route(paths::INVITATION_WITH, post(sign_in_with::join))
        .route(paths::COMPANY, get(company::list))
        .route(paths::COLLEAGUE_OFFERS, get(colleague::new).post(colleague::offer))
        .route(paths::OFFER, get(offer::show).post(offer::edit))
        .route(paths::OFFER_MAIL, post(company::send))
        .route(paths::OFFER_REVOCATION, post(company::revoke))
        .route(paths::COLLEAGUE, get(colleague::show).post(colleague::edit))
        .route(paths::COLLEAGUE_ACCESS, post(colleague::access))
        .route(paths::COLLEAGUE_INVITATION, post(colleague::invite))
        .route(paths::COMPANY_CODE, post(registrations::code))
        .route(paths::COMPANY_APPROVAL, post(registrations::approve))
        .route(paths::COMPANY_REFUSAL, post(registrations::refuse))
        .route(paths::REGISTER, get(register::form).post(register::ask))
        .route(paths::REGISTER_LINK, get(register::open).post(register::confirm))
        .route(paths::LOOK, get(look::show).post(look::begin))
        .route(paths::LOOK_END, post(look::end))
        .route(paths::NEW, get(new_request::choose))
        .route(paths::FLOW, get(new_request::begin))
        .route(paths::CHECK, get(new_request::check))
        .route(paths::SEND, post(new_request::send))
        .route(paths::STATE, post(new_request::state))
        .route(paths::REQUESTS, get(requests::list))
        .route(paths::REQUEST, get(requests::show))
        .route(paths::CONFIRMATION, get(confirmation::show))
        .route(paths::COMMENTS, post(comments::comment))
        .route(paths::WITHDRAWAL, post(withdrawal::withdraw))
        .route(paths::EVENTS, get(live::of_customer))
        .route(paths::CALENDAR, get(requests::calendar))
        .route(paths::FILE, get(files::of_customer))
        .route(paths::ASSET, get(assets::asset))
        .merge(own_account())
        .merge(uploads)
}
