//! Somebody of the office who sees a portal as one of its users does, and changes nothing there.

use jiff::Timestamp;

use super::id::{LookId, PortalId, SessionId, TenantId, UserId};

/// Seconds in which the link that begins a look must be used.
pub const LINK_S: i64 = 60;

/// One look, from the link that begins it to its end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    pub id: LookId,
    pub tenant: TenantId,
    /// The staff session that it ends with.
    pub session: SessionId,
    /// Who looks.
    pub staff: UserId,
    pub portal: PortalId,
    /// As whom.
    pub user: UserId,
    /// SHA-256 of the link's secret, and of the cookie's once it has begun.
    pub secret_hash: [u8; 32],
    pub created_at: Timestamp,
    /// None: the link was not used.
    pub begun_at: Option<Timestamp>,
    pub expires_at: Timestamp,
}

/// Who looks, and until when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Onlooker {
    pub look: LookId,
    pub staff: UserId,
    pub name: String,
    pub until: Timestamp,
}
