//! Read-only objects such as `ctx.settings` and `order.customer`.

use std::sync::Arc;

use rhai::{Array, Dynamic};

use super::Registry;
use crate::diagnostic::nearest;
use crate::script::record::{Failure, refuse};
use crate::script::value::{Record, to_json};

/// Values are bounded on their way in, so printing one cannot meet this.
const PRINT_DEPTH: usize = 64;

pub(super) fn register(functions: &mut Registry) {
    functions.add(
        "index$get$",
        &["record: Record", "name: string", "any"],
        "Reads a value.",
        |record: &mut Record, name: &str| read(record, name),
    );
    functions.add(
        "index$set$",
        &["record: Record", "name: string", "value: any"],
        "Fails: records are read-only.",
        |record: &mut Record, name: &str, value: Dynamic| unchanged(record, name, &value),
    );
    functions.add(
        "get",
        &["record: Record", "name: string", "any"],
        "The value, or () when there is none.",
        |record: &mut Record, name: &str| record.get(name),
    );
    functions.add(
        "contains",
        &["record: Record", "name: string", "bool"],
        "Whether there is a value with this name.",
        |record: &mut Record, name: &str| record.0.contains_key(name),
    );
    functions.add("keys", &["record: Record", "array"], "All names, sorted.", |record: &mut Record| -> Array {
        record.0.keys().map(|key| key.as_str().into()).collect()
    });
    functions.add("len", &["record: Record", "int"], "How many values there are.", |record: &mut Record| {
        i64::try_from(record.0.len()).unwrap_or(i64::MAX)
    });
    functions
        .add("to_string", &["record: Record", "string"], "The record as JSON.", |record: &mut Record| print(record));
    functions
        .add("to_debug", &["record: Record", "string"], "The record as JSON.", |record: &mut Record| print(record));
}

pub(super) fn read(record: &Record, name: &str) -> Result<Dynamic, Failure> {
    if let Some(value) = record.0.get(name) {
        return Ok(value.clone());
    }
    let near = nearest(name, record.0.keys().map(String::as_str));
    let hint = near.map_or_else(
        || format!("use get(\"{name}\") when it may be missing"),
        |near| format!("did you mean \"{near}\"?"),
    );
    Err(refuse(format!("there is no value \"{name}\" here; {hint}")))
}

/// Rhai writes back what a method was called on, as in `order.customer.get("name")`. That changes nothing and is let through; anything
/// else is refused.
pub(super) fn unchanged(record: &Record, name: &str, value: &Dynamic) -> Result<(), Failure> {
    let same = |known: &Dynamic| match (known.read_lock::<Record>(), value.read_lock::<Record>()) {
        (Some(known), Some(value)) => Arc::ptr_eq(&known.0, &value.0),
        _ => to_json(known, PRINT_DEPTH).is_ok_and(|known| to_json(value, PRINT_DEPTH) == Ok(known)),
    };
    if record.0.get(name).is_some_and(same) { Ok(()) } else { Err(read_only(name)) }
}

fn read_only(name: &str) -> Failure {
    refuse(format!("\"{name}\" cannot be changed here; in an automation, ask for changes with act"))
}

fn print(record: &Record) -> String {
    to_json(&Dynamic::from(record.clone()), PRINT_DEPTH).map(|value| value.to_string()).unwrap_or_default()
}
