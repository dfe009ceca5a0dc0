//! WebAssembly component plugins: load, check, call.
//!
//! The contract is `plugins/api/wit/since_v0.1`. [`Plugins`] owns the engines and loads; a loaded [`Plugin`] is a value that can be
//! called from any task. Every call runs in a fresh instance that is thrown away afterwards, inside [`limits::PluginLimits`].

mod artefact;
mod bindings;
mod call;
mod caught;
mod check;
mod convert;
mod described;
mod engine;
mod fault;
mod guest;
mod health;
mod imports;
pub mod limits;
mod load;
mod loaded;
mod manifest;
mod plugins;
mod samples;
mod settings;
mod texts;
mod ticker;
mod value;

pub use fault::{FaultKind, PluginFault};
pub use health::{Health, LastFault};
pub use loaded::Plugin;
pub use manifest::{GuestKind, Provided, World};
pub use plugins::Plugins;
pub use value::{
    CallContext, Choice, Control, ControlKind, Description, FieldConfig, InputMode, Node, ParsedValue, Problem,
    RawField, StoredValue, Target, Tone,
};
