//! A signed-in browser. The cookie holds a random secret; the store holds only its hash.

use jiff::Timestamp;

use super::id::{PortalId, TenantId, UserId};

/// Where a session is valid: one portal, or the tenant's office. Portals on one host by path never share a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    Portal(PortalId),
    Office,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// SHA-256 of the cookie's secret.
    pub secret_hash: [u8; 32],
    pub tenant: TenantId,
    pub door: Door,
    pub user: UserId,
    pub created_at: Timestamp,
    pub seen_at: Timestamp,
    pub expires_at: Timestamp,
}
