//! Libraries: what a rule can import, and that nothing else leaks in.

use serde_json::json;

use crate::support::{FLOW, context, flow_input, lib, print, rules, source, vocabulary};
use portico_host::script::{FlowInput, Library, Rules, ScriptSource};

const TRIAGE: &str = "const LIMIT = 2;\nfn is_urgent(score) { score > global::LIMIT }\nprivate fn hidden() { 1 }";
const USER: &str = "import \"lib/triage\" as triage;\n\
    fn on_form(form, ctx) { if triage::is_urgent(3) { form.require(\"phone\"); } }";

fn library(rules: &Rules, sources: &[ScriptSource]) -> Library {
    let (library, found) = rules.library(sources);
    assert!(found.is_empty(), "{}", print(&found));
    library
}

fn requires_phone(rules: &Rules, library: &Library) -> bool {
    let rule = rules.flow(&source(FLOW, USER), library, &vocabulary()).expect("it compiles");
    !rule.on_form(&flow_input(json!({}))).expect("it runs").value.fields.is_empty()
}

#[test]
fn a_rule_calls_functions_and_constants_of_a_module() {
    let rules = rules();
    assert!(requires_phone(&rules, &library(&rules, &[lib("triage", TRIAGE)])));
}

#[test]
fn an_edited_module_takes_effect_and_rules_of_the_old_generation_keep_the_old_one() {
    let rules = rules();
    let old = library(&rules, &[lib("triage", TRIAGE)]);
    let old_rule = rules.flow(&source(FLOW, USER), &old, &vocabulary()).unwrap();
    let new = library(&rules, &[lib("triage", &TRIAGE.replace("LIMIT = 2", "LIMIT = 9"))]);
    assert!(!requires_phone(&rules, &new));
    assert_eq!(old_rule.on_form(&flow_input(json!({}))).unwrap().value.fields.len(), 1);
}

#[test]
fn modules_import_modules_in_any_order_of_files() {
    let rules = rules();
    let a = lib("a", "import \"lib/z\" as z;\nfn f() { z::g() + 1 }");
    let library = library(&rules, &[a, lib("z", "fn g() { 1 }")]);
    let text = "import \"lib/a\" as a;\nfn on_form(form, ctx) { form.suggest(\"phone\", a::f()); }";
    let run = rules.flow(&source(FLOW, text), &library, &vocabulary()).unwrap().on_form(&flow_input(json!({})));
    assert_eq!(run.unwrap().value.fields["phone"].default, Some(json!(2)));
}

#[test]
fn modules_that_import_each_other_are_refused_with_the_circle() {
    let (library, found) = rules().library(&[
        lib("a", "import \"lib/b\" as b;\nfn f() { b::g() }"),
        lib("b", "import \"lib/c\" as c;\nfn g() { c::h() }"),
        lib("c", "import \"lib/a\" as a;\nfn h() { a::f() }"),
        lib("fine", "fn ok() { 1 }"),
    ]);
    assert!(print(&found).contains("lib/a → lib/b → lib/c → lib/a"), "{}", print(&found));
    assert_eq!(library.names().collect::<Vec<_>>(), ["lib/fine"]);
}

#[test]
fn a_module_that_imports_itself_is_refused() {
    let (_, found) = rules().library(&[lib("a", "import \"lib/a\" as a;\nfn f() { a::f() }")]);
    assert!(found[0].message.contains("lib/a → lib/a"), "{}", print(&found));
}

#[test]
fn a_rule_that_imports_a_broken_module_says_so() {
    let rules = rules();
    let (library, found) = rules.library(&[lib("triage", "fn is_urgent(score { }")]);
    assert_eq!((found.len(), found[0].line), (1, Some(1)));
    assert_eq!(found[0].file, "scripts/nordwind/lib/triage.rhai");
    let found = rules.flow(&source(FLOW, USER), &library, &vocabulary()).err().unwrap();
    assert_eq!(found[0].message, "the module \"lib/triage\" has errors of its own");
}

#[test]
fn private_functions_and_misspelt_ones_are_not_found_and_the_nearest_is_named() {
    let rules = rules();
    let library = library(&rules, &[lib("triage", TRIAGE)]);
    for (call, expected) in [
        ("triage::hidden()", "has no function hidden"),
        ("triage::is_urgend(1)", "did you mean \"is_urgent\"?"),
        ("triage::is_urgent()", "takes 1 value, not 0"),
    ] {
        let text = format!("import \"lib/triage\" as triage;\nfn on_form(form, ctx) {{ {call}; }}");
        let found = rules.flow(&source(FLOW, &text), &library, &vocabulary()).err().unwrap();
        assert!(print(&found).contains(expected), "{}", print(&found));
    }
}

#[test]
fn the_right_name_of_a_module_is_suggested() {
    let rules = rules();
    let library = library(&rules, &[lib("triage", TRIAGE)]);
    for name in ["triage", "lib/triage.rhai", "./lib/triage", "lib/triaje"] {
        let text = format!("import \"{name}\" as triage;\nfn on_form(form, ctx) {{ triage::is_urgent(1); }}");
        let found = rules.flow(&source(FLOW, &text), &library, &vocabulary()).err().unwrap();
        assert_eq!(found[0].suggestion.as_deref(), Some("did you mean \"lib/triage\"?"), "{name}");
    }
}

#[test]
fn tenants_do_not_share_modules() {
    let rules = rules();
    let (mixed, found) =
        rules.library(&[lib("triage", TRIAGE), source("scripts/other/lib/secret.rhai", "fn f() { 1 }")]);
    assert!(found[0].message.contains("no library module of nordwind"), "{}", print(&found));
    assert_eq!(mixed.names().count(), 1);
    let other = source("scripts/other/flows/x.rhai", USER);
    let found = rules.flow(&other, &mixed, &vocabulary()).err().unwrap();
    assert!(found[0].message.contains("cannot use the library of nordwind"), "{}", print(&found));
}

#[test]
fn a_fault_inside_a_module_names_the_modules_file_line_and_column() {
    let rules = rules();
    let text = "fn share(total, people) {\n    let part = total / people;\n    part\n}";
    let library = library(&rules, &[lib("sums", text)]);
    let user = "import \"lib/sums\" as sums;\n\nfn on_form(form, ctx) {\n    sums::share(10, 0);\n}";
    let rule = rules.flow(&source(FLOW, user), &library, &vocabulary()).unwrap();
    let fault = rule.on_form(&FlowInput { context: context(), ..FlowInput::default() }).unwrap_err();
    let place = &fault.diagnostic;
    assert_eq!(place.file, "scripts/nordwind/lib/sums.rhai", "{fault}");
    assert_eq!((place.line, place.column), (Some(2), Some(22)), "{fault}");
    assert!(place.excerpt.contains("total / people"), "{fault}");
    assert!(place.message.contains(&format!("share, called at {FLOW}:4")), "{fault}");
}

#[test]
fn a_module_is_checked_like_a_rule() {
    let (_, found) = rules().library(&[lib("a", "fn f(x) {\n    lenn(x)\n}\nlet y = 1;")]);
    assert_eq!(found.len(), 2, "{}", print(&found));
    assert_eq!((found[0].line, found[0].column), (Some(2), Some(5)));
    assert_eq!(found[1].line, Some(4));
}

#[test]
fn a_function_of_a_module_is_not_taken_for_the_helper_of_its_name() {
    let rules = rules();
    let library = library(&rules, &[lib("words", "fn helper(word) { word }")]);
    let text = "import \"lib/words\" as words;\n\
        fn on_form(form, ctx) { form.help(\"phone\", words::helper(\"x\")); helper(form); }\n\
        fn helper(f) { f.show(\"phon\"); }";
    let found = rules.flow(&source(FLOW, text), &library, &vocabulary()).err().expect("there is no such field");
    assert!(found.iter().any(|found| found.message.contains("no field \"phon\"")), "{}", print(&found));
}
