//! What differs between two documents, by the names of its parts.

use serde_json::{Map, Value};

/// Names of what differs between two parts, from the outside in: `steps.problem.fields.fault.label`.
pub fn between(before: &Value, after: &Value) -> Vec<String> {
    let mut found = Vec::new();
    compare("", before, after, &mut found);
    found
}

fn compare(at: &str, before: &Value, after: &Value, found: &mut Vec<String>) {
    match (before, after) {
        (Value::Object(old), Value::Object(new)) => {
            let keys = old.keys().chain(new.keys().filter(|key| !old.contains_key(*key)));
            for key in keys {
                let [old, new] = [old, new].map(|map| map.get(key).unwrap_or(&Value::Null));
                compare(&below(at, key), old, new, found);
            }
        }
        // A table that is left out is an empty one.
        (Value::Null, new @ Value::Object(_)) => compare(at, &Value::Object(Map::new()), new, found),
        (old @ Value::Object(_), Value::Null) => compare(at, old, &Value::Object(Map::new()), found),
        (Value::Array(old), Value::Array(new)) if are_named(old) && are_named(new) => {
            let missing = old.iter().filter(|one| new.iter().all(|other| name(other) != name(one)));
            found.extend(missing.map(|one| format!("-{}", below(at, name(one)))));
            for one in new {
                match old.iter().find(|other| name(other) == name(one)) {
                    Some(other) => compare(&below(at, name(one)), other, one, found),
                    None => found.push(format!("+{}", below(at, name(one)))),
                }
            }
            let order = |all: &[Value], others: &[Value]| -> Vec<String> {
                let both = all.iter().filter(|one| others.iter().any(|other| name(other) == name(one)));
                both.map(|one| name(one).to_owned()).collect()
            };
            if order(old, new) != order(new, old) {
                found.push(below(at, "order"));
            }
        }
        (old, new) if old != new => found.push(at.to_owned()),
        _ => {}
    }
}

/// Steps and fields have names, and are the same as long as these are.
fn name(part: &Value) -> &str {
    let key = part.get("key").or_else(|| part.get("free")).and_then(Value::as_str);
    key.unwrap_or_default()
}

fn are_named(parts: &[Value]) -> bool {
    parts.iter().all(|part| !name(part).is_empty())
}

fn below(at: &str, key: &str) -> String {
    if at.is_empty() { key.to_owned() } else { format!("{at}.{key}") }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_differs_is_named_from_the_outside_in() {
        let before = json!({"name": {"en": "Repair"}, "steps": [
            {"key": "what", "fields": [{"key": "a", "label": "A"}, {"key": "b"}, {"free": "iban"}]}]});
        let after = json!({"name": {"en": "Repair", "de": "Reparatur"}, "steps": [
            {"key": "what", "fields": [{"free": "iban"}, {"key": "a", "label": "Ah"}, {"key": "c"}]}]});
        let fields = "steps.what.fields";
        let wanted = [
            format!("{}.de", "name"),
            format!("-{fields}.b"),
            format!("{fields}.a.label"),
            format!("+{fields}.c"),
            format!("{fields}.order"),
        ];
        assert_eq!(between(&before, &after), wanted);
        assert_eq!(between(&before, &before), Vec::<String>::new());
    }
}
