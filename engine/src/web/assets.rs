//! Assets of themes, by fingerprint: kept by browsers for a year, compressed once when the theme was built.

use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderValue, StatusCode, header};

use super::{Error, place::Place};

/// Serves one asset of the theme of this place.
pub async fn asset(
    place: Place,
    Path(path): Path<std::collections::HashMap<String, String>>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let name = path.get("path").map(String::as_str).unwrap_or_default();
    let asset = place.theme.asset(name, &place.view.settings).ok_or(Error::NOT_FOUND)?;
    let accepts = |coding: &str| {
        let accepted = headers.get(header::ACCEPT_ENCODING).and_then(|value| value.to_str().ok()).unwrap_or_default();
        accepted.split(',').any(|entry| entry.split(';').next().is_some_and(|name| name.trim() == coding))
    };
    let (coding, bytes) = match (&asset.br, &asset.gzip) {
        (Some(br), _) if accepts("br") => (Some("br"), br.clone()),
        (_, Some(gzip)) if accepts("gzip") => (Some("gzip"), gzip.clone()),
        _ => (None, asset.bytes.clone()),
    };
    let mut response = (StatusCode::OK, axum::body::Bytes::from_owner(bytes)).into_response();
    let out = response.headers_mut();
    if let Ok(kind) = HeaderValue::from_str(asset.media_type) {
        out.insert(header::CONTENT_TYPE, kind);
    }
    if let Some(coding) = coding {
        out.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    out.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    Ok(response)
}
