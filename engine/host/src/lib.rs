//! Runs other people's code for Portico inside limits: Rhai rules ([`script`]) and WebAssembly plugins ([`plugin`]).
//!
//! Nothing here can name the database, the network or the templates: the crate's `Cargo.toml` does not list them. Code gets plain
//! values and returns plain values or [`effect::EffectRequest`]s; the engine decides what becomes of them. The limits in
//! [`script::limits`] and [`plugin::limits`] hold against mistakes and against malice unless an item says otherwise.
#![deny(missing_docs)]

pub mod diagnostic;
pub mod effect;
pub mod extensions;
pub mod gate;
mod nul;
pub mod plugin;
pub mod script;
