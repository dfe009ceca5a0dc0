//! Signing in to a portal.

use serde::Serialize;

use super::{Door, View, account::passkey::PasskeyWay};

/// `portal/sign_in.html`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SignIn {
    /// Takes a POST with `email`, `password` and `next`.
    pub action: String,
    pub email: String,
    /// Where to go afterwards.
    pub next: String,
    /// Key of a text: `sign-in-failed`, `sign-in-too-many`, `sign-in-busy` or `sign-in-no-company`.
    pub problem: Option<String>,
    /// Signing in with a passkey; None: browsers know none at this address.
    pub passkey: Option<PasskeyWay>,
    /// Where one signs in by a mail; None: this portal does not offer it.
    pub by_mail: Option<String>,
    /// Other logins that the portal takes.
    pub providers: Vec<ProviderChoice>,
    /// Takes the form's `email` and `next`, and leads to the provider of that person's company; None: no company has one.
    pub company: Option<String>,
    /// The tenant's own words beside the form; may be empty.
    pub welcome_title: String,
    pub welcome_text: String,
    /// Where a forgotten password is mended.
    pub forgot: String,
    /// Where somebody registers; None: the portal does not offer it.
    pub register: Option<String>,
    /// Logins to try, on a demonstration only.
    pub demo: Vec<DemoLogin>,
}

/// A login elsewhere that the portal takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProviderChoice {
    pub label: String,
    /// Takes a POST with `next`.
    pub action: String,
}

/// A login that everybody may know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DemoLogin {
    pub name: String,
    pub email: String,
    pub password: String,
}

impl View for SignIn {
    const TEMPLATE: &'static str = "portal/sign_in.html";
    const DOOR: Door = Door::Portal;

    fn samples() -> Vec<(&'static str, Self)> {
        let plain = Self {
            action: "/p/nordwind/sign-in".into(),
            forgot: "/p/nordwind/forgot-password".into(),
            passkey: Some(PasskeyWay::sample("/p/nordwind")),
            register: Some("/p/nordwind/register".into()),
            welcome_title: "Wärme, auf die Sie sich verlassen können".into(),
            welcome_text: "Melden Sie eine Störung, sehen Sie den Stand Ihrer Aufträge und finden Sie Ihre Unterlagen."
                .into(),
            ..Self::default()
        };
        let error = Self {
            email: "erika.lindqvist@example.de".into(),
            problem: Some("sign-in-failed".into()),
            ..plain.clone()
        };
        let bare = Self { action: plain.action.clone(), ..Self::default() };
        let demo =
            DemoLogin { name: "Erika Lindqvist".into(), email: "erika@example.de".into(), password: "demo".into() };
        let choice =
            |label: &str| ProviderChoice { label: label.into(), action: "/p/nordwind/sign-in/with/harms".into() };
        let providers =
            vec![choice("Kundenkonto"), choice("Wohnungsbaugenossenschaft Donaudampfschifffahrtsgesellschaft")];
        let company = Some("/p/nordwind/sign-in/company".into());
        vec![
            ("elsewhere", Self { providers, company, ..plain.clone() }),
            ("one", plain.clone()),
            ("empty", bare),
            ("error", error),
            ("demo", Self { demo: vec![demo], by_mail: Some("/p/nordwind/sign-in/mail".into()), ..plain }),
        ]
    }
}
