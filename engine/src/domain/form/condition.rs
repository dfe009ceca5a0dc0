//! The one condition engine. Conditions are data, evaluated on the server only; the page asks the server.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Values, is_blank};

/// When a field is shown.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Condition {
    #[default]
    Always,
    /// The field's value equals this one; for a list, it contains it.
    Is {
        field: String,
        value: Value,
    },
    OneOf {
        field: String,
        values: Vec<Value>,
    },
    /// The field is answered.
    Set {
        field: String,
    },
    Not(Box<Condition>),
    All(Vec<Condition>),
    Any(Vec<Condition>),
}

impl Condition {
    pub fn holds(&self, values: &Values) -> bool {
        match self {
            Self::Always => true,
            Self::Is { field, value } => is(values.get(field), value),
            Self::OneOf { field, values: wanted } => wanted.iter().any(|value| is(values.get(field), value)),
            Self::Set { field } => values.get(field).is_some_and(|value| !is_blank(value)),
            Self::Not(inner) => !inner.holds(values),
            Self::All(inner) => inner.iter().all(|condition| condition.holds(values)),
            Self::Any(inner) => inner.iter().any(|condition| condition.holds(values)),
        }
    }

    /// The fields it looks at, so that a check can find one that does not exist.
    pub fn fields(&self) -> Vec<&str> {
        match self {
            Self::Always => Vec::new(),
            Self::Is { field, .. } | Self::OneOf { field, .. } | Self::Set { field } => vec![field],
            Self::Not(inner) => inner.fields(),
            Self::All(inner) | Self::Any(inner) => inner.iter().flat_map(Self::fields).collect(),
        }
    }
}

fn is(value: Option<&Value>, wanted: &Value) -> bool {
    match value.filter(|value| !is_blank(value)) {
        Some(Value::Array(items)) => items.contains(wanted),
        Some(value) => value == wanted,
        None => is_blank(wanted),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn values() -> Values {
        json!({"fault": "no_heat", "rooms": ["bath", "hall"], "note": " "}).as_object().unwrap().clone()
    }

    #[test]
    fn conditions_read_from_their_stored_form() {
        let stored =
            json!({"all": [{"is": {"field": "fault", "value": "no_heat"}}, {"not": {"set": {"field": "note"}}}]});
        let condition: Condition = serde_json::from_value(stored).unwrap();
        assert!(condition.holds(&values()));
        assert_eq!(condition.fields(), ["fault", "note"]);
    }

    #[test]
    fn a_list_is_what_it_contains() {
        assert!(Condition::Is { field: "rooms".into(), value: json!("bath") }.holds(&values()));
        assert!(!Condition::Is { field: "rooms".into(), value: json!("attic") }.holds(&values()));
    }

    #[test]
    fn an_absent_field_equals_only_a_blank_value() {
        assert!(Condition::Is { field: "gone".into(), value: Value::Null }.holds(&values()));
        assert!(!Condition::OneOf { field: "gone".into(), values: vec![json!("x")] }.holds(&values()));
    }
}
