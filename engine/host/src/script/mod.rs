//! Rhai rules: compile, check, call.
//!
//! Build one [`Rules`] per process, one [`Library`] per tenant and generation, and from them [`FlowRule`]s and
//! [`Automation`]s. A rule is a pure function: the same input gives the same answer, and what it wants to change it asks for
//! as data. Runs share nothing that can be written, so any number of them go side by side.

mod answer;
mod api;
mod automation;
mod check;
mod compile;
mod engine;
mod fault;
mod flow;
mod functions;
pub mod hook;
mod input;
mod library;
pub mod limits;
mod memory;
mod record;
mod rules;
mod run;
mod source;
mod text;
mod texts;
mod value;

pub use answer::{Choice, Draft, FieldAnswer, FieldProblem, FormAnswer, Level, Notice};
pub use automation::Automation;
pub use fault::{FaultKind, ScriptFault};
pub use flow::FlowRule;
pub use hook::{Hook, HookKind};
pub use input::{EventInput, FlowInput, RuleContext};
pub use library::Library;
pub use limits::ScriptLimits;
pub use rules::{Rules, Vocabulary};
pub use run::Failures;
pub use source::ScriptSource;
pub use text::Text;
pub use texts::Texts;
