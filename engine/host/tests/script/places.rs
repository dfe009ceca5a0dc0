//! Faults of a run: what they say and where they point.

use portico_host::script::FaultKind;
use serde_json::json;

use crate::support::{FLOW, flow, flow_input, on_form};

/// The fault of an `on_form` body, at line and column of the whole file (the body begins at line 2).
fn fails(body: &str, place: (usize, usize), message: &str) {
    let fault = on_form(body).expect_err(body);
    let found = &fault.diagnostic;
    assert_eq!((fault.kind, found.file.as_str()), (FaultKind::Error, FLOW), "{fault}");
    assert_eq!((found.line, found.column), (Some(place.0), Some(place.1)), "{fault}");
    assert!(found.message.contains(message), "{fault}");
    assert!(!found.excerpt.is_empty(), "{fault}");
}

#[test]
fn a_mistake_in_a_rule_is_shown_at_its_place() {
    fails("let a = 1;\n    a / 0;", (3, 7), "division by zero");
    fails("let m = #{ a: 1 };\nlet x = m.b;", (3, 11), "no property \"b\"");
    fails("let a = [1];\nlet x = a[5];", (3, 11), "5");
    fails("throw \"not today\";", (2, 1), "not today");
    fails("let x = \"a\" - 1;", (2, 13), "there is no function");
}

#[test]
fn an_unknown_field_names_the_nearest_one() {
    fails("let key = \"phon\";\nform.show(key);", (3, 6), "did you mean \"phone\"?");
    fails("let key = \"phon\";\nform.value(key);", (3, 6), "has no field \"phon\"");
}

#[test]
fn a_missing_setting_names_the_nearest_one_and_the_way_around() {
    fails("let x = ctx.settings.generl;", (2, 21), "did you mean \"general\"?");
    fails("let x = ctx.settings.colour;", (2, 21), "get(\"colour\")");
    assert!(on_form("if ctx.settings.get(\"colour\") == () { log(\"none\"); }").unwrap().log.len() == 1);
}

#[test]
fn records_cannot_be_changed() {
    fails("ctx.settings.opens = 3;", (2, 13), "cannot be changed");
    fails("ctx.settings[\"opens\"] = 3;", (2, 13), "cannot be changed");
}

#[test]
fn events_exist_only_in_automations() {
    fails("let x = ctx.event;", (2, 13), "only in automations");
}

#[test]
fn a_form_reached_through_another_function_still_knows_its_hook() {
    let rule = flow("fn complain(f) {\n    f.error(\"x\");\n}\nfn on_form(form, ctx) { complain(form); }");
    let fault = rule.on_form(&flow_input(json!({}))).unwrap_err();
    assert_eq!((fault.diagnostic.line, fault.diagnostic.column), (Some(2), Some(7)), "{fault}");
    assert!(fault.diagnostic.message.contains("only in validate"), "{fault}");
    assert!(fault.diagnostic.message.contains("complain, called at"), "{fault}");
}

#[test]
fn a_fault_keeps_the_cost_and_the_log_up_to_it() {
    let fault = on_form("log(\"before\");\nthrow \"x\";").unwrap_err();
    assert_eq!(fault.log[0].text, "before");
    assert!(fault.cost.operations > 0 && fault.permanent);
    assert_eq!(fault.to_string(), fault.diagnostic.to_string());
}
