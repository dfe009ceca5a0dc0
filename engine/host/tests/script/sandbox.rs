//! What a rule cannot reach.

use portico_host::script::FaultKind;
use serde_json::json;

use crate::support::{flow, flow_input, on_form, print, rules, wrong_flow};

#[test]
fn there_is_no_way_to_wait_evaluate_print_or_read_the_clock() {
    for (call, hint) in [
        ("sleep(1)", "ctx.now"),
        ("sleep(0.5)", "ctx.now"),
        ("timestamp()", "ctx.now"),
        ("exit()", "ctx.now"),
        ("eval(\"1\")", "as code"),
        ("print(\"x\")", "log("),
        ("debug(\"x\")", "log("),
        ("let f = Fn(\"len\"); curry(f, 1)", "as a parameter"),
    ] {
        let found = wrong_flow(&format!("fn on_form(form, ctx) {{\n  {call};\n}}"));
        assert_eq!(found[0].line, Some(2), "{call}: {}", print(&found));
        assert!(print(&found).contains(hint), "{call}: {}", print(&found));
    }
}

#[test]
fn other_dangerous_names_do_not_exist() {
    for call in
        ["parse_json(\"1\")", "get_fn_metadata_list()", "open(\"x\")", "rand()", "env(\"HOME\")", "http_get(\"x\")"]
    {
        let found = wrong_flow(&format!("fn on_form(form, ctx) {{ {call}; }}"));
        assert!(found[0].message.contains("there is no function"), "{call}: {}", print(&found));
    }
}

#[test]
fn evaluating_through_a_function_value_does_not_work_either() {
    for body in [
        "let f = Fn(`ev${\"al\"}`); f.call(\"form.show(`phone`)\");",
        "let f = Fn(`ev${\"al\"}`); call(f, \"form.show(`phone`)\");",
        "let f = Fn(`sle${\"ep\"}`); f.call(5);",
        "let f = Fn(`cur${\"ry\"}`); call(f, Fn(\"len\"), 1);",
    ] {
        let fault = on_form(body).expect_err(body);
        assert_eq!(fault.kind, FaultKind::Error, "{body}: {fault}");
        assert!(fault.cost.micros < 1_000_000);
    }
}

#[test]
fn function_values_cannot_be_nested_by_currying() {
    let found = wrong_flow("fn on_form(form, ctx) {\n let f = Fn(\"len\"); f.curry(1);\n}");
    assert_eq!(found[0].line, Some(2));
}

#[test]
fn nothing_but_the_library_can_be_imported() {
    for path in ["../outside", "/etc/passwd", "lib/../flows/x", "std", "..\\\\outside", "file:///etc/passwd"] {
        let found = wrong_flow(&format!("import \"{path}\" as x;\nfn on_form(form, ctx) {{ x::f(); }}"));
        assert!(found[0].message.starts_with("there is no module"), "{path}: {}", print(&found));
        assert_eq!((found[0].line, found[0].column), (Some(1), Some(8)));
    }
    let found = wrong_flow("fn on_form(form, ctx) { let p = \"x\"; import p as x; x::f(); }");
    assert!(found[0].message.contains("must be written out"), "{}", print(&found));
}

#[test]
fn a_function_value_sees_only_its_own_parameters() {
    let run = on_form("let a = [1, 2, 3].filter(|x| x > 1); form.suggest(\"phone\", a.len());").unwrap();
    assert_eq!(run.value.fields["phone"].default, Some(json!(2)));
    let found = wrong_flow("fn on_form(form, ctx) { let limit = 1; let a = [1, 2].filter(|x| x > limit); }");
    assert!(found[0].message.contains("\"limit\""), "{}", print(&found));
    assert!(found[0].suggestion.as_deref().unwrap().contains("sees only its parameters"), "{}", print(&found));
}

#[test]
fn the_same_input_gives_the_same_answer_and_no_run_sees_another() {
    let text = "fn on_form(form, ctx) {\n let m = #{ z: 1, a: 2, k: 3 };\n for key in m.keys() { form.notice(\"info\", key); }\n\
                form.suggest(\"phone\", ctx.now + ctx.settings.keys().len());\n}";
    let (rule, input) = (flow(text), flow_input(json!({ "phone": null })));
    let first = rule.on_form(&input).unwrap();
    for _ in 0..20 {
        let again = rule.on_form(&input).unwrap();
        assert_eq!(
            (&again.value, again.cost.operations, &again.log),
            (&first.value, first.cost.operations, &first.log)
        );
    }
    assert_eq!(first.value.notices.len(), 3);
}

#[test]
fn runs_go_side_by_side() {
    let rule = flow("fn on_form(form, ctx) { form.suggest(\"phone\", form.value(\"phone\") + \"!\"); }");
    std::thread::scope(|scope| {
        let rule = &rule;
        for thread in 0..4 {
            scope.spawn(move || {
                for turn in 0..50 {
                    let typed = format!("{thread}-{turn}");
                    let run = rule.on_form(&flow_input(json!({ "phone": typed }))).unwrap();
                    assert_eq!(run.value.fields["phone"].default, Some(json!(format!("{typed}!"))));
                }
            });
        }
    });
}

#[test]
fn definitions_for_the_language_server_name_our_functions_and_no_dangerous_one() {
    let definitions = rules().definitions();
    for name in ["fn show(form: Form, key: string)", "fn mail_office(act: Act", "fn text(key: string"] {
        assert!(definitions.contains(name), "{name}\n{definitions}");
    }
    assert!(!definitions.contains("fn sleep"));
}
