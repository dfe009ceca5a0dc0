//! Beginning to see the portal as one of its users does.

use serde::Serialize;

use super::{Door, View};

/// `portal/look.html`: the page behind the office's link. Looking at it begins nothing; the button does.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct LookLink {
    /// Takes a POST.
    pub action: String,
    /// Who will be seen.
    pub name: String,
    /// Who looks.
    pub staff: String,
    pub minutes: u64,
    /// Name of who is signed in here already. Her session stays, and shows again after the look.
    pub own: Option<String>,
}

impl View for LookLink {
    const TEMPLATE: &'static str = "portal/look.html";
    const DOOR: Door = Door::Portal;

    fn samples() -> Vec<(&'static str, Self)> {
        let one = Self {
            action: "/p/nordwind/look/cGxlYXNlLWRvLW5vdC11c2UtdGhpcy1zYW1wbGUtc2Vj".into(),
            name: "Erika Lindqvist".into(),
            staff: "Ole Petersen".into(),
            minutes: 15,
            own: None,
        };
        let own = Self { own: Some("Jens Petersen".into()), ..one.clone() };
        vec![("one", one), ("signed_in", own)]
    }
}
