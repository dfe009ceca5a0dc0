//! Hot reload: a hint, then quiet, then a snapshot, a hash, a build, a check that runs the candidate, and one pointer store.
//!
//! A request takes its tenant's [`Generation`] once and finishes on it. What fails keeps its last good version, in memory and on disk,
//! and carries its diagnostics. Each step is a file: [`watch`], [`settle`], [`snapshot`], [`build`], [`keep`], [`live`].

pub mod build;
pub mod classify;
mod drawn;
pub mod keep;
pub mod live;
mod rehearsal;
mod samples;
pub mod settle;
pub mod snapshot;
pub mod source;
pub mod watch;

use std::{collections::BTreeMap, sync::Arc};

use jiff::Timestamp;
use portico_host::{diagnostic::Diagnostic, extensions::Extensions};

use crate::themes::Theme;
pub use classify::Unit;
pub use live::{Live, Reloader};
pub use rehearsal::sample_order;
pub use samples::FormSamples;

/// Everything that authors wrote for one tenant, as one immutable value. Nothing in it is ever changed.
#[derive(Clone)]
pub struct Generation {
    /// Counts up per tenant, also over restarts; on every response and run record. Equal content keeps its number.
    pub number: u64,
    /// Hash of everything that is live in it.
    pub content_hash: [u8; 32],
    pub extensions: Arc<Extensions>,
    /// By name: those of the tenant's portals, and the built-in one.
    pub themes: BTreeMap<String, Arc<Theme>>,
    /// How each of its parts is, broken ones first.
    pub report: Vec<Arc<Report>>,
    pub built_at: Timestamp,
}

/// How one extension is.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    pub unit: Unit,
    pub state: State,
    pub diagnostics: Vec<Diagnostic>,
    /// Version that the author gave it, for a plugin.
    pub version: String,
    /// First eight hexadecimal digits of the content that is live; empty when nothing is.
    pub live_hash: String,
    pub loaded_at: Timestamp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum State {
    /// Broken, and there is no good version.
    Broken,
    /// The files are broken or gone; the last good version is live.
    Stale,
    Good,
}

impl State {
    /// What a try came to, as metrics name it.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Broken => "broken",
            Self::Stale => "kept",
            Self::Good => "live",
        }
    }
}

/// A generation that goes live and has no number yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unnumbered {
    pub tenant: String,
    pub content_hash: [u8; 32],
    /// Number of the one before, 0 when there is none in this process.
    pub after: u64,
}

/// Numbers generations, in the order in which they are given. It is asked on the reloader's own thread, so it may wait.
pub type Numbers = Box<dyn Fn(&[Unnumbered]) -> Vec<u64> + Send + Sync>;

/// Counts from 1 in this process, where nobody keeps numbers.
pub fn counted() -> Numbers {
    Box::new(|made| made.iter().map(|one| one.after + 1).collect())
}

/// What a tenant needs from the folders, as the database says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Needs {
    /// The tenant's folder in `scripts/`.
    pub tenant: String,
    /// Themes of its portals.
    pub themes: Vec<String>,
    /// The form that each flow fills, for the check of its rule.
    pub flows: BTreeMap<String, Arc<FormSamples>>,
    pub statuses: Vec<String>,
}
