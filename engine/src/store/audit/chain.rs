//! The hash over an audit entry and the one before it. Pure, so that an exported log can be checked without a database.

use sha2::{Digest, Sha256};

use super::AuditRow;
use crate::domain::id::TenantId;

/// Stands before the first entry.
pub const BEGINNING: [u8; 32] = [0; 32];

/// The hash that an entry must have. Every part is preceded by its length, so that no two entries have the same bytes.
pub fn hash(tenant: TenantId, row: &AuditRow) -> [u8; 32] {
    let mut digest = Sha256::new();
    let mut part = |bytes: &[u8]| {
        digest.update((bytes.len() as u64).to_be_bytes());
        digest.update(bytes);
    };
    part(b"portico audit 1");
    part(&row.previous_hash);
    part(tenant.0.as_bytes());
    part(&row.position.to_be_bytes());
    part(&row.at.as_microsecond().to_be_bytes());
    part(row.actor.kind.as_bytes());
    part(row.actor.user.as_ref().map_or(&[], |user| user.0.as_bytes().as_slice()));
    part(row.actor.name.as_bytes());
    part(row.action.as_bytes());
    part(row.subject.as_bytes());
    part(&[u8::from(row.before.is_some())]);
    part(row.before.as_deref().unwrap_or_default().as_bytes());
    part(row.after.as_bytes());
    digest.finalize().into()
}

/// Whether an entry stands at `position` after the entry with the hash `previous`, and is unchanged.
pub fn follows(tenant: TenantId, row: &AuditRow, position: i64, previous: &[u8; 32]) -> bool {
    row.position == position && row.previous_hash == *previous && row.hash == hash(tenant, row)
}
