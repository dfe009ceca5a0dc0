//! Assets of themes, compressed once when first asked for. By their fingerprinted name browsers keep them for a year; by their plain
//! name, whose content a saved theme changes, they ask again each time.

use std::sync::Arc;

use axum::{
    extract::Path,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};

use super::{Error, place::Place};
use crate::themes::assets::Packed;

/// Serves one asset of the theme of this place.
pub async fn asset(
    place: Place,
    Path(path): Path<std::collections::HashMap<String, String>>,
    headers: HeaderMap,
) -> Result<Response, Error> {
    let name = path.get("path").map(String::as_str).unwrap_or_default();
    let asset = place.theme.asset(name, &place.view.settings).ok_or(Error::NOT_FOUND)?;
    // One tag for all codings of the same content, so it is a weak one.
    let tag = format!("W/{}", asset.etag);
    if !asset.immutable && names(&headers, header::IF_NONE_MATCH, &tag) {
        return Ok(
            (StatusCode::NOT_MODIFIED, [(header::ETAG, tag), (header::CACHE_CONTROL, ASK.to_owned())]).into_response()
        );
    }
    let accepts = |coding| names(&headers, header::ACCEPT_ENCODING, coding);
    let packed = |coding, form: fn(&Packed) -> Option<Arc<[u8]>>| {
        let bytes = accepts(coding).then(|| form(&asset.packed)).flatten();
        bytes.map(|bytes| (Some(coding), bytes))
    };
    let smallest = packed("br", Packed::br).or_else(|| packed("gzip", Packed::gzip));
    let (coding, bytes) = smallest.unwrap_or_else(|| (None, asset.bytes.clone()));
    let mut response = (StatusCode::OK, axum::body::Bytes::from_owner(bytes)).into_response();
    let out = response.headers_mut();
    if let Ok(kind) = HeaderValue::from_str(asset.media_type) {
        out.insert(header::CONTENT_TYPE, kind);
    }
    if let Some(coding) = coding {
        out.insert(header::CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    out.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
    let keep = if asset.immutable { "public, max-age=31536000, immutable" } else { ASK };
    out.insert(header::CACHE_CONTROL, HeaderValue::from_static(keep));
    if let Ok(tag) = HeaderValue::from_str(&tag) {
        out.insert(header::ETAG, tag);
    }
    Ok(response)
}

/// Kept, but asked about each time.
const ASK: &str = "public, no-cache";

/// Whether a header's list has an entry of this name that is not turned off by `q=0`.
fn names(headers: &HeaderMap, header: HeaderName, name: &str) -> bool {
    let lists = headers.get_all(header).iter().filter_map(|list| list.to_str().ok());
    lists.flat_map(|list| list.split(',')).any(|entry| {
        let mut parts = entry.split(';').map(str::trim);
        let is_named = parts.next() == Some(name);
        is_named && !parts.any(|part| part.strip_prefix("q=").is_some_and(|q| q.parse() == Ok(0.0_f32)))
    })
}
