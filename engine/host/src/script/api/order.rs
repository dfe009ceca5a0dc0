//! `order`: the work order that an automation is about, read-only.

use rhai::Dynamic;

use super::Registry;
use super::record::{read, unchanged};
use crate::script::value::Record;

/// The work order as it was when the event happened.
#[derive(Clone)]
pub(in crate::script) struct Order(pub Record);

impl Order {
    /// What every order has. The check warns about any other property.
    pub(in crate::script) const PROPERTIES: &[&str] = &[
        "number",
        "title",
        "description",
        "status",
        "status_category",
        "priority",
        "assignee",
        "work_type",
        "flow",
        "values",
        "customer",
        "address",
        "object",
        "created_at",
    ];

    fn value(&self, key: &str) -> Dynamic {
        self.0.0.get("values").and_then(|values| values.read_lock::<Record>().map(|v| v.get(key))).unwrap_or_default()
    }
}

pub(super) fn register(functions: &mut Registry) {
    functions.add(
        "index$get$",
        &["order: Order", "name: string", "any"],
        "Reads a property.",
        |order: &mut Order, name: &str| read(&order.0, name),
    );
    functions.add(
        "index$set$",
        &["order: Order", "name: string", "value: any"],
        "Fails: the order changes only through act.",
        |order: &mut Order, name: &str, value: Dynamic| unchanged(&order.0, name, &value),
    );
    functions.add(
        "get",
        &["order: Order", "name: string", "any"],
        "The property, or () when there is none.",
        |order: &mut Order, name: &str| order.0.get(name),
    );
    functions.add(
        "value",
        &["order: Order", "key: string", "any"],
        "What the customer typed in this field, or () when blank or not asked.",
        |order: &mut Order, key: &str| order.value(key),
    );
    functions.add(
        "is_set",
        &["order: Order", "key: string", "bool"],
        "Whether the customer filled in this field.",
        |order: &mut Order, key: &str| !super::form::is_blank(&order.value(key)),
    );
}
