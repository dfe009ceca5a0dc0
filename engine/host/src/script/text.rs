//! A text that a rule says to a person: literal, or the key of a text in the theme's language files.

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Either `literal` or `key` is set; `params` fill the text that `key` names.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Text {
    /// Name of a Fluent text in the tenant's theme.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub key: Option<String>,
    /// The text itself, in whatever language the author wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub literal: Option<String>,
    /// Values for the text that `key` names.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub params: Map<String, Value>,
}

impl Text {
    /// A text as the author wrote it.
    pub fn literal(text: impl Into<String>) -> Self {
        Self { key: None, literal: Some(text.into()), params: Map::new() }
    }

    /// A text of the theme.
    pub fn keyed(key: impl Into<String>, params: Map<String, Value>) -> Self {
        Self { key: Some(key.into()), literal: None, params }
    }

    /// The form it has inside an effect's input: a plain string, or an object with `key` and `params`.
    pub fn to_value(&self) -> Value {
        match (&self.key, &self.literal) {
            (Some(key), _) => serde_json::json!({ "key": key, "params": self.params }),
            (None, literal) => Value::String(literal.clone().unwrap_or_default()),
        }
    }
}
