//! Controls and display parts of a plugin's field, as plain values: the theme draws them, so that every plugin looks native.

use serde_json::Value;

/// What a control takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ControlKind {
    Text,
    TextArea,
    Number,
    Date,
    Check,
    Select,
}

/// One input of a plugin's field, with words in the person's language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Control {
    pub name: String,
    pub kind: ControlKind,
    pub label: String,
    pub help: String,
    /// What stands in it at first; a ticked box has `true`.
    pub value: String,
    pub required: bool,
    pub max_length: Option<usize>,
    /// Value of the HTML attribute `autocomplete`; empty: none.
    pub autocomplete: String,
    /// Value of the HTML attribute `inputmode`; empty: none.
    pub input_mode: String,
    /// Value and label of each option of a select.
    pub options: Vec<(String, String)>,
}

/// A part of a displayed value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Part {
    Text(String),
    Strong(String),
    Code(String),
    Badge(String),
    Break,
    Pair(String, String),
}

/// A value as people read it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Displayed {
    pub key: String,
    pub label: String,
    pub parts: Vec<Part>,
    /// The stored value, for exports.
    pub value: Value,
}
