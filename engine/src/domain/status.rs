//! Statuses: a tenant names its own, each in one of seven categories; which category may follow which is fixed here.

use super::{
    id::{StatusId, TenantId},
    text::{Localised, Slug},
};

/// What a status means to the engine, whatever the tenant calls it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Category {
    /// Sent by a customer, not yet looked at. A work order in this category is what a customer calls a new request.
    Requested,
    Accepted,
    Planned,
    InProgress,
    /// Waits for the customer.
    Waiting,
    Done,
    /// Rejected by the office or withdrawn by the customer.
    Closed,
}

impl Category {
    pub const ALL: [Self; 7] =
        [Self::Requested, Self::Accepted, Self::Planned, Self::InProgress, Self::Waiting, Self::Done, Self::Closed];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Requested => "requested",
            Self::Accepted => "accepted",
            Self::Planned => "planned",
            Self::InProgress => "in_progress",
            Self::Waiting => "waiting",
            Self::Done => "done",
            Self::Closed => "closed",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|category| category.as_str() == text)
    }

    /// True while somebody still has to do something.
    pub const fn is_open(self) -> bool {
        !matches!(self, Self::Done | Self::Closed)
    }

    /// Whether a work order may go from this category to `next`. Moving between two statuses of one category is always allowed.
    pub fn may_become(self, next: Self) -> bool {
        use Category::{Accepted, Closed, Done, InProgress, Planned, Requested, Waiting};
        self == next
            || match self {
                Requested => matches!(next, Accepted | Planned | Waiting | Closed),
                Accepted | Planned | InProgress | Waiting => next != Requested,
                // A finished or closed work order comes back only as accepted: "reopened".
                Done | Closed => next == Accepted,
            }
    }
}

/// A state as the tenant names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    pub id: StatusId,
    pub tenant: TenantId,
    pub slug: Slug,
    pub category: Category,
    /// What the office calls it.
    pub name: Localised,
    /// What the customer reads. Never empty, so that no request disappears behind an internal word.
    pub customer_label: Localised,
    pub position: i64,
}

#[cfg(test)]
mod tests {
    use super::Category::{self, *};

    #[test]
    fn a_new_request_is_decided_before_it_is_worked_on() {
        assert!(Requested.may_become(Accepted) && Requested.may_become(Closed));
        assert!(!Requested.may_become(InProgress) && !Requested.may_become(Done));
    }

    #[test]
    fn nothing_becomes_requested_again() {
        assert!(Category::ALL.into_iter().filter(|c| *c != Requested).all(|c| !c.may_become(Requested)));
    }

    #[test]
    fn finished_work_comes_back_only_as_accepted() {
        let after = |from: Category| Category::ALL.into_iter().filter(|to| from.may_become(*to)).collect::<Vec<_>>();
        assert_eq!(after(Done), [Accepted, Done]);
        assert_eq!(after(Closed), [Accepted, Closed]);
    }

    #[test]
    fn categories_read_back_from_their_names() {
        assert!(Category::ALL.into_iter().all(|c| Category::parse(c.as_str()) == Some(c)));
        assert_eq!(Category::parse("new"), None);
    }
}
