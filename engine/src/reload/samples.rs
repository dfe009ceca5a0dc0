//! Samples of a form: plausible answers to its fields, on which a rule is tried before it goes live.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::domain::form::{Field, FieldKind, Form};

/// A form may have very many choices; so many of each are tried.
const MOST: usize = 8;

/// The fields of a form in order, each with answers that a person could give.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FormSamples {
    answers: Vec<(String, Vec<Value>)>,
    /// All values of the fields that take one of several choices, by key.
    choices: BTreeMap<String, Vec<String>>,
}

impl FormSamples {
    pub fn of(form: &Form) -> Self {
        let choices = form.fields().filter_map(|field| Some((field.key.clone(), choices(field)?)));
        let answers = form.fields().map(|field| (field.key.clone(), answers(field)));
        Self { answers: answers.collect(), choices: choices.collect() }
    }

    /// The keys of all fields.
    pub fn keys(&self) -> Vec<String> {
        self.answers.iter().map(|(key, _)| key.clone()).collect()
    }

    /// What may be answered to the fields that take one of several choices.
    pub(super) fn choices(&self) -> &BTreeMap<String, Vec<String>> {
        &self.choices
    }

    /// Whether the form has this field.
    pub(super) fn has(&self, key: &str) -> bool {
        self.answers.iter().any(|(known, _)| known == key)
    }

    /// The blank form, then filled ones: the n-th takes the n-th answer of every field, so that each choice is tried once.
    pub(super) fn filled(&self) -> Vec<Map<String, Value>> {
        let blank = self.answers.iter().map(|(key, _)| (key.clone(), Value::Null)).collect();
        let most = self.answers.iter().map(|(_, answers)| answers.len()).max().unwrap_or_default();
        let nth = |n: usize| {
            let given = self.answers.iter().filter(|(_, answers)| !answers.is_empty());
            given.map(|(key, answers)| (key.clone(), answers[n % answers.len()].clone())).collect()
        };
        std::iter::once(blank).chain((0..most).map(nth)).collect()
    }
}

fn answers(field: &Field) -> Vec<Value> {
    match &field.kind {
        FieldKind::Text { max_length, .. } => vec![json!("Sample".chars().take(*max_length).collect::<String>())],
        FieldKind::Email => vec![json!("sample@example.org")],
        FieldKind::Phone => vec![json!("030 1234567")],
        FieldKind::Number { min, max, .. } => {
            let mut numbers = vec![min.unwrap_or(1.0).max(1.0).min(max.unwrap_or(f64::MAX))];
            numbers.extend([*min, *max].into_iter().flatten());
            numbers.into_iter().map(number).collect()
        }
        FieldKind::Choice { choices, multiple } => {
            let values = choices.iter().take(MOST).map(|choice| json!(choice.value));
            let mut answers: Vec<Value> = values.map(|value| if *multiple { json!([value]) } else { value }).collect();
            if *multiple {
                answers.push(choices.iter().map(|choice| json!(choice.value)).collect());
            }
            answers
        }
        FieldKind::Check => vec![json!(true), Value::Null],
        // The day after and the day before the one on which rules are tried.
        FieldKind::Date => vec![json!("2026-03-03"), json!("2026-03-01")],
        FieldKind::Address | FieldKind::Object => vec![json!(Uuid::nil().to_string())],
        FieldKind::Files { .. } => vec![json!([Uuid::nil().to_string()])],
        FieldKind::Plugin { .. } => vec![json!("sample")],
    }
}

fn choices(field: &Field) -> Option<Vec<String>> {
    match &field.kind {
        FieldKind::Choice { choices, multiple: false } => {
            Some(choices.iter().map(|choice| choice.value.clone()).collect())
        }
        _ => None,
    }
}

/// As a form reads it: what is whole is a whole number.
fn number(value: f64) -> Value {
    value.to_string().parse::<i64>().map_or_else(|_| json!(value), |whole| json!(whole))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_choice_is_tried_once_after_the_blank_form() {
        let form: Form = serde_json::from_value(json!({"steps": [{"key": "s", "title": {}, "fields": [
            {"key": "fault", "label": {}, "kind": {"type": "choice", "choices": [
                {"value": "cold", "label": {}}, {"value": "leak", "label": {}}]}},
            {"key": "name", "label": {}, "kind": {"type": "text", "max_length": 3}},
            {"key": "rooms", "label": {}, "kind": {"type": "number", "min": 2, "max": 9}},
        ]}]}))
        .unwrap();
        let filled = FormSamples::of(&form).filled();
        let of = |key: &str| filled.iter().map(|values| values[key].clone()).collect::<Vec<_>>();
        assert_eq!(of("fault"), [Value::Null, json!("cold"), json!("leak"), json!("cold")]);
        assert_eq!(of("name"), [Value::Null, json!("Sam"), json!("Sam"), json!("Sam")]);
        assert_eq!(of("rooms"), [Value::Null, json!(2), json!(2), json!(9)]);
    }
}
