//! A free field: defined once by the tenant, placed on the forms of its work types.

use super::{
    form::FieldKind,
    id::{FieldId, TenantId},
    text::{Localised, Slug},
};

#[derive(Debug, Clone, PartialEq)]
pub struct FreeField {
    pub id: FieldId,
    pub tenant: TenantId,
    /// Its key in forms, rules and exports.
    pub slug: Slug,
    pub label: Localised,
    pub help: Localised,
    pub kind: FieldKind,
}
