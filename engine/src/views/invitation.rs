//! The page behind the link of an invitation.

use serde::Serialize;

use super::{Door, View, form::ProblemView, sign_in::ProviderChoice};

/// `portal/invitation.html`. Nobody is signed in here yet.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Invitation {
    /// Takes a POST with `name` and `password`.
    pub action: String,
    /// Who invited; None: the person asked herself.
    pub invited_by: Option<String>,
    /// For whom the person will act.
    pub customer: String,
    pub email: String,
    pub name: String,
    /// There is a login with this address already: its own password accepts, and its name stays.
    pub is_known: bool,
    /// Logins elsewhere that accept in place of the password; each takes a POST.
    pub elsewhere: Vec<ProviderChoice>,
    pub problems: Vec<ProblemView>,
}

impl View for Invitation {
    const TEMPLATE: &'static str = "portal/invitation.html";
    const DOOR: Door = Door::Portal;

    fn samples() -> Vec<(&'static str, Self)> {
        let one = Self {
            action: "/p/nordwind/join/cGxlYXNlLWRvLW5vdC11c2UtdGhpcy1zYW1wbGUtc2Vj".into(),
            invited_by: Some("Ole Petersen".into()),
            customer: "Hausverwaltung Trave GmbH".into(),
            email: "erika.lindqvist@example.de".into(),
            name: "Erika Lindqvist".into(),
            is_known: false,
            elsewhere: Vec::new(),
            problems: Vec::new(),
        };
        let problems =
            vec![ProblemView::keyed("password", "password-common"), ProblemView::keyed("name", "problem-required")];
        let known = Self { is_known: true, ..one.clone() };
        let action = "/p/nordwind/join/cGxlYXNlLWRvLW5vdC11c2UtdGhpcy1zYW1wbGUtc2Vj/with/harms".into();
        let elsewhere = vec![ProviderChoice { label: "Bäckerei Harms".into(), action }];
        let elsewhere = Self { elsewhere, ..known.clone() };
        let registers = Self { invited_by: None, ..one.clone() };
        vec![
            ("one", one.clone()),
            ("known", known),
            ("elsewhere", elsewhere),
            ("registers", registers),
            ("error", Self { name: String::new(), problems, ..one }),
        ]
    }
}
