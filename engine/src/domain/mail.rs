//! A mail: a row before it is a message, so that what we owe is either sent or visibly stuck.

use jiff::Timestamp;

use super::{
    id::{MailId, TenantId, WorkOrderId},
    text::Email,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MailState {
    Queued,
    Sent,
    Parked,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mail {
    pub id: MailId,
    pub tenant: TenantId,
    pub work_order: Option<WorkOrderId>,
    pub to: Email,
    pub subject: String,
    pub text: String,
    pub html: String,
    /// The same on every try, so that a repeat can be recognised.
    pub message_id: String,
    pub state: MailState,
    /// What the transport said last.
    pub answer: String,
    pub created_at: Timestamp,
    pub sent_at: Option<Timestamp>,
}
