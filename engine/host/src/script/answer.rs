//! What rules answer: plain data that the engine checks and applies.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use super::text::Text;

/// What `on_form` says about the form.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FormAnswer {
    /// Changes by field key. A field that is not named keeps what its settings say.
    pub fields: BTreeMap<String, FieldAnswer>,
    /// Boxes above the form, in order.
    pub notices: Vec<Notice>,
}

/// Changes to one field; None leaves it as it is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct FieldAnswer {
    /// Shown or hidden.
    pub visible: Option<bool>,
    /// Compulsory or optional.
    pub required: Option<bool>,
    /// The value as long as the customer typed nothing.
    pub default: Option<Value>,
    /// The choices.
    pub options: Option<Vec<Choice>>,
    /// The help beside it.
    pub help: Option<Text>,
}

/// One choice of a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    /// What is stored.
    pub value: String,
    /// What is read.
    pub label: Text,
}

/// A box above the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// How it is drawn.
    pub level: Level,
    /// What it says.
    pub text: Text,
}

/// How much a notice wants to be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Level {
    /// Good to know.
    Info,
    /// Read this first.
    Warning,
    /// Do something else now, for example call the emergency number.
    Emergency,
}

/// Something that keeps the customer from going on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldProblem {
    /// The field, or None when it concerns the form as a whole.
    pub field: Option<String>,
    /// What is wrong and what to do.
    pub message: Text,
}

/// What `before_create` sets; None leaves it as it is.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// The title.
    pub title: Option<String>,
    /// Key of the priority.
    pub priority: Option<String>,
    /// Person or team.
    pub assignee: Option<String>,
    /// Further values, by key.
    pub extra: Map<String, Value>,
}

impl Level {
    pub(super) fn named(name: &str) -> Option<Self> {
        match name {
            "info" => Some(Self::Info),
            "warning" => Some(Self::Warning),
            "emergency" => Some(Self::Emergency),
            _ => None,
        }
    }
}
