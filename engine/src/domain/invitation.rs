//! Invitations: a mail that opens one membership to whoever reads the mail of its address.

use jiff::Timestamp;

use super::id::{InvitationId, MembershipId, TenantId};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Invitation {
    pub id: InvitationId,
    pub tenant: TenantId,
    /// What it opens: portal, customer and roles stand there.
    pub membership: MembershipId,
    /// Name of who invited, as the mail says it.
    pub invited_by: String,
    pub created_at: Timestamp,
    /// The last mail; None: it is on its way.
    pub sent_at: Option<Timestamp>,
    pub sends: i64,
    /// When the link of the last mail ends; None: nothing was sent yet.
    pub expires_at: Option<Timestamp>,
    pub accepted_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
}

/// What became of an invitation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum InvitationState {
    /// The mail is on its way.
    Waiting,
    /// Sent, and its link opens the portal.
    Open,
    /// Its link is too old. It can be sent again.
    Expired,
    Accepted,
    Revoked,
}

impl InvitationState {
    /// What became of a mail with a link, by what happened to it and when its link ends.
    pub fn of(
        accepted_at: Option<Timestamp>,
        revoked_at: Option<Timestamp>,
        expires_at: Option<Timestamp>,
        now: Timestamp,
    ) -> Self {
        match (accepted_at, revoked_at, expires_at) {
            (Some(_), ..) => Self::Accepted,
            (None, Some(_), _) => Self::Revoked,
            (None, None, None) => Self::Waiting,
            (None, None, Some(end)) if end > now => Self::Open,
            (None, None, Some(_)) => Self::Expired,
        }
    }

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Waiting => "waiting",
            Self::Open => "open",
            Self::Expired => "expired",
            Self::Accepted => "accepted",
            Self::Revoked => "revoked",
        }
    }
}

impl Invitation {
    pub fn state(&self, now: Timestamp) -> InvitationState {
        InvitationState::of(self.accepted_at, self.revoked_at, self.expires_at, now)
    }

    /// Whether it can be sent, again or for the first time.
    pub const fn is_pending(&self) -> bool {
        self.accepted_at.is_none() && self.revoked_at.is_none()
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn an_invitation_waits_is_open_and_ends() {
        let at = |second| Timestamp::from_second(second).unwrap();
        let id = Uuid::from_u128;
        let new = Invitation {
            id: InvitationId(id(1)),
            tenant: TenantId(id(2)),
            membership: MembershipId(id(3)),
            invited_by: "Ole".into(),
            created_at: at(0),
            sent_at: None,
            sends: 0,
            expires_at: None,
            accepted_at: None,
            revoked_at: None,
        };
        assert_eq!(new.state(at(1)), InvitationState::Waiting);
        let sent = Invitation { sent_at: Some(at(1)), sends: 1, expires_at: Some(at(10)), ..new };
        assert_eq!(sent.state(at(9)), InvitationState::Open);
        assert_eq!(sent.state(at(10)), InvitationState::Expired);
        assert!(sent.is_pending());
        let revoked = Invitation { revoked_at: Some(at(5)), ..sent.clone() };
        let accepted = Invitation { accepted_at: Some(at(5)), ..sent };
        assert_eq!(revoked.state(at(6)), InvitationState::Revoked);
        assert_eq!(accepted.state(at(99)), InvitationState::Accepted);
        assert!(!revoked.is_pending() && !accepted.is_pending());
    }
}
