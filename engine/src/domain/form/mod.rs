//! The one form model: a request form, a settings page and a plugin's controls are the same structure, with the same conditions, the same
//! validation and the same error texts. [`mod@read`] parses what a browser sent, [`state`] decides what is shown and required.

pub mod condition;
pub mod control;
pub mod problem;
pub mod read;
pub mod state;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::text::Localised;
pub use condition::Condition;
pub use control::{Control, ControlKind, Displayed, Part};
pub use problem::{FieldProblem, Problem};
pub use read::{RawForm, Reading, read, suggested_name};
pub use state::{Answers, FieldAnswer, FieldState, FormState, Level, Notice};

/// Values of a form by field key. A blank field is absent; one whose suggestion the person cleared is null.
pub type Values = serde_json::Map<String, Value>;

/// A form: steps with fields. Keys are unique over all steps.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    pub steps: Vec<Step>,
}

/// One page of a form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Step {
    pub key: String,
    pub title: Localised,
    pub fields: Vec<Field>,
}

/// One question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    pub key: String,
    pub label: Localised,
    #[serde(default)]
    pub help: Localised,
    pub kind: FieldKind,
    #[serde(default)]
    pub need: Need,
    #[serde(default)]
    pub show_if: Condition,
    #[serde(default)]
    pub default: Value,
    /// Value of the HTML attribute, for example `tel`. Empty: none.
    #[serde(default)]
    pub autocomplete: String,
}

/// Whether a field must be filled.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    Hidden,
    #[default]
    Optional,
    Required,
    /// Shown with its default, never taken from the browser.
    ReadOnly,
}

/// What kind of answer a field takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case", deny_unknown_fields)]
pub enum FieldKind {
    /// Words. `lines` above 1 makes a text area; `max_length` counts characters.
    Text {
        max_length: usize,
        #[serde(default = "one")]
        lines: u32,
    },
    Email,
    Phone,
    /// A whole or decimal number, stored as a number.
    Number {
        min: Option<f64>,
        max: Option<f64>,
        #[serde(default)]
        unit: String,
    },
    /// One of the choices, or several.
    Choice {
        choices: Vec<Choice>,
        #[serde(default)]
        multiple: bool,
    },
    /// A box to tick; stored as true or absent.
    Check,
    /// A day, stored as `YYYY-MM-DD`.
    Date,
    /// One of the customer's addresses, stored as its id.
    Address,
    /// One of the customer's objects, stored as its id.
    Object,
    /// Uploaded files, stored as a list of ids.
    Files {
        max_count: usize,
    },
    /// A field type of a plugin. The plugin makes the controls, parses and displays; `settings` is its own configuration.
    Plugin {
        plugin: String,
        provides: String,
        #[serde(default, skip_serializing_if = "Value::is_null")]
        settings: Value,
    },
}

const fn one() -> u32 {
    1
}

/// One answer to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    pub value: String,
    pub label: Localised,
}

impl Form {
    /// All fields in order.
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.steps.iter().flat_map(|step| &step.fields)
    }

    pub fn field(&self, key: &str) -> Option<&Field> {
        self.fields().find(|field| field.key == key)
    }

    /// Whether a name that a browser sent belongs to a field. A plugin's controls are named `{field}.{control}`.
    pub fn knows(&self, name: &str) -> bool {
        self.field(name.split('.').next().unwrap_or(name)).is_some()
    }

    /// The keys of all fields, for rules and for checks.
    pub fn keys(&self) -> Vec<String> {
        self.fields().map(|field| field.key.clone()).collect()
    }
}

/// True for a value that counts as "not answered".
pub fn is_blank(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Bool(ticked) => !ticked,
        Value::String(text) => text.trim().is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Number(_) | Value::Object(_) => false,
    }
}
