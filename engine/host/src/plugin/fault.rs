//! Why a call of a plugin brought no answer.

use std::fmt;

use serde::{Deserialize, Serialize};
use wasmtime::{PoolConcurrencyLimitError, Trap};

use super::guest::Guest;
use super::limits::PluginLimits;
use crate::effect::{Cost, LogLine};

/// What ended a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FaultKind {
    /// The plugin crashed: a panic, a division by zero, a wrong pointer.
    Trap,
    /// It ran longer than its deadline.
    Deadline,
    /// It wanted more memory than it may have.
    Memory,
    /// It wanted larger tables than it may have.
    Table,
    /// It called itself too deeply.
    Stack,
    /// It was given more than a call may carry. The plugin was not called.
    Input,
    /// It handed over more than it may.
    Output,
    /// It called the engine too often.
    HostCalls,
    /// No instance became free in time. The plugin was not called; trying again later may help.
    Saturated,
    /// It answered, but with something the contract does not allow.
    BadAnswer,
    /// It failed too often in a row and is put aside for a while. The plugin was not called.
    Aside,
    /// The engine itself failed while it served the call.
    Engine,
}

impl FaultKind {
    /// Whether the plugin was called and did not bring an answer.
    pub(super) fn is_failed_run(self) -> bool {
        !matches!(self, Self::Input | Self::Saturated | Self::Aside)
    }
}

/// A call without an answer. It never concerns more than that call: the next one meets a fresh instance.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PluginFault {
    /// What ended the call.
    pub kind: FaultKind,
    /// What happened, with the limit where one was hit. For the office and the log, not for customers.
    pub message: String,
    /// The plugin's id.
    pub plugin: String,
    /// What the call cost until then.
    pub cost: Cost,
    /// What the plugin logged until then.
    pub log: Vec<LogLine>,
}

impl fmt::Display for PluginFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "plugin {}: {}", self.plugin, self.message)
    }
}

impl std::error::Error for PluginFault {}

/// Sorts what the runtime reports into our kinds.
pub(super) fn classify(error: &wasmtime::Error, guest: &Guest) -> FaultKind {
    if error.downcast_ref::<PoolConcurrencyLimitError>().is_some() {
        return FaultKind::Saturated;
    }
    match (error.downcast_ref::<Trap>(), guest.hit) {
        (Some(Trap::StackOverflow), _) => FaultKind::Stack,
        (Some(Trap::Interrupt), _) => FaultKind::Deadline,
        // A guest usually gives up when it is refused memory, which looks like any other crash.
        (_, Some(hit)) => hit,
        (Some(_), None) => FaultKind::Trap,
        // The runtime keeps the type of this error to itself; a test holds the wording.
        (None, None) if format!("{error:#}").contains("fuel allocated for hostcalls") => FaultKind::Output,
        (None, None) => FaultKind::BadAnswer,
    }
}

/// The sentence for a kind, with its limit.
pub(super) fn explain(kind: FaultKind, error: &wasmtime::Error, limits: &PluginLimits) -> String {
    match kind {
        FaultKind::Trap => format!("crashed: {}", error.root_cause()),
        FaultKind::Deadline => format!("was stopped after {} ms, its deadline", limits.deadline.as_millis()),
        FaultKind::Memory => format!("wanted more memory than its {} KiB", limits.memory_bytes >> 10),
        FaultKind::Table => format!("wanted larger tables than its {} elements", limits.table_elements),
        FaultKind::Stack => format!("called itself too deeply for its stack of {} KiB", limits.stack_bytes >> 10),
        FaultKind::Input => format!("was given more than {} KiB", limits.input_bytes >> 10),
        FaultKind::Output => format!("handed over more than {} KiB at once", limits.output_bytes >> 10),
        FaultKind::HostCalls => format!("called the engine more than {} times", limits.host_calls),
        FaultKind::Saturated => {
            format!(
                "no free instance within {} ms, as many calls as allowed are running",
                limits.queue_wait.as_millis()
            )
        }
        FaultKind::BadAnswer => format!("broke the contract: {error:#}"),
        FaultKind::Aside => format!("is put aside: {error:#}"),
        FaultKind::Engine => format!("made the engine fail: {error:#}"),
    }
}
