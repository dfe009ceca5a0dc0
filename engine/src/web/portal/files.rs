//! Downloads. A file is sent as what its content is, never shown as a page of ours, and only images are shown at all.

use axum::{
    body::Body,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{HeaderValue, header};

use crate::{
    actions::files,
    domain::{
        access::{Actor, scope},
        file::StoredFile,
    },
    web::{
        AppState, Error,
        person::{Customer, Staff},
    },
};

/// A file of the customer's requests.
pub async fn of_customer(
    State(state): State<AppState>,
    who: Customer,
    Path(ids): Path<(String, String)>,
) -> Result<Response, Error> {
    send(&state, &who.person.actor, &ids.1).await
}

/// A file of the tenant's requests.
pub async fn of_staff(
    State(state): State<AppState>,
    who: Staff,
    Path(ids): Path<(String, String)>,
) -> Result<Response, Error> {
    send(&state, &who.person.actor, &ids.1).await
}

async fn send(state: &AppState, actor: &Actor, id: &str) -> Result<Response, Error> {
    let id = id.parse().map_err(|_| Error::NOT_FOUND)?;
    let (file, bytes) = files::open(&state.cx, &scope(actor), id).await?;
    let mut response = Body::from_stream(bytes).into_response();
    let headers = response.headers_mut();
    let text = |text: &str| {
        HeaderValue::from_str(text).map_err(|_| Error::Internal("a stored media type is no header".into()))
    };
    headers.insert(header::CONTENT_TYPE, text(&file.media_type)?);
    headers.insert(header::CONTENT_LENGTH, HeaderValue::from(file.size_bytes));
    headers.insert(header::CONTENT_DISPOSITION, text(&disposition(&file))?);
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("sandbox; default-src 'none'"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    Ok(response)
}

/// RFC 6266 with the name in RFC 5987 form, and an ASCII name for old programs.
fn disposition(file: &StoredFile) -> String {
    let shown = matches!(file.media_type.as_str(), "image/jpeg" | "image/png" | "image/webp" | "image/gif");
    let how = if shown { "inline" } else { "attachment" };
    let safe = |c: char| if c.is_ascii_alphanumeric() || " ._-".contains(c) { c } else { '_' };
    let ascii: String = file.name.chars().map(safe).collect();
    let encoded: String = file
        .name
        .bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() || b"._-".contains(&b) {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect();
    format!("{how}; filename=\"{ascii}\"; filename*=UTF-8''{encoded}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::id::{FileId, TenantId, UserId};

    #[test]
    fn a_download_name_cannot_break_out_of_its_header() {
        let nil = uuid::Uuid::nil();
        let file = StoredFile {
            id: FileId(nil),
            tenant: TenantId(nil),
            owner: UserId(nil),
            work_order: None,
            name: "Küche\"; x=\r\n.pdf".into(),
            media_type: "application/pdf".into(),
            size_bytes: 1,
            sha256: [0; 32],
            created_at: jiff::Timestamp::UNIX_EPOCH,
        };
        let text = disposition(&file);
        assert!(text.starts_with("attachment; filename=\"K_che__ x___.pdf\"; filename*=UTF-8''K%C3%BCche"), "{text}");
        assert!(!text.contains(['\r', '\n']));
    }
}
