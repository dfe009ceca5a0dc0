//! Those who work in the office.

use jiff::Timestamp;
use serde::Serialize;

use crate::views::{Door, View, form::FormView, sample};

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StaffRow {
    pub href: String,
    pub name: String,
    pub email: String,
    /// `operator`, `administrator`, `coordinator` or `reader`; its label is the text `staff-role-{role}`.
    pub role: &'static str,
    /// `active`, `invited` or `disabled`; its label is the text `filter-{state}`.
    pub state: &'static str,
    pub last_sign_in_at: Option<Timestamp>,
    /// The person who looks.
    pub is_self: bool,
}

/// `office/staff.html`: everybody, and a form for somebody new.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OfficeStaff {
    pub rows: Vec<StaffRow>,
    pub action: String,
    pub form: FormView,
}

/// `office/staff_member.html`. One's own place has no forms.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OfficeStaffMember {
    pub row: StaffRow,
    /// Takes a POST with `role`; None: there is only one role, or it is one's own place.
    pub action: Option<String>,
    pub form: FormView,
    /// Writes the welcome again; None: she has set a password.
    pub welcome: Option<String>,
    pub remove: Option<String>,
    pub back: String,
}

impl View for OfficeStaff {
    const TEMPLATE: &'static str = "office/staff.html";
    const DOOR: Door = Door::Office;
    const SECTION: &'static str = "staff";

    fn samples() -> Vec<(&'static str, Self)> {
        vec![("many", sample::office_staff())]
    }
}

impl View for OfficeStaffMember {
    const TEMPLATE: &'static str = "office/staff_member.html";
    const DOOR: Door = Door::Office;
    const SECTION: &'static str = "staff";

    fn samples() -> Vec<(&'static str, Self)> {
        let other = sample::office_staff_member();
        let row = StaffRow { is_self: true, ..other.row.clone() };
        let own = Self { row, action: None, welcome: None, remove: None, ..other.clone() };
        vec![("other", other), ("own", own)]
    }
}
