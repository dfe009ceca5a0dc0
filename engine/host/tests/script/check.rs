//! The check: every finding has its place, its excerpt and a way out.

use portico_host::diagnostic::{Diagnostic, Severity};
use portico_host::script::{Library, Vocabulary};

use crate::support::{AUTOMATION, FLOW, flow, print, rules, source, vocabulary, wrong_flow};

/// One finding at line and column, with a part of its message and of its suggestion.
fn finds(text: &str, place: (usize, usize), message: &str, suggestion: &str) {
    let found = wrong_flow(text);
    let hit = found.iter().find(|finding| (finding.line, finding.column) == (Some(place.0), Some(place.1)));
    let hit = hit.unwrap_or_else(|| panic!("nothing at {place:?}:\n{}", print(&found)));
    assert!(hit.message.contains(message), "{hit}");
    assert!(hit.suggestion.as_deref().unwrap_or_default().contains(suggestion), "{hit}");
    assert!(!hit.excerpt.is_empty() && hit.file == FLOW, "{hit}");
    assert_eq!(found.iter().filter(|finding| finding.severity == Severity::Error).count(), 1, "{}", print(&found));
}

fn wrong_automation(text: &str) -> Vec<Diagnostic> {
    rules().automation(&source(AUTOMATION, text), &Library::default(), &vocabulary()).err().expect("this compiled")
}

#[test]
fn a_syntax_error_has_line_and_column() {
    finds("fn on_form(form, ctx) {\n    let x = ;\n}", (2, 13), "", "");
    finds("fn on_form(form, ctx) {\n    if true {\n", (2, 14), "'}'", "");
}

#[test]
fn an_unknown_variable_is_found_with_the_nearest_name() {
    finds("fn on_form(form, ctx) {\n    let total = 1;\n    let y = totl + 1;\n}", (3, 13), "\"totl\"", "\"total\"");
    finds("const MAX = 3;\nfn on_form(form, ctx) {\n    let y = MAX;\n}", (3, 13), "\"MAX\"", "global::MAX");
    finds("fn on_form(form, ctx) {\n    log.info(\"x\");\n}", (2, 5), "\"log\"", "log(\"...\")");
}

#[test]
fn an_unknown_function_is_found_with_the_nearest_name() {
    let text = "fn score(a) { a }\nfn on_form(form, ctx) {\n    let x = scroe(1);\n    score(x);\n}";
    finds(text, (3, 13), "there is no function scroe", "did you mean \"score\"?");
    finds("fn on_form(form, ctx) {\n    let x = [1].fliter(|x| x > 1);\n}", (2, 17), "fliter", "\"filter\"");
    finds("fn on_form(form, ctx) {\n    let f = Fn(\"nope\");\n}", (2, 16), "there is no function nope", "");
}

#[test]
fn a_comparison_with_what_no_choice_is_is_a_warning_wherever_the_answer_stands() {
    let warns = |body: &str| {
        let found = flow(&format!("fn on_form(form, ctx) {{\n{body}\n}}")).warnings().to_vec();
        let of_choices: Vec<String> =
            found.iter().filter(|one| one.message.contains("choice")).map(ToString::to_string).collect();
        of_choices
    };
    for wrong in [
        "if form.value(\"fault\") == \"niose\" { form.hide(\"phone\"); }",
        "if \"niose\" != form.value(\"fault\") { form.hide(\"phone\"); }",
        "let fault = form.value(\"fault\"); if fault == \"niose\" { form.hide(\"phone\"); }",
        "if form.value(\"fault\") in [\"leak\", \"niose\"] { form.hide(\"phone\"); }",
        "if !(form.value(\"fault\") in [\"niose\"]) { form.hide(\"phone\"); }",
    ] {
        let found = warns(wrong);
        assert_eq!(found.len(), 1, "{wrong}: {found:?}");
        assert!(found[0].contains("\"niose\"") && found[0].contains("did you mean \"noise\"?"), "{}", found[0]);
    }
    for good in [
        "if form.value(\"fault\") == \"noise\" { form.hide(\"phone\"); }",
        "if form.value(\"fault\") == \"\" { form.hide(\"phone\"); }",
        "if form.value(\"phone\") == \"niose\" { form.hide(\"phone\"); }",
        "let fault = form.value(\"fault\"); fault = ctx.portal; if fault == \"niose\" { form.hide(\"phone\"); }",
        "form.options(\"fault\", []); if form.value(\"fault\") == \"niose\" { form.hide(\"phone\"); }",
    ] {
        assert_eq!(warns(good), [] as [String; 0], "{good}");
    }
}

#[test]
fn a_wrong_number_of_values_is_found() {
    let text = "fn score(a, b) { a + b }\nfn on_form(form, ctx) {\n    score(1);\n}";
    finds(text, (3, 5), "score takes 2 values, not 1", "");
    finds("fn on_form(form, ctx) {\n    form.show();\n}", (2, 10), "form.show takes 1 value, not 0", "");
    finds("fn on_form(form, ctx) {\n    let x = \"a\".trim(1);\n}", (2, 17), "trim takes no value, not 1", "");
}

#[test]
fn an_unknown_function_of_an_object_is_found_with_the_nearest_name() {
    finds("fn on_form(form, ctx) {\n    form.shwo(\"phone\");\n}", (2, 10), "no function form.shwo", "\"show\"");
    finds("fn on_form(f, ctx) {\n    f.hied(\"phone\");\n}", (2, 7), "no function f.hied", "\"hide\"");
}

#[test]
fn a_helper_that_no_sample_reaches_is_checked_like_a_hook() {
    let hook = |body: &str| {
        format!(
            "fn on_form(form, ctx) {{\n    if ctx.hour > 99 {{ helper(form); }}\n}}\nfn helper(f) {{\n    {body}\n}}"
        )
    };
    finds(&hook("let total = 1; let x = totl;"), (5, 28), "no variable \"totl\"", "\"total\"");
    finds(&hook("helpr(f);"), (5, 5), "there is no function helpr", "\"helper\"");
    finds(&hook("f.shwo(\"phone\");"), (5, 7), "no function f.shwo", "\"show\"");
    finds(&hook("f.show(\"phon\");"), (5, 12), "no field \"phon\"", "\"phone\"");
    let deep = "fn on_form(form, ctx) { a(form, ctx); }\nfn a(x, y) { b(y); }\nfn b(when) {\n    when.huor\n}";
    finds(deep, (4, 10), "there is no when.huor", "\"hour\"");
}

#[test]
fn a_helper_that_may_be_given_anything_is_not_taken_for_one_of_an_object() {
    let of = |calls: &str, body: &str| flow(&format!("fn on_form(form, ctx) {{ {calls} }}\nfn helper(f) {{ {body} }}"));
    of("helper(form); helper(#{ shown: 1 });", "f.shown");
    of("helper(form); let all = [#{ shown: 1 }].map(Fn(\"helper\"));", "f.shown");
    of("helper(form);", "let f = #{ shown: 1 }; f.shown");
    of("helper(form);", "f = #{ shown: 1 }; f.shown");
    of("let form = #{ shown: 1 }; helper(form);", "f.shown");
    of("helper(form);", "try { throw #{ shown: 1 }; } catch (f) { f.shown }");
    of("helper(form); try { throw #{ shown: 1 }; } catch (form) { form.shown }", "f");
}

#[test]
fn an_unknown_constant_is_found_with_the_nearest_one() {
    let text = "const LIMIT = 3;\nfn on_form(form, ctx) {\n    let y = global::LIMT;\n    log(`${global::LIMIT}`);\n}";
    finds(text, (3, 21), "the file has no constant LIMT", "\"LIMIT\"");
}

#[test]
fn an_unknown_property_of_an_object_is_found() {
    finds("fn on_form(form, ctx) {\n    let h = ctx.huor;\n}", (2, 17), "there is no ctx.huor", "\"hour\"");
    finds(
        "fn on_form(form, ctx) {\n    let h = form.value;\n}",
        (2, 18),
        "form.value is a function",
        "form.value(...)",
    );
}

#[test]
fn an_unknown_field_is_found_with_the_nearest_one() {
    finds(
        "fn on_form(form, ctx) {\n    form.show(\"gas_smel\");\n}",
        (2, 15),
        "no field \"gas_smel\"",
        "\"gas_smell\"",
    );
    finds("fn validate(form, ctx) {\n    form.error(\"phon\", \"x\");\n}", (2, 16), "no field \"phon\"", "\"phone\"");
    finds("fn before_create(draft, ctx) {\n    draft.value(\"x\");\n}", (2, 17), "no field \"x\"", "there are fault");
}

#[test]
fn fields_are_not_checked_when_the_form_is_not_known() {
    let text = source(FLOW, "fn on_form(form, ctx) { form.show(\"anything\"); }");
    assert!(rules().flow(&text, &Library::default(), &Vocabulary::default()).is_ok());
}

#[test]
fn unknown_statuses_priorities_and_levels_are_found() {
    let found = wrong_automation(
        "fn on_requested(order, act, ctx) {\n act.transition(\"acepted\");\n act.set_priority(\"hot\");\n}",
    );
    assert_eq!(found.len(), 2, "{}", print(&found));
    assert_eq!(found[0].suggestion.as_deref(), Some("did you mean \"accepted\"?"));
    assert_eq!(found[1].suggestion.as_deref(), Some("there are low, normal, urgent"));
    finds("fn on_form(form, ctx) {\n    form.notice(\"loud\", \"x\");\n}", (2, 17), "notice level", "emergency");
}

#[test]
fn functions_of_another_hook_are_found() {
    finds("fn on_form(form, ctx) {\n    form.error(\"x\");\n}", (2, 10), "does not work in on_form", "validate");
    finds("fn validate(form, ctx) {\n    form.hide(\"phone\");\n}", (2, 10), "does not work in validate", "on_form");
}

#[test]
fn a_misspelt_hook_is_found() {
    finds("fn on_from(form, ctx) { }", (1, 4), "nothing calls on_from", "did you mean \"on_form\"?");
    finds("fn on_form(form, ctx) { }\nfn validat(form, ctx) { }", (2, 4), "nothing calls validat", "\"validate\"");
    finds("fn on_weather(form, ctx) { }", (1, 4), "nothing calls on_weather", "on_form, validate");
}

#[test]
fn a_hook_with_the_wrong_number_of_parameters_is_found() {
    finds("fn on_form(form) { }", (1, 4), "called with 2 values, but takes 1", "fn on_form(form, ctx)");
}

#[test]
fn a_hook_in_the_wrong_folder_is_found() {
    finds("fn on_requested(order, act, ctx) { }", (1, 4), "called in files of automations", "move it");
    let found = wrong_automation("fn validate(form, ctx) { }");
    assert!(found[0].message.contains("called in files of flows"), "{}", print(&found));
}

#[test]
fn a_file_without_hooks_is_found() {
    let found = wrong_flow("fn compute(x) { x }");
    assert!(
        found.iter().any(|finding| finding.message.contains("no function that the engine calls")),
        "{}",
        print(&found)
    );
}

#[test]
fn statements_outside_functions_are_found() {
    finds("fn on_form(form, ctx) { }\nlet x = 1;", (2, 1), "outside a function", "const x");
    finds("fn on_form(form, ctx) { }\n1 + 1;", (2, 3), "only import, const and fn", "move this");
    finds("fn on_form(form, ctx) { }\nloop { }", (2, 1), "only import, const and fn", "move this");
}

#[test]
fn warnings_do_not_keep_a_rule_from_going_live() {
    let text = "fn on_form(form, ctx) { twice(3); }\nfn twice(n) { if n > 0 { twice(n - 1); } }\nfn idle() { }";
    let rule = flow(text);
    let warnings = rule.warnings();
    assert_eq!(warnings.len(), 2, "{}", print(warnings));
    assert_eq!((warnings[0].line, warnings[0].column), (Some(2), Some(4)));
    assert!(warnings[0].message.contains("twice → twice"));
    assert_eq!(warnings[1].message, "nothing calls idle");
}

#[test]
fn a_function_handed_on_by_name_counts_as_called() {
    let text = "fn twice(x) { let twice = x; twice * 2 }\nfn thrice(x) { x * 3 }\n\
                fn on_form(form, ctx) { let a = [1].map(twice); let b = [1].map(Fn(\"thrice\")); }";
    assert!(flow(text).warnings().is_empty(), "{}", print(flow(text).warnings()));
    let early = "fn on_form(form, ctx) { let a = [1].map(twice); }\nfn twice(x) { x }";
    finds(early, (1, 41), "no variable \"twice\"", "Fn(\"twice\")");
}

#[test]
fn mutual_recursion_is_named_in_full() {
    let rule = flow("fn on_form(form, ctx) { a(); }\nfn a() { b(); }\nfn b() { a(); }");
    assert!(print(rule.warnings()).contains("a → b → a"), "{}", print(rule.warnings()));
}

#[test]
fn a_dense_net_of_calls_is_checked_quickly() {
    let mut text = String::from("fn on_form(form, ctx) { f0(); }\n");
    for i in 0..90 {
        let calls: String = (i + 1..90).map(|next| format!("f{next}(); ")).collect();
        text.push_str(&format!("fn f{i}() {{ {calls} }}\n"));
    }
    assert!(flow(&text).warnings().is_empty());
}

#[test]
fn an_import_that_is_never_used_is_a_warning() {
    let rules = rules();
    let (library, _) = rules.library(&[crate::support::lib("a", "fn f() { 1 }")]);
    let text = "import \"lib/a\" as a;\nfn on_form(form, ctx) { }";
    let rule = rules.flow(&source(FLOW, text), &library, &vocabulary()).unwrap();
    assert_eq!(rule.warnings()[0].message, "the import \"a\" is never used");
}

#[test]
fn an_import_without_a_name_is_found() {
    let rules = rules();
    let (library, _) = rules.library(&[crate::support::lib("a", "fn f() { 1 }")]);
    let text = "import \"lib/a\";\nfn on_form(form, ctx) { }";
    let found = rules.flow(&source(FLOW, text), &library, &vocabulary()).err().unwrap();
    assert_eq!(found[0].suggestion.as_deref(), Some("write import \"lib/a\" as a;"));
}

#[test]
fn an_unknown_property_of_an_order_is_a_warning_because_orders_may_carry_more() {
    let text = source(AUTOMATION, "fn on_closed(order, act, ctx) { log(order.titel); }");
    let rule = rules().automation(&text, &Library::default(), &vocabulary()).unwrap();
    assert_eq!(rule.warnings()[0].suggestion.as_deref(), Some("did you mean \"title\"?"));
}

#[test]
fn a_variable_that_hides_an_object_is_not_taken_for_it() {
    flow("fn on_form(form, ctx) { let ctx = #{ huor: 1 }; log(`${ctx.huor}`); }");
}

#[test]
fn several_findings_come_in_the_order_of_the_file() {
    let found =
        wrong_flow("fn on_form(form, ctx) {\n    lenn(1);\n    form.shwo(\"a\");\n}\nfn validat(form, ctx) { }");
    let lines: Vec<_> = found.iter().filter_map(|finding| finding.line).collect();
    assert_eq!(lines, [2, 3, 5], "{}", print(&found));
}

#[test]
fn a_path_outside_the_rules_is_refused() {
    for path in ["scripts/nordwind/flows/../x.rhai", "/etc/x.rhai", "scripts/nordwind/automations/x.rhai"] {
        let text = source(path, "fn on_form(form, ctx) { }");
        assert!(rules().flow(&text, &Library::default(), &vocabulary()).is_err(), "{path}");
    }
}
