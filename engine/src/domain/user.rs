//! A login of a tenant and what it belongs to.

use jiff::Timestamp;

use super::{
    id::{AddressId, ContactId, CustomerId, MembershipId, PortalId, TenantId, UserId},
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

/// Ties a login to a place: a portal and customer for a portal user, the tenant's office for staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    pub id: MembershipId,
    pub user: UserId,
    pub tenant: TenantId,
    /// None for staff.
    pub portal: Option<PortalId>,
    /// None for staff.
    pub customer: Option<CustomerId>,
    pub contact: Option<ContactId>,
    /// Slugs of the roles of a portal user, in their order; empty for staff.
    pub roles: Vec<Slug>,
    /// Addresses that a portal user looks after; empty for staff.
    pub sites: Vec<AddressId>,
}

impl Membership {
    /// Work in the office of the tenant.
    pub const fn is_staff(&self) -> bool {
        self.portal.is_none()
    }

    /// A place in the office.
    pub const fn office(id: MembershipId, tenant: TenantId, user: UserId) -> Self {
        Self { id, user, tenant, portal: None, customer: None, contact: None, roles: Vec::new(), sites: Vec::new() }
    }
}
