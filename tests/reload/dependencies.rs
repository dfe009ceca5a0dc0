//! A change reaches everything that stands on it, and nothing else is built again.

use std::sync::Arc;

use portico::reload::{Generation, State};
use portico_host::{plugin::Plugin, script::FlowRule};

use super::site::{MARK, RULE, Site, TEXTS, THEME, form, names_a_text, needs, rule};

const LIBRARY: &str = "scripts/acme/lib/words.rhai";
const USES_LIBRARY: &str =
    "import \"lib/words\" as words;\nfn before_create(draft, ctx) { draft.set_title(words::word()); }\n";

fn flow(generation: &Generation) -> Arc<FlowRule> {
    Arc::clone(&generation.extensions.flows["fault"])
}

fn plugin(generation: &Generation) -> Arc<Plugin> {
    Arc::clone(&generation.extensions.plugins["iban"])
}

/// A site with the shipped plugin.
pub fn with_plugin(files: &[(&str, &str)]) -> Site {
    let mut site = Site::with(files);
    for file in ["plugin.toml", "iban.wasm", "tests/fixtures.toml"] {
        let target = site.path(&format!("plugins/iban/{file}"));
        std::fs::create_dir_all(target.parent().unwrap()).unwrap();
        std::fs::copy(format!("../plugins/iban/{file}"), target).unwrap();
    }
    site.look();
    assert_eq!(site.state("plugins/iban"), State::Good, "{:#?}", site.report("acme", "plugins/iban"));
    site
}

#[test]
fn an_edited_library_changes_the_rules_of_its_tenant_only() {
    let mut site = Site::with(&[
        (LIBRARY, "fn word() { \"one\" }\n"),
        (RULE, USES_LIBRARY),
        ("scripts/other/lib/words.rhai", "fn word() { \"other\" }\n"),
        ("scripts/other/flows/fault.rhai", USES_LIBRARY),
    ]);
    assert_eq!((site.answer(), site.answer_of("other")), ("one".into(), "other".into()));
    let other = site.generation("other");
    site.write(LIBRARY, "fn word() { \"two\" }\n");
    site.look();
    assert_eq!(site.answer(), "two");
    assert!(Arc::ptr_eq(&other, &site.generation("other")));
}

#[test]
fn a_broken_library_keeps_the_last_good_rules_and_names_the_library() {
    let mut site = Site::with(&[(LIBRARY, "fn word() { \"one\" }\n"), (RULE, USES_LIBRARY)]);
    site.write(LIBRARY, "fn word() {\n    \"two\" + ;\n}\n");
    site.look();
    assert_eq!((site.answer().as_str(), site.state(RULE)), ("one", State::Stale));
    let report = site.report("acme", RULE);
    assert!(report.diagnostics.iter().any(|found| found.file == LIBRARY && found.line == Some(2)), "{report:#?}");
}

#[test]
fn an_edited_parent_theme_changes_its_children() {
    let mut site = Site::with(&[
        ("themes/house/theme.toml", "name = \"House\"\ncontract = 1\n"),
        ("themes/house/static/mark.txt", "one"),
        ("themes/acme/theme.toml", "name = \"Acme\"\nextends = \"house\"\ncontract = 1\n"),
    ]);
    site.write("themes/house/static/mark.txt", "two");
    site.look();
    assert_eq!(site.mark(), "two");
    site.write("themes/house/theme.toml", "contract = 99");
    site.look();
    assert_eq!((site.mark().as_str(), site.state("themes/acme")), ("two", State::Stale));
}

#[test]
fn what_did_not_change_is_not_built_again() {
    let mut site = with_plugin(&[(RULE, &rule("one")), ("themes/acme/theme.toml", THEME), (MARK, "one")]);
    let before = site.generation("acme");
    site.write(MARK, "two");
    site.look();
    let after = site.generation("acme");
    assert_eq!(site.mark(), "two");
    assert!(Arc::ptr_eq(&plugin(&before), &plugin(&after)), "the plugin was not compiled again");
    assert!(Arc::ptr_eq(&flow(&before), &flow(&after)), "the rule was not compiled again");
    assert!(Arc::ptr_eq(&before.themes["default"], &after.themes["default"]), "the built-in theme was not built again");
    assert!(!Arc::ptr_eq(&before.themes["acme"], &after.themes["acme"]));
}

#[test]
fn of_two_components_the_one_that_the_manifest_names_runs() {
    let mut site = with_plugin(&[]);
    let hash = plugin(&site.generation("acme")).sha256().to_owned();
    // It would be taken first by its name, and is none.
    site.write("plugins/iban/a.wasm", "an older try");
    site.look();
    assert_eq!((site.state("plugins/iban"), plugin(&site.generation("acme")).sha256()), (State::Good, hash.as_str()));
    let manifest = std::fs::read_to_string(site.path("plugins/iban/plugin.toml")).unwrap();
    site.write("plugins/iban/plugin.toml", &manifest.replace("iban.wasm", "a.wasm"));
    site.look();
    let report = site.report("acme", "plugins/iban");
    assert_eq!(report.state, State::Stale);
    assert!(report.diagnostics[0].to_string().contains("plugins/iban/a.wasm"), "{report:#?}");
}

#[test]
fn a_plugin_that_is_deleted_or_broken_while_it_is_used_stays() {
    let mut site = with_plugin(&[]);
    let before = plugin(&site.generation("acme"));
    let component = std::fs::read(site.path("plugins/iban/iban.wasm")).unwrap();
    std::fs::write(site.path("plugins/iban/iban.wasm"), &component[..component.len() / 2]).unwrap();
    site.look();
    assert_eq!(site.state("plugins/iban"), State::Stale);
    assert!(Arc::ptr_eq(&before, &plugin(&site.generation("acme"))));
    site.remove("plugins/iban");
    site.look();
    assert_eq!(site.state("plugins/iban"), State::Stale);
    assert!(Arc::ptr_eq(&before, &plugin(&site.generation("acme"))));
}

#[test]
fn a_changed_form_checks_its_rule_again() {
    let mut site = Site::with(&[(
        RULE,
        "fn validate(form, ctx) { if form.value(\"colour\") == \"red\" { form.error(\"colour\", \"no\"); } }\n",
    )]);
    let found = &site.report("acme", RULE).diagnostics;
    assert!(found.iter().any(|found| found.message.contains("colour")), "{found:#?}");
    let mut changed = needs();
    changed[0].flows.insert("fault".into(), Arc::new(form(&["colour"])));
    site.needs.send_replace(Arc::new(changed));
    assert!(site.look());
    assert_eq!(site.report("acme", RULE).diagnostics, []);
    assert_eq!(site.state(RULE), State::Good);
}

#[test]
fn a_portal_that_takes_another_theme_gets_it() {
    let mut site = Site::with(&[("themes/second/theme.toml", "name = \"Second\"\ncontract = 1\n")]);
    assert!(!site.generation("acme").themes.contains_key("second"));
    let mut changed = needs();
    changed[0].themes.push("second".into());
    site.needs.send_replace(Arc::new(changed));
    site.look();
    assert!(site.generation("acme").themes.contains_key("second"));
}

#[test]
fn no_text_is_missing_while_a_theme_of_the_tenant_has_no_good_version() {
    let mut site = Site::with(&[
        (RULE, &names_a_text("one")),
        ("themes/acme/theme.toml", "contract = 99"),
        (TEXTS, "rule-closed = We are closed\n"),
        ("themes/second/theme.toml", "name = \"Second\"\ncontract = 1\n"),
    ]);
    let mut changed = needs();
    changed[0].themes.push("second".into());
    site.needs.send_replace(Arc::new(changed));
    site.look();
    assert_eq!(site.report("acme", RULE).diagnostics, []);
    assert_eq!((site.state("themes/acme"), site.state(RULE)), (State::Broken, State::Good));
    site.write("themes/acme/theme.toml", THEME);
    site.look();
    let found = &site.report("acme", RULE).diagnostics;
    assert!(found.iter().all(|found| found.message.contains("(themes/second)")) && !found.is_empty(), "{found:#?}");
}
