//! The question for the second factor, after the password.

use serde::Serialize;

use super::twins;

/// `portal/sign_in_code.html` and `office/sign_in_code.html`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SignInCode {
    /// Takes a POST with `code`, `remember` and `next`.
    pub action: String,
    pub next: String,
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
        remember_days: 30,
        back: "/p/nordwind/sign-in".into(),
        problem: None,
    };
    let error = SignInCode { problem: Some("code-wrong".into()), remember_days: 0, ..plain.clone() };
    vec![("empty", plain), ("error", error)]
}

twins!(SignInCode, OfficeSignInCode, "sign_in_code", samples());
