//! What went wrong in a run, with the place in the author's file.

use std::fmt;

use rhai::{EvalAltResult, Position};
use serde::Serialize;

use super::compile::lower;
use super::library::Library;
use super::limits::ScriptLimits;
use super::source::ScriptSource;
use crate::diagnostic::Diagnostic;
use crate::effect::{Cost, LogLine};
use crate::nul::replaced;

/// A run that ended without an answer. Nothing that the rule asked for before it counts.
#[derive(Debug, Clone, PartialEq)]
pub struct ScriptFault {
    /// What kind of thing went wrong.
    pub kind: FaultKind,
    /// The explanation with file, line and column.
    pub diagnostic: Diagnostic,
    /// Whether trying again with the same input is pointless.
    pub permanent: bool,
    /// What the run had cost by then.
    pub cost: Cost,
    /// What it had logged by then.
    pub log: Vec<LogLine>,
}

/// The kinds of faults, which the run log and the statistics tell apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// The rule made a mistake, or threw an error on purpose.
    Error,
    /// It ran longer than allowed. The only fault that another try may not have.
    Deadline,
    /// It did more than allowed.
    Operations,
    /// A value or the answer was larger than allowed.
    Size,
    /// Functions or values were nested deeper than allowed.
    Depth,
    /// A native function failed; this is a mistake of the engine.
    Panic,
    /// The rule has no function for what it was asked.
    MissingFunction,
}

impl fmt::Display for ScriptFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.diagnostic.fmt(f)
    }
}

impl std::error::Error for ScriptFault {}

/// What is needed to explain an error of a run.
pub(super) struct Faults<'a> {
    pub limits: &'a ScriptLimits,
    pub source: &'a ScriptSource,
    pub library: &'a Library,
    /// Where to point when Rhai knows no place: at the function that was called.
    pub fallback: Position,
}

impl Faults<'_> {
    /// Finds the innermost place that has a position, and says how the run got there.
    pub(super) fn diagnostic(&self, error: EvalAltResult) -> (FaultKind, Diagnostic) {
        let begin = if error.position().is_none() { self.fallback } else { error.position() };
        let mut place = (self.source.path.clone(), begin);
        let mut way = Vec::new();
        let mut error = error;
        while let EvalAltResult::ErrorInFunctionCall(name, path, inner, call) = error {
            if !name.starts_with("anon$") {
                way.push(match call.line() {
                    Some(line) => format!("{name}, called at {}:{line}", place.0),
                    None => name,
                });
            }
            let file = if path.is_empty() { place.0.clone() } else { path };
            if !inner.position().is_none() {
                place = (file, inner.position());
            }
            error = *inner;
        }
        let (kind, mut message, suggestion) = self.explain(&mut error);
        if let Some(innermost) = way.last() {
            message = format!("{message} (in {innermost})");
        }
        // What a rule throws is kept in its record.
        let diagnostic = self.locate(&place.0, place.1, replaced(&message));
        (kind, suggestion.into_iter().fold(diagnostic, Diagnostic::suggest))
    }

    fn locate(&self, path: &str, position: Position, message: String) -> Diagnostic {
        match self.library.source(path) {
            Some(source) => source.error(message, position),
            None => self.source.error(message, position),
        }
    }

    fn explain(&self, error: &mut EvalAltResult) -> (FaultKind, String, Option<String>) {
        use EvalAltResult as E;
        let limits = self.limits;
        let hint = |text: &str| Some(text.to_owned());
        match error {
            E::ErrorTerminated(..) => {
                let message = format!("stopped after {} ms, the longest a rule may run", limits.deadline_ms);
                (FaultKind::Deadline, message, hint("do less in one call"))
            }
            E::ErrorTooManyOperations(_) => {
                let message = format!("stopped after {} operations, the most a rule may do", limits.operations);
                (FaultKind::Operations, message, hint("look for a loop that does not end"))
            }
            E::ErrorStackOverflow(_) => {
                let message = format!("functions call each other more than {} levels deep", limits.call_levels);
                (FaultKind::Depth, message, hint("look for a function that calls itself"))
            }
            E::ErrorDataTooLarge(what, _) => (FaultKind::Size, self.too_large(what), None),
            E::ErrorTooManyVariables(_) => {
                (FaultKind::Size, format!("more than {} variables at once", limits.variables), None)
            }
            E::ErrorTooManyModules(_) => {
                (FaultKind::Size, format!("more than {} imports in one run", limits.modules), None)
            }
            E::ErrorRuntime(value, _) => (FaultKind::Error, value.to_string(), None),
            E::ErrorPropertyNotFound(name, _) => {
                let message = format!("there is no property \"{name}\" here");
                (FaultKind::Error, message, hint(&format!("use .get(\"{name}\") when it may be missing")))
            }
            E::ErrorFunctionNotFound(name, _) => (FaultKind::Error, format!("there is no function {name}"), None),
            other => {
                other.clear_position();
                (FaultKind::Error, lower(&other.to_string()), None)
            }
        }
    }

    fn too_large(&self, what: &str) -> String {
        let limits = self.limits;
        match what {
            "Length of string" => format!("a text is longer than {} bytes", limits.string_bytes),
            "Size of array/BLOB" => format!("a list has more than {} items", limits.array_items),
            "Size of object map" => format!("a map has more than {} entries", limits.map_entries),
            other => other.to_owned(),
        }
    }
}

impl FaultKind {
    /// Whether a larger input can bring it about.
    pub(super) const fn is_of_size(self) -> bool {
        matches!(self, Self::Operations | Self::Size | Self::Depth)
    }

    /// Whether the same input would meet the same fault again.
    pub(super) fn is_permanent(self) -> bool {
        self != Self::Deadline
    }
}
