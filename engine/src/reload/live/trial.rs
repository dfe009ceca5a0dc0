//! A fresh version is on trial: when it fails too often while it is live, the version before comes back by itself.

use std::time::Duration;

use jiff::Timestamp;
use portico_host::diagnostic::Diagnostic;

use super::slots::{Live, Slot};
use crate::reload::Unit;

/// How long a fresh version is on trial.
pub const TRIAL: Duration = Duration::from_secs(5 * 60);
/// How many failed pages, or failed calls of a rule, end a trial.
pub const FAILURES: u32 = 5;

/// A version that has yet to prove itself, seen from the one before.
#[derive(Clone)]
pub struct Trial {
    pub before: Live,
    until: Timestamp,
    /// Failures on the samples of the check, which no customer saw.
    on_samples: u32,
}

/// How a trial stands.
pub enum Verdict {
    Running,
    Passed,
    /// With what failed.
    Failed(Vec<Diagnostic>),
}

impl Trial {
    /// The trial of `fresh`, which follows on `slot`. What is there has a trial of its own only while it is fresh; if it has failed
    /// already, the one before it is what to go back to. A version that differs only in its surroundings goes on with its trial.
    pub fn after(slot: &Slot, fresh: &Live, now: Timestamp) -> Option<Self> {
        let live = slot.live.as_ref()?;
        let on_samples = fresh.built.failures().0;
        let trial = match &slot.trial {
            trial if live.candidate.hash == fresh.candidate.hash => Self { on_samples, ..trial.clone()? },
            Some(trial) if trial.failures(live) > 0 => {
                Self { before: trial.before.clone(), until: now + TRIAL, on_samples }
            }
            _ => Self { before: live.clone(), until: now + TRIAL, on_samples },
        };
        // Its author went back already.
        (trial.before.candidate.hash != fresh.candidate.hash).then_some(trial)
    }

    pub fn verdict(&self, live: &Live, now: Timestamp) -> Verdict {
        if self.until < now {
            Verdict::Passed
        } else if self.failures(live) >= FAILURES {
            Verdict::Failed(live.built.failures().1)
        } else {
            Verdict::Running
        }
    }

    fn failures(&self, live: &Live) -> u32 {
        live.built.failures().0.saturating_sub(self.on_samples)
    }
}

/// What is said of a version that was taken back, now and when the same content is met again.
pub fn rolled_back(unit: &Unit) -> Diagnostic {
    let minutes = TRIAL.as_secs() / 60;
    let what = format!("was rolled back: it failed {FAILURES} times within {minutes} minutes of going live");
    Diagnostic::error(unit.to_string(), what).suggest("mend it and save it; the same content is not tried again")
}
