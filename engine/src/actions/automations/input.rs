//! What an automation is told: the event, the work order as it is now, and the circumstances.

use std::sync::Arc;

use portico_host::script::{EventInput, RuleContext};
use serde_json::{Map, Value, json};

use super::Subjects;
use crate::{
    actions::{
        Context,
        flow_rules::{context, object},
    },
    domain::{rule_values, setting},
    store::work_orders::OrderDetail,
};

pub(super) fn input(cx: &Context, about: &Subjects, attempt: i64) -> EventInput {
    let event = &about.event;
    let context = surroundings(cx, about);
    let mut told = event.data.clone();
    told.insert("kind".into(), json!(event.kind.as_str()));
    told.insert("at".into(), json!(event.at.to_string()));
    told.insert("by".into(), Value::Object((*context.actor).clone()));
    EventInput {
        kind: event.kind.as_str().to_owned(),
        event: told,
        order: order(&about.order),
        context,
        attempt,
        depth: i64::try_from(event.cause.depth()).unwrap_or(i64::MAX),
    }
}

fn surroundings(cx: &Context, about: &Subjects) -> RuleContext {
    let own = about.portal.as_ref().map(|portal| &portal.settings);
    RuleContext {
        tenant: about.tenant.slug.to_string(),
        portal: about.portal.as_ref().map(|portal| portal.slug.to_string()).unwrap_or_default(),
        actor: Arc::new(rule_values::actor(&about.event.actor)),
        customer: Arc::new(rule_values::customer(&about.order.customer, None)),
        settings: Arc::new(object(own.map_or_else(|| setting::public(&Map::new()), setting::public))),
        ..context(cx.now(), &about.tenant.time_zone, &about.language)
    }
}

/// A work order as rules see it.
fn order(detail: &OrderDetail) -> Map<String, Value> {
    let order = &detail.order;
    object(json!({
        "number": order.number,
        "title": order.title,
        "description": order.description,
        "status": detail.status.slug.as_str(),
        "status_category": detail.status.category.as_str(),
        "priority": order.priority.as_str(),
        "assignee": order.assignee,
        "work_type": detail.work_type_slug.as_str(),
        "flow": detail.flow_slug.as_ref().map(|flow| flow.as_str()),
        "values": order.values,
        "customer": rule_values::customer(&detail.customer, None),
        "address": detail.address.as_ref().map(rule_values::address),
        "object": detail.object.as_ref().map(rule_values::object),
        "created_at": order.created_at.to_string(),
    }))
}
