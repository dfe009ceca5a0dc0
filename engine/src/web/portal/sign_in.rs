//! Signing in to a portal: its page, with the tenant's own words.

use axum::{
    extract::{RawQuery, State},
    response::Response,
};
use http::HeaderMap;

use crate::{
    actions::{mail_sign_ins, registrations},
    domain::{setting, text::Localised},
    views::sign_in::SignIn,
    web::{
        AppState, Error,
        account::passkey,
        form_body::FormBody,
        place::Place,
        routes::{path, portal as paths},
        sign_in::{self, Typed},
    },
};

/// The form.
pub async fn form(State(state): State<AppState>, place: Place, RawQuery(query): RawQuery) -> Result<Response, Error> {
    sign_in::form(&state, &place, query, |typed| page(&state, &place, typed))
}

/// Signs in and goes on to what was asked for.
pub async fn sign_in(
    State(state): State<AppState>,
    place: Place,
    headers: HeaderMap,
    form: FormBody,
) -> Result<Response, Error> {
    let life = state.customer_life();
    sign_in::sign_in(&state, &place, (&headers, &form), life, |typed| page(&state, &place, typed)).await
}

/// The same with a passkey.
pub async fn by_passkey(
    State(state): State<AppState>,
    place: Place,
    headers: HeaderMap,
    form: FormBody,
) -> Result<Response, Error> {
    sign_in::by_passkey(&state, &place, (&headers, &form), |typed| page(&state, &place, typed)).await
}

pub(super) fn page(state: &AppState, place: &Place, typed: Typed) -> SignIn {
    let settings = place.portal.as_ref().map(|site| site.portal.settings.clone()).unwrap_or_default();
    let words = |key| {
        let texts: Localised = serde_json::from_value(setting::value(&settings, key)).unwrap_or_default();
        texts.get(&place.language).to_owned()
    };
    let next: String = form_urlencoded::byte_serialize(typed.next.as_bytes()).collect();
    let by_mail = format!("{}?next={next}", path(place.base(), paths::SIGN_IN_MAIL, &[]));
    let (providers, company) = super::sign_in_with::choices(state, place);
    SignIn {
        providers,
        company,
        action: sign_in::action(place),
        passkey: passkey::way(state, place),
        email: typed.email,
        next: typed.next,
        problem: typed.problem,
        forgot: path(place.base(), paths::FORGOT, &[]),
        register: place
            .portal
            .as_ref()
            .filter(|site| registrations::is_offered(&site.portal))
            .map(|_| path(place.base(), paths::REGISTER, &[])),
        by_mail: place.portal.as_ref().filter(|site| mail_sign_ins::is_offered(&site.portal)).map(|_| by_mail),
        welcome_title: words("welcome.title"),
        welcome_text: words("welcome.text"),
        demo: state.demo.as_ref().map(|demo| demo.people(&place.cookie)).unwrap_or_default(),
    }
}
