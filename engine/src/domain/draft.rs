//! A request that is being written: everything typed so far, kept on the server, and the key that makes sending it happen once.

use jiff::Timestamp;

use super::{
    form::RawForm,
    id::{DraftId, FlowId, PortalId, TenantId, UserId, WorkOrderId},
};

#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    pub id: DraftId,
    pub tenant: TenantId,
    pub portal: PortalId,
    pub user: UserId,
    pub flow: FlowId,
    /// What was typed, as it was typed.
    pub raw: RawForm,
    /// Version of the work type's form that the page was made from.
    pub form_version: i64,
    /// The work order that it became. A draft is sent once; sending it again answers with the same work order.
    pub sent_as: Option<WorkOrderId>,
    pub updated_at: Timestamp,
}
