//! How strong a password is, for the meter of a page with scripts. It judges as the form itself does, and keeps nothing.

use std::collections::BTreeMap;

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, header};
use serde_json::json;

use crate::{
    actions::{profiles, sessions},
    domain::password::{OwnWords, Refusal},
    web::{AppState, Error, cookies, form_body::FormBody, place::Place},
};

pub async fn judge(
    State(state): State<AppState>,
    place: Place,
    headers: HeaderMap,
    form: FormBody,
) -> Result<Response, Error> {
    let password = form.one("password")?;
    state.limits.strength(place.peer).map_err(|seconds| Error::TooMany { seconds })?;
    let person = match cookies::secret(&headers, &place.cookie) {
        Some(secret) => sessions::find(&state.cx, place.tenant.id, place.door, &secret).await?,
        None => None,
    };
    let judgement = match &person {
        Some(person) => profiles::judge(&state.cx, person, password).await?,
        None => {
            let names = [place.tenant.name.as_str(), place.tenant.slug.as_str(), place.view.name.as_str()];
            state.cx.passwords.judge(password, OwnWords::new(names)).await?
        }
    };
    let min = match judgement.refusal {
        Some(Refusal::TooShort { min }) => min,
        _ => 0,
    };
    let key =
        judgement.refusal.map_or_else(|| format!("password-strength-{}", judgement.score), |r| r.key().to_owned());
    let language = person.map_or_else(|| place.language.clone(), |person| place.language_for(&person.user.language));
    let text = place.theme.text(&language, &key, &BTreeMap::from([("min".to_owned(), min.to_string())]));
    let body = json!({"score": judgement.score, "taken": judgement.refusal.is_none(), "text": text});
    let mut response = Json(body).into_response();
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}
