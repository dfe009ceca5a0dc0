//! Proving anew who one is, before a sensitive act.

use serde::Serialize;

use super::{passkey::PasskeyAsked, twins};
use crate::views::sign_in::ProviderChoice;

/// `portal/confirm.html` and `office/confirm.html`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Confirm {
    /// Where the act's own form goes; takes `confirm` besides what it had.
    pub action: String,
    /// What was sent: names and values.
    pub kept: Vec<(String, String)>,
    /// Asks for a code of the second factor, because the person has no password.
    pub by_code: bool,
    /// Where somebody who has neither password nor code proves who she is; what was sent is not kept on that way.
    pub elsewhere: Vec<ProviderChoice>,
    /// Where somebody without password and code sets a password; None: she has one of both.
    pub forgot: Option<String>,
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
    let forgot = Some("/p/nordwind/forgot-password".into());
    let neither = Confirm { forgot, ..plain.clone() };
    let action = "/p/nordwind/profile/confirmation/harms".into();
    let elsewhere = vec![ProviderChoice { label: "Bäckerei Harms".into(), action }];
    let elsewhere = Confirm { elsewhere, ..neither.clone() };
    let passkey = Confirm { passkey: Some(PasskeyAsked::sample()), ..plain.clone() };
    let all = [("password", plain), ("error", error), ("code", code), ("passkey", passkey)];
    all.into_iter().chain([("elsewhere", elsewhere), ("neither", neither)]).collect()
}

twins!(Confirm, OfficeConfirm, "confirm", samples());
