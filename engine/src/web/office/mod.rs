//! The office's door: one file per noun.

mod audit;
mod customers;
mod erasure;
mod extensions;
mod look;
mod offers;
mod order;
mod order_page;
mod orders;
mod outbox;
mod packed;
mod personal_data;
mod registrations;
mod requests;
mod role;
mod roles;
mod roster;
mod runs;
mod sign_in;
mod staff;
mod tables;
mod tenants;
mod user;
mod users;
mod viewers;

use axum::{
    Router,
    extract::DefaultBodyLimit,
    response::Redirect,
    routing::{get, post},
};

use crate::domain::staff::PLATFORM;

use super::{
    AppState, account, assets, language, live, place::Place, portal, routes::office as paths, sign_in::sign_out,
};

/// What both doors have; what the sign-in by passkey shows when it fails is this one's.
fn own_account() -> Router<AppState> {
    use account::paths;
    account::router().route(paths::SIGN_IN_PASSKEY, post(sign_in::by_passkey))
}

/// Most bytes of a table that comes back to be imported.
pub const TABLE_BYTES: usize = 2 * roster::MAX_BYTES;

/// The routes below a tenant's office.
pub fn router() -> Router<AppState> {
    Router::new()
        .route(paths::HOME, get(home))
        .route(paths::SIGN_IN, get(sign_in::form).post(sign_in::sign_in))
        .route(paths::SIGN_OUT, post(sign_out))
        .route(paths::LANGUAGE, post(language::choose))
        .route(paths::REQUESTS, get(requests::list))
        .route(paths::ORDERS, get(orders::list))
        .route(paths::ORDER, get(order::show))
        .route(paths::ACCEPTANCE, post(order::accept))
        .route(paths::REJECTION, post(order::reject))
        .route(paths::STATUS, post(order::transition))
        .route(paths::NOTES, post(order::note))
        .route(paths::COMMENTS, post(order::comment))
        .route(paths::PRIORITY, post(order::prioritise))
        .route(paths::ASSIGNEE, post(order::assign))
        .route(paths::EVENTS, get(live::of_staff))
        .route(paths::VIEWERS, get(viewers::show))
        .route(paths::CUSTOMERS, get(customers::list))
        .route(paths::CUSTOMER, get(customers::show))
        .route(paths::NEW_CONTACT, get(customers::new_contact).post(customers::add_contact))
        .route(paths::NEW_USER, get(user::new).post(user::add))
        .route(paths::USERS, get(users::list))
        .route(paths::USERS_BULK, post(users::bulk))
        .route(paths::USERS_EXPORT, get(roster::export))
        .route(
            paths::USERS_IMPORT,
            get(roster::form).post(roster::rehearse).layer(DefaultBodyLimit::max(roster::MAX_BYTES)),
        )
        .route(paths::USERS_IMPORT_CONFIRM, post(roster::confirm).layer(DefaultBodyLimit::max(TABLE_BYTES)))
        .route(paths::USER, get(user::show).post(user::edit))
        .route(paths::USER_INVITATION, post(user::invite))
        .route(paths::USER_REVOCATION, post(user::revoke))
        .route(paths::USER_ACCESS, post(user::access))
        .route(paths::USER_FACTOR_RESET, post(user::reset_factor))
        .route(paths::USER_LOOK, post(look::offer))
        .route(paths::USER_DATA, post(personal_data::download))
        .route(paths::USER_ERASURE, get(erasure::rehearse).post(erasure::erase))
        .route(paths::ERASURE, get(erasure::proof))
        .route(paths::USER_REMOVAL, post(user::remove))
        .route(paths::ROLES, get(roles::list))
        .route(paths::NEW_ROLE, get(role::new).post(role::add))
        .route(paths::ROLE, get(role::show).post(role::edit))
        .route(paths::ROLE_REMOVAL, post(role::remove))
        .route(paths::STAFF, get(staff::list).post(staff::add))
        .route(paths::STAFF_MEMBER, get(staff::show).post(staff::set_role))
        .route(paths::STAFF_WELCOME, post(staff::welcome))
        .route(paths::STAFF_REMOVAL, post(staff::remove))
        .route(paths::TENANTS, get(tenants::list).post(tenants::add))
        .route(paths::OFFER_REVOCATION, post(offers::revoke))
        .route(paths::REGISTRATION_APPROVAL, post(registrations::approve))
        .route(paths::REGISTRATION_REFUSAL, post(registrations::refuse))
        .route(paths::EXTENSIONS, get(extensions::show))
        .route(paths::RUNS, get(runs::list))
        .route(paths::RUN, get(runs::show))
        .route(paths::AUDIT, get(audit::list))
        .route(paths::OUTBOX, get(outbox::show))
        .route(paths::RETRY, post(outbox::retry))
        .route(paths::FILE, get(portal::file_of_staff))
        .route(paths::ASSET, get(assets::asset))
        .merge(own_account())
}

async fn home(place: Place) -> Redirect {
    let first = if place.tenant.slug.as_str() == PLATFORM { paths::TENANTS } else { paths::REQUESTS };
    Redirect::to(&super::routes::path(place.base(), first, &[]))
}
