//! The outbox: what must follow from a change, written in the change's own transaction.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::id::{OutboxId, TenantId, WorkOrderId};

/// What a worker has to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Task {
    /// Run the tenant's automations about an event. Payload: `event`.
    Automate,
    /// Hand a mail to the transport. Payload: `mail`.
    SendMail,
}

impl Task {
    pub const ALL: [Self; 2] = [Self::Automate, Self::SendMail];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Automate => "automate",
            Self::SendMail => "send_mail",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|task| task.as_str() == text)
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct NewTask {
    pub task: Task,
    /// Tasks of one kind and work order run in order, mails as long as the earlier one is not in trouble for long; tasks without a work
    /// order run in any order.
    pub work_order: Option<WorkOrderId>,
    pub payload: Map<String, Value>,
}

/// A task that a worker has leased.
#[derive(Debug, Clone, PartialEq)]
pub struct LeasedTask {
    pub id: OutboxId,
    pub tenant: TenantId,
    pub task: Task,
    pub work_order: Option<WorkOrderId>,
    pub payload: Map<String, Value>,
    /// Counted from 1.
    pub attempt: i64,
    pub created_at: Timestamp,
}

/// How long a worker may hold a task before another may take it.
pub const LEASE: Duration = Duration::from_secs(30);

/// Waits after the first, second … failed try: about three days in all, as the Standard Webhooks specification proposes.
const WAITS_SECONDS: [u64; 9] = [5, 300, 1_800, 7_200, 18_000, 36_000, 50_400, 72_000, 86_400];

/// Tries in all.
pub const TRIES: i64 = WAITS_SECONDS.len() as i64 + 1;

/// When to try again after failed try number `attempt` (from 1), or None to park the task. `chance` is a random byte and spreads
/// the wait by up to a fifth either way, so that what failed together does not come back together.
pub fn retry_after(attempt: i64, chance: u8) -> Option<Duration> {
    let index = usize::try_from(attempt.max(1) - 1).ok()?;
    let seconds = *WAITS_SECONDS.get(index)?;
    let factor = 0.8 + 0.4 * f64::from(chance) / 255.0;
    Some(Duration::from_secs(seconds).mul_f64(factor))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_for_three_days_and_then_the_task_is_parked() {
        let total: u64 = (1..=9).map(|attempt| retry_after(attempt, 128).unwrap().as_secs()).sum();
        assert!((3 * 86_400 - 8_000..3 * 86_400 + 20_000).contains(&total), "{total}");
        assert!(retry_after(TRIES - 1, 128).is_some() && retry_after(TRIES, 128).is_none());
    }

    #[test]
    fn chance_moves_a_wait_by_a_fifth_at_most() {
        assert_eq!(retry_after(1, 0).unwrap(), Duration::from_secs(4));
        assert_eq!(retry_after(1, 255).unwrap(), Duration::from_secs(6));
    }
}
