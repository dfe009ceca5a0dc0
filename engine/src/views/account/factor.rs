//! Setting up the second factor.

use serde::Serialize;

use super::twins;

/// `portal/second_factor.html` and `office/second_factor.html`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct SecondFactor {
    /// Takes a POST with `offer` and `code`.
    pub action: String,
    pub back: String,
    /// Takes a POST and offers a passkey instead; None: browsers know none at this address.
    pub passkey: Option<String>,
    /// The office asks for it: there is no way around.
    pub required: bool,
    /// Travels with the form.
    pub offer: String,
    /// For typing into a phone, in groups of four.
    pub secret: String,
    /// The modules of the QR code as the data of an SVG path, in units of one module, with a quiet zone of four.
    pub qr: String,
    /// Width and height of the whole in modules.
    pub qr_size: usize,
    /// Opens an app on this machine.
    pub url: String,
    /// Key of a text.
    pub problem: Option<String>,
}

fn samples() -> Vec<(&'static str, SecondFactor)> {
    let plain = SecondFactor {
        action: "/p/nordwind/profile/second-factor".into(),
        back: "/p/nordwind/profile".into(),
        passkey: None,
        required: false,
        offer: "c2VhbGVk".into(),
        secret: "JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP".into(),
        qr: "M4 4h7v7h-7zM13 4h2v1h-2z".into(),
        qr_size: 37,
        url: "otpauth://totp/Nordwind:erika@example.de?secret=JBSWY3DPEHPK3PXP&issuer=Nordwind".into(),
        problem: None,
    };
    let error = SecondFactor { problem: Some("factor-wrong".into()), required: true, ..plain.clone() };
    let error = SecondFactor { passkey: Some("/p/nordwind/profile/passkeys/new".into()), ..error };
    vec![("empty", plain), ("error", error)]
}

twins!(SecondFactor, OfficeSecondFactor, "second_factor", samples());
