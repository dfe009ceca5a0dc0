//! Effects: what a rule or plugin may ask for. Each is the input of an action that a person can also reach.

use serde_json::{Map, Value};

use super::work_order::{MAX_TEXT_CHARS, MAX_TITLE_CHARS, Priority};

/// An action with its input. The work order is the one that the run is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Effect {
    Prioritise { priority: Priority },
    Note { text: String },
    Comment { text: String },
    Assign { assignee: String },
    Transition { status: String, reason: String },
    MailOffice { subject: String, text: String },
    MailCustomer { subject: String, text: String },
}

/// Why a request for an effect is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EffectError {
    #[error("there is no action \"{0}\" for rules and plugins; there are {all}", all = Effect::ACTIONS.join(", "))]
    Unknown(String),
    #[error("{action}: the input \"{name}\" is missing or not a text")]
    Missing { action: &'static str, name: &'static str },
    #[error("{action}: \"{name}\" is longer than {max} characters")]
    TooLong { action: &'static str, name: &'static str, max: usize },
    #[error("{action}: \"{given}\" is not a priority; use low, normal, high or emergency")]
    Priority { action: &'static str, given: String },
}

impl Effect {
    /// Names that rules and plugins use.
    pub const ACTIONS: [&'static str; 7] = [
        "work_orders.prioritise",
        "work_orders.note",
        "work_orders.comment",
        "work_orders.assign",
        "work_orders.transition",
        "mail.office",
        "mail.customer",
    ];

    /// Whether what an action says is read in the office, and not by the customer.
    pub fn is_for_office(action: &str) -> bool {
        matches!(action, "work_orders.note" | "mail.office")
    }

    /// Reads what an extension asked for.
    pub fn parse(action: &str, input: &Map<String, Value>) -> Result<Self, EffectError> {
        let known = Self::ACTIONS.into_iter().find(|name| *name == action);
        let action = known.ok_or_else(|| EffectError::Unknown(action.chars().take(80).collect()))?;
        let text = |name, max| text(action, input, name, max);
        Ok(match action {
            "work_orders.prioritise" => {
                let given = text("priority", 20)?;
                let priority = Priority::parse(&given).ok_or(EffectError::Priority { action, given })?;
                Self::Prioritise { priority }
            }
            "work_orders.note" => Self::Note { text: text("text", MAX_TEXT_CHARS)? },
            "work_orders.comment" => Self::Comment { text: text("text", MAX_TEXT_CHARS)? },
            "work_orders.assign" => Self::Assign { assignee: text("assignee", MAX_TITLE_CHARS)? },
            "work_orders.transition" => {
                let reason = if input.contains_key("reason") { text("reason", MAX_TEXT_CHARS)? } else { String::new() };
                Self::Transition { status: text("status", 60)?, reason }
            }
            "mail.office" => {
                Self::MailOffice { subject: text("subject", MAX_TITLE_CHARS)?, text: text("text", MAX_TEXT_CHARS)? }
            }
            _ => Self::MailCustomer { subject: text("subject", MAX_TITLE_CHARS)?, text: text("text", MAX_TEXT_CHARS)? },
        })
    }

    /// The name that [`Effect::parse`] reads.
    pub const fn action(&self) -> &'static str {
        match self {
            Self::Prioritise { .. } => "work_orders.prioritise",
            Self::Note { .. } => "work_orders.note",
            Self::Comment { .. } => "work_orders.comment",
            Self::Assign { .. } => "work_orders.assign",
            Self::Transition { .. } => "work_orders.transition",
            Self::MailOffice { .. } => "mail.office",
            Self::MailCustomer { .. } => "mail.customer",
        }
    }
}

fn text(
    action: &'static str,
    input: &Map<String, Value>,
    name: &'static str,
    max: usize,
) -> Result<String, EffectError> {
    let given = input.get(name).and_then(Value::as_str).map(str::trim).filter(|text| !text.is_empty());
    let given = given.ok_or(EffectError::Missing { action, name })?;
    if given.chars().count() > max {
        return Err(EffectError::TooLong { action, name, max });
    }
    Ok(given.to_owned())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn parse(action: &str, input: Value) -> Result<Effect, EffectError> {
        Effect::parse(action, input.as_object().unwrap())
    }

    #[test]
    fn every_action_is_read_and_named_alike() {
        let input = json!({"priority": "high", "text": "t", "assignee": "a", "status": "s", "subject": "u"});
        for action in Effect::ACTIONS {
            assert_eq!(parse(action, input.clone()).unwrap().action(), action);
        }
    }

    #[test]
    fn what_cannot_be_read_says_why() {
        assert!(parse("work_orders.delete", json!({})).unwrap_err().to_string().contains("work_orders.note"));
        assert_eq!(
            parse("work_orders.note", json!({"text": " "})).unwrap_err(),
            EffectError::Missing { action: "work_orders.note", name: "text" }
        );
        assert!(matches!(
            parse("work_orders.prioritise", json!({"priority": "now"})),
            Err(EffectError::Priority { .. })
        ));
        let long = "x".repeat(MAX_TEXT_CHARS + 1);
        assert!(matches!(parse("work_orders.comment", json!({"text": long})), Err(EffectError::TooLong { .. })));
    }
}
