//! Offers: a place in a portal that an administrator of a customer offers to the reader of a mail address. Who that is, and whether she has
//! a login already, shows only to who opens the mail.

use jiff::Timestamp;

use super::{
    id::{AddressId, CustomerId, MembershipId, OfferId, PortalId, TenantId},
    invitation::InvitationState,
    text::{Email, Slug},
};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    pub id: OfferId,
    pub tenant: TenantId,
    pub portal: PortalId,
    pub customer: CustomerId,
    pub email: Email,
    /// As the administrator wrote it; the person says herself how she is called.
    pub name: String,
    pub language: String,
    pub roles: Vec<Slug>,
    pub sites: Vec<AddressId>,
    /// Whose offer it is. It stands as long as she may make it.
    pub made_by: MembershipId,
    pub made_by_name: String,
    pub created_at: Timestamp,
    /// The last mail; None: it is on its way.
    pub sent_at: Option<Timestamp>,
    pub sends: i64,
    /// When the link of the last mail ends; None: nothing was sent yet.
    pub expires_at: Option<Timestamp>,
    pub accepted_at: Option<Timestamp>,
    pub revoked_at: Option<Timestamp>,
}

impl Offer {
    pub fn state(&self, now: Timestamp) -> InvitationState {
        InvitationState::of(self.accepted_at, self.revoked_at, self.expires_at, now)
    }

    /// Whether it can be sent, again or for the first time.
    pub const fn is_pending(&self) -> bool {
        self.accepted_at.is_none() && self.revoked_at.is_none()
    }
}
