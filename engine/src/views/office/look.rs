//! The way from the office to a portal, to see it as one of its users does.

use serde::Serialize;

use crate::views::{Door, View};

/// `office/look.html`: the link, and what holds for what is behind it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct OfficeLook {
    /// Who will be seen.
    pub name: String,
    pub portal: String,
    /// Leads to the portal, which may have a host of its own; good for a minute.
    pub href: String,
    pub minutes: u64,
    pub back: String,
}

impl View for OfficeLook {
    const TEMPLATE: &'static str = "office/look.html";
    const DOOR: Door = Door::Office;
    const SECTION: &'static str = "users";

    fn samples() -> Vec<(&'static str, Self)> {
        let one = Self {
            name: "Erika Lindqvist".into(),
            portal: "Nordwind Kundenportal".into(),
            href: "https://portal.nordwind.example/look/cGxlYXNlLWRvLW5vdC11c2UtdGhpcy1zYW1wbGUtc2Vj".into(),
            minutes: 15,
            back: "/office/nordwind/users/7".into(),
        };
        vec![("one", one)]
    }
}
