//! Changing one's own password.

use serde::Serialize;

use super::twins;

/// `portal/password.html` and `office/password.html`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Password {
    /// Takes a POST with `current` and `new`.
    pub action: String,
    /// Takes a POST with `password` and answers how strong it is, for scripts.
    pub strength: String,
    /// Back to the profile.
    pub back: String,
    /// Mail address, for password managers.
    pub email: String,
    /// Shortest password in characters.
    pub min: usize,
    /// `current` or `new`: the field that is wrong; empty when none is.
    pub wrong: &'static str,
    /// Key of a text about it; it may name `min`.
    pub problem: Option<String>,
}

fn samples() -> Vec<(&'static str, Password)> {
    let plain = Password {
        action: "/p/nordwind/profile/password".into(),
        strength: "/p/nordwind/password-strength".into(),
        back: "/p/nordwind/profile".into(),
        email: "erika.lindqvist@example.de".into(),
        min: 8,
        ..Password::default()
    };
    let current = Password { wrong: "current", problem: Some("password-current-wrong".into()), ..plain.clone() };
    let new = Password { wrong: "new", problem: Some("password-too-short".into()), ..plain.clone() };
    vec![("empty", plain), ("wrong_current", current), ("refused", new)]
}

twins!(Password, OfficePassword, "password", samples());
