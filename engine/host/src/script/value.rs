//! Plain values between JSON and Rhai, with a bound on nesting in both directions.

use std::collections::BTreeMap;
use std::sync::Arc;

use rhai::Dynamic;
use serde_json::{Map, Value};

use super::record::NUL;
use super::text::Text;

/// A read-only JSON object inside a rule. Copying one is a reference count, however large it is.
#[derive(Debug, Clone, Default)]
pub(super) struct Record(pub Arc<BTreeMap<String, Dynamic>>);

/// A value that cannot cross the border.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Refused {
    /// Nested deeper than the limit.
    TooDeep(usize),
    /// Has no form as a plain value; the text says what it is.
    NotPlain(String),
}

impl Record {
    pub(super) fn from_json(map: &Map<String, Value>, depth: usize) -> Result<Self, Refused> {
        let inner = depth.checked_sub(1).ok_or(Refused::TooDeep(depth))?;
        let entries = map.iter().map(|(key, value)| Ok((key.clone(), to_dynamic(value, inner)?)));
        Ok(Self(Arc::new(entries.collect::<Result<_, Refused>>()?)))
    }

    /// Whether [`Self::from_json`] would take it, without the work.
    pub(super) fn check(map: &Map<String, Value>, depth: usize) -> Result<(), Refused> {
        let inner = depth.checked_sub(1).ok_or(Refused::TooDeep(depth))?;
        map.values().try_for_each(|value| fits(value, inner))
    }

    pub(super) fn get(&self, key: &str) -> Dynamic {
        self.0.get(key).cloned().unwrap_or(Dynamic::UNIT)
    }
}

fn fits(value: &Value, depth: usize) -> Result<(), Refused> {
    let inner = || depth.checked_sub(1).ok_or(Refused::TooDeep(depth));
    match value {
        Value::Array(items) => inner().and_then(|inner| items.iter().try_for_each(|item| fits(item, inner))),
        Value::Object(map) => Record::check(map, depth),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Ok(()),
    }
}

/// A JSON value as a rule sees it: objects become read-only records, null becomes `()`.
pub(super) fn to_dynamic(value: &Value, depth: usize) -> Result<Dynamic, Refused> {
    Ok(match value {
        Value::Null => Dynamic::UNIT,
        Value::Bool(yes) => (*yes).into(),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => whole.into(),
            None => number.as_f64().unwrap_or(f64::NAN).into(),
        },
        Value::String(text) => text.as_str().into(),
        Value::Array(items) => {
            let inner = depth.checked_sub(1).ok_or(Refused::TooDeep(depth))?;
            let items: Result<rhai::Array, Refused> = items.iter().map(|item| to_dynamic(item, inner)).collect();
            Dynamic::from_array(items?)
        }
        Value::Object(map) => Dynamic::from(Record::from_json(map, depth)?),
    })
}

/// What a rule made, as JSON.
pub(super) fn to_json(value: &Dynamic, depth: usize) -> Result<Value, Refused> {
    if value.is_unit() {
        return Ok(Value::Null);
    }
    if let Ok(yes) = value.as_bool() {
        return Ok(Value::Bool(yes));
    }
    if let Ok(whole) = value.as_int() {
        return Ok(Value::from(whole));
    }
    if let Ok(number) = value.as_float() {
        return serde_json::Number::from_f64(number)
            .map(Value::Number)
            .ok_or_else(|| Refused::NotPlain("a number that is not finite".into()));
    }
    if let Ok(text) = value.as_immutable_string_ref() {
        return text_to_json(&text);
    }
    if let Ok(letter) = value.as_char() {
        return text_to_json(letter.encode_utf8(&mut [0; 4]));
    }
    containers_to_json(value, depth)
}

fn text_to_json(text: &str) -> Result<Value, Refused> {
    if text.contains('\0') { Err(Refused::NotPlain(NUL.into())) } else { Ok(Value::String(text.to_owned())) }
}

fn containers_to_json(value: &Dynamic, depth: usize) -> Result<Value, Refused> {
    if let Some(text) = value.read_lock::<Text>() {
        return Ok(text.to_value());
    }
    let inner = depth.checked_sub(1).ok_or(Refused::TooDeep(depth))?;
    if let Ok(items) = value.as_array_ref() {
        return items.iter().map(|item| to_json(item, inner)).collect::<Result<_, _>>().map(Value::Array);
    }
    if let Ok(map) = value.as_map_ref() {
        return entries_to_json(map.iter().map(|(key, value)| (key.as_str(), value)), inner);
    }
    if let Some(record) = value.read_lock::<Record>() {
        return entries_to_json(record.0.iter().map(|(key, value)| (key.as_str(), value)), inner);
    }
    Err(Refused::NotPlain(format!("a value of type {}", short_type(value.type_name()))))
}

fn entries_to_json<'a>(entries: impl Iterator<Item = (&'a str, &'a Dynamic)>, inner: usize) -> Result<Value, Refused> {
    entries
        .map(|(key, value)| {
            text_to_json(key)?;
            Ok((key.to_owned(), to_json(value, inner)?))
        })
        .collect::<Result<_, _>>()
        .map(Value::Object)
}

/// Bytes that a value takes in an answer, near enough for a limit.
pub(super) fn weight(value: &Value) -> usize {
    match value {
        Value::Null | Value::Bool(_) | Value::Number(_) => 8,
        Value::String(text) => text.len() + 8,
        Value::Array(items) => items.iter().map(weight).sum::<usize>() + 8,
        Value::Object(map) => map.iter().map(|(key, value)| key.len() + weight(value)).sum::<usize>() + 8,
    }
}

/// A Rust type's last name: what an author can recognise.
pub(super) fn short_type(name: &str) -> &str {
    name.rsplit("::").next().unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn nested(levels: usize) -> Value {
        (0..levels).fold(json!(1), |inner, _| json!([inner]))
    }

    #[test]
    fn plain_values_survive_the_way_in_and_out() {
        let value = json!({ "a": [1, 2.5, "x", true, null], "b": { "c": "ä" } });
        assert_eq!(to_json(&to_dynamic(&value, 8).unwrap(), 8), Ok(value));
    }

    #[test]
    fn values_nested_deeper_than_the_limit_are_refused_in_both_directions() {
        assert!(to_dynamic(&nested(16), 16).is_ok());
        assert_eq!(to_dynamic(&nested(17), 16).unwrap_err(), Refused::TooDeep(0));
        let deep = (0..17).fold(Dynamic::ONE, |inner, _| Dynamic::from_array(vec![inner]));
        assert_eq!(to_json(&deep, 16), Err(Refused::TooDeep(0)));
    }

    #[test]
    fn the_character_that_no_database_stores_is_no_plain_value_wherever_it_is() {
        let map = |key: &str| Dynamic::from_map([(key.into(), Dynamic::ONE)].into_iter().collect());
        for value in ["a\0".into(), '\0'.into(), Dynamic::from_array(vec!["\0".into()]), map("a\0")] {
            assert_eq!(to_json(&value, 4), Err(Refused::NotPlain(NUL.into())), "{value:?}");
        }
    }

    #[test]
    fn a_function_and_an_infinite_number_are_no_plain_values() {
        let function = Dynamic::from(rhai::FnPtr::new("f").unwrap());
        assert!(matches!(to_json(&function, 4), Err(Refused::NotPlain(_))));
        assert!(matches!(to_json(&Dynamic::from_float(f64::INFINITY), 4), Err(Refused::NotPlain(_))));
    }
}
