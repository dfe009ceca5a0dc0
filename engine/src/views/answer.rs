//! An answer as a page shows it: typed, so that the template writes numbers and days as the reader's language does.

use serde::Serialize;
use serde_json::Value;

use super::file::FileView;
use crate::domain::form::{Displayed, Field, FieldKind, Part};

/// How an answer is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum AnswerKind {
    #[default]
    Text,
    Number,
    Day,
    /// A box that is ticked; it has no text.
    Yes,
    /// The parts that plugins display a value with.
    Strong,
    Code,
    Badge,
    Pair,
    Break,
}

/// One answer, or one part of a value that a plugin displays.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Answer {
    pub kind: AnswerKind,
    pub text: String,
    /// Unit of a number; may be empty.
    pub unit: String,
    /// Name of a pair.
    pub name: String,
}

/// One question with what was answered.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct DetailRow {
    pub label: String,
    /// One for most questions, several where several may be chosen.
    pub answers: Vec<Answer>,
    /// A value that a plugin displays: its parts belong into one line.
    pub parts: Vec<Answer>,
    pub files: Vec<FileView>,
}

impl Answer {
    fn new(kind: AnswerKind, text: &str) -> Self {
        Self { kind, text: text.to_owned(), ..Self::default() }
    }

    /// A stored value. What is not of the field's kind is text: the form may have changed since.
    fn of(field: &Field, value: &Value, language: &str) -> Self {
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        match (&field.kind, value) {
            (FieldKind::Choice { choices, .. }, _) => {
                let known = choices.iter().find(|choice| choice.value == text);
                Self::new(AnswerKind::Text, known.map_or(&text, |choice| choice.label.get(language)))
            }
            (FieldKind::Number { unit, .. }, Value::Number(_)) if is_plain(&text) => {
                Self { unit: unit.clone(), ..Self::new(AnswerKind::Number, &text) }
            }
            (FieldKind::Date, _) if text.parse::<jiff::civil::Date>().is_ok() => Self::new(AnswerKind::Day, &text),
            (_, Value::Bool(_)) => Self::new(AnswerKind::Yes, ""),
            _ => Self::new(AnswerKind::Text, &text),
        }
    }

    fn part(part: &Part) -> Self {
        match part {
            Part::Text(text) => Self::new(AnswerKind::Text, text),
            Part::Strong(text) => Self::new(AnswerKind::Strong, text),
            Part::Code(text) => Self::new(AnswerKind::Code, text),
            Part::Badge(text) => Self::new(AnswerKind::Badge, text),
            Part::Break => Self::new(AnswerKind::Break, ""),
            Part::Pair(name, text) => Self { name: name.clone(), ..Self::new(AnswerKind::Pair, text) },
        }
    }
}

/// A number without an exponent, which no language has a way to write.
fn is_plain(number: &str) -> bool {
    number.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.' || byte == b'-')
}

impl DetailRow {
    /// Words that need no form.
    pub fn text(label: &str, text: &str) -> Self {
        Self { label: label.to_owned(), answers: vec![Answer::new(AnswerKind::Text, text)], ..Self::default() }
    }

    /// What was answered to a field.
    pub fn answered(field: &Field, value: &Value, language: &str) -> Self {
        let values = value.as_array().map_or_else(|| std::slice::from_ref(value), Vec::as_slice);
        let answers = values.iter().map(|value| Answer::of(field, value, language)).collect();
        Self { label: field.label.get(language).to_owned(), answers, ..Self::default() }
    }

    /// A value as its plugin displays it.
    pub fn displayed(label: &str, shown: &Displayed) -> Self {
        Self { label: label.to_owned(), parts: shown.parts.iter().map(Answer::part).collect(), ..Self::default() }
    }

    /// Files of a field.
    pub fn files(label: &str, files: Vec<FileView>) -> Self {
        Self { label: label.to_owned(), files, ..Self::default() }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn answered(kind: Value, value: &Value) -> Answer {
        let field = serde_json::from_value(json!({"key": "x", "label": {}, "kind": kind})).unwrap();
        DetailRow::answered(&field, value, "en").answers.remove(0)
    }

    #[test]
    fn numbers_and_days_are_left_to_the_template() {
        let number = json!({"type": "number", "unit": "°C"});
        let answer = answered(number.clone(), &json!(14.5));
        assert_eq!((answer.kind, answer.text.as_str(), answer.unit.as_str()), (AnswerKind::Number, "14.5", "°C"));
        assert_eq!(answered(json!({"type": "date"}), &json!("2026-03-05")).kind, AnswerKind::Day);
        assert_eq!(answered(json!({"type": "check"}), &json!(true)).kind, AnswerKind::Yes);
    }

    #[test]
    fn what_an_older_form_stored_is_shown_as_it_is() {
        let number = json!({"type": "number"});
        for (kind, value, text) in [
            (number.clone(), json!("warm"), "warm"),
            (number, json!(1e21), "1e+21"),
            (json!({"type": "date"}), json!("tomorrow"), "tomorrow"),
            (json!({"type": "date"}), json!(5), "5"),
        ] {
            let answer = answered(kind, &value);
            assert_eq!((answer.kind, answer.text.as_str()), (AnswerKind::Text, text));
        }
    }
}
