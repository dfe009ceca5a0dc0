//! Every path once: the patterns that the router takes and the functions that build addresses, for pages and mails alike. Addresses
//! begin with the base of their door: `/p/{portal}` by path, nothing on a portal's own host, `/office/{tenant}` in the office.

use super::text::Slug;

/// Defines patterns, and `ALL` of them: a test goes through every one, so none is left out that a router has.
macro_rules! patterns {
    ($($(#[$doc:meta])* $name:ident = $pattern:literal;)+) => {
        $($(#[$doc])* pub const $name: &str = $pattern;)+
        pub const ALL: &[&str] = &[$($name),+];
    };
}

/// Patterns of the pages about one's own login, below the base of both doors.
pub mod account {
    patterns! {
        SIGN_IN_CODE = "/sign-in/code";
        SIGN_IN_PASSKEY = "/sign-in/passkey";
        PASSKEY_CHALLENGE = "/sign-in/passkey/challenge";
        FORGOT = "/forgot-password";
        RESET = "/reset/{secret}";
        /// Where browsers tell what a page was kept from.
        POLICY_REPORTS = "/policy-reports";
        PASSWORD_STRENGTH = "/password-strength";
        PROFILE = "/profile";
        DETAILS = "/profile/details";
        PASSWORD = "/profile/password";
        SECOND_FACTOR = "/profile/second-factor";
        FACTOR_REMOVAL = "/profile/second-factor/removal";
        RECOVERY_CODES = "/profile/recovery-codes";
        /// Asks the browser for a new passkey.
        NEW_PASSKEY = "/profile/passkeys/new";
        PASSKEYS = "/profile/passkeys";
        PASSKEY_NAME = "/profile/passkeys/{id}/name";
        PASSKEY_REMOVAL = "/profile/passkeys/{id}/removal";
        SIGN_OUTS = "/profile/sign-outs";
        /// Everything that is kept about oneself, as a file.
        PERSONAL_DATA = "/profile/data";
        FORGOTTEN_BROWSERS = "/profile/forgotten-browsers";
    }
}

/// Patterns below a portal's base.
pub mod portal {
    pub use super::account::*;

    patterns! {
        HOME = "/";
        SIGN_IN = "/sign-in";
        SIGN_IN_MAIL = "/sign-in/mail";
        SIGN_IN_MAIL_CODE = "/sign-in/mail-code";
        SIGN_IN_LINK = "/sign-in/mail/{secret}";
        SIGN_IN_COMPANY = "/sign-in/company";
        SIGN_IN_WITH = "/sign-in/with/{provider}";
        SIGN_IN_RETURN = "/sign-in/with/{provider}/return";
        /// To a provider, to prove once more who one is.
        CONFIRM_WITH = "/profile/confirmation/{provider}";
        /// Other portals of who is signed in, and the link that leads to this one; its secret is its last part.
        PORTALS = "/portals";
        CROSSING = "/portals/{secret}";
        SIGN_OUT = "/sign-out";
        LANGUAGE = "/language";
        /// The colleagues, for who looks after them.
        COMPANY = "/company";
        COLLEAGUE_OFFERS = "/company/invitations";
        OFFER = "/company/invitations/{id}";
        OFFER_MAIL = "/company/invitations/{id}/mail";
        OFFER_REVOCATION = "/company/invitations/{id}/revocation";
        COLLEAGUE = "/company/colleagues/{id}";
        COLLEAGUE_ACCESS = "/company/colleagues/{id}/access";
        COLLEAGUE_INVITATION = "/company/colleagues/{id}/invitation";
        COMPANY_CODE = "/company/code";
        COMPANY_APPROVAL = "/company/registrations/{id}/approval";
        COMPANY_REFUSAL = "/company/registrations/{id}/refusal";
        /// For who asks for a place herself; the secret of the mail is the last part of its link.
        REGISTER = "/register";
        REGISTER_LINK = "/register/{secret}";
        /// The page of who was invited; the secret of the mail is its last part.
        INVITATION = "/join/{secret}";
        /// Accepts it at a provider, for a login without a password.
        INVITATION_WITH = "/join/{secret}/with/{provider}";
        /// Where staff begin to see the portal as one of its users does; the secret of the office's link is its last part.
        LOOK = "/look/{secret}";
        LOOK_END = "/look-end";
        NEW = "/new";
        FLOW = "/new/{flow}";
        CHECK = "/new/{flow}/{draft}/check";
        SEND = "/new/{flow}/{draft}/send";
        STEP = "/new/{flow}/{draft}/step/{step}";
        STATE = "/new/{flow}/{draft}/step/{step}/state";
        UPLOADS = "/uploads";
        REQUESTS = "/requests";
        REQUEST = "/requests/{id}";
        CONFIRMATION = "/requests/{id}/confirmation";
        COMMENTS = "/requests/{id}/comments";
        WITHDRAWAL = "/requests/{id}/withdrawal";
        EVENTS = "/requests/{id}/events";
        CALENDAR = "/requests/{id}/visit.ics";
        FILE = "/files/{id}";
        ASSET = "/assets/{*path}";
    }
}

/// Patterns below a tenant's office.
pub mod office {
    patterns! {
        HOME = "/";
        SIGN_IN = "/sign-in";
        SIGN_OUT = "/sign-out";
        LANGUAGE = "/language";
        REQUESTS = "/requests";
        ORDERS = "/orders";
        ORDER = "/orders/{id}";
        ACCEPTANCE = "/orders/{id}/acceptance";
        REJECTION = "/orders/{id}/rejection";
        STATUS = "/orders/{id}/status";
        NOTES = "/orders/{id}/notes";
        COMMENTS = "/orders/{id}/comments";
        PRIORITY = "/orders/{id}/priority";
        ASSIGNEE = "/orders/{id}/assignee";
        EVENTS = "/orders/{id}/events";
        /// Who sees a work order, and why.
        VIEWERS = "/orders/{id}/viewers";
        CUSTOMERS = "/customers";
        CUSTOMER = "/customers/{id}";
        NEW_CONTACT = "/customers/{id}/contacts";
        NEW_USER = "/customers/{id}/users";
        USERS = "/users";
        USERS_BULK = "/users/bulk";
        USERS_EXPORT = "/users/export";
        USERS_IMPORT = "/users/import";
        USERS_IMPORT_CONFIRM = "/users/import/confirm";
        USER = "/users/{id}";
        USER_INVITATION = "/users/{id}/invitation";
        USER_REVOCATION = "/users/{id}/revocation";
        USER_ACCESS = "/users/{id}/access";
        /// Ends the second factor of somebody who lost it.
        USER_FACTOR_RESET = "/users/{id}/factor-reset";
        /// Makes the link to see the portal as this person does.
        USER_LOOK = "/users/{id}/look";
        /// Everything that is kept about her, as a file.
        USER_DATA = "/users/{id}/data";
        /// What erasing her would come to, and the act.
        USER_ERASURE = "/users/{id}/erasure";
        /// The proof that a login was erased.
        ERASURE = "/erasures/{id}";
        USER_REMOVAL = "/users/{id}/removal";
        /// Takes an invitation of a customer's administrator back.
        OFFER_REVOCATION = "/offers/{id}/revocation";
        /// What portal users see and may do.
        ROLES = "/roles";
        NEW_ROLE = "/new-role";
        ROLE = "/roles/{role}";
        ROLE_REMOVAL = "/roles/{role}/removal";
        STAFF = "/staff";
        STAFF_MEMBER = "/staff/{id}";
        STAFF_WELCOME = "/staff/{id}/welcome";
        STAFF_REMOVAL = "/staff/{id}/removal";
        TENANTS = "/tenants";
        REGISTRATION_APPROVAL = "/registrations/{id}/approval";
        REGISTRATION_REFUSAL = "/registrations/{id}/refusal";
        EXTENSIONS = "/extensions";
        AUDIT = "/audit";
        RUNS = "/runs";
        RUN = "/runs/{id}";
        OUTBOX = "/outbox";
        RETRY = "/outbox/{id}/retry";
        FILE = "/files/{id}";
        ASSET = "/assets/{*path}";
    }
}

/// Patterns of the platform and of a demonstration.
pub mod platform {
    patterns! {
        INDEX = "/";
        OFFICE = "/office";
        SETUP = "/setup";
        LIVE = "/health/live";
        READY = "/health/ready";
        METRICS = "/metrics";
        DEMO_MAILBOX = "/demo/mail";
        DEMO_MAIL = "/demo/mail/{tenant}/{id}";
        DEMO_MAIL_HTML = "/demo/mail/{tenant}/{id}/html";
        DEMO_ASSET = "/demo/assets/{*path}";
    }

    /// Base of a portal by path.
    pub const PORTAL_DOOR: &str = "/p/{portal}";
    /// Base of a tenant's office.
    pub const OFFICE_DOOR: &str = "/office/{tenant}";
    /// Base of a demonstration's own pages.
    pub const DEMO: &str = "/demo";
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
