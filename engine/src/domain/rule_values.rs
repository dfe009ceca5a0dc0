//! Customers, addresses and objects as rules see them: plain values, the same in a form, about an event and on a sample.

use serde_json::{Map, Value, json};

use super::{access::ActorRef, address::Address, customer::Customer, object::Object};

/// Number and name; with what belongs to the customer when a form offers it.
pub fn customer(customer: &Customer, places: Option<(&[Address], &[Object])>) -> Map<String, Value> {
    let mut told = Map::new();
    told.insert("number".into(), json!(customer.number));
    told.insert("name".into(), json!(customer.name));
    if let Some((addresses, objects)) = places {
        told.insert("addresses".into(), addresses.iter().map(address).collect());
        told.insert("objects".into(), objects.iter().map(object).collect());
    }
    told
}

/// `line` is the address as people write it in one line.
pub fn address(address: &Address) -> Value {
    json!({
        "id": address.id.to_string(),
        "label": address.label,
        "line": address.line(),
        "street": address.street,
        "postcode": address.postcode,
        "city": address.city,
        "country": address.country,
    })
}

pub fn object(object: &Object) -> Value {
    json!({"id": object.id.to_string(), "name": object.name, "kind": object.kind, "serial": object.serial})
}

/// Who did something: never an address or a login.
pub fn actor(actor: &ActorRef) -> Map<String, Value> {
    Map::from_iter([("kind".to_owned(), json!(actor.kind)), ("name".to_owned(), json!(actor.name))])
}
