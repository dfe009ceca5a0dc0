//! Run records: what a rule or plugin was given, what it asked for and what became of it.

use jiff::Timestamp;
use serde_json::Value;

use super::id::{EventId, RunId, TenantId, WorkOrderId};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Ok,
    /// Failed and will be tried again, or failed for good.
    Failed,
    /// The loop guard stopped it before it ran.
    LoopBlocked,
}

impl Outcome {
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::Failed => "failed",
            Self::LoopBlocked => "loop_blocked",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        [Self::Ok, Self::Failed, Self::LoopBlocked].into_iter().find(|outcome| outcome.as_str() == text)
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct RunRecord {
    pub id: RunId,
    pub tenant: TenantId,
    /// Name of an automation, or `flows/` and the name of a flow.
    pub rule: String,
    /// None: a form was filled that is not sent yet.
    pub work_order: Option<WorkOrderId>,
    pub event: Option<EventId>,
    pub attempt: i64,
    pub outcome: Outcome,
    pub generation: i64,
    /// The event and work order as an automation saw them; the hook and step of a flow rule.
    pub input: Value,
    /// Effects with what became of each: `[{action, input, result}]`.
    pub effects: Value,
    /// Lines that the rule logged.
    pub log: Value,
    /// File, line, column and message of a failure; empty when there was none.
    pub error: String,
    pub operations: i64,
    pub micros: i64,
    pub at: Timestamp,
}
