//! Identifiers: UUID version 7, public and time-ordered, never secret. Made only through [`new`], so that tests can seed them.

use std::{fmt, str::FromStr};

use uuid::Uuid;

use super::clock::{Clock, Random};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(pub Uuid);

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl FromStr for $name {
            type Err = uuid::Error;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Uuid::parse_str(text).map(Self)
            }
        }

        impl From<Uuid> for $name {
            fn from(id: Uuid) -> Self {
                Self(id)
            }
        }
    )+};
}

ids! {
    /// A company that runs portals.
    TenantId,
    /// One branded site of a tenant.
    PortalId,
    /// A login of a tenant: a portal user or a member of staff.
    UserId,
    /// A browser that is signed in.
    SessionId,
    /// A browser that a person used before.
    DeviceId,
    /// A key in a person's device or password manager that signs her in.
    PasskeyId,
    /// Somebody of the office who sees a portal as a portal user does.
    LookId,
    /// A login's place: a portal and customer, or the office.
    MembershipId,
    /// A mail that opens a membership.
    InvitationId,
    /// A place that somebody is offered by mail.
    OfferId,
    /// A place that somebody asked for herself.
    RegistrationId,
    /// A company or household that the tenant works for.
    CustomerId,
    /// A place of a customer.
    AddressId,
    /// A person at a customer.
    ContactId,
    /// A piece of equipment of a customer.
    ObjectId,
    /// A kind of work.
    WorkTypeId,
    /// A tenant-defined field.
    FieldId,
    /// A guided way to make a request.
    FlowId,
    /// A work order's state as the tenant names it.
    StatusId,
    /// A unit of work.
    WorkOrderId,
    /// A fact about a work order.
    EventId,
    /// A stored file.
    FileId,
    /// One row of the outbox.
    OutboxId,
    /// One run of a rule or plugin.
    RunId,
    /// One mail.
    MailId,
    /// A request that is being written.
    DraftId,
    /// One showing of a form that is not a draft: sent twice, it does its work once.
    SubmissionKey,
}

/// Makes identifiers from the injected clock and randomness.
pub fn new<T: From<Uuid>>(clock: &dyn Clock, random: &dyn Random) -> T {
    let mut bytes = [0_u8; 10];
    random.fill(&mut bytes);
    let millis = u64::try_from(clock.now().as_millisecond()).unwrap_or_default();
    uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid().into()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::clock::{FixedClock, SeededRandom};

    #[test]
    fn the_same_clock_and_seed_give_the_same_identifiers() {
        let clock = FixedClock::at("2026-03-01T10:00:00Z");
        let make = |seed| new::<WorkOrderId>(&clock, &SeededRandom::new(seed));
        assert_eq!(make(1), make(1));
        assert_ne!(make(1), make(2));
        assert_eq!(make(1).0.get_version_num(), 7);
    }

    #[test]
    fn later_identifiers_sort_after_earlier_ones() {
        let random = SeededRandom::new(7);
        let early: WorkOrderId = new(&FixedClock::at("2026-03-01T10:00:00Z"), &random);
        let late: WorkOrderId = new(&FixedClock::at("2026-03-01T10:00:01Z"), &random);
        assert!(early < late);
    }
}
