//! A link from one portal to another, for who is signed in at the first.

use jiff::Timestamp;

use super::id::{PortalId, SessionId, UserId};

/// How long the link is good, in seconds.
pub const LINK_S: i64 = 60;

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Crossing {
    /// SHA-256 of the link's secret.
    pub secret_hash: [u8; 32],
    /// The session that it comes from; without it the link opens nothing.
    pub session: SessionId,
    pub user: UserId,
    /// Where it leads.
    pub portal: PortalId,
    pub expires_at: Timestamp,
}
