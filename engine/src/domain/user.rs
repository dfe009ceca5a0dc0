//! A login of a tenant and what it belongs to.

use jiff::Timestamp;

use super::{
    form::Problem,
    id::{ContactId, CustomerId, MembershipId, PortalId, TenantId, UserId},
    staff::StaffRole,
    text::{Email, Slug},
};

/// Longest name of a person, in characters.
pub const MAX_NAME_CHARS: usize = 200;

/// The name of a person as somebody typed it.
pub fn read_name(typed: &str) -> Result<&str, Problem> {
    let name = typed.trim();
    match name.chars().count() {
        0 => Err(Problem::Required),
        long if long > MAX_NAME_CHARS => Err(Problem::TooLong { max: MAX_NAME_CHARS }),
        _ => Ok(name),
    }
}

/// The address of a person as somebody typed it.
pub fn read_email(typed: &str) -> Result<Email, Problem> {
    let email = typed.trim();
    if email.is_empty() { Err(Problem::Required) } else { email.parse().map_err(|_| Problem::NotAnEmail) }
}

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

/// What is known of a login, in one word.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum AccountState {
    /// Nobody was invited yet.
    Blank,
    Invited,
    /// The invitation is too old.
    Expired,
    Active,
    /// The last mail to the address was refused for good.
    Bounced,
    Disabled,
}

impl AccountState {
    pub const ALL: [Self; 6] = [Self::Blank, Self::Invited, Self::Expired, Self::Active, Self::Bounced, Self::Disabled];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Blank => "blank",
            Self::Invited => "invited",
            Self::Expired => "expired",
            Self::Active => "active",
            Self::Bounced => "bounced",
            Self::Disabled => "disabled",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == text)
    }
}

/// Ties a login to a place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Membership {
    pub id: MembershipId,
    pub user: UserId,
    pub tenant: TenantId,
    pub seat: Seat,
    /// Since when this place opens no door, whatever becomes of the login; None: it does.
    pub closed_at: Option<Timestamp>,
}

/// Where a login belongs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seat {
    /// Among those who work in the office of the tenant.
    Office(StaffRole),
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
            Seat::Office(_) => None,
            Seat::Portal { portal, .. } => Some(*portal),
        }
    }

    pub const fn customer(&self) -> Option<CustomerId> {
        match &self.seat {
            Seat::Office(_) => None,
            Seat::Portal { customer, .. } => Some(*customer),
        }
    }

    pub const fn is_office(&self) -> bool {
        matches!(self.seat, Seat::Office(_))
    }

    /// Roles of a portal user; none for staff.
    pub fn roles(&self) -> &[Slug] {
        match &self.seat {
            Seat::Office(_) => &[],
            Seat::Portal { roles, .. } => roles,
        }
    }
}
