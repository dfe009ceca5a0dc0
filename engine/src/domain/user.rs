//! A login of a tenant and what it belongs to.

use jiff::Timestamp;

use super::{
    id::{ContactId, CustomerId, MembershipId, PortalId, TenantId, UserId},
    text::{Email, Slug},
};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct User {
    pub id: UserId,
    pub tenant: TenantId,
    pub email: Email,
    pub name: String,
    pub language: String,
    /// Argon2id in PHC form. None: cannot sign in with a password.
    pub password_hash: Option<String>,
    pub disabled_at: Option<Timestamp>,
}

/// Ties a login to a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    pub id: MembershipId,
    pub user: UserId,
    pub tenant: TenantId,
    pub seat: Seat,
}

/// Where a login belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seat {
    /// Among those who work in the office of the tenant.
    Office,
    /// At a portal, for a customer.
    Portal {
        portal: PortalId,
        customer: CustomerId,
        contact: Option<ContactId>,
        /// Slugs, in their order.
        roles: Vec<Slug>,
    },
}

impl Membership {
    /// None: the office.
    pub const fn portal(&self) -> Option<PortalId> {
        match &self.seat {
            Seat::Office => None,
            Seat::Portal { portal, .. } => Some(*portal),
        }
    }

    pub const fn customer(&self) -> Option<CustomerId> {
        match &self.seat {
            Seat::Office => None,
            Seat::Portal { customer, .. } => Some(*customer),
        }
    }

    /// Roles of a portal user; none for staff.
    pub fn roles(&self) -> &[Slug] {
        match &self.seat {
            Seat::Office => &[],
            Seat::Portal { roles, .. } => roles,
        }
    }
}
