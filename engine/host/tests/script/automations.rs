//! What automations ask for.

use portico_host::effect::EffectRequest;
use portico_host::script::FaultKind;
use portico_host::script::hook::{HOOKS, HookKind};
use serde_json::{Value, json};

use crate::support::{automation, event_input, object};

fn effect(action: &str, input: Value) -> EffectRequest {
    EffectRequest { action: action.into(), input: object(input) }
}

#[test]
fn effects_come_in_the_order_the_rule_asked_for_them() {
    let text = "fn on_requested(order, act, ctx) {\n\
        act.set_priority(\"urgent\"); act.add_note(`from ${order.customer.name}`); act.comment(text(\"thanks\", #{ number: order.number }));\n\
        act.assign(\"team-heat\"); act.transition(\"accepted\"); act.mail_office(\"New\", order.title); act.mail_customer(text(\"s\"), \"b\");\n}";
    let run = automation(text).run(&event_input("work_order.requested")).unwrap();
    let expected = [
        effect("work_orders.prioritise", json!({ "priority": "urgent" })),
        effect("work_orders.note", json!({ "text": "from Ada Lovelace" })),
        effect("work_orders.comment", json!({ "text": { "key": "thanks", "params": { "number": "WO-1001" } } })),
        effect("work_orders.assign", json!({ "assignee": "team-heat" })),
        effect("work_orders.transition", json!({ "status": "accepted" })),
        effect("mail.office", json!({ "subject": "New", "text": "Heating is cold" })),
        effect("mail.customer", json!({ "subject": { "key": "s", "params": {} }, "text": "b" })),
    ];
    assert_eq!(run.value, expected);
    assert!(run.cost.operations > 0);
}

#[test]
fn the_order_and_the_event_are_readable() {
    let text = "fn on_commented(order, act, ctx) {\n log(`${order.status} ${order.address.city} ${order.value(\"fault\")} ${order.is_set(\"phone\")}`);\n\
                log(`${ctx.event.kind} ${ctx.event.by} ${ctx.attempt} ${ctx.depth} ${order.get(\"due\") == ()}`);\n}";
    let log = automation(text).run(&event_input("work_order.commented")).unwrap().log;
    assert_eq!(log[0].text, "requested Kiel no_heat false");
    assert_eq!(log[1].text, "work_order.commented Ada 1 0 true");
}

#[test]
fn a_record_inside_another_can_be_asked_for_what_may_be_missing() {
    let text = "fn on_commented(order, act, ctx) {\n\
        let city = order.address.get(\"city\") ?? \"?\";\n\
        log(`${city} ${order.address.get(\"floor\") ?? \"none\"} ${order.address.contains(\"city\")} ${order.customer.name.len()}`);\n}";
    let log = automation(text).run(&event_input("work_order.commented")).unwrap().log;
    assert_eq!(log[0].text, "Kiel none true 12");
    let rule = automation("fn on_commented(order, act, ctx) {\n order.address.city = \"Ulm\";\n}");
    let fault = rule.run(&event_input("work_order.commented")).unwrap_err();
    assert!(fault.diagnostic.message.contains("cannot be changed here"), "{fault}");
}

#[test]
fn an_order_cannot_be_changed_behind_the_engines_back() {
    let rule = automation("fn on_requested(order, act, ctx) {\n order.status = \"done\";\n}");
    let fault = rule.run(&event_input("work_order.requested")).unwrap_err();
    assert_eq!((fault.kind, fault.diagnostic.line), (FaultKind::Error, Some(2)), "{fault}");
    assert!(fault.diagnostic.message.contains("act"), "{fault}");
}

#[test]
fn a_rule_handles_exactly_the_events_it_has_functions_for() {
    let rule = automation("fn on_requested(order, act, ctx) { }\nfn on_closed(order, act, ctx) { }");
    let names: Vec<_> = rule.hooks().iter().map(|hook| hook.name).collect();
    assert_eq!(names, ["on_requested", "on_closed"]);
    for hook in HOOKS.iter().filter(|hook| hook.kind == HookKind::Automation) {
        assert_eq!(rule.handles(hook.event.unwrap()), names.contains(&hook.name));
    }
    for kind in ["work_order.commented", "work_order.unheard_of"] {
        let fault = rule.run(&event_input(kind)).unwrap_err();
        assert_eq!((fault.kind, fault.permanent), (FaultKind::MissingFunction, true));
    }
}

#[test]
fn every_event_reaches_its_function() {
    for hook in HOOKS.iter().filter(|hook| hook.kind == HookKind::Automation) {
        let rule = automation(&format!("fn {}(order, act, ctx) {{ act.add_note(ctx.event.kind); }}", hook.name));
        let event = hook.event.unwrap();
        assert_eq!(
            rule.run(&event_input(event)).unwrap().value,
            [effect("work_orders.note", json!({ "text": event }))]
        );
    }
}

#[test]
fn a_fault_leaves_no_effects() {
    let rule = automation("fn on_requested(order, act, ctx) { act.add_note(\"a\"); throw \"stop\"; }");
    let fault = rule.run(&event_input("work_order.requested")).unwrap_err();
    assert!(fault.diagnostic.message.contains("stop"));
}

#[test]
fn a_text_must_be_a_text() {
    let rule = automation("fn on_requested(order, act, ctx) { act.add_note(5); }");
    let fault = rule.run(&event_input("work_order.requested")).unwrap_err();
    assert!(fault.diagnostic.message.contains("expected a text"), "{fault}");
}
