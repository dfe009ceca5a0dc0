//! Every path once: the patterns that the router takes and the functions that build addresses, for pages and mails alike. Addresses
//! begin with the base of their door: `/p/{portal}` by path, nothing on a portal's own host, `/office/{tenant}` in the office.

use super::text::Slug;

/// Patterns below a portal's base.
pub mod portal {
    pub const HOME: &str = "/";
    pub const SIGN_IN: &str = "/sign-in";
    pub const SIGN_IN_CODE: &str = "/sign-in/code";
    pub const SIGN_IN_MAIL: &str = "/sign-in/mail";
    pub const SIGN_IN_MAIL_CODE: &str = "/sign-in/mail-code";
    pub const SIGN_IN_LINK: &str = "/sign-in/mail/{secret}";
    pub const FORGOT: &str = "/forgot-password";
    pub const RESET: &str = "/reset/{secret}";
    pub const SIGN_OUT: &str = "/sign-out";
    pub const PASSWORD_STRENGTH: &str = "/password-strength";
    pub const PROFILE: &str = "/profile";
    pub const DETAILS: &str = "/profile/details";
    pub const PASSWORD: &str = "/profile/password";
    pub const SECOND_FACTOR: &str = "/profile/second-factor";
    pub const FACTOR_REMOVAL: &str = "/profile/second-factor/removal";
    pub const RECOVERY_CODES: &str = "/profile/recovery-codes";
    pub const SIGN_OUTS: &str = "/profile/sign-outs";
    pub const FORGOTTEN_BROWSERS: &str = "/profile/forgotten-browsers";
    pub const LANGUAGE: &str = "/language";
    /// The page of who was invited; the secret of the mail is its last part.
    pub const INVITATION: &str = "/join/{secret}";
    pub const NEW: &str = "/new";
    pub const FLOW: &str = "/new/{flow}";
    pub const CHECK: &str = "/new/{flow}/{draft}/check";
    pub const SEND: &str = "/new/{flow}/{draft}/send";
    pub const STEP: &str = "/new/{flow}/{draft}/step/{step}";
    pub const STATE: &str = "/new/{flow}/{draft}/step/{step}/state";
    pub const UPLOADS: &str = "/uploads";
    pub const REQUESTS: &str = "/requests";
    pub const REQUEST: &str = "/requests/{id}";
    pub const CONFIRMATION: &str = "/requests/{id}/confirmation";
    pub const COMMENTS: &str = "/requests/{id}/comments";
    pub const EVENTS: &str = "/requests/{id}/events";
    pub const CALENDAR: &str = "/requests/{id}/visit.ics";
    pub const FILE: &str = "/files/{id}";
    pub const ASSET: &str = "/assets/{*path}";
}

/// Patterns below a tenant's office.
pub mod office {
    pub const HOME: &str = "/";
    pub const SIGN_IN: &str = "/sign-in";
    pub const SIGN_OUT: &str = "/sign-out";
    pub const LANGUAGE: &str = "/language";
    pub const REQUESTS: &str = "/requests";
    pub const ORDERS: &str = "/orders";
    pub const ORDER: &str = "/orders/{id}";
    pub const ACCEPTANCE: &str = "/orders/{id}/acceptance";
    pub const REJECTION: &str = "/orders/{id}/rejection";
    pub const STATUS: &str = "/orders/{id}/status";
    pub const NOTES: &str = "/orders/{id}/notes";
    pub const COMMENTS: &str = "/orders/{id}/comments";
    pub const PRIORITY: &str = "/orders/{id}/priority";
    pub const ASSIGNEE: &str = "/orders/{id}/assignee";
    pub const EVENTS: &str = "/orders/{id}/events";
    pub const CUSTOMERS: &str = "/customers";
    pub const CUSTOMER: &str = "/customers/{id}";
    pub const NEW_CONTACT: &str = "/customers/{id}/contacts";
    pub const NEW_USER: &str = "/customers/{id}/users";
    pub const USERS: &str = "/users";
    pub const USERS_BULK: &str = "/users/bulk";
    pub const USER: &str = "/users/{id}";
    pub const USER_INVITATION: &str = "/users/{id}/invitation";
    pub const USER_REVOCATION: &str = "/users/{id}/revocation";
    pub const USER_ACCESS: &str = "/users/{id}/access";
    pub const USER_REMOVAL: &str = "/users/{id}/removal";
    pub const EXTENSIONS: &str = "/extensions";
    pub const RUNS: &str = "/runs";
    pub const RUN: &str = "/runs/{id}";
    pub const OUTBOX: &str = "/outbox";
    pub const RETRY: &str = "/outbox/{id}/retry";
    pub const FILE: &str = "/files/{id}";
    pub const ASSET: &str = "/assets/{*path}";
}

/// Patterns of the platform and of a demonstration.
pub mod platform {
    pub const INDEX: &str = "/";
    pub const OFFICE: &str = "/office";
    /// Base of a portal by path.
    pub const PORTAL_DOOR: &str = "/p/{portal}";
    /// Base of a tenant's office.
    pub const OFFICE_DOOR: &str = "/office/{tenant}";
    /// Base of a demonstration's own pages.
    pub const DEMO: &str = "/demo";
    pub const LIVE: &str = "/health/live";
    pub const READY: &str = "/health/ready";
    pub const METRICS: &str = "/metrics";
    pub const DEMO_MAILBOX: &str = "/demo/mail";
    pub const DEMO_MAIL: &str = "/demo/mail/{tenant}/{id}";
    pub const DEMO_MAIL_HTML: &str = "/demo/mail/{tenant}/{id}/html";
    pub const DEMO_ASSET: &str = "/demo/assets/{*path}";
}

/// Base of a portal by path.
pub fn portal_base(portal: &Slug) -> String {
    path("", platform::PORTAL_DOOR, &[portal.as_str()])
}

/// Base of a tenant's office.
pub fn office_base(tenant: &Slug) -> String {
    path("", platform::OFFICE_DOOR, &[tenant.as_str()])
}

/// Fills a pattern below `base`: each `{name}` in turn gets the next part, percent-encoded where needed by its type.
pub fn path(base: &str, pattern: &str, parts: &[&str]) -> String {
    let mut parts = parts.iter();
    let filled: Vec<&str> = pattern
        .split('/')
        .map(|segment| if segment.starts_with('{') { parts.next().copied().unwrap_or_default() } else { segment })
        .collect();
    format!("{base}{}", filled.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_is_filled_in_order() {
        assert_eq!(path("/p/nordwind", portal::STEP, &["fault", "7", "where"]), "/p/nordwind/new/fault/7/step/where");
        assert_eq!(path("", portal::HOME, &[]), "/");
        assert_eq!(path("/p/nordwind", portal::ASSET, &[""]), "/p/nordwind/assets/");
        assert_eq!(office_base(&"nordwind".parse().unwrap()), "/office/nordwind");
    }
}
