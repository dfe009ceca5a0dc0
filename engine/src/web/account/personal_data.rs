//! Downloading everything that is kept about oneself. A stolen open tab must not get it, so it asks who one is.

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use http::header;

use super::confirm;
use crate::{
    actions::personal_data,
    web::{AppState, Error, form_body::FormBody, person::Somebody},
};

pub async fn download(State(state): State<AppState>, who: Somebody, form: FormBody) -> Result<Response, Error> {
    let fresh = match confirm::fresh(&state, &who, &form).await? {
        Ok(fresh) => fresh,
        Err(question) => return Ok(question),
    };
    let text = personal_data::of_herself(&state.cx, &who.person).await?;
    Ok(fresh.on(attachment("personal-data.json", text)))
}

/// A JSON document to keep.
pub fn attachment(name: &str, text: String) -> Response {
    let headers = [
        (header::CONTENT_TYPE, "application/json; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
        (header::CACHE_CONTROL, "no-store".to_owned()),
    ];
    (headers, text).into_response()
}
