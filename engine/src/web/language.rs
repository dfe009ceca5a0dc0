//! Choosing a language: a cookie, then back to the page that one came from.

use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use http::header::SET_COOKIE;

use super::{
    Error, cookies,
    form_body::FormBody,
    next::safe_next,
    place::{Place, offered_language},
};

/// Sets the language of this browser.
pub async fn choose(place: Place, form: FormBody) -> Result<Response, Error> {
    let tag = offered_language(&form.one("language")?, &place.view.languages).ok_or(Error::BAD)?;
    let next = safe_next(place.base(), &form.one("next")?);
    Ok((AppendHeaders([(SET_COOKIE, cookies::language(&tag).to_string())]), Redirect::to(&next)).into_response())
}
