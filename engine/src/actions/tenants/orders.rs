//! Work orders of a document with their timelines, dated back from the import. They are history: nothing follows from them.

use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value, json};

use super::{
    build::{Names, find},
    document::{TimelinePart, WorkOrderPart},
};
use crate::{
    actions::{Context, Error},
    domain::{
        access::{self, Actor, ActorRef},
        event::{Cause, Event, EventKind},
        id::{UserId, WorkOrderId},
        tenant::Tenant,
        work_order::{Priority, WorkOrder},
    },
    store::{self, Writer},
};

/// Inserts one work order and its events.
pub async fn insert(
    cx: &Context,
    tx: &mut Writer,
    tenant: &Tenant,
    part: &WorkOrderPart,
    names: &Names,
) -> Result<(), Error> {
    let made = hours(cx.now(), -part.hours_ago);
    let key = |key: &String| (part.customer.clone(), key.clone());
    let requester = part.requester.as_ref().map(|email| person(names, email)).transpose()?;
    let last = part.timeline.iter().map(|entry| entry.after_hours).max().unwrap_or(0);
    let priority = part.priority.as_deref().unwrap_or("normal");
    let planned_from = part.planned_in_hours.map(|from| hours(cx.now(), from));
    let closed = part.timeline.iter().rev().find(|entry| matches!(entry.kind.as_str(), "closed" | "rejected"));
    let mut order = WorkOrder {
        id: cx.id(),
        tenant: tenant.id,
        number: store::work_orders::next_number(tx).await?,
        portal: part.portal.as_ref().map(|portal| find(&names.portals, portal, "portal")).transpose()?,
        customer: find(&names.customers, &part.customer, "customer")?,
        requester: requester.as_ref().map(|(id, _)| *id),
        flow: part.flow.as_ref().map(|flow| find(&names.flows, flow, "flow")).transpose()?,
        work_type: find(&names.work_types, &part.work_type, "work type")?,
        status: find(&names.statuses, &part.status, "status")?,
        priority: Priority::parse(priority).ok_or_else(|| wrong(part, &format!("\"{priority}\" is no priority")))?,
        title: part.title.clone(),
        description: part.description.clone(),
        address: part.address.as_ref().map(|a| find(&names.addresses, &key(a), "address")).transpose()?,
        object: part.object.as_ref().map(|o| find(&names.objects, &key(o), "object")).transpose()?,
        assignee: part.assignee.clone(),
        values: part.values.clone().into_iter().collect(),
        planned_from,
        planned_until: planned_from.map(|from| hours(from, part.planned_hours.unwrap_or(2))),
        created_at: made,
        updated_at: hours(made, last),
        closed_at: closed.map(|entry| hours(made, entry.after_hours)),
    };
    if let (None, Some(object)) = (order.address, order.object) {
        let scope = access::scope(&Actor::Engine { tenant: tenant.id });
        order.address = store::objects::get(tx, &scope, object).await?.and_then(|object| object.address);
    }
    store::work_orders::insert(tx, &order).await?;
    let asked = requester.unwrap_or((UserId(uuid::Uuid::nil()), String::new()));
    if part.requester.is_some() {
        let data = Map::from_iter([("number".into(), json!(order.number)), ("title".into(), json!(order.title))]);
        let actor = ActorRef { kind: "customer".into(), user: Some(asked.0), name: asked.1.clone() };
        let event = event(cx, tenant, order.id, (EventKind::Requested, made), (actor, data));
        store::events::append(tx, &event).await?;
    }
    for entry in &part.timeline {
        let kind = EventKind::parse(&format!("work_order.{}", entry.kind))
            .ok_or_else(|| wrong(part, &format!("\"{}\" is no kind of event", entry.kind)))?;
        let actor = actor(entry, &asked, names)?;
        let at = hours(made, entry.after_hours);
        store::events::append(tx, &event(cx, tenant, order.id, (kind, at), (actor, data(entry)))).await?;
    }
    Ok(())
}

fn event(
    cx: &Context,
    tenant: &Tenant,
    work_order: WorkOrderId,
    (kind, at): (EventKind, Timestamp),
    (actor, data): (ActorRef, Map<String, Value>),
) -> Event {
    Event { id: cx.id(), tenant: tenant.id, work_order, kind, at, actor, data, cause: Cause::default() }
}

fn actor(entry: &TimelinePart, asked: &(UserId, String), names: &Names) -> Result<ActorRef, Error> {
    if let Some(rule) = entry.by.strip_prefix("rule:") {
        return Ok(ActorRef { kind: "extension".into(), user: None, name: rule.to_owned() });
    }
    if entry.by == "customer" {
        return Ok(ActorRef { kind: "customer".into(), user: Some(asked.0), name: asked.1.clone() });
    }
    let (user, name) = person(names, &entry.by)?;
    Ok(ActorRef { kind: "staff".into(), user: Some(user), name })
}

fn data(entry: &TimelinePart) -> Map<String, Value> {
    let to = match entry.kind.as_str() {
        "prioritised" => "priority",
        "assigned" => "assignee",
        _ => "to",
    };
    let words = [("text", &entry.text), (to, &entry.to)];
    words
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(key, value)| (key.to_owned(), json!(value)))
        .collect()
}

fn person(names: &Names, email: &str) -> Result<(UserId, String), Error> {
    let found = names.users.get(email).cloned();
    found.ok_or_else(|| Error::Failed(format!("the document has no person with the address \"{email}\"")))
}

fn hours(from: Timestamp, hours: i64) -> Timestamp {
    from.saturating_add(SignedDuration::from_hours(hours)).unwrap_or(from)
}

fn wrong(part: &WorkOrderPart, why: &str) -> Error {
    Error::Failed(format!("work order \"{}\": {why}", part.title))
}
