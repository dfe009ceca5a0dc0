//! One's own profile.

use serde::Serialize;

use super::{device::DeviceRow, passkey::PasskeyRow, twins};
use crate::views::sample;

/// `portal/profile.html` and `office/profile.html`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Profile {
    pub links: ProfileLinks,
    pub name: String,
    /// Language of the profile.
    pub language: String,
    /// Key of a text about the name, or about that of a passkey.
    pub problem: Option<String>,
    /// Id of the field that the problem is about; empty when there is none.
    pub wrong: String,
    pub has_factor: bool,
    /// The office may ask for one whatever the person wants.
    pub factor_required: bool,
    /// Recovery codes that are left.
    pub codes_left: i64,
    /// Oldest first.
    pub passkeys: Vec<PasskeyRow>,
    /// The latest first.
    pub sessions: Vec<DeviceRow>,
    /// Remembered browsers, which ask for no second factor.
    pub devices: Vec<DeviceRow>,
}

/// Where the forms of the profile go. All but `password` and `factor` take a POST.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProfileLinks {
    /// Takes `name` and `language`.
    pub details: String,
    pub password: String,
    pub factor: String,
    pub factor_removal: String,
    pub recovery_codes: String,
    /// Offers a new passkey; None: browsers know none at this address, or there are as many as may be.
    pub new_passkey: Option<String>,
    /// Takes `session`: an id, or `others`.
    pub sign_outs: String,
    /// Downloads everything that is kept about the person.
    pub personal_data: String,
    /// Takes `device`.
    pub forgotten: String,
}

fn samples() -> Vec<(&'static str, Profile)> {
    let row = |id: &str, (browser, system), address: &str, since: &str, current| DeviceRow {
        id: id.into(),
        browser,
        system,
        address: address.into(),
        since: sample::at(since),
        seen: sample::now(),
        current,
    };
    let at = |path: &str| format!("/p/nordwind/profile{path}");
    let one = Profile {
        links: ProfileLinks {
            details: at("/details"),
            password: at("/password"),
            factor: at("/second-factor"),
            factor_removal: at("/second-factor/removal"),
            recovery_codes: at("/recovery-codes"),
            new_passkey: Some(at("/passkeys/new")),
            sign_outs: at("/sign-outs"),
            personal_data: at("/data"),
            forgotten: at("/forgotten-browsers"),
        },
        name: "Erika Lindqvist".into(),
        language: "de".into(),
        problem: None,
        wrong: String::new(),
        has_factor: false,
        factor_required: false,
        codes_left: 0,
        passkeys: Vec::new(),
        sessions: vec![row("1", ("Firefox", "Windows"), "203.0.113.x", "2025-03-14T08:00:00Z", true)],
        devices: Vec::new(),
    };
    let many = Profile {
        has_factor: true,
        factor_required: true,
        codes_left: 2,
        passkeys: PasskeyRow::samples(),
        sessions: vec![
            row("1", ("Firefox", "Windows"), "203.0.113.x", "2025-03-14T08:00:00Z", true),
            row("2", ("Safari", "iPhone"), "2001:db8:1:x", "2025-03-02T08:00:00Z", false),
            row("3", ("", ""), "198.51.100.x", "2025-02-27T08:00:00Z", false),
        ],
        devices: vec![row("4", ("Safari", "iPhone"), "2001:db8:1:x", "2025-03-02T08:00:00Z", false)],
        ..one.clone()
    };
    let error = Profile {
        name: String::new(),
        problem: Some("profile-name-missing".into()),
        wrong: "name".into(),
        ..one.clone()
    };
    let nameless = Profile {
        problem: Some("passkey-name-missing".into()),
        wrong: format!("passkey-{}", many.passkeys[0].id),
        ..many.clone()
    };
    vec![("one", one), ("many", many), ("error", error), ("nameless", nameless)]
}

twins!(Profile, OfficeProfile, "profile", samples());
