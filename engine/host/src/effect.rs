//! What extensions hand back: values, never handles.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// One thing that a rule or a plugin asks the engine to do.
///
/// `action` names one of the engine's actions (for example `work_orders.prioritise`) and `input` is its input. The engine executes it through the same
/// function that a person's click reaches, under the same access checks, with the rule or plugin as the actor; asking is not getting.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EffectRequest {
    /// Name of the action, `noun.verb`.
    pub action: String,
    /// The action's input. The subject (for example the work order) is implied by the run and not part of it.
    pub input: Map<String, Value>,
}

/// What one call of guest code cost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cost {
    /// Wall time in microseconds.
    pub micros: u64,
    /// Rhai operations, or zero for a plugin.
    pub operations: u64,
}

/// A line that guest code logged, in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogLine {
    /// `debug`, `info` or `warn`.
    pub level: String,
    /// Text, cut at the limit for log lines.
    pub text: String,
}

/// The result of a call with what it cost and said.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Run<T> {
    /// What the code answered.
    pub value: T,
    /// What it cost.
    pub cost: Cost,
    /// What it logged.
    pub log: Vec<LogLine>,
}
