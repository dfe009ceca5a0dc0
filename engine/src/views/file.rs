//! A file as a person sees it: name, size and where to fetch it.

use jiff::Timestamp;
use serde::Serialize;

use crate::domain::file::StoredFile;

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileView {
    pub id: String,
    pub name: String,
    pub size_bytes: i64,
    pub media_type: String,
    pub is_image: bool,
    /// None while it may not be fetched, for example before the request is sent.
    pub href: Option<String>,
    pub at: Timestamp,
}

impl FileView {
    pub fn new(file: &StoredFile, href: Option<String>) -> Self {
        Self {
            id: file.id.to_string(),
            name: file.name.clone(),
            size_bytes: file.size_bytes,
            media_type: file.media_type.clone(),
            is_image: file.media_type.starts_with("image/"),
            href,
            at: file.created_at,
        }
    }
}
