//! A forgotten password: the page behind the link.

use serde::Serialize;

use super::twins;

/// `portal/sign_in_reset.html` and `office/sign_in_reset.html`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Reset {
    /// Takes a POST with `new`.
    pub action: String,
    /// Takes a POST with `password` and answers how strong it is, for scripts.
    pub strength: String,
    /// Mail address, for password managers.
    pub email: String,
    /// Shortest password in characters.
    pub min: usize,
    /// Key of a text; it may name `min`.
    pub problem: Option<String>,
}

fn samples() -> Vec<(&'static str, Reset)> {
    let plain = Reset {
        action: "/p/nordwind/reset/cGxlYXNlLWRvLW5vdC11c2UtdGhpcy1zYW1wbGUtc2Vj".into(),
        strength: "/p/nordwind/password-strength".into(),
        email: "erika.lindqvist@example.de".into(),
        min: 8,
        problem: None,
    };
    let error = Reset { problem: Some("password-common".into()), ..plain.clone() };
    vec![("empty", plain), ("refused", error)]
}

twins!(Reset, OfficeReset, "sign_in_reset", samples());
