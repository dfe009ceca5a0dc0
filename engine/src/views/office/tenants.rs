//! The tenants of the installation, for its operators.

use serde::Serialize;

use crate::views::{Door, View, form::FormView, sample};

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TenantRow {
    pub name: String,
    /// Names the folders in `themes/` and `scripts/`.
    pub slug: String,
    pub language: String,
    pub office: String,
    /// Name and address of each portal.
    pub portals: Vec<(String, String)>,
}

/// `office/tenants.html`: all of them, and a form for a new one.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OfficeTenants {
    pub rows: Vec<TenantRow>,
    pub action: String,
    pub form: FormView,
}

impl View for OfficeTenants {
    const TEMPLATE: &'static str = "office/tenants.html";
    const DOOR: Door = Door::Office;
    const SECTION: &'static str = "tenants";

    fn samples() -> Vec<(&'static str, Self)> {
        let many = sample::office_tenants();
        vec![("many", many.clone()), ("empty", Self { rows: Vec::new(), ..many })]
    }
}
