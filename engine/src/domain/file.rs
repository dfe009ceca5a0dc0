//! A stored file: uploaded first, attached to a work order when its request is sent.

use jiff::Timestamp;

use super::id::{FileId, TenantId, UserId, WorkOrderId};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    pub id: FileId,
    pub tenant: TenantId,
    pub owner: UserId,
    /// None while it is only uploaded.
    pub work_order: Option<WorkOrderId>,
    /// The name that the person gave it, cleaned for display; never part of a path.
    pub name: String,
    /// Found from the content, never believed from the upload.
    pub media_type: String,
    pub size_bytes: i64,
    pub sha256: [u8; 32],
    pub created_at: Timestamp,
}

/// A person's file name made safe to show and to send: no path, no control or direction-changing characters, at most 120 characters.
pub fn display_name(given: &str) -> String {
    let base = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let hidden = |c: char| {
        c.is_control()
            || matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '"')
    };
    let clean: String = base.chars().filter(|c| !hidden(*c)).collect();
    let clean = clean.trim().trim_start_matches('.');
    if clean.is_empty() { "file".to_owned() } else { clean.chars().take(120).collect() }
}

#[cfg(test)]
mod tests {
    use super::display_name;

    #[test]
    fn a_file_name_loses_paths_and_hidden_characters() {
        assert_eq!(display_name("../../etc/passwd"), "passwd");
        assert_eq!(display_name("C:\\x\\Foto 1.jpg"), "Foto 1.jpg");
        assert_eq!(display_name("inv\u{202e}gpj.exe\r\n"), "invgpj.exe");
        assert_eq!(display_name("..."), "file");
    }
}
