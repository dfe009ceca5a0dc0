//! A work order: the unit of work, and the same thing that a customer calls a request.

use jiff::Timestamp;

use super::{
    form::Values,
    id::{AddressId, CustomerId, FlowId, ObjectId, PortalId, StatusId, TenantId, UserId, WorkOrderId, WorkTypeId},
    part::{Part, Parts},
};

#[derive(Debug, Clone, PartialEq)]
pub struct WorkOrder {
    pub id: WorkOrderId,
    pub tenant: TenantId,
    /// Counted per tenant from 1001; people say this number.
    pub number: i64,
    /// The portal it came through. None: made in the office.
    pub portal: Option<PortalId>,
    pub customer: CustomerId,
    /// The portal user who asked.
    pub requester: Option<UserId>,
    pub flow: Option<FlowId>,
    pub work_type: WorkTypeId,
    pub status: StatusId,
    pub priority: Priority,
    pub title: String,
    pub description: String,
    pub address: Option<AddressId>,
    pub object: Option<ObjectId>,
    /// Who in the office or in the field has it, by name.
    pub assignee: String,
    /// Answers of the form by field key.
    pub values: Values,
    pub planned_from: Option<Timestamp>,
    pub planned_until: Option<Timestamp>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub closed_at: Option<Timestamp>,
}

impl WorkOrder {
    /// With nothing of what these parts do not show. Never written back.
    #[must_use]
    pub fn masked(mut self, parts: Parts) -> Self {
        if !parts.has(Part::Employee) {
            self.assignee.clear();
        }
        if !parts.has(Part::Planned) {
            (self.planned_from, self.planned_until) = (None, None);
        }
        self
    }
}

/// How soon.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Priority {
    Low,
    #[default]
    Normal,
    High,
    Emergency,
}

impl Priority {
    pub const ALL: [Self; 4] = [Self::Low, Self::Normal, Self::High, Self::Emergency];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Normal => "normal",
            Self::High => "high",
            Self::Emergency => "emergency",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|priority| priority.as_str() == text)
    }

    /// For sorting in the database: larger is sooner.
    pub const fn rank(self) -> i64 {
        match self {
            Self::Low => 0,
            Self::Normal => 1,
            Self::High => 2,
            Self::Emergency => 3,
        }
    }

    pub fn from_rank(rank: i64) -> Option<Self> {
        Self::ALL.into_iter().find(|priority| priority.rank() == rank)
    }
}

/// Longest title in characters, for people, rules and plugins alike.
pub const MAX_TITLE_CHARS: usize = 120;
/// Longest description, note or comment in characters.
pub const MAX_TEXT_CHARS: usize = 10_000;
