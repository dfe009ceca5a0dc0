//! The question for the second factor, after the password.

use serde::Serialize;

use super::{passkey::PasskeyWay, twins};

/// `portal/sign_in_code.html` and `office/sign_in_code.html`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SignInCode {
    /// Takes a POST with `code`, `remember` and `next`.
    pub action: String,
    pub next: String,
    /// Whether a code ends the question: the person has an app or recovery codes.
    pub by_code: bool,
    /// Whether she has a passkey that ends it.
    pub has_passkey: bool,
    /// Where; None: browsers know none at this address.
    pub passkey: Option<PasskeyWay>,
    /// Days in which the browser can be remembered; 0: it cannot.
    pub remember_days: u64,
    /// Back to the password.
    pub back: String,
    /// Key of a text.
    pub problem: Option<String>,
}

fn samples() -> Vec<(&'static str, SignInCode)> {
    let plain = SignInCode {
        action: "/p/nordwind/sign-in/code".into(),
        next: "/p/nordwind/".into(),
        by_code: true,
        has_passkey: false,
        passkey: None,
        remember_days: 30,
        back: "/p/nordwind/sign-in".into(),
        problem: None,
    };
    let error = SignInCode { problem: Some("code-wrong".into()), remember_days: 0, ..plain.clone() };
    let both = SignInCode { has_passkey: true, passkey: Some(PasskeyWay::sample("/p/nordwind")), ..plain.clone() };
    let passkey = SignInCode { by_code: false, ..both.clone() };
    let elsewhere = SignInCode { passkey: None, ..passkey.clone() };
    vec![("empty", plain), ("error", error), ("both", both), ("passkey", passkey), ("elsewhere", elsewhere)]
}

twins!(SignInCode, OfficeSignInCode, "sign_in_code", samples());
