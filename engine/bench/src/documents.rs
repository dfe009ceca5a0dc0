//! Tenants as documents: the demonstration's catalogue, with as many customers and work orders as a measurement needs.

use std::collections::BTreeMap;

use anyhow::Context;
use portico::actions::tenants::{
    TenantDocument,
    document::{AddressPart, CustomerPart, ObjectPart, TimelinePart, UserPart, WorkOrderPart},
};
use serde_json::{Value, json};

use crate::sandbox::Sandbox;

/// Slug of the tenant that is looked at, and of its portal.
pub const TENANT: &str = "nordwind";
/// Password of every customer.
pub const PASSWORD: &str = "bench-secret";
/// Number of the customer with many work orders.
pub const BIG: &str = "B0";

/// The demonstration's heating company without its people.
pub fn base(sandbox: &Sandbox) -> anyhow::Result<TenantDocument> {
    let path = sandbox.project.join("engine/src/cli/demo/nordwind.toml");
    let text = std::fs::read_to_string(&path).with_context(|| path.display().to_string())?;
    let mut document: TenantDocument = toml::from_str(&text).with_context(|| path.display().to_string())?;
    document.customers.clear();
    document.work_orders.clear();
    for person in &mut document.staff {
        person.password = None;
    }
    for portal in &mut document.portals {
        if !sandbox.has(&format!("themes/{}", portal.theme)) {
            "default".clone_into(&mut portal.theme);
        }
    }
    Ok(document)
}

/// The tenant that is looked at: one customer with `orders` work orders, and `others` customers who send new ones.
pub fn looked_at(base: &TenantDocument, orders: usize, others: usize) -> TenantDocument {
    let mut document = base.clone();
    document.customers = (0..=others).map(|index| customer(index, true)).collect();
    document.work_orders = (0..orders).map(|index| order(base, index)).collect();
    document
}

/// One of the tenants beside it, with the same portal under another name.
pub fn neighbour(base: &TenantDocument, index: usize, orders: usize) -> TenantDocument {
    let slug = format!("tenant-{index:04}");
    let mut document = base.clone();
    document.tenant.slug.clone_from(&slug);
    document.portals.truncate(1);
    for portal in &mut document.portals {
        portal.slug.clone_from(&slug);
        portal.host = None;
    }
    for flow in &mut document.flows {
        flow.portal.clone_from(&slug);
    }
    document.customers = vec![customer(0, false)];
    document.work_orders = (0..orders).map(|index| order(base, index)).collect();
    for user in document.customers.iter_mut().flat_map(|customer| &mut customer.users) {
        user.portal.clone_from(&slug);
    }
    for order in &mut document.work_orders {
        order.portal = Some(slug.clone());
    }
    document
}

fn customer(index: usize, with_password: bool) -> CustomerPart {
    let address = |number: usize| AddressPart {
        key: format!("a{number}"),
        label: format!("Haus {number}"),
        street: format!("Ankerstieg {}", 10 * index + number),
        postcode: "23568".into(),
        city: "Lübeck".into(),
        country: "DE".into(),
    };
    let object = |number: usize| ObjectPart {
        key: format!("o{number}"),
        address: Some("a0".into()),
        name: format!("Wärmepumpe {number}"),
        kind: "Luft-Wasser-Wärmepumpe Borea LW 8".into(),
        serial: format!("BLW8-{index:04}-{number:05}"),
    };
    let count = if index == 0 { 3 } else { 1 };
    CustomerPart {
        number: format!("B{index}"),
        name: format!("Hausverwaltung Trave {index}"),
        phone: "0451 123456".into(),
        email: email(index),
        addresses: (0..count).map(address).collect(),
        contacts: Vec::new(),
        objects: (0..count).map(object).collect(),
        users: vec![UserPart {
            email: email(index),
            name: format!("Erika Lindqvist {index}"),
            portal: TENANT.into(),
            language: None,
            password: with_password.then(|| PASSWORD.into()),
            roles: vec!["customer-admin".into()],
            sites: Vec::new(),
        }],
    }
}

/// Mail address of the user of a customer.
pub fn email(index: usize) -> String {
    format!("kundin-{index}@bench.example")
}

const TITLES: [&str; 5] = [
    "Heizung bleibt kalt – 14 °C im Wohnraum",
    "Kein warmes Wasser",
    "Wartung mit 2 Zusatzarbeiten",
    "Wasser tropft am Ausdehnungsgefäß",
    "Fehlercode F28",
];

/// A work order with a timeline of five entries; two of five are still open.
pub fn order(base: &TenantDocument, index: usize) -> WorkOrderPart {
    let said = |after_hours: i64, kind: &str, by: &str, text: &str| TimelinePart {
        after_hours,
        kind: kind.into(),
        by: by.into(),
        text: text.into(),
        to: String::new(),
    };
    let statuses: Vec<_> = base.statuses.iter().map(|status| (&status.slug, status.category.as_str())).collect();
    let is_open = index % 5 < 2;
    let fitting: Vec<_> =
        statuses.iter().filter(|(_, category)| ["done", "closed"].contains(category) != is_open).collect();
    let staff = base.staff.first().map(|person| person.email.clone()).unwrap_or_default();
    let values = [
        ("symptom", json!("cold")),
        ("room_temperature", json!(14)),
        ("phone", json!("0451 123456")),
        ("billing", json!("contract")),
        ("terms", json!(true)),
    ];
    let timeline = vec![
        said(1, "accepted", &staff, ""),
        said(2, "commented", &staff, "Guten Tag, wir kommen gern vorbei. Ist am Vormittag jemand zu Hause?"),
        said(3, "commented", "customer", "Ja, ab 8 Uhr. Bitte zweimal klingeln."),
        said(4, "noted", &staff, "Sensor liegt in Fahrzeug 3."),
        said(5, "commented", &staff, "Dann bis morgen."),
    ];
    WorkOrderPart {
        customer: BIG.into(),
        portal: Some(TENANT.into()),
        requester: Some(email(0)),
        flow: Some("heating-fault".into()),
        work_type: "stoerung".into(),
        status: fitting[index % fitting.len()].0.clone(),
        priority: None,
        title: TITLES[index % TITLES.len()].into(),
        description: "Seit gestern Abend wird kein Heizkörper mehr warm. Die Anzeige zeigt E12.".into(),
        address: Some(format!("a{}", index % if base.tenant.slug == TENANT { 3 } else { 1 })),
        object: Some("o0".into()),
        assignee: if is_open { String::new() } else { "Jonas Behrens".into() },
        values: values
            .map(|(key, value): (&str, Value)| (key.to_owned(), value))
            .into_iter()
            .collect::<BTreeMap<_, _>>(),
        hours_ago: i64::try_from(index).unwrap_or_default() + 24,
        planned_in_hours: (index % 5 == 1).then_some(48),
        planned_hours: None,
        timeline,
    }
}
