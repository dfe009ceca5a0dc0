//! A login of a tenant and what it belongs to.

use jiff::Timestamp;

use super::{
    id::{ContactId, CustomerId, PortalId, TenantId, UserId},
    text::Email,
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

/// What a login may be in one place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Sees and makes requests of the customer.
    Requester,
    /// Works in the office of the tenant.
    Office,
}

impl Role {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Requester => "requester",
            Self::Office => "office",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Requester, Self::Office].into_iter().find(|role| role.as_str() == text)
    }
}

/// Ties a login to a place: a portal and customer for a portal user, the tenant's office for staff.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    pub user: UserId,
    pub tenant: TenantId,
    /// None for staff.
    pub portal: Option<PortalId>,
    /// None for staff.
    pub customer: Option<CustomerId>,
    pub contact: Option<ContactId>,
    pub role: Role,
}
