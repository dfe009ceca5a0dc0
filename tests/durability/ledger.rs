//! What customers were told, and the checker: everything that was acknowledged is in the database exactly once, whole, and nothing else
//! is there twice.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard},
};

use tokio::sync::watch;

/// A request as a customer meant it: its words are unlike all others, so that it is found again whatever its number.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Wish {
    pub draft: uuid::Uuid,
    pub words: String,
}

/// A request as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    pub order: uuid::Uuid,
    pub words: String,
    pub traces: Traces,
}

/// What a request leaves in the transaction that made it, counted. Each is there once, unless something was half done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Traces {
    /// Events that say that it was sent.
    pub events: i64,
    /// Receipts that are owed or written.
    pub mails: i64,
    /// Runs of the rule about it that are owed or recorded.
    pub runs: i64,
    /// Notes that the rule has added, or 1 while its run is owed.
    pub notes: i64,
    /// Entries of the audit log that say that it was sent.
    pub audited: i64,
    /// Drafts that say that they were sent as it.
    pub drafts: i64,
}

impl Traces {
    pub const WHOLE: Self = Self { events: 1, mails: 1, runs: 1, notes: 1, audited: 1, drafts: 1 };
}

/// What is wrong with a database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wrong {
    Lost {
        words: String,
    },
    Doubled {
        words: String,
        times: usize,
    },
    /// The customer was sent to another work order than the one that holds the words.
    Elsewhere {
        words: String,
        told: uuid::Uuid,
        stored: uuid::Uuid,
    },
    HalfDone {
        words: String,
        traces: Traces,
    },
}

/// Written by many customers side by side.
pub struct Ledger {
    acknowledged: Mutex<BTreeMap<Wish, uuid::Uuid>>,
    count: watch::Sender<usize>,
}

impl Ledger {
    pub fn new() -> Self {
        Self { acknowledged: Mutex::default(), count: watch::Sender::new(0) }
    }

    /// Notes that a wish was acknowledged as a work order. Another work order than the last time is a bug that shows at once.
    #[track_caller]
    pub fn acknowledge(&self, wish: &Wish, order: uuid::Uuid) {
        let mut acknowledged = self.entries();
        let before = acknowledged.insert(wish.clone(), order);
        assert!(before.is_none_or(|before| before == order), "{wish:?} was {before:?} and is now {order}");
        self.count.send_replace(acknowledged.len());
    }

    /// How many wishes are acknowledged, to be waited for.
    pub fn count(&self) -> watch::Receiver<usize> {
        self.count.subscribe()
    }

    /// Compares with what is stored.
    pub fn check(&self, stored: &[Stored]) -> Vec<Wrong> {
        let mut wrong = Vec::new();
        let mut found: BTreeMap<&str, Vec<&Stored>> = BTreeMap::new();
        for one in stored {
            found.entry(&one.words).or_default().push(one);
            if one.traces != Traces::WHOLE {
                wrong.push(Wrong::HalfDone { words: one.words.clone(), traces: one.traces });
            }
        }
        for (words, times) in found.iter().filter(|(_, stored)| stored.len() > 1) {
            wrong.push(Wrong::Doubled { words: (*words).to_owned(), times: times.len() });
        }
        for (wish, told) in self.entries().iter() {
            match found.get(wish.words.as_str()).map(Vec::as_slice) {
                None | Some([]) => wrong.push(Wrong::Lost { words: wish.words.clone() }),
                Some([first, ..]) if first.order != *told => {
                    let (words, told, stored) = (wish.words.clone(), *told, first.order);
                    wrong.push(Wrong::Elsewhere { words, told, stored });
                }
                Some(_) => {}
            }
        }
        wrong
    }

    fn entries(&self) -> MutexGuard<'_, BTreeMap<Wish, uuid::Uuid>> {
        self.acknowledged.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

fn number(n: u128) -> uuid::Uuid {
    uuid::Uuid::from_u128(n)
}

fn stored(order: u128, words: &str) -> Stored {
    Stored { order: number(order), words: words.into(), traces: Traces::WHOLE }
}

#[test]
fn the_checker_finds_each_kind_of_damage_and_nothing_in_a_sound_database() {
    let ledger = Ledger::new();
    for (n, words) in [(1, "a"), (2, "b"), (3, "c")] {
        ledger.acknowledge(&Wish { draft: number(10 + n), words: words.into() }, number(n));
    }
    let sound = [stored(1, "a"), stored(2, "b"), stored(3, "c"), stored(4, "never acknowledged")];
    assert_eq!(ledger.check(&sound), []);
    assert_eq!(ledger.check(&sound[1..]), [Wrong::Lost { words: "a".into() }]);
    let doubled = [&sound[..], &[stored(5, "never acknowledged")]].concat();
    assert_eq!(ledger.check(&doubled), [Wrong::Doubled { words: "never acknowledged".into(), times: 2 }]);
    let elsewhere = [&sound[1..], &[stored(9, "a")]].concat();
    assert_eq!(ledger.check(&elsewhere), [Wrong::Elsewhere { words: "a".into(), told: number(1), stored: number(9) }]);
    for change in [
        |traces: &mut Traces| traces.events = 0,
        |traces: &mut Traces| traces.mails = 2,
        |traces: &mut Traces| traces.runs = 0,
        |traces: &mut Traces| traces.notes = 2,
        |traces: &mut Traces| traces.audited = 0,
        |traces: &mut Traces| traces.drafts = 0,
    ] {
        let mut traces = Traces::WHOLE;
        change(&mut traces);
        let half = [&sound[1..], &[Stored { traces, ..stored(1, "a") }]].concat();
        assert_eq!(ledger.check(&half), [Wrong::HalfDone { words: "a".into(), traces }]);
    }
}
