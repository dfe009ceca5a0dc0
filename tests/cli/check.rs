//! `portico check`: what it finds is what decides whether a saved file goes live, and its exit code can stop a release.

use std::path::Path;

use super::{company, program::Program};

const GOOD_RULE: &str =
    "fn validate(form, ctx) {\n    if form.value(\"description\") == \"\" { form.error(\"description\", \"?\"); }\n}\n";

#[test]
fn a_good_site_is_listed_and_ends_with_0() {
    let program = Program::new();
    program.write("scripts/acme/flows/fault.rhai", GOOD_RULE);
    let done = program.run(&["check"]).expect(0);
    done.says(&["ok     scripts/acme/flows/fault.rhai", "ok     themes/default", "0 errors"]);
}

#[test]
fn a_broken_rule_is_shown_with_place_and_excerpt_and_ends_with_1() {
    let program = Program::new();
    program.write(
        "scripts/acme/flows/fault.rhai",
        "fn validate(form, ctx) {\n    form.eror(\"description\", \"?\");\n}\n",
    );
    program.write("scripts/acme/automations/fine.rhai", "fn on_requested(order, act, ctx) {}\n");
    let done = program.run(&["check", "--offline"]).expect(1);
    done.says(&["scripts/acme/flows/fault.rhai:2", "   2 |     form.eror", "FAILED scripts/acme/flows/fault.rhai"]);
}

#[test]
fn the_forms_of_the_database_are_part_of_the_check_unless_it_is_offline() {
    let program = Program::new();
    company::seed_now(&program, &company::document(0, false));
    program.write("scripts/acme/flows/fault.rhai", &GOOD_RULE.replace("\"description\"", "\"descripton\""));
    program.run(&["check"]).says(&["descripton", "did you mean \"description\"?"]);
    let offline = program.run(&["check", "--offline"]).expect(0);
    assert!(!offline.out.contains("did you mean"), "{}", offline.out);
}

#[test]
fn a_comparison_with_a_choice_that_no_field_has_is_a_warning() {
    let program = Program::new();
    let mut document = company::document(0, false);
    let kind = serde_json::json!({"type": "choice", "choices": [
        {"value": "heating", "label": {"en": "Heating"}}, {"value": "water", "label": {"en": "Water"}}]});
    let field = serde_json::json!({"key": "kind", "label": {"en": "What is it about?"}, "kind": kind});
    document.work_types[0].steps[0].fields.push(serde_json::from_value(field).unwrap());
    company::seed_now(&program, &document);
    program.write(
        "scripts/acme/flows/fault.rhai",
        "fn on_form(form, ctx) {\n    if form.value(\"kind\") == \"heatting\" { form.require(\"description\"); }\n}\n",
    );
    program.write(
        "scripts/acme/automations/water.rhai",
        "fn on_requested(order, act, ctx) {\n    let kind = order.value(\"kind\");\n    if kind in [\"watr\", \"heating\"] { act.add_note(\"x\"); }\n}\n",
    );
    let done = program.run(&["check"]).expect(0);
    done.says(&["warning: the field \"kind\" has no choice \"heatting\"", "scripts/acme/flows/fault.rhai:2:30"]);
    done.says(&["did you mean \"heating\"?", "has no choice \"watr\"", "scripts/acme/automations/water.rhai:3:17"]);
    assert!(done.out.contains("0 errors, 2 warnings"), "{}", done.out);
}

/// Writes the theme of the company's portal, with texts by language.
fn theme_of_the_portal(program: &Program, texts: &[(&str, &str)]) {
    program.write("themes/acme/theme.toml", "name = \"Acme\"\ncontract = 1\n");
    for (language, text) in texts {
        program.write(&format!("themes/acme/locales/{language}.ftl"), text);
    }
}

#[test]
fn a_text_that_no_language_has_is_found_and_one_that_some_lack_is_a_warning() {
    let program = Program::new();
    let mut document = company::document(0, false);
    document.portals[0].theme = "acme".to_owned();
    company::seed_now(&program, &document);
    let rule = |key: &str| format!("fn on_form(form, ctx) {{\n    form.notice(\"info\", text(\"{key}\"));\n}}\n");
    program.write("scripts/acme/flows/fault.rhai", &rule("rule-no-het"));
    program.write("scripts/acme/lib/words.rhai", "fn closed() { text(\"rule-no-heta\") }\n");
    theme_of_the_portal(&program, &[("de", "rule-no-heat = Kalt\n"), ("en", "rule-no-heat = Cold\n")]);
    let done = program.run(&["check"]).expect(1);
    done.says(&[
        "error: there is no text \"rule-no-het\"",
        "scripts/acme/flows/fault.rhai:2:30",
        "did you mean \"rule-no-heat\"?",
    ]);
    done.says(&["there is no text \"rule-no-heta\"", "scripts/acme/lib/words.rhai:1:20"]);
    let offline = program.run(&["check", "--offline"]).expect(1);
    offline.says(&["error: there is no text \"rule-no-het\"", "did you mean \"rule-no-heat\"?"]);
    program.write("scripts/acme/lib/words.rhai", "fn closed() { 1 }\n");
    program.write("scripts/acme/flows/fault.rhai", &rule("rule-no-heat"));
    program.run(&["check", "--strict"]).expect(0);
    program.run(&["check", "--strict", "--offline"]).expect(0);
    theme_of_the_portal(&program, &[("de", "rule-no-heat = Kalt\n"), ("en", "")]);
    let done = program.run(&["check"]).expect(0);
    done.says(&["warning: there is no text \"rule-no-heat\" in en (themes/", ", nl (themes/"]);
}

#[test]
fn the_keys_of_a_tenant_are_listed_with_what_people_read() {
    let program = Program::new();
    program.run(&["check", "--keys", "acme"]).expect(1).says(&["there is no database yet", "portico demo"]);
    assert!(!program.exists("data"), "asking makes none");
    let mut document = company::document(0, false);
    let kind = serde_json::json!({"type": "choice", "choices": [{"value": "water", "label": {"en": "Water drips"}}]});
    let field =
        serde_json::json!({"key": "kind", "label": {"en": "What is it about?"}, "need": "required", "kind": kind});
    document.work_types[0].steps[0].fields.push(serde_json::from_value(field).unwrap());
    company::seed_now(&program, &document);
    let listed = program.run(&["check", "--keys", "acme"]).expect(0).out;
    let words: Vec<String> = listed.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect();
    for line in [
        "fault Report a fault · work type repair · scripts/acme/flows/fault.rhai",
        "step what What",
        "description text, required · What is broken?",
        "kind choice, required · What is it about?",
        "water Water drips",
        "accepted accepted, Accepted",
        "emergency",
        "general.phone default \"\"",
    ] {
        assert!(words.iter().any(|word| word == line), "{line:?} is missing in\n{listed}");
    }
    program.run(&["check", "--keys", "acmee"]).expect(1).says(&["did you mean \"acme\"?"]);
}

#[test]
fn a_flow_rule_that_is_named_after_no_flow_is_a_warning() {
    let program = Program::new();
    company::seed_now(&program, &company::document(0, false));
    program.write("scripts/acme/flows/falt.rhai", GOOD_RULE);
    let done = program.run(&["check"]).expect(0);
    done.says(&[
        "warning: there is no flow \"falt\"",
        "scripts/acme/flows/falt.rhai",
        "did you mean \"fault\"?",
        "the flows are ",
    ]);
}

#[test]
fn a_database_that_cannot_be_read_is_told_once() {
    let program = Program::with("[database]\nurl = \"sqlite:broken.db\"\n");
    program.write("broken.db", &"this is no database at all ".repeat(100));
    let done = program.run(&["check"]).expect(0);
    done.says(&["note: forms and statuses of tenants are not looked at: the database is not available: broken.db"]);
    assert_eq!(done.out.matches("the database").count(), 1, "{}", done.out);
}

#[test]
fn warnings_fail_only_a_strict_check() {
    let program = Program::new();
    program.write("scripts/acme/flows/fault.rhai", "fn idle() { 1 }\nfn on_form(form, ctx) {}\n");
    let done = program.run(&["check"]);
    assert!(done.out.contains("warning: "), "{}", done.out);
    assert!(done.out.ends_with(" checked, 0 errors, 1 warning\n"), "{}", done.out);
    done.expect(0);
    program.run(&["check", "--strict"]).expect(1);
}

#[test]
fn a_check_writes_nothing_where_a_server_keeps_things() {
    let program = Program::new();
    program.write("scripts/acme/flows/fault.rhai", GOOD_RULE);
    program.run(&["check"]).expect(0);
    assert!(!program.exists("data"), "no database, no cache");
}

#[test]
fn a_folder_that_is_configured_but_missing_is_told() {
    let program = Program::with("[extensions]\nthemes = \"looks\"\n");
    program.run(&["check"]).says(&["looks", "does not exist"]);
}

#[test]
fn the_limits_of_the_operator_decide() {
    let program = Program::with("[extensions.limits]\nplugin_component_kib = 8\nplugin_memory_mib = 0\n");
    program.run(&["check", "--offline"]).expect(2).says(&["extensions.limits.plugin_memory_mib: must be at least 1"]);
    let program = Program::with("[extensions.limits]\nplugin_component_kib = 8\n");
    shipped_plugins(&std::fs::canonicalize("../plugins").unwrap(), &program);
    let done = program.run(&["check", "--offline"]).expect(1);
    done.says(&["the operator allows 8", "raise extensions.limits.plugin_component_kib", "FAILED plugins/iban"]);
}

/// What we ship passes our own check.
#[test]
fn the_shipped_themes_rules_and_plugins_pass() {
    let top = std::fs::canonicalize("..").unwrap();
    let folder = |name: &str| top.join(name).display().to_string();
    let program = Program::new();
    shipped_plugins(&top.join("plugins"), &program);
    let program = program
        .set("PORTICO__EXTENSIONS__THEMES", &folder("themes"))
        .set("PORTICO__EXTENSIONS__SCRIPTS", &folder("scripts"));
    program.run(&["check", "--offline", "--strict"]).expect(0);
}

/// Copies the plugins that have a component: one in another language is built only where its tools are.
fn shipped_plugins(from: &Path, to: &Program) {
    for plugin in std::fs::read_dir(from).unwrap().map(|entry| entry.unwrap().path()) {
        let name = plugin.file_name().unwrap().to_str().unwrap().to_owned();
        let component = plugin.join(format!("{name}.wasm"));
        if component.exists() {
            for file in ["plugin.toml", "tests/fixtures.toml", &format!("{name}.wasm")] {
                let target = to.path(&format!("plugins/{name}/{file}"));
                std::fs::create_dir_all(target.parent().unwrap()).unwrap();
                std::fs::copy(plugin.join(file), target).unwrap();
            }
        }
    }
}
