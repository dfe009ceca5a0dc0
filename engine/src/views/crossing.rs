//! Several portals for one login: the choice, and the way from one to another.

use serde::Serialize;

use super::{Door, View};

/// `portal/portals.html`: which portal to go to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Portals {
    /// At least two; this one stands first.
    pub choices: Vec<PortalChoice>,
    /// The first page of this portal.
    pub home: String,
    /// Takes a POST with `portal`.
    pub action: String,
}

/// A portal where the person has a place.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct PortalChoice {
    pub slug: String,
    pub name: String,
    /// Whether it is the one that shows this page.
    pub is_here: bool,
}

/// `portal/crossing_away.html`: the link to a portal on another host.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct CrossingAway {
    /// Of the other portal.
    pub name: String,
    /// Good for a minute, once.
    pub href: String,
    pub back: String,
}

/// `portal/crossing.html`: the page behind that link. Looking at it opens nothing; the button does.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct CrossingLink {
    /// Takes a POST.
    pub action: String,
    /// Who comes.
    pub name: String,
}

impl View for Portals {
    const TEMPLATE: &'static str = "portal/portals.html";
    const DOOR: Door = Door::Portal;

    fn samples() -> Vec<(&'static str, Self)> {
        let choice = |slug: &str, name: &str| PortalChoice { slug: slug.into(), name: name.into(), is_here: false };
        let here = PortalChoice { is_here: true, ..choice("nordwind", "Nordwind Kundenportal") };
        let two = Self {
            choices: vec![here, choice("nordwind-garten", "Nordwind Gartenpflege")],
            home: "/p/nordwind/".into(),
            action: "/p/nordwind/portals".into(),
        };
        let mut many = two.clone();
        let long = "Wohnungsbaugenossenschaft Donaudampfschifffahrtsgesellschaft";
        many.choices.extend((0..8).map(|number| choice(&format!("portal-{number}"), long)));
        vec![("two", two), ("many", many)]
    }
}

impl View for CrossingAway {
    const TEMPLATE: &'static str = "portal/crossing_away.html";
    const DOOR: Door = Door::Portal;

    fn samples() -> Vec<(&'static str, Self)> {
        let href = "https://garten.example/portals/cGxlYXNlLWRvLW5vdC11c2UtdGhpcy1zYW1wbGUtc2Vj".to_owned();
        vec![("one", Self { name: "Nordwind Gartenpflege".into(), href, back: "/p/nordwind/portals".into() })]
    }
}

impl View for CrossingLink {
    const TEMPLATE: &'static str = "portal/crossing.html";
    const DOOR: Door = Door::Portal;

    fn samples() -> Vec<(&'static str, Self)> {
        let action = "/p/nordwind/portals/cGxlYXNlLWRvLW5vdC11c2UtdGhpcy1zYW1wbGUtc2Vj".to_owned();
        vec![("one", Self { action, name: "Erika Lindqvist".into() })]
    }
}
