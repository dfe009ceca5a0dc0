//! Who sees a work order, and why.

use serde::Serialize;

use crate::views::{Door, View, sample};

/// One person at one place.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ViewerRow {
    pub name: String,
    pub email: String,
    /// Her page in the office; None: she is staff.
    pub href: Option<String>,
    /// Name of the portal; None: the office.
    pub portal: Option<String>,
    pub roles: Vec<String>,
    pub sees: bool,
    /// The rules that led to it, in order; each is the text `why-{rule}`.
    pub why: Vec<&'static str>,
}

/// `office/viewers.html`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OfficeViewers {
    pub number: i64,
    pub title: String,
    pub customer: String,
    /// Who asked for it; None: nobody at a portal.
    pub requester: Option<String>,
    /// Where the work is to be done; None: nowhere in particular.
    pub address: Option<String>,
    /// Portal users of the customer.
    pub rows: Vec<ViewerRow>,
    /// Members of the office, who see everything.
    pub staff: Vec<String>,
    pub back: String,
}

impl View for OfficeViewers {
    const TEMPLATE: &'static str = "office/viewers.html";
    const DOOR: Door = Door::Office;
    const SECTION: &'static str = "orders";

    fn samples() -> Vec<(&'static str, Self)> {
        let many = sample::office_viewers();
        let bare = Self { rows: Vec::new(), requester: None, address: None, ..many.clone() };
        vec![("many", many), ("bare", bare)]
    }
}
