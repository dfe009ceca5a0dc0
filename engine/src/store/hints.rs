//! Hints that something was committed: for live updates and for sleeping workers. A hint carries no data, only where to look; whoever
//! misses one finds the same in the database.

use tokio::sync::{broadcast, watch};

use crate::domain::id::{EventId, TenantId, UserId, WorkOrderId};

/// Something happened that an open page or a cache may want to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventHint {
    /// An event was committed.
    Appended { tenant: TenantId, work_order: WorkOrderId, event: EventId },
    /// Sessions of somebody ended, or what she may see changed.
    PersonChanged { tenant: TenantId, user: UserId },
    /// What a role of the tenant sees or may do changed.
    RolesChanged { tenant: TenantId },
    /// Hints may have been lost: read anew from the last event that you know.
    CatchUp,
}

/// What one transaction has to tell.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Hint {
    Event(EventHint),
    /// There is work in the outbox.
    Outbox,
}

/// Hints kept for a receiver that is slow; one that is slower learns that it has to catch up.
const KEPT: usize = 1_024;

/// Where hints go in this process; cheap to clone.
#[derive(Debug, Clone)]
pub(super) struct Hints {
    events: broadcast::Sender<EventHint>,
    outbox: watch::Sender<u64>,
}

impl Hints {
    pub fn new() -> Self {
        Self { events: broadcast::Sender::new(KEPT), outbox: watch::Sender::new(0) }
    }

    pub fn events(&self) -> broadcast::Receiver<EventHint> {
        self.events.subscribe()
    }

    pub fn outbox(&self) -> watch::Receiver<u64> {
        self.outbox.subscribe()
    }

    /// Tells everybody here. That nobody listens is no failure.
    pub fn send(&self, hints: Vec<Hint>) {
        for hint in hints {
            match hint {
                Hint::Event(event) => drop(self.events.send(event)),
                Hint::Outbox => self.outbox.send_modify(|count| *count = count.wrapping_add(1)),
            }
        }
    }

    /// Tells everybody here that hints may have been lost.
    pub fn catch_up(&self) {
        self.send(vec![Hint::Event(EventHint::CatchUp), Hint::Outbox]);
    }
}

/// Hints as the text that PostgreSQL carries, in parts below its limit of 8,000 bytes.
pub(super) fn to_payloads(hints: &[Hint]) -> Vec<String> {
    hints.chunks(60).map(|part| part.iter().map(line).collect::<Vec<_>>().join("\n")).collect()
}

/// The text back into hints. Lines that another version of the program wrote mean: catch up.
pub(super) fn from_payload(payload: &str) -> Vec<Hint> {
    payload.lines().map(|line| parse(line).unwrap_or(Hint::Event(EventHint::CatchUp))).collect()
}

fn line(hint: &Hint) -> String {
    match hint {
        Hint::Event(EventHint::Appended { tenant, work_order, event }) => {
            format!("event {tenant} {work_order} {event}")
        }
        Hint::Event(EventHint::PersonChanged { tenant, user }) => format!("person {tenant} {user}"),
        Hint::Event(EventHint::RolesChanged { tenant }) => format!("roles {tenant}"),
        Hint::Event(EventHint::CatchUp) => "catch-up".to_owned(),
        Hint::Outbox => "outbox".to_owned(),
    }
}

fn parse(line: &str) -> Option<Hint> {
    let mut words = line.split(' ');
    match words.next()? {
        "outbox" => Some(Hint::Outbox),
        "event" => {
            let (tenant, work_order, event) = (words.next()?, words.next()?, words.next()?);
            let (tenant, work_order) = (tenant.parse().ok()?, work_order.parse().ok()?);
            Some(Hint::Event(EventHint::Appended { tenant, work_order, event: event.parse().ok()? }))
        }
        "person" => {
            let (tenant, user) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
            Some(Hint::Event(EventHint::PersonChanged { tenant, user }))
        }
        "roles" => Some(Hint::Event(EventHint::RolesChanged { tenant: words.next()?.parse().ok()? })),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn hints_survive_the_way_through_the_database_in_small_parts() {
        let id = Uuid::from_u128;
        let event =
            |n| EventHint::Appended { tenant: TenantId(id(1)), work_order: WorkOrderId(id(2)), event: EventId(id(n)) };
        let person = Hint::Event(EventHint::PersonChanged { tenant: TenantId(id(1)), user: UserId(id(3)) });
        let roles = Hint::Event(EventHint::RolesChanged { tenant: TenantId(id(1)) });
        let hints: Vec<Hint> = (0..130).map(|n| Hint::Event(event(n))).chain([person, roles, Hint::Outbox]).collect();
        let payloads = to_payloads(&hints);
        assert!(payloads.len() == 3 && payloads.iter().all(|payload| payload.len() < 8_000));
        assert_eq!(payloads.iter().flat_map(|payload| from_payload(payload)).collect::<Vec<_>>(), hints);
    }

    #[test]
    fn a_line_that_is_not_understood_means_catch_up() {
        assert_eq!(from_payload("event 1 2\nsomething new"), vec![Hint::Event(EventHint::CatchUp); 2]);
    }
}
