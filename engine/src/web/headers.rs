//! Headers of every page: what the browser may load, keep and tell others.

use axum::response::{Html, IntoResponse, Response};
use http::{HeaderName, HeaderValue, StatusCode, header};

use super::{
    place::Place,
    routes::{account as paths, path},
};

/// Number of the generation that made a response.
const GENERATION: HeaderName = HeaderName::from_static("x-portal-generation");

/// A page with its policy: scripts only by the page's nonce, nothing from other hosts, no framing, never kept. What a browser
/// keeps it from, it tells.
pub fn page(status: StatusCode, html: String, place: &Place) -> Response {
    let policy = format!(
        "default-src 'none'; script-src 'nonce-{}' 'strict-dynamic'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; \
         connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; report-uri {}",
        place.nonce,
        path(place.base(), paths::POLICY_REPORTS, &[])
    );
    let mut response = (status, Html(html)).into_response();
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// Keeps an address from other sites that carries a secret.
#[must_use]
pub fn no_referrer(mut response: Response) -> Response {
    response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    response
}

/// Says after how many seconds it is worth coming back.
#[must_use]
pub fn come_back(mut response: Response, seconds: u64) -> Response {
    response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
    response
}

/// Notes the generation.
pub fn generation(response: &mut Response, number: u64) {
    response.headers_mut().insert(GENERATION, HeaderValue::from(number));
}

/// Tells browsers to come back over HTTPS only, for a year; where the configured address has it, so that nobody is locked out of a plain one.
/// Hosts below are left out: they may be somebody else's.
pub fn transport(public_url: &str) -> Option<HeaderValue> {
    public_url.starts_with("https://").then(|| HeaderValue::from_static("max-age=31536000"))
}

/// Headers of every response whatever it is.
pub const ALWAYS: [(HeaderName, HeaderValue); 4] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    (header::REFERRER_POLICY, HeaderValue::from_static("strict-origin-when-cross-origin")),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
];
