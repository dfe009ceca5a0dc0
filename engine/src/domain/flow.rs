//! A flow: the guided way a request of one work type is made in one portal, with an optional rule of the same name.

use super::{
    id::{FlowId, PortalId, TenantId, WorkTypeId},
    text::{Localised, Slug},
};

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Flow {
    pub id: FlowId,
    pub tenant: TenantId,
    pub portal: PortalId,
    /// Also the name of its rule: `scripts/{tenant}/flows/{slug}.rhai`.
    pub slug: Slug,
    pub work_type: WorkTypeId,
    /// In the customer's words: "No heating", not "Repair".
    pub title: Localised,
    pub summary: Localised,
    /// Name of an icon of the theme.
    pub icon: String,
    /// What happens after sending, in the tenant's words.
    pub confirmation: Localised,
    /// Order on the page, smallest first.
    pub position: i64,
    /// False: it begins no request any more; those that were made through it still name it.
    pub enabled: bool,
}
