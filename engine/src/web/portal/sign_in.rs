//! Signing in and out. A wrong address, a wrong password and a foreign door all look and take the same.

use axum::{
    extract::{RawQuery, State},
    response::{AppendHeaders, IntoResponse, Redirect, Response},
};
use http::{HeaderMap, StatusCode, header::SET_COOKIE};

use super::safe_next;
use crate::{
    actions::{self, sessions},
    domain::setting,
    views::{message::Message, sign_in::SignIn},
    web::{
        AppState, Error, cookies,
        form_body::{FormBody, decode},
        place::Place,
    },
};

/// The form.
pub async fn form(State(state): State<AppState>, place: Place, RawQuery(query): RawQuery) -> Result<Response, Error> {
    let query = FormBody(decode(query.unwrap_or_default().as_bytes())?);
    let next = safe_next(place.base(), &query.one("next")?);
    let page = page(&state, &place, next);
    place.show(StatusCode::OK, &place.page(&state, None, page))
}

/// Signs in and goes on to what was asked for.
pub async fn sign_in(State(state): State<AppState>, place: Place, form: FormBody) -> Result<Response, Error> {
    let (email, password) = (form.one("email")?, form.one("password")?);
    let next = safe_next(place.base(), &form.one("next")?);
    let again = |problem: &str, status: StatusCode| {
        let problem = Some(problem.to_owned());
        let page = SignIn { email: email.chars().take(254).collect(), problem, ..page(&state, &place, next.clone()) };
        place.show(status, &place.page(&state, None, page))
    };
    if let Err(seconds) = state.limits.sign_in(place.peer, place.tenant.id, &email) {
        let mut response = again("sign-in-too-many", StatusCode::TOO_MANY_REQUESTS)?;
        response.headers_mut().insert(http::header::RETRY_AFTER, seconds.into());
        return Ok(response);
    }
    let life = state.customer_life();
    match sessions::sign_in(&state.cx, place.tenant.id, place.door, (&email, password), life).await {
        Ok(Some(signed_in)) => Ok(welcome(&place, &signed_in.secret, life, &next)),
        Ok(None) => again("sign-in-failed", StatusCode::UNPROCESSABLE_ENTITY),
        Err(actions::Error::Busy(_)) => again("sign-in-busy", StatusCode::SERVICE_UNAVAILABLE),
        Err(error) => Err(error.into()),
    }
}

/// The answer to a successful sign-in: the cookie, and on.
pub fn welcome(place: &Place, secret: &[u8; 32], life: sessions::Life, next: &str) -> Response {
    let seconds = i64::try_from(life.absolute.as_secs()).unwrap_or(i64::MAX);
    let cookie = cookies::session(&place.cookie, secret, seconds).to_string();
    (AppendHeaders([(SET_COOKIE, cookie)]), Redirect::to(next)).into_response()
}

/// Ends the session, here and on the server, and says so.
pub async fn sign_out(State(state): State<AppState>, place: Place, headers: HeaderMap) -> Result<Response, Error> {
    if let Some(secret) = cookies::secret(&headers, &place.cookie)
        && let Some(person) = sessions::find(&state.cx, place.tenant.id, place.door, &secret).await?
    {
        sessions::sign_out(&state.cx, &person.session).await?;
    }
    let page = Message { key: "signed-out".to_owned(), href: format!("{}/sign-in", place.base()) };
    let shown = place.show(StatusCode::OK, &place.page(&state, None, page))?;
    let headers = [
        (SET_COOKIE, cookies::removal(&place.cookie).to_string()),
        // Drafts in the browser's storage are a person's, not the browser's.
        (http::HeaderName::from_static("clear-site-data"), "\"cache\", \"storage\"".to_owned()),
    ];
    Ok((AppendHeaders(headers), shown).into_response())
}

fn page(state: &AppState, place: &Place, next: String) -> SignIn {
    let settings = place.portal.as_ref().map(|site| site.portal.settings.clone()).unwrap_or_default();
    let words = |key| {
        let texts: crate::domain::text::Localised =
            serde_json::from_value(setting::value(&settings, key)).unwrap_or_default();
        texts.get(&place.language).to_owned()
    };
    SignIn {
        action: format!("{}/sign-in", place.base()),
        next,
        welcome_title: words("welcome.title"),
        welcome_text: words("welcome.text"),
        demo: state.demo.as_ref().map(|demo| demo.people(&place.cookie)).unwrap_or_default(),
        ..SignIn::default()
    }
}
