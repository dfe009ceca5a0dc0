//! Events: facts about a work order. Timeline, mail, automations, live updates and audit read the same ones.

use jiff::Timestamp;
use serde_json::{Map, Value};

use super::{
    access::ActorRef,
    id::{EventId, TenantId, WorkOrderId},
    part::Parts,
};

/// What happened. The name before the dot is the noun, after it the verb in the past.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum EventKind {
    Requested,
    Accepted,
    Rejected,
    StatusChanged,
    Closed,
    /// A public comment.
    Commented,
    /// An internal note.
    Noted,
    FileAdded,
    Prioritised,
    Assigned,
    Mailed,
}

impl EventKind {
    pub const ALL: [Self; 11] = [
        Self::Requested,
        Self::Accepted,
        Self::Rejected,
        Self::StatusChanged,
        Self::Closed,
        Self::Commented,
        Self::Noted,
        Self::FileAdded,
        Self::Prioritised,
        Self::Assigned,
        Self::Mailed,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Requested => "work_order.requested",
            Self::Accepted => "work_order.accepted",
            Self::Rejected => "work_order.rejected",
            Self::StatusChanged => "work_order.status_changed",
            Self::Closed => "work_order.closed",
            Self::Commented => "work_order.commented",
            Self::Noted => "work_order.noted",
            Self::FileAdded => "work_order.file_added",
            Self::Prioritised => "work_order.prioritised",
            Self::Assigned => "work_order.assigned",
            Self::Mailed => "work_order.mailed",
        }
    }

    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == text)
    }

    /// Whether a customer may see it on the timeline. The default of a new kind must be no.
    pub const fn is_public(self) -> bool {
        matches!(
            self,
            Self::Requested
                | Self::Accepted
                | Self::Rejected
                | Self::StatusChanged
                | Self::Closed
                | Self::Commented
                | Self::FileAdded
        )
    }
}

/// A fact. Never changed after it is written.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    pub id: EventId,
    pub tenant: TenantId,
    pub work_order: WorkOrderId,
    pub kind: EventKind,
    pub at: Timestamp,
    pub actor: ActorRef,
    /// What the kind needs: `text` of a comment, `from` and `to` of a status, `file` and `name` of a file.
    pub data: Map<String, Value>,
    pub cause: Cause,
}

/// Entries of a timeline that one page shows at most.
pub const PAGE_EVENTS: usize = 50;

/// Bytes that the words of these entries may become in a page, at most. One entry is shown whatever it has: the longest message takes
/// two thirds of this.
pub const PAGE_EVENT_BYTES: usize = 96 * 1024;

/// How many of `events`, which begin with the youngest, one page holds.
pub fn fit_page(events: &[Event]) -> usize {
    let mut left = PAGE_EVENT_BYTES;
    let fits = |event: &&Event| {
        let bytes = event.page_bytes();
        let fits = bytes <= left;
        left = left.saturating_sub(bytes);
        fits
    };
    let fitting = events.iter().take(PAGE_EVENTS).take_while(fits).count();
    fitting.max(usize::from(!events.is_empty()))
}

impl Event {
    /// Without the name of who did it where these parts do not show it. Never written back.
    #[must_use]
    pub fn masked(mut self, parts: Parts) -> Self {
        if !parts.names(&self.actor) {
            self.actor.name.clear();
        }
        self
    }

    /// Bytes that its words become in a page.
    fn page_bytes(&self) -> usize {
        let words = self.data.values().filter_map(Value::as_str).chain([self.actor.name.as_str()]);
        words.flat_map(str::chars).map(page_bytes_of).sum()
    }
}

/// What a character becomes in a page: some are escaped, and ends of lines are elements.
const fn page_bytes_of(letter: char) -> usize {
    match letter {
        '<' | '>' | '&' | '"' | '\'' | '/' => "&quot;".len(),
        '\n' => "<br>\n".len(),
        _ => letter.len_utf8(),
    }
}

/// Why an event happened: which event began it and which rules it went through.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Cause {
    /// The event that a person began it with. None: this one.
    pub root: Option<EventId>,
    /// Names of the rules that led here, oldest first. No rule runs about what it led to itself.
    pub rules: Vec<String>,
}

/// How many rules may follow one another from one person's act.
pub const MAX_CAUSE_DEPTH: usize = 8;

/// How many runs that ask for something may follow from one person's act, beside those about the act itself: rules that answer each other side by side would
/// become more with every step, long before any of them is [`MAX_CAUSE_DEPTH`] deep.
pub const MAX_CAUSE_RUNS: i64 = 64;

impl Cause {
    /// How many rules led here.
    pub fn depth(&self) -> usize {
        self.rules.len()
    }

    /// The cause of what `rule` does about `event`.
    #[must_use]
    pub fn through(event: &Event, rule: &str) -> Self {
        let mut rules = event.cause.rules.clone();
        rules.push(rule.to_owned());
        Self { root: Some(event.cause.root.unwrap_or(event.id)), rules }
    }

    /// Why `rule` must not run about an event with this cause, if so.
    pub fn blocks(&self, rule: &str) -> Option<LoopBlock> {
        if self.rules.iter().any(|earlier| earlier == rule) {
            Some(LoopBlock::Again)
        } else if self.depth() >= MAX_CAUSE_DEPTH {
            Some(LoopBlock::TooDeep)
        } else {
            None
        }
    }
}

/// Why the loop guard stopped a rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LoopBlock {
    #[error("the rule already ran for what began this")]
    Again,
    #[error("{MAX_CAUSE_DEPTH} rules already followed one another")]
    TooDeep,
    #[error(
        "{MAX_CAUSE_RUNS} runs already followed from what began this; rules that answer each other are the likely reason"
    )]
    TooMany,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_reads_back_from_its_name() {
        assert!(EventKind::ALL.into_iter().all(|kind| EventKind::parse(kind.as_str()) == Some(kind)));
    }

    #[test]
    fn notes_priorities_and_mails_are_not_for_customers() {
        for kind in [EventKind::Noted, EventKind::Prioritised, EventKind::Assigned, EventKind::Mailed] {
            assert!(!kind.is_public());
        }
    }

    #[test]
    fn a_page_holds_what_its_bytes_allow_and_always_one_entry() {
        let said = |text: &str| Event {
            id: EventId(uuid::Uuid::nil()),
            tenant: TenantId(uuid::Uuid::nil()),
            work_order: WorkOrderId(uuid::Uuid::nil()),
            kind: EventKind::Commented,
            at: Timestamp::UNIX_EPOCH,
            actor: ActorRef { kind: "staff".into(), user: None, name: String::new() },
            data: Map::from_iter([("text".to_owned(), text.into())]),
            cause: Cause::default(),
        };
        let of = |letter: &str, each: usize, count: usize| fit_page(&vec![said(&letter.repeat(each)); count]);
        assert_eq!(of("a", 1, 0), 0);
        assert_eq!(of("a", 1, 51), PAGE_EVENTS);
        assert_eq!(of("<", 10_000, 3), 1);
        assert_eq!(of("\u{1f600}", 10_000, 3), 2);
        assert_eq!(of("a", PAGE_EVENT_BYTES + 1, 2), 1);
    }

    #[test]
    fn a_rule_does_not_run_twice_for_one_beginning_nor_too_deep() {
        let cause = Cause { root: None, rules: vec!["a".into(), "b".into()] };
        assert_eq!(cause.blocks("a"), Some(LoopBlock::Again));
        assert_eq!(cause.blocks("c"), None);
        let deep = Cause { root: None, rules: (0..MAX_CAUSE_DEPTH).map(|n| n.to_string()).collect() };
        assert_eq!(deep.blocks("c"), Some(LoopBlock::TooDeep));
    }
}
