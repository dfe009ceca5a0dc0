//! Roles of portal users: the list, and one of them.

use serde::Serialize;

use crate::views::{
    Door, View,
    form::{FormView, ProblemView},
    sample,
};

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RoleRow {
    pub href: String,
    pub name: String,
    /// As tables and commands name it.
    pub slug: String,
    /// Which work orders it sees; its label is the text `sight-{sight}`.
    pub sight: &'static str,
    /// What it allows; each label is the text `permission-{permission}`.
    pub allows: Vec<&'static str>,
    /// What it takes away, whichever other role allows it.
    pub denies: Vec<&'static str>,
    /// The parts of what it sees that show; each label is the text `part-{part}`.
    pub shows: Vec<&'static str>,
    /// How many people have it.
    pub people: u64,
    /// Who they are.
    pub people_href: String,
}

/// `office/roles.html`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OfficeRoles {
    pub rows: Vec<RoleRow>,
    pub add: String,
    pub back: String,
}

/// Somebody who would see another number of work orders.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SightChange {
    pub name: String,
    pub email: String,
    pub customer: String,
    pub href: String,
    pub before: u64,
    pub after: u64,
}

/// A change that waits for somebody to agree.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct RoleAsks {
    /// Sent back as `agreed` by who does.
    pub sign: String,
    /// How many people would see more, and how many less.
    pub more: u64,
    pub less: u64,
    /// The first of them by name.
    pub people: Vec<SightChange>,
    /// Those who are not listed.
    pub unlisted: u64,
}

/// `office/role.html`: a new role, or one that is there.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct OfficeRole {
    /// None: a new one.
    pub row: Option<RoleRow>,
    pub action: String,
    pub form: FormView,
    pub asks: Option<RoleAsks>,
    /// Takes a POST; None: somebody has it, or every tenant needs it.
    pub remove: Option<String>,
    /// What went wrong with an act.
    pub problems: Vec<ProblemView>,
    pub back: String,
}

impl View for OfficeRoles {
    const TEMPLATE: &'static str = "office/roles.html";
    const DOOR: Door = Door::Office;
    const SECTION: &'static str = "users";

    fn samples() -> Vec<(&'static str, Self)> {
        vec![("many", sample::office_roles())]
    }
}

impl View for OfficeRole {
    const TEMPLATE: &'static str = "office/role.html";
    const DOOR: Door = Door::Office;
    const SECTION: &'static str = "users";

    fn samples() -> Vec<(&'static str, Self)> {
        let (new, known, asks) = sample::office_role();
        let problems = vec![ProblemView::keyed("", "role-conflict")];
        let unused = Self { remove: Some(format!("{}/removal", known.action)), ..known.clone() };
        let asking = Self { asks: Some(asks), ..known.clone() };
        vec![
            ("new", new),
            ("known", known.clone()),
            ("unused", unused),
            ("asks", asking),
            ("error", Self { problems, ..known }),
        ]
    }
}
