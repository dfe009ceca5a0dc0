//! Every limit stops a rule, says which limit it was and where, and cannot be caught.

use portico_host::script::{FaultKind, Library, Rules, ScriptFault, ScriptLimits};
use serde_json::json;

use crate::support::{FLOW, flow, flow_input, lib, on_form, rules, source, vocabulary, wrong_flow};

/// The fault of a body, with a deadline that an unoptimised build on a busy machine does not meet.
fn fault(body: &str) -> ScriptFault {
    let limits = ScriptLimits { deadline_ms: 60_000, ..ScriptLimits::default() };
    let text = format!("fn on_form(form, ctx) {{\n{body}\n}}");
    let rule = Rules::new(limits).flow(&source(FLOW, &text), &Library::default(), &vocabulary()).expect("it compiles");
    rule.on_form(&flow_input(json!({}))).expect_err("the rule should have been stopped")
}

fn stopped(body: &str, kind: FaultKind, line: usize) {
    let fault = fault(body);
    assert_eq!((fault.kind, fault.diagnostic.line), (kind, Some(line)), "{fault}");
    assert_eq!(fault.permanent, kind != FaultKind::Deadline);
}

#[test]
fn an_endless_loop_is_stopped_by_its_operations() {
    let fault = fault("let i = 0;\nloop { i += 1; }");
    assert_eq!(fault.kind, FaultKind::Operations);
    assert_eq!(fault.diagnostic.line, Some(3), "{fault}");
    assert!(fault.cost.operations >= 50_000, "{:?}", fault.cost);
    assert!(fault.diagnostic.message.contains("50000 operations"), "{fault}");
}

#[test]
fn a_looping_rule_is_stopped_by_its_deadline() {
    let limits = ScriptLimits { deadline_ms: 20, operations: u64::MAX, ..ScriptLimits::default() };
    let text = "fn on_form(form, ctx) { loop { } }";
    let rule = Rules::new(limits).flow(&source(FLOW, text), &Library::default(), &vocabulary()).unwrap();
    let fault = rule.on_form(&flow_input(json!({}))).unwrap_err();
    assert_eq!(fault.kind, FaultKind::Deadline, "{fault}");
    assert!(!fault.permanent, "a deadline may be the machine's fault, so trying again makes sense");
    assert!(fault.cost.micros >= 20_000, "{:?}", fault.cost);
    assert_eq!(fault.diagnostic.line, Some(1));
}

#[test]
fn a_rule_of_slow_native_calls_is_stopped_by_its_deadline() {
    let limits = ScriptLimits { deadline_ms: 20, operations: u64::MAX, ..ScriptLimits::default() };
    let text = "fn on_form(form, ctx) { let a = []; a.pad(1000, \"x\"); loop { a.contains(\"y\"); } }";
    let rule = Rules::new(limits).flow(&source(FLOW, text), &Library::default(), &vocabulary()).unwrap();
    assert_eq!(rule.on_form(&flow_input(json!({}))).unwrap_err().kind, FaultKind::Deadline);
}

#[test]
fn a_growing_text_is_stopped() {
    stopped("let s = \"x\";\nloop { s += s; }", FaultKind::Size, 3);
    stopped("let s = \"\";\nloop { s = `${s}01234567890123456789`; }", FaultKind::Size, 3);
    stopped("let s = \"\";\ns.pad(1000000, 'x');", FaultKind::Size, 3);
}

#[test]
fn replacing_is_stopped_before_the_result_exists() {
    let body = "let s = \"\";\ns.pad(60000, 'a');\nlet by = s;\ns.replace(\"a\", by);";
    stopped(body, FaultKind::Size, 5);
    let answer =
        on_form("let s = \"a-b-c\"; s.replace(\"-\", \"+\"); s.replace('a', 'x'); form.suggest(\"phone\", s);");
    assert_eq!(answer.unwrap().value.fields["phone"].default, Some(json!("x+b+c")));
}

#[test]
fn a_growing_list_is_stopped() {
    stopped("let a = [];\nloop { a.push(1); }", FaultKind::Size, 3);
    stopped("let a = [1];\nloop { a += a; }", FaultKind::Size, 3);
    stopped("let a = [];\na.pad(100000, 0);", FaultKind::Size, 3);
}

#[test]
fn nested_lists_count_as_a_whole() {
    stopped("let a = [1];\nloop { a = [a, a]; }", FaultKind::Size, 3);
    stopped("let a = [1];\nloop { a = [a]; }", FaultKind::Size, 3);
    stopped("let m = #{};\nloop { m = #{ inner: m }; }", FaultKind::Size, 3);
}

#[test]
fn a_growing_map_is_stopped() {
    stopped("let m = #{}; let i = 0;\nloop { i += 1; m.set(`k${i}`, i); }", FaultKind::Size, 3);
}

#[test]
fn containers_filled_through_an_index_are_stopped_by_their_weight() {
    let begin = "let s = \"\"; s.pad(60000, 'x');";
    stopped(
        &format!("{begin} let m = #{{}}; let i = 0;\nloop {{ i += 1; m[`k${{i}}`] = s + i; }}"),
        FaultKind::Size,
        3,
    );
    stopped(&format!("{begin} let a = []; a.pad(900, 0);\nfor i in 0..900 {{ a[i] = s + i; }}"), FaultKind::Size, 3);
    stopped(&format!("{begin} let a = []; a.pad(900, []);\nfor i in 0..900 {{ a[i].push(s); }}"), FaultKind::Size, 3);
    stopped("let m = #{}; let i = 0;\nloop { i += 1; m[`k${i}`] = i; }", FaultKind::Operations, 3);
}

#[test]
fn variables_of_functions_inside_functions_count_together() {
    let text = "fn deep(n, s) { let t = s + n; if n > 0 { deep(n - 1, s); } t.len() }\n\
                fn on_form(form, ctx) { let s = \"\"; s.pad(60000, 'x'); deep(30, s); }";
    let limits = ScriptLimits { memory_bytes: 1_500_000, ..ScriptLimits::default() };
    let rule = Rules::new(limits).flow(&source(FLOW, text), &Library::default(), &vocabulary()).unwrap();
    assert_eq!(rule.on_form(&flow_input(json!({}))).unwrap_err().kind, FaultKind::Size);
}

#[test]
fn many_variables_are_stopped() {
    let body: String = (0..300).map(|i| format!("let v{i} = {i};\n")).collect();
    assert_eq!(fault(&body).kind, FaultKind::Size);
}

#[test]
fn endless_recursion_is_stopped_at_the_call_that_began_it() {
    let rule = flow("fn deeper(n) { deeper(n + 1) }\nfn on_form(form, ctx) {\n  deeper(0);\n}");
    let fault = rule.on_form(&flow_input(json!({}))).unwrap_err();
    assert_eq!((fault.kind, fault.diagnostic.line), (FaultKind::Depth, Some(3)), "{fault}");
    assert!(fault.diagnostic.message.contains("32 levels"), "{fault}");
}

#[test]
fn the_deepest_nesting_within_the_limits_fits_half_a_threads_stack() {
    let deepest = |open: &str, close: &str| {
        let fits = (1..32).rev().find_map(|depth| {
            let call = format!("{}f(n - 1){}", open.repeat(depth), close.repeat(depth));
            let text =
                format!("fn g(x) {{ x }} fn f(n) {{ if n > 0 {{ {call} }} }} fn on_form(form, ctx) {{ f(99); g(1); }}");
            rules().flow(&source(FLOW, &text), &Library::default(), &vocabulary()).ok()
        });
        fits.expect("a little nesting is allowed")
    };
    for (open, close) in
        [("[", "]"), ("g(", ")"), ("(1 + ", ")"), ("{", "}"), ("if true {", "}"), ("switch 1 { 1 => ", "}")]
    {
        let rule = deepest(open, close);
        let run = std::thread::Builder::new().stack_size(1 << 20).spawn(move || rule.on_form(&flow_input(json!({}))));
        assert_eq!(run.unwrap().join().unwrap().unwrap_err().kind, FaultKind::Depth, "{open}");
    }
}

#[test]
fn deep_expressions_are_refused_when_the_file_is_read() {
    let text = format!("fn on_form(form, ctx) {{ let x = {}1{}; }}", "(1 + ".repeat(200), ")".repeat(200));
    let found = wrong_flow(&text);
    assert_eq!(found[0].message, "this is nested too deeply");
    assert_eq!(found[0].line, Some(1));
}

#[test]
fn too_many_functions_are_refused_when_the_file_is_read() {
    let text: String = (0..101).map(|i| format!("fn f{i}() {{ }}\n")).collect();
    assert!(wrong_flow(&text)[0].message.contains("functions"));
}

#[test]
fn a_huge_file_is_refused_when_it_is_read() {
    let text = format!("fn on_form(form, ctx) {{ }}\n//{}", "x".repeat(70_000));
    assert!(wrong_flow(&text)[0].message.contains("65536"));
}

#[test]
fn importing_in_a_loop_is_stopped() {
    let rules = rules();
    let (library, found) = rules.library(&[lib("a", "fn one() { 1 }")]);
    assert!(found.is_empty());
    let text = "fn on_form(form, ctx) {\n loop { import \"lib/a\" as a; a::one(); }\n}";
    let rule = rules.flow(&source(FLOW, text), &library, &vocabulary()).unwrap();
    let fault = rule.on_form(&flow_input(json!({}))).unwrap_err();
    assert_eq!((fault.kind, fault.diagnostic.line), (FaultKind::Size, Some(2)), "{fault}");
}

#[test]
fn a_module_whose_constants_never_end_is_left_out() {
    let (library, found) = rules().library(&[lib("a", "const X = { let i = 0; loop { i += 1; } };\nfn f() { 1 }")]);
    assert_eq!(library.names().count(), 0);
    assert!(found[0].message.contains("operations"), "{}", found[0]);
}

#[test]
fn no_limit_can_be_caught() {
    for (body, kind) in [
        ("try { loop { } } catch { }", FaultKind::Operations),
        ("try { let s = \"x\"; loop { s += s; } } catch { }", FaultKind::Size),
        ("try { let a = []; loop { a.push(1); } } catch { }", FaultKind::Size),
        ("try { loop { form.notice(\"info\", \"x\"); } } catch { }", FaultKind::Size),
    ] {
        assert_eq!(fault(body).kind, kind, "{body}");
    }
    let text = "fn deep(n) { deep(n + 1) }\nfn big() { let s = \"x\"; loop { s += s; } }\n\
                fn on_form(form, ctx) { try { if form.is_set(\"phone\") { big(); } else { deep(0); } } catch { } }";
    let rule = flow(text);
    assert_eq!(rule.on_form(&flow_input(json!({}))).unwrap_err().kind, FaultKind::Depth);
    assert_eq!(rule.on_form(&flow_input(json!({ "phone": "1" }))).unwrap_err().kind, FaultKind::Size);
}

#[test]
fn a_rule_can_catch_its_own_mistakes() {
    let run = on_form("try { throw \"x\"; } catch (e) { log(`caught ${e}`); }").unwrap();
    assert_eq!(run.log[0].text, "caught x");
}

#[test]
fn too_many_answers_are_stopped() {
    stopped("for i in 0..600 {\n form.notice(\"info\", \"x\");\n}", FaultKind::Size, 3);
    let fault = fault("let s = \"\"; s.pad(60000, 'x'); for i in 0..6 { form.notice(\"info\", s); }");
    assert!(fault.diagnostic.message.contains("262144 bytes"), "{fault}");
}

#[test]
fn the_log_keeps_the_first_lines_and_cuts_long_ones() {
    let run = on_form("let s = \"\"; s.pad(5000, 'ä'); for i in 0..200 { log(s); }").unwrap();
    assert_eq!(run.log.len(), 100);
    assert_eq!(run.log[0].text.len(), 1_000);
}

#[test]
fn deeply_nested_input_is_refused_before_the_rule_runs() {
    let deep = (0..40).fold(json!(1), |inner, _| json!([inner]));
    let rule = flow("fn on_form(form, ctx) { log(\"ran\"); }");
    let fault = rule.on_form(&flow_input(json!({ "fault": deep }))).unwrap_err();
    assert_eq!(fault.kind, FaultKind::Depth);
    assert!(fault.log.is_empty() && fault.diagnostic.message.contains("16 levels"), "{fault}");
}

#[test]
fn deeply_nested_answers_are_refused() {
    let fault = fault("let a = [1];\nfor i in 0..40 { a = [a]; }\nform.suggest(\"fault\", a);");
    assert!(fault.diagnostic.message.contains("nested too deeply"), "{fault}");
    assert_eq!(fault.diagnostic.line, Some(4));
}

#[test]
fn a_stricter_limit_can_be_set() {
    let limits = ScriptLimits { operations: 100, ..ScriptLimits::default() };
    let text = "fn on_form(form, ctx) { for i in 0..100 { log(\"x\"); } }";
    let rule = Rules::new(limits).flow(&source(FLOW, text), &Library::default(), &vocabulary()).unwrap();
    assert!(rule.on_form(&flow_input(json!({}))).unwrap_err().diagnostic.message.contains("100 operations"));
}

#[test]
fn what_a_large_input_brings_about_is_no_failure_of_the_rule() {
    let rule = flow("fn on_form(form, ctx) { let s = form.value(\"phone\"); loop { s += s; } }");
    let of = |bytes: usize| {
        let fault = rule.on_form(&flow_input(json!({ "phone": "x".repeat(bytes) }))).unwrap_err();
        assert_eq!(fault.kind, FaultKind::Size, "{fault}");
        rule.failures().count
    };
    assert_eq!((of(20_000), of(9_000), of(100)), (0, 0, 1));
}

#[test]
fn the_longest_answer_of_a_form_is_no_text_too_long() {
    let rule = flow("fn on_form(form, ctx) { if form.value(\"phone\") == \"x\" { form.hide(\"phone\"); } }");
    rule.on_form(&flow_input(json!({ "phone": "\u{1f600}".repeat(20_000) }))).unwrap();
}

#[test]
fn what_no_database_stores_is_refused_where_the_rule_says_it() {
    for said in [
        "form.notice(\"info\", \"a\\x00\");",
        "form.help(\"phone\", text(\"a\\x00\"));",
        "form.suggest(\"phone\", [\"a\\x00\"]);",
        "form.options(\"boiler\", [\"a\\x00\"]);",
        "form.options(\"boiler\", [#{ value: \"a\\x00\", label: \"A\" }]);",
        "throw \"a\\x00 U+0000\";",
    ] {
        let fault = fault(&format!("\n{said}"));
        assert_eq!((fault.kind, fault.diagnostic.line), (FaultKind::Error, Some(3)), "{said}: {fault}");
        assert!(fault.diagnostic.message.contains("U+0000") && !fault.diagnostic.message.contains('\0'), "{fault}");
    }
    assert_eq!(on_form("log(\"a\\x00b\");").unwrap().log[0].text, "a\u{fffd}b");
}
