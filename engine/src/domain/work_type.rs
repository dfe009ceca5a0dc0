//! A work type: repair, maintenance, installation … and the form that its requests fill.

use super::{
    form::Form,
    id::{TenantId, WorkTypeId},
    text::{Localised, Slug},
};

#[derive(Debug, Clone, PartialEq)]
pub struct WorkType {
    pub id: WorkTypeId,
    pub tenant: TenantId,
    pub slug: Slug,
    pub name: Localised,
    /// The request form: steps, built-in items and free fields.
    pub form: Form,
    /// Changes with every change of the form, so that a stale page is noticed.
    pub version: i64,
}
