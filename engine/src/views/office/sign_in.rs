//! Signing in to the office.

use serde::Serialize;

use crate::views::{Door, View, account::passkey::PasskeyWay, sign_in::DemoLogin};

/// `office/sign_in.html`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct OfficeSignIn {
    /// Takes a POST with `email`, `password` and `next`.
    pub action: String,
    pub email: String,
    pub next: String,
    /// Key of a text: `sign-in-failed`, `sign-in-too-many` or `sign-in-busy`.
    pub problem: Option<String>,
    /// Signing in with a passkey; None: browsers know none at this address.
    pub passkey: Option<PasskeyWay>,
    /// Where a forgotten password is mended.
    pub forgot: String,
    pub demo: Vec<DemoLogin>,
}

impl View for OfficeSignIn {
    const TEMPLATE: &'static str = "office/sign_in.html";
    const DOOR: Door = Door::Office;

    fn samples() -> Vec<(&'static str, Self)> {
        let plain = Self {
            action: "/office/nordwind/sign-in".into(),
            forgot: "/office/nordwind/forgot-password".into(),
            passkey: Some(PasskeyWay::sample("/office/nordwind")),
            ..Self::default()
        };
        let error =
            Self { email: "ole@nordwind.example".into(), problem: Some("sign-in-too-many".into()), ..plain.clone() };
        vec![("empty", plain), ("error", error)]
    }
}
