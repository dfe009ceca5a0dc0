//! Signing in by a mail.

use serde::Serialize;

use super::{Door, View};

/// `portal/sign_in_mail.html`: asking for the mail, and typing in its code.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SignInMail {
    /// Takes a POST with `email` and `next`, or once it was asked for with `code` and `next`.
    pub action: String,
    pub back: String,
    pub email: String,
    pub next: String,
    /// It was asked for: a mail is on its way, if there is such a login.
    pub sent: bool,
    /// Key of a text.
    pub problem: Option<String>,
}

impl View for SignInMail {
    const TEMPLATE: &'static str = "portal/sign_in_mail.html";
    const DOOR: Door = Door::Portal;

    fn samples() -> Vec<(&'static str, Self)> {
        let ask = Self {
            action: "/p/nordwind/sign-in/mail".into(),
            back: "/p/nordwind/sign-in".into(),
            next: "/p/nordwind/".into(),
            ..Self::default()
        };
        let email = "erika.lindqvist@example.de".to_owned();
        let sent = Self { action: "/p/nordwind/sign-in/mail-code".into(), email, sent: true, ..ask.clone() };
        let wrong = Self { problem: Some("mail-code-wrong".into()), ..sent.clone() };
        vec![("empty", ask), ("sent", sent), ("wrong", wrong)]
    }
}

/// `portal/sign_in_link.html`: the page behind the link.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SignInLink {
    /// Takes a POST.
    pub action: String,
}

impl View for SignInLink {
    const TEMPLATE: &'static str = "portal/sign_in_link.html";
    const DOOR: Door = Door::Portal;

    fn samples() -> Vec<(&'static str, Self)> {
        vec![("one", Self { action: "/p/nordwind/sign-in/mail/cGxlYXNlLWRvLW5vdC11c2UtdGhpcy1zYW1wbGUtc2Vj".into() })]
    }
}
