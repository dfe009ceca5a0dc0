//! Write plugins for Portico in Rust: implement [`FreeField`] and name the type in [`free_field!`].
//!
//! ```
//! use portico_plugin::*;
//!
//! struct Shout;
//!
//! impl FreeField for Shout {
//!     fn describe() -> Description {
//!         Description::new("shout", key("name"), key("help")).messages(["name", "help", "label", "empty"])
//!     }
//!     fn controls(_: &CallContext, field: &Field) -> Vec<Control> {
//!         vec![Control::text("words", key("label")).value(field.stored::<String>())]
//!     }
//!     fn parse(_: &CallContext, field: &RawField) -> Result<ParsedValue, Vec<Problem>> {
//!         match field.input("words") {
//!             "" => Err(vec![Problem::at("words", "empty", key("empty"))]),
//!             words => Ok(ParsedValue::new(&words.to_uppercase()).search(words)),
//!         }
//!     }
//!     fn display(_: &CallContext, value: &StoredValue, _: Target) -> Vec<Node> {
//!         vec![Node::Strong(plain(value.stored::<String>().unwrap_or_default()))]
//!     }
//! }
//!
//! free_field!(Shout);
//! ```
//!
//! The contract itself, with the meaning of every item, is `wit/since_v0.1/`; the guide is `plugins/README.md`.
#![deny(missing_docs)]

mod build;
mod field;
pub mod log;
pub mod settings;

#[doc(hidden)]
pub mod bindings;

pub use bindings::portico::plugin::types::{
    Badge, CallContext, Choice, Control, ControlKind, Description, Field, Input, InputMode, Message, MessageParam,
    Node, Pair, ParsedValue, Problem, RawField, StoredValue, Target, Text, Tone,
};
pub use build::{key, plain};
pub use field::FreeField;
pub use {serde, serde_json};

#[doc(hidden)]
pub use field::Adapter;

/// Makes a type that implements [`FreeField`] the plugin of this crate. Write it once, at the top level.
#[macro_export]
macro_rules! free_field {
    ($plugin:ty) => {
        type PorticoFreeField = $crate::Adapter<$plugin>;
        $crate::bindings::export_free_field!(PorticoFreeField with_types_in $crate::bindings);
    };
}
