//! A forgotten password: asking for a link.

use serde::Serialize;

use super::twins;

/// `portal/sign_in_forgot.html` and `office/sign_in_forgot.html`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Forgot {
    /// Takes a POST with `email`.
    pub action: String,
    pub back: String,
    /// What was typed.
    pub email: String,
    /// It was sent: a link is on its way, if there is such a login.
    pub sent: bool,
    /// Minutes that the link is good for.
    pub minutes: u64,
    /// Key of a text.
    pub problem: Option<String>,
}

fn samples() -> Vec<(&'static str, Forgot)> {
    let plain = Forgot {
        action: "/p/nordwind/forgot-password".into(),
        back: "/p/nordwind/sign-in".into(),
        minutes: 30,
        ..Forgot::default()
    };
    let sent = Forgot { email: "erika.lindqvist@example.de".into(), sent: true, ..plain.clone() };
    let error = Forgot { email: "erika".into(), problem: Some("forgot-no-address".into()), ..plain.clone() };
    vec![("empty", plain), ("sent", sent), ("error", error)]
}

twins!(Forgot, OfficeForgot, "sign_in_forgot", samples());
