//! Proving anew who one is, before a sensitive act.

use serde::Serialize;

use super::{passkey::PasskeyAsked, twins};

/// `portal/confirm.html` and `office/confirm.html`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Confirm {
    /// Where the act's own form goes; takes `confirm` besides what it had.
    pub action: String,
    /// What was sent: names and values.
    pub kept: Vec<(String, String)>,
    /// Asks for a code of the second factor, because the person has no password.
    pub by_code: bool,
    /// Asks the browser for one of the person's passkeys, in `confirm-state` and `confirm-passkey`; None: she has none here.
    pub passkey: Option<PasskeyAsked>,
    /// Mail address, for password managers.
    pub email: String,
    pub back: String,
    /// Key of a text.
    pub problem: Option<String>,
}

fn samples() -> Vec<(&'static str, Confirm)> {
    let plain = Confirm {
        action: "/p/nordwind/profile/recovery-codes".into(),
        kept: vec![("key".into(), "0195".into())],
        email: "erika.lindqvist@example.de".into(),
        back: "/p/nordwind/profile".into(),
        ..Confirm::default()
    };
    let error = Confirm { problem: Some("confirm-wrong".into()), ..plain.clone() };
    let code = Confirm { by_code: true, ..plain.clone() };
    let passkey = Confirm { passkey: Some(PasskeyAsked::sample()), ..plain.clone() };
    vec![("password", plain), ("error", error), ("code", code), ("passkey", passkey)]
}

twins!(Confirm, OfficeConfirm, "confirm", samples());
