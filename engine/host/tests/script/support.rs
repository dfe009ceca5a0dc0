//! Builders for rules and inputs.

use portico_host::diagnostic::Diagnostic;
use portico_host::effect::Run;
use portico_host::script::{
    Automation, EventInput, FlowInput, FlowRule, FormAnswer, Library, RuleContext, Rules, ScriptFault, ScriptLimits,
    ScriptSource, Vocabulary,
};
use serde_json::{Map, Value, json};

pub const FLOW: &str = "scripts/nordwind/flows/heating_fault.rhai";
pub const AUTOMATION: &str = "scripts/nordwind/automations/on_request.rhai";

pub fn rules() -> Rules {
    Rules::new(ScriptLimits::default())
}

pub fn source(path: &str, text: &str) -> ScriptSource {
    ScriptSource { path: path.into(), text: text.into() }
}

pub fn lib(name: &str, text: &str) -> ScriptSource {
    source(&format!("scripts/nordwind/lib/{name}.rhai"), text)
}

pub fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        other => panic!("not an object: {other}"),
    }
}

pub fn vocabulary() -> Vocabulary {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    Vocabulary {
        fields: Some(words(&["fault", "gas_smell", "phone", "photos", "boiler"])),
        choices: [("fault".to_owned(), words(&["no_heat", "noise", "leak"]))].into(),
        statuses: words(&["requested", "accepted", "rejected", "done"]),
        priorities: words(&["low", "normal", "urgent"]),
    }
}

pub fn context() -> RuleContext {
    RuleContext {
        now: "2026-11-22T21:30:00+01:00".into(),
        today: "2026-11-22".into(),
        hour: 21,
        weekday: 7,
        locale: "de".into(),
        tenant: "nordwind".into(),
        portal: "privat".into(),
        actor: object(json!({ "name": "Ada", "kind": "customer" })).into(),
        customer: object(json!({ "name": "Ada Lovelace", "number": "K-17" })).into(),
        settings: object(json!({ "general": { "emergency_phone": "0800 112 112", "phone": "0800 1" }, "opens": 7 }))
            .into(),
    }
}

pub fn flow_input(values: Value) -> FlowInput {
    FlowInput {
        flow: "heating_fault".into(),
        work_type: "repair".into(),
        step: Some("what".into()),
        values: object(values),
        context: context(),
    }
}

pub fn event_input(kind: &str) -> EventInput {
    EventInput {
        kind: kind.into(),
        event: object(json!({ "by": "Ada" })),
        order: object(json!({
            "number": "WO-1001", "title": "Heating is cold", "status": "requested", "status_category": "requested",
            "priority": "normal", "work_type": "repair", "flow": "heating_fault",
            "values": { "fault": "no_heat", "gas_smell": true },
            "customer": { "name": "Ada Lovelace", "number": "K-17" },
            "address": { "city": "Kiel" }, "created_at": "2026-11-22T21:30:00+01:00",
        })),
        context: context(),
        attempt: 1,
        depth: 0,
    }
}

pub fn flow(text: &str) -> FlowRule {
    match rules().flow(&source(FLOW, text), &Library::default(), &vocabulary()) {
        Ok(rule) => rule,
        Err(found) => panic!("{}", print(&found)),
    }
}

pub fn automation(text: &str) -> Automation {
    match rules().automation(&source(AUTOMATION, text), &Library::default(), &vocabulary()) {
        Ok(rule) => rule,
        Err(found) => panic!("{}", print(&found)),
    }
}

/// Runs the body of an `on_form` on a blank form.
pub fn on_form(body: &str) -> Result<Run<FormAnswer>, ScriptFault> {
    flow(&format!("fn on_form(form, ctx) {{\n{body}\n}}")).on_form(&flow_input(json!({})))
}

/// What the check says about a flow that does not compile.
pub fn wrong_flow(text: &str) -> Vec<Diagnostic> {
    match rules().flow(&source(FLOW, text), &Library::default(), &vocabulary()) {
        Ok(_) => panic!("this compiled:\n{text}"),
        Err(found) => found,
    }
}

pub fn print(found: &[Diagnostic]) -> String {
    found.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")
}
