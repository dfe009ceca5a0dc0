//! Passkeys: signing in with one, the list of one's own, and making another.

use jiff::Timestamp;
use serde::Serialize;

use super::twins;
use crate::views::sample;

/// Signing in with a passkey, for browsers that can.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct PasskeyWay {
    /// Takes a POST with `state`, `credential` and `next`.
    pub action: String,
    /// Takes a POST and answers with `options` for the browser and the `state` that goes with them, for scripts.
    pub challenge: String,
}

impl PasskeyWay {
    /// For samples of other pages.
    pub fn sample(base: &str) -> Self {
        Self { action: format!("{base}/sign-in/passkey"), challenge: format!("{base}/sign-in/passkey/challenge") }
    }
}

/// A question for the browser that came with the page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct PasskeyAsked {
    /// JSON for the browser.
    pub options: String,
    /// Travels with the form.
    pub state: String,
}

impl PasskeyAsked {
    /// For samples of other pages.
    pub fn sample() -> Self {
        let options = r#"{"challenge":"c2FtcGxl","rpId":"localhost","timeout":300000,"userVerification":"required"}"#;
        Self { options: options.into(), state: "c2VhbGVk".into() }
    }
}

/// A passkey in the list of its person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PasskeyRow {
    pub id: String,
    pub name: String,
    pub since: Timestamp,
    /// None: never.
    pub used: Option<Timestamp>,
    /// The host that it is good for, when that is another than this page's.
    pub elsewhere: Option<String>,
    /// Takes a POST with `name`.
    pub rename: String,
    /// Takes a POST.
    pub removal: String,
}

impl PasskeyRow {
    /// For samples of other pages.
    pub fn samples() -> Vec<Self> {
        let row = |id: &str, name: &str, used, elsewhere: Option<&str>| Self {
            id: id.into(),
            name: name.into(),
            since: sample::at("2025-02-27T08:00:00Z"),
            used,
            elsewhere: elsewhere.map(Into::into),
            rename: format!("/p/nordwind/profile/passkeys/{id}/name"),
            removal: format!("/p/nordwind/profile/passkeys/{id}/removal"),
        };
        vec![
            row("1", "iPhone", Some(sample::now()), None),
            row(
                "2",
                "Der große Schlüsselbund im Passwort-Manager der Familie Lindq",
                None,
                Some("portal.nordwind.example"),
            ),
        ]
    }
}

/// `portal/new_passkey.html` and `office/new_passkey.html`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct NewPasskey {
    /// Takes a POST with `state`, `credential` and `name`.
    pub action: String,
    pub back: String,
    /// The office asks for a second factor, and this one would do.
    pub required: bool,
    /// What was typed; empty at first.
    pub name: String,
    /// Browser and system, for a name to begin with; each may be empty.
    pub browser: &'static str,
    pub system: &'static str,
    /// The host that the passkey will be good for.
    pub host: String,
    pub asked: PasskeyAsked,
    /// Key of a text.
    pub problem: Option<String>,
}

fn samples() -> Vec<(&'static str, NewPasskey)> {
    let plain = NewPasskey {
        action: "/p/nordwind/profile/passkeys".into(),
        back: "/p/nordwind/profile".into(),
        browser: "Firefox",
        system: "Windows",
        host: "portal.nordwind.example".into(),
        asked: PasskeyAsked::sample(),
        ..NewPasskey::default()
    };
    let error = NewPasskey {
        name: "Mein Telefon".into(),
        problem: Some("passkey-wrong".into()),
        required: true,
        ..plain.clone()
    };
    let unknown = NewPasskey { browser: "", system: "", ..plain.clone() };
    vec![("empty", plain), ("error", error), ("unknown", unknown)]
}

twins!(NewPasskey, OfficeNewPasskey, "new_passkey", samples());
