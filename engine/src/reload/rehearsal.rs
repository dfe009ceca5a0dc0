//! Runs a rule on samples before it goes live: whether it comes to an end is known only when it runs.
//!
//! A sample is not a customer, so only what no input excuses keeps a rule back: a limit that it went beyond, a failure of the engine, or a
//! hook that fails on every sample of a form that is known. What fails on some samples is not told: a customer may never give that answer.

use std::{iter::repeat_n, sync::Arc};

use portico_host::{
    diagnostic::Diagnostic,
    script::{Automation, EventInput, FaultKind, FlowInput, FlowRule, RuleContext, ScriptFault},
};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{
    FormSamples,
    build::Known,
    classify::{SHARED, Unit},
};
use crate::domain::{
    access::ActorRef,
    address::Address,
    customer::Customer,
    id::{AddressId, CustomerId, ObjectId, TenantId},
    object::Object,
    rule_values, setting,
    status::Category,
    work_order::Priority,
};

/// A machine that is busy can make one run late; a rule that is late so often is slow.
const LATE: usize = 3;

/// Every hook of a flow's rule on every sample of its form.
pub fn flow(rule: &FlowRule, unit: &Unit, known: &Known) -> Vec<Diagnostic> {
    let form = known.flows.get(unit.name()).map(|form| &**form);
    let inputs: Vec<FlowInput> = samples(form).into_iter().map(|values| flow_input(unit, values)).collect();
    let sent: Vec<FlowInput> = inputs.iter().cloned().map(|input| FlowInput { step: None, ..input }).collect();
    let on_form = || inputs.iter().map(|input| patient(|| rule.on_form(input).map(drop)));
    let validate = || sent.iter().map(|input| patient(|| rule.validate(input).map(drop)));
    let before_create = || sent.iter().map(|input| patient(|| rule.before_create(input).map(drop)));
    let mut told = Vec::new();
    told.extend(judge("on_form", form.is_some(), on_form()));
    told.extend(judge("validate", form.is_some(), validate()));
    told.extend(judge("before_create", form.is_some(), before_create()));
    told
}

/// Every hook of an automation on requests through every flow.
pub fn automation(rule: &Automation, unit: &Unit, known: &Known) -> Vec<Diagnostic> {
    let orders = orders(known);
    let hooks = rule.hooks().iter().filter_map(|hook| Some((hook.name, hook.event?)));
    let judged = hooks.filter_map(|(hook, kind)| {
        let inputs = orders.iter().enumerate().map(|(n, order)| event_input((unit, kind), n, order));
        judge(hook, !known.flows.is_empty(), inputs.map(|input| patient(|| rule.run(&input).map(drop))))
    });
    judged.collect()
}

type Ran = Result<(), ScriptFault>;

/// The first fault that is the rule's own, or the fault of all samples.
fn judge(hook: &str, telling: bool, runs: impl Iterator<Item = Ran>) -> Option<Diagnostic> {
    let (mut first, mut any_good) = (None, false);
    for run in runs {
        match run {
            Ok(()) => any_good = true,
            Err(fault) if is_the_rules_own(fault.kind) => return Some(told(hook, "fails on a sample", fault)),
            Err(fault) => first = first.or(Some(fault)),
        }
    }
    first.filter(|_| telling && !any_good).map(|fault| told(hook, "fails on every sample", fault))
}

fn told(hook: &str, how: &str, fault: ScriptFault) -> Diagnostic {
    let found = fault.diagnostic;
    Diagnostic { message: format!("{hook} {how}: {}", found.message), ..found }
}

fn is_the_rules_own(kind: FaultKind) -> bool {
    match kind {
        FaultKind::Operations | FaultKind::Deadline | FaultKind::Size | FaultKind::Depth | FaultKind::Panic => true,
        FaultKind::Error | FaultKind::MissingFunction => false,
    }
}

fn patient(run: impl Fn() -> Ran) -> Ran {
    let is_late = |ran: &Ran| ran.as_ref().is_err_and(|fault| fault.kind == FaultKind::Deadline);
    let mut last = run();
    for () in repeat_n((), LATE - 1) {
        if !is_late(&last) {
            break;
        }
        last = run();
    }
    last
}

fn samples(form: Option<&FormSamples>) -> Vec<Map<String, Value>> {
    form.map_or_else(|| vec![Map::new()], FormSamples::filled)
}

fn flow_input(unit: &Unit, values: Map<String, Value>) -> FlowInput {
    let mut context = context(unit, "customer");
    context.customer = Arc::new(rule_values::customer(&customer(), Some((&[address()], &[object()]))));
    let flow = unit.name().to_owned();
    FlowInput { flow, work_type: "sample".into(), step: Some("sample".into()), values, context }
}

/// One for each sample of each flow; statuses and priorities take turns.
fn orders(known: &Known) -> Vec<Map<String, Value>> {
    let flows = known.flows.iter().flat_map(|(flow, form)| form.filled().into_iter().map(move |v| (flow.as_str(), v)));
    let mut filled: Vec<(&str, Map<String, Value>)> = flows.collect();
    if filled.is_empty() {
        filled.push(("sample", Map::new()));
    }
    let order = |(n, (flow, values)): (usize, (&str, Map<String, Value>))| {
        let mut order = sample_order();
        let status = known.statuses.get(n % known.statuses.len().max(1));
        order.insert("status".into(), json!(status.map_or("new", String::as_str)));
        order.insert("status_category".into(), json!(Category::ALL[n % Category::ALL.len()].as_str()));
        order.insert("priority".into(), json!(Priority::ALL[n % Priority::ALL.len()].as_str()));
        order.insert("flow".into(), json!(flow));
        // As they are stored: what is blank is not there.
        order.insert("values".into(), values.into_iter().filter(|(_, value)| !value.is_null()).collect());
        order
    };
    filled.into_iter().enumerate().map(order).collect()
}

/// A work order as automations see it.
pub fn sample_order() -> Map<String, Value> {
    let order = json!({
        "number": 1001,
        "title": "Sample",
        "description": "Sample",
        "status": "new",
        "status_category": "requested",
        "priority": "normal",
        "assignee": "",
        "work_type": "sample",
        "flow": "sample",
        "values": {},
        "customer": rule_values::customer(&customer(), None),
        "address": rule_values::address(&address()),
        "object": rule_values::object(&object()),
        "created_at": NOW,
    });
    order.as_object().cloned().unwrap_or_default()
}

fn event_input((unit, kind): (&Unit, &str), n: usize, order: &Map<String, Value>) -> EventInput {
    let by = if kind == "work_order.requested" || n.is_multiple_of(2) { "customer" } else { "staff" };
    let mut context = context(unit, by);
    context.customer = Arc::new(rule_values::customer(&customer(), None));
    let mut event = Map::from_iter([
        ("kind".to_owned(), json!(kind)),
        ("at".to_owned(), json!(NOW)),
        ("by".to_owned(), Value::Object((*context.actor).clone())),
    ]);
    let data = match kind {
        "work_order.requested" => json!({"number": 1001, "title": "Sample", "files": 0}),
        "work_order.commented" => json!({"text": "Sample"}),
        "work_order.rejected" => json!({"from": "new", "to": order["status"], "text": "Sample"}),
        // What is done has no reason.
        "work_order.closed" if order["status_category"] == "closed" => {
            json!({"from": "new", "to": order["status"], "text": "Sample"})
        }
        "work_order.file_added" => json!({"file": Uuid::nil().to_string(), "name": "sample.jpg"}),
        _ => json!({"from": "new", "to": order["status"]}),
    };
    event.extend(data.as_object().cloned().unwrap_or_default());
    EventInput { kind: kind.to_owned(), event, order: order.clone(), context, attempt: 1, depth: 0 }
}

/// A Monday morning.
const NOW: &str = "2026-03-02T09:00:00Z";

fn context(unit: &Unit, by: &str) -> RuleContext {
    let actor = ActorRef { kind: by.to_owned(), user: None, name: "Sample".to_owned() };
    RuleContext {
        now: NOW.into(),
        today: "2026-03-02".into(),
        hour: 9,
        weekday: 1,
        locale: "en".into(),
        tenant: unit.tenant().filter(|tenant| *tenant != SHARED).unwrap_or("sample").into(),
        portal: "sample".into(),
        actor: Arc::new(rule_values::actor(&actor)),
        customer: Arc::default(),
        settings: Arc::new(setting::public(&Map::new()).as_object().cloned().unwrap_or_default()),
    }
}

fn customer() -> Customer {
    let (id, tenant) = (CustomerId(Uuid::nil()), TenantId(Uuid::nil()));
    let word = || "Sample".to_owned();
    Customer { id, tenant, number: "10001".into(), name: word(), phone: word(), email: "sample@example.org".into() }
}

fn address() -> Address {
    Address {
        id: AddressId(Uuid::nil()),
        tenant: TenantId(Uuid::nil()),
        customer: CustomerId(Uuid::nil()),
        label: "Sample".into(),
        street: "Sample 1".into(),
        postcode: "10115".into(),
        city: "Sample".into(),
        country: "DE".into(),
    }
}

fn object() -> Object {
    Object {
        id: ObjectId(Uuid::nil()),
        tenant: TenantId(Uuid::nil()),
        customer: CustomerId(Uuid::nil()),
        address: Some(AddressId(Uuid::nil())),
        name: "Sample".into(),
        kind: "Sample".into(),
        serial: "S-1".into(),
    }
}
