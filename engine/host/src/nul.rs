//! The character U+0000. No database of the engine can store it, so what a guest says must not have it: refused here, where it leaves the
//! guest, it is the guest's mistake and nobody else's.

use serde_json::Value;

/// Whether a text or key inside has it.
pub(crate) fn has_nul(value: &Value) -> bool {
    match value {
        Value::String(text) => text.contains('\0'),
        Value::Array(items) => items.iter().any(has_nul),
        Value::Object(map) => map.iter().any(|(key, value)| key.contains('\0') || has_nul(value)),
        Value::Null | Value::Bool(_) | Value::Number(_) => false,
    }
}

/// The text with the replacement character in its place, for what is only read by people.
pub(crate) fn replaced(text: &str) -> String {
    text.replace('\0', "\u{fffd}")
}
