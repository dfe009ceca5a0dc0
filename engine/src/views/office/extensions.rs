//! The health of themes, rules and plugins: what is live, since when, and what is wrong with what is not.

use jiff::Timestamp;
use serde::Serialize;

use crate::views::{Door, View, sample};

/// What is wrong with a file, with the lines around it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// `error` or `warning`.
    pub severity: &'static str,
    pub file: String,
    pub line: Option<usize>,
    pub column: Option<usize>,
    pub message: String,
    pub suggestion: Option<String>,
    /// Source lines with numbers and a caret.
    pub excerpt: String,
}

/// How a plugin did for the tenant since it was loaded, in the process that draws the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PluginCalls {
    pub count: u64,
    pub failed: u64,
    /// What ended the last call that brought no answer; empty: there was none.
    pub last_fault: String,
    pub last_fault_at: Option<Timestamp>,
    /// It failed again and again and is not called before this time.
    pub aside_until: Option<Timestamp>,
}

/// One theme, rule or plugin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExtensionRow {
    /// `theme`, `flow`, `automation` or `plugin`.
    pub kind: &'static str,
    pub name: String,
    /// `ok`; `warning`: works, but look; `stale`: the last save was refused and the good version before it is live;
    /// `failed`: nothing good is known; `aside`: a plugin that failed again and again and is left alone for a while; `off`.
    pub state: &'static str,
    pub generation: u64,
    pub loaded_at: Option<Timestamp>,
    /// Version of a plugin, and the beginning of the content's hash.
    pub version: String,
    pub findings: Vec<Finding>,
    /// Its runs; None: it has none.
    pub runs: Option<String>,
    pub run_count: u64,
    pub failed_count: u64,
    /// Calls of a plugin that is live.
    pub calls: Option<PluginCalls>,
}

/// `office/extensions.html`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct OfficeExtensions {
    pub generation: u64,
    pub loaded_at: Option<Timestamp>,
    pub rows: Vec<ExtensionRow>,
    /// Folders that the tenant's extensions are in, for example `themes/nordwind`. Where on the server those are is for the operator.
    pub folders: Vec<String>,
}

impl View for OfficeExtensions {
    const TEMPLATE: &'static str = "office/extensions.html";
    const DOOR: Door = Door::Office;
    const SECTION: &'static str = "extensions";

    fn samples() -> Vec<(&'static str, Self)> {
        vec![("many", sample::extensions()), ("empty", Self::default())]
    }
}
