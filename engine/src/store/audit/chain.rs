//! The hash over an audit entry and the one before it. Pure, so that an exported log can be checked without a database.

use std::collections::BTreeMap;

use serde_json::Value;
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

/// Whether an entry stands at `position` after the entry with the hash `previous`, and is unchanged. One that an erasure took details out
/// of stands there by its hash; what it says now is for the entry about the erasure to vouch for.
pub fn follows(tenant: TenantId, row: &AuditRow, position: i64, previous: &[u8; 32]) -> bool {
    let is_right = match row.redacted_by {
        Some(by) => by > position,
        None => row.hash == hash(tenant, row),
    };
    row.position == position && row.previous_hash == *previous && is_right
}

/// Of the entries about erasures.
const ERASURE: &str = "erasures.erase";

/// What erasures took details out of, by the position of the entry about each: the first such entry, and a digest over all.
#[derive(Default)]
pub struct Redacted(BTreeMap<i64, (i64, Sha256)>);

impl Redacted {
    /// Adds an entry that an erasure took details out of: the hash of what it said, and what it says now.
    pub fn add(&mut self, tenant: TenantId, row: &AuditRow) {
        if let Some(by) = row.redacted_by {
            let (_, digest) = self.0.entry(by).or_insert_with(|| (row.position, Sha256::new()));
            digest.update(row.hash);
            digest.update(hash(tenant, row));
        }
    }

    /// The digest of an erasure; of one that took nothing out, that of nothing.
    pub fn of(self, by: i64) -> [u8; 32] {
        self.0
            .into_iter()
            .find(|(at, _)| *at == by)
            .map_or_else(Sha256::new, |(_, (_, digest))| digest)
            .finalize()
            .into()
    }

    /// Goes on to the next entry of the chain. Gives where it breaks when this one should vouch for others and does not.
    pub fn pass(&mut self, tenant: TenantId, row: &AuditRow) -> Option<i64> {
        self.add(tenant, row);
        let (first, digest) = self.0.remove(&row.position)?;
        let said: Value = serde_json::from_str(&row.after).unwrap_or_default();
        let digest: [u8; 32] = digest.finalize().into();
        let digest: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
        let vouches = row.action == ERASURE && said["redacted"].as_str() == Some(digest.as_str());
        (!vouches).then_some(first)
    }

    /// The first entry that no entry about an erasure vouched for.
    pub fn open(&self) -> Option<i64> {
        self.0.values().map(|(first, _)| *first).min()
    }
}
