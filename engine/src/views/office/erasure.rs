//! Before a person is erased: what goes, what stays and why.

use serde::Serialize;

use crate::views::{Door, View};

/// Rows of one table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ErasedRows {
    /// Its label is the text `erasure-{kind}`.
    pub kind: String,
    pub count: u64,
}

/// `office/erasure.html`: the rehearsal, with the button.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct OfficeErasure {
    pub name: String,
    pub email: String,
    /// Takes a POST.
    pub action: String,
    pub rows: Vec<ErasedRows>,
    pub back: String,
}

/// What there may be, in the order in which it is taken out.
pub const KINDS: [&str; 26] = [
    "outbox",
    "mails",
    "runs",
    "events",
    "work_orders",
    "files",
    "contacts",
    "sessions",
    "half_sign_ins",
    "password_resets",
    "mail_sign_ins",
    "devices",
    "recovery_codes",
    "factors",
    "passkeys",
    "identities",
    "crossings",
    "looks",
    "drafts",
    "uploads",
    "invitations",
    "offers",
    "registrations",
    "memberships",
    "submissions",
    "users",
];

impl View for OfficeErasure {
    const TEMPLATE: &'static str = "office/erasure.html";
    const DOOR: Door = Door::Office;
    const SECTION: &'static str = "users";

    fn samples() -> Vec<(&'static str, Self)> {
        let rows = |count| {
            let row = |kind: &str| ErasedRows { kind: kind.to_owned(), count };
            KINDS.iter().copied().chain(["audit"]).map(row).collect()
        };
        let one = Self {
            name: "Erika Lindqvist".into(),
            email: "erika.lindqvist@example.de".into(),
            action: "/office/nordwind/users/7/erasure".into(),
            rows: rows(1),
            back: "/office/nordwind/users/7".into(),
        };
        vec![("one", one.clone()), ("many", Self { rows: rows(1_204), ..one })]
    }
}
