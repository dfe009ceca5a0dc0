//! The audit log: who did what to what.

use jiff::Timestamp;
use serde::Serialize;

use crate::views::{Door, View, sample};

/// Everything that is written into the log, as the code calls it. What it means is the text `audit-{the same with hyphens}`.
pub const ACTIONS: [&str; 71] = [
    "colleagues.close",
    "colleagues.edit",
    "colleagues.open",
    "contacts.add",
    "crossings.enter",
    "erasures.erase",
    "generations.publish",
    "identities.link",
    "identities.unlink",
    "invitations.accept",
    "invitations.revoke",
    "invitations.send",
    "join_codes.end",
    "join_codes.renew",
    "looks.begin",
    "looks.end",
    "looks.offer",
    "members.add",
    "members.disable",
    "members.edit",
    "members.enable",
    "members.import",
    "members.remove",
    "offers.accept",
    "offers.edit",
    "offers.make",
    "offers.revoke",
    "offers.send",
    "outbox.retry",
    "passkeys.add",
    "passkeys.refuse",
    "passkeys.remove",
    "passkeys.rename",
    "password_resets.accept",
    "personal_data.export",
    "profiles.change_password",
    "profiles.end_other_sessions",
    "profiles.end_session",
    "profiles.forget_device",
    "profiles.set_details",
    "registrations.approve",
    "registrations.confirm",
    "registrations.join",
    "registrations.refuse",
    "requests.adopt",
    "requests.send",
    "roles.add",
    "roles.edit",
    "roles.remove",
    "roles.set",
    "second_factors.enrol",
    "second_factors.remove",
    "second_factors.renew_codes",
    "second_factors.reset",
    "staff.add",
    "staff.remove",
    "staff.set_role",
    "staff.welcome",
    "tenants.apply",
    "tenants.import",
    "tenants.make",
    "tenants.set_up",
    "users.set_password",
    "work_orders.accept",
    "work_orders.assign",
    "work_orders.comment",
    "work_orders.note",
    "work_orders.prioritise",
    "work_orders.reject",
    "work_orders.transition",
    "work_orders.withdraw",
];

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AuditEntry {
    /// Counted from 1, without gaps.
    pub position: i64,
    pub at: Timestamp,
    /// `customer`, `staff`, `extension` or `engine`.
    pub kind: String,
    /// Of a person, a rule or a plugin; empty for the engine.
    pub name: String,
    /// As the code calls it.
    pub action: String,
    /// Key of the text that says what was done. None: it has none yet.
    pub what: Option<String>,
    /// What it was done to: noun and id.
    pub subject: String,
    /// The page of that, if it has one.
    pub href: Option<String>,
    /// What was said about it before and after, as JSON.
    pub before: Option<String>,
    pub after: Option<String>,
}

/// `office/audit.html`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct OfficeAudit {
    /// Newest first.
    pub rows: Vec<AuditEntry>,
    /// Entries before these.
    pub older: Option<String>,
    /// The newest again; None on that page itself.
    pub newest: Option<String>,
}

impl View for OfficeAudit {
    const TEMPLATE: &'static str = "office/audit.html";
    const DOOR: Door = Door::Office;
    const SECTION: &'static str = "audit";

    fn samples() -> Vec<(&'static str, Self)> {
        vec![("many", sample::office_audit()), ("empty", Self::default())]
    }
}

/// Key of the text about an action.
pub fn text_of(action: &str) -> Option<String> {
    ACTIONS.contains(&action).then(|| format!("audit-{}", action.replace(['.', '_'], "-")))
}
