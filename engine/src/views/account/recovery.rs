//! Recovery codes, shown once.

use serde::Serialize;

use super::twins;

/// `portal/recovery_codes.html` and `office/recovery_codes.html`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct RecoveryCodes {
    pub codes: Vec<String>,
    /// The second factor was set up just now.
    pub first: bool,
    /// Where to go on.
    pub href: String,
}

fn samples() -> Vec<(&'static str, RecoveryCodes)> {
    let codes = ["7K2M-41QX-0ABC-DEFG-HJKM-NPQR", "0000-1111-2222-3333-4444-5555"].map(str::to_owned).to_vec();
    let first = RecoveryCodes { codes, first: true, href: "/p/nordwind/profile".into() };
    vec![("first", first.clone()), ("again", RecoveryCodes { first: false, ..first })]
}

twins!(RecoveryCodes, OfficeRecoveryCodes, "recovery_codes", samples());
