//! From what a browser sent to values: every field once, every value within its limits, nothing that the form does not have.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::{Choice, Field, FieldKind, FieldProblem, Form, Need, Problem, Values};
use crate::domain::text::Email;

/// What a browser sent: names with all their values, in order. Names of a plugin's controls are `{field}.{control}`.
pub type RawForm = BTreeMap<String, Vec<String>>;

/// No single value may be longer than this many characters, whatever the field says; it bounds what rules and plugins get.
pub const MAX_VALUE_CHARS: usize = 20_000;

/// Longest value of a choice, an address, an object or a file in characters. A form's own choices may be longer.
const MAX_CHOSEN_CHARS: usize = 200;

/// Most values of one field that are none of the form's own choices: a rule may offer others, and nobody knows yet which.
const MAX_CHOSEN: usize = 100;

/// What was understood and what was not. Values that were refused are kept in the raw form, so nothing typed is lost.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reading {
    pub values: Values,
    /// What was typed into the controls of plugin fields, by field key. A field whose controls are all blank is not here.
    pub controls: BTreeMap<String, Vec<(String, String)>>,
    pub problems: Vec<FieldProblem>,
}

/// Name of the mark beside a field that a page shows with a suggestion. With the mark, a blank answer is a suggestion that was cleared;
/// without it, the person never saw one. No control of a plugin can have this name.
pub fn suggested_name(field: &str) -> String {
    format!("{field}.was_suggested")
}

/// Reads a form. Hidden and read-only fields are not taken from the browser. `known` are names that the page itself adds.
pub fn read(form: &Form, raw: &RawForm, known: &[&str]) -> Reading {
    let mut reading = Reading::default();
    for name in raw.keys().filter(|name| !known.contains(&name.as_str())) {
        if !form.knows(name) {
            let name = name.chars().take(60).collect();
            reading.problems.push(FieldProblem::form(Problem::Unknown { name }));
        }
    }
    for field in form.fields() {
        if matches!(field.need, Need::Hidden | Need::ReadOnly) {
            continue;
        }
        if let FieldKind::Plugin { .. } = field.kind {
            read_controls(field, raw, &mut reading);
            continue;
        }
        match read_field(field, raw.get(&field.key).map_or(&[], Vec::as_slice)) {
            Ok(Value::Null) if !raw.contains_key(&suggested_name(&field.key)) => {}
            // What is blank though a suggestion was shown is null, so that the suggestion does not come back.
            Ok(value) => {
                reading.values.insert(field.key.clone(), value);
            }
            Err(problem) => reading.problems.push(FieldProblem::field(&field.key, problem)),
        }
    }
    reading
}

fn read_controls(field: &Field, raw: &RawForm, reading: &mut Reading) {
    let prefix = format!("{}.", field.key);
    let mark = suggested_name(&field.key);
    let mut typed = Vec::new();
    let mine = raw.range(prefix.clone()..).take_while(|(name, _)| name.starts_with(&prefix));
    for (name, values) in mine.filter(|(name, _)| **name != mark) {
        match values.as_slice() {
            [value] if value.chars().count() <= MAX_VALUE_CHARS => {
                typed.push((name[prefix.len()..].to_owned(), value.clone()));
            }
            [_] => reading.problems.push(FieldProblem::field(&field.key, Problem::TooLong { max: MAX_VALUE_CHARS })),
            _ => reading.problems.push(FieldProblem::field(&field.key, Problem::Repeated)),
        }
    }
    if typed.iter().any(|(_, value)| !value.trim().is_empty()) {
        reading.controls.insert(field.key.clone(), typed);
    } else if raw.contains_key(&mark) {
        reading.values.insert(field.key.clone(), Value::Null);
    }
}

fn read_field(field: &Field, given: &[String]) -> Result<Value, Problem> {
    if given.iter().any(|value| value.len() > MAX_VALUE_CHARS && value.chars().count() > MAX_VALUE_CHARS) {
        return Err(Problem::TooLong { max: MAX_VALUE_CHARS });
    }
    let answered: Vec<&str> = given.iter().map(|value| value.trim()).filter(|value| !value.is_empty()).collect();
    match &field.kind {
        FieldKind::Choice { multiple: true, choices } => chosen(choices, &answered),
        FieldKind::Files { .. } if answered.iter().any(|value| is_long(value)) => Err(Problem::NotFound),
        FieldKind::Files { max_count } if answered.len() > *max_count => Err(Problem::TooMany { max: *max_count }),
        FieldKind::Files { .. } => Ok(list(&answered)),
        kind => match answered.as_slice() {
            [] => Ok(Value::Null),
            [value] => read_value(kind, value),
            _ => Err(Problem::Repeated),
        },
    }
}

/// Values of a field that takes several, each once. They are bounded here, because a rule is asked about them before anybody knows whether
/// they are choices at all.
fn chosen(choices: &[Choice], answered: &[&str]) -> Result<Value, Problem> {
    let mut each: Vec<&str> = Vec::new();
    let mut others = 0;
    for value in answered {
        if each.contains(value) {
            continue;
        }
        if !choices.iter().any(|choice| choice.value == *value) {
            others += 1;
            if is_long(value) {
                return Err(Problem::NotAChoice);
            }
        }
        if others > MAX_CHOSEN {
            return Err(Problem::TooMany { max: MAX_CHOSEN });
        }
        each.push(value);
    }
    Ok(list(&each))
}

fn is_long(value: &str) -> bool {
    value.chars().nth(MAX_CHOSEN_CHARS).is_some()
}

fn list(answered: &[&str]) -> Value {
    if answered.is_empty() { Value::Null } else { json!(answered) }
}

fn read_value(kind: &FieldKind, value: &str) -> Result<Value, Problem> {
    match kind {
        FieldKind::Text { max_length, .. } => {
            let text = value.replace("\r\n", "\n");
            if text.chars().count() > *max_length {
                return Err(Problem::TooLong { max: *max_length });
            }
            Ok(json!(text))
        }
        FieldKind::Email => value.parse::<Email>().map(|email| json!(email.as_str())).map_err(|_| Problem::NotAnEmail),
        FieldKind::Phone => read_phone(value),
        FieldKind::Number { min, max, .. } => read_number(value, *min, *max),
        FieldKind::Date => {
            value.parse::<jiff::civil::Date>().map(|date| json!(date.to_string())).map_err(|_| Problem::NotADate)
        }
        FieldKind::Check => Ok(json!(true)),
        FieldKind::Choice { choices, .. } if is_long(value) && choices.iter().all(|choice| choice.value != value) => {
            Err(Problem::NotAChoice)
        }
        FieldKind::Address | FieldKind::Object if is_long(value) => Err(Problem::NotFound),
        // Whether it is one of the choices is decided with the state, because a rule may change them.
        FieldKind::Choice { .. } | FieldKind::Address | FieldKind::Object => Ok(json!(value)),
        FieldKind::Files { .. } | FieldKind::Plugin { .. } => Ok(Value::Null),
    }
}

fn read_phone(value: &str) -> Result<Value, Problem> {
    let digits = value.chars().filter(char::is_ascii_digit).count();
    let plain = value.chars().all(|c| c.is_ascii_digit() || " +-/().".contains(c));
    if plain && (5..=18).contains(&digits) && value.len() <= 40 { Ok(json!(value)) } else { Err(Problem::NotAPhone) }
}

/// Accepts a decimal comma as well as a point, and spaces between thousands.
fn read_number(value: &str, min: Option<f64>, max: Option<f64>) -> Result<Value, Problem> {
    let plain: String = value.chars().filter(|c| !c.is_whitespace()).collect::<String>().replace(',', ".");
    let number: f64 = plain.parse().map_err(|_| Problem::NotANumber)?;
    if !number.is_finite() {
        return Err(Problem::NotANumber);
    }
    if let Some(min) = min.filter(|min| number < *min) {
        return Err(Problem::TooSmall { min: min.to_string() });
    }
    if let Some(max) = max.filter(|max| number > *max) {
        return Err(Problem::TooLarge { max: max.to_string() });
    }
    match plain.parse::<i64>() {
        Ok(whole) => Ok(json!(whole)),
        Err(_) => Ok(json!(number)),
    }
}

#[cfg(test)]
mod tests;
