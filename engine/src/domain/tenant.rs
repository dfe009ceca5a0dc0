//! A tenant: the company that runs portals.

use super::{id::TenantId, staff::PLATFORM, text::Slug};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tenant {
    pub id: TenantId,
    /// Names the tenant's folders in `themes/` and `scripts/`.
    pub slug: Slug,
    pub name: String,
    /// Default language of staff and portals, for example `de`.
    pub language: String,
    /// IANA name, for example `Europe/Berlin`.
    pub time_zone: String,
    /// Where mails to the office go.
    pub office_email: String,
}

/// Folder of the rules that belong to no tenant and run for each that has none of that name.
pub const SHARED: &str = "shared";

/// Whether a slug names something of the installation, so that no tenant can have it.
pub fn is_reserved(slug: &str) -> bool {
    [PLATFORM, SHARED].contains(&slug)
}
