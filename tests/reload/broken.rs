//! What is broken changes nothing for customers, says where it is broken, and recovers without a restart.

use std::{os::unix::fs::symlink, sync::Arc};

use portico::reload::State;
use portico_host::diagnostic::Severity;

use super::site::{MARK, RULE, Site, THEME, rule};

const PAGE: &str = "themes/acme/templates/portal/sign_in.html";
const GOOD_PAGE: &str = "{% extends \"@parent/portal/sign_in.html\" %}\n{% block title %}Acme{% endblock %}\n";

#[test]
fn a_broken_rule_leaves_the_last_good_one_live_and_the_mended_one_takes_over() {
    let mut site = Site::acme();
    site.write(RULE, "fn before_create(draft, ctx) {\n    draft.set_titel(\"two\");\n}\n");
    site.look();
    assert_eq!(site.answer(), "one");
    let report = site.report("acme", RULE);
    assert_eq!(report.state, State::Stale);
    let found = &report.diagnostics[0];
    assert_eq!((found.file.as_str(), found.line), (RULE, Some(2)));
    assert!(found.column.is_some() && found.excerpt.contains("set_titel"), "{found}");
    assert_eq!(found.suggestion.as_deref(), Some("did you mean \"set_title\"?"));
    site.write(RULE, &rule("three"));
    site.look();
    assert_eq!((site.answer().as_str(), site.state(RULE)), ("three", State::Good));
    assert!(site.report("acme", RULE).diagnostics.is_empty());
}

#[test]
fn a_broken_save_does_not_stop_the_watcher() {
    let mut site = Site::acme().follow();
    for word in ["two", "three"] {
        site.write(RULE, "fn before_create(draft, ctx) {");
        site.until(|site| site.state(RULE) == State::Stale);
        site.write(RULE, &rule(word));
        site.until(|site| site.answer() == word);
    }
}

#[test]
fn a_broken_template_keeps_the_whole_last_theme() {
    let mut site = Site::acme();
    site.write(MARK, "two");
    site.write(
        PAGE,
        "{% extends \"@parent/portal/sign_in.html\" %}\n{% block title %}{{ nowhere.at.all }}{% endblock %}\n",
    );
    site.look();
    assert_eq!((site.mark().as_str(), site.state("themes/acme")), ("one", State::Stale));
    let report = site.report("acme", "themes/acme");
    assert!(report.diagnostics.iter().any(|found| found.file == PAGE && found.line == Some(2)), "{report:#?}");
    site.write(PAGE, GOOD_PAGE);
    site.look();
    assert_eq!((site.mark().as_str(), site.state("themes/acme")), ("two", State::Good));
}

#[test]
fn what_one_tenant_breaks_no_other_notices() {
    let mut site = Site::acme();
    let before = site.generation("other");
    site.write(RULE, "fn (");
    site.write("scripts/acme/automations/a.rhai", "nonsense");
    site.write("scripts/acme/lib/b.rhai", "fn c() { let x = ; }");
    site.write("themes/acme/theme.toml", "contract = 99");
    site.look();
    assert!(Arc::ptr_eq(&before, &site.generation("other")));
    assert_eq!(site.answer_of("other"), "other");
}

#[test]
fn a_broken_part_does_not_hold_up_the_good_ones() {
    let mut site = Site::acme();
    site.write(RULE, "fn (");
    site.write(MARK, "two");
    site.write("plugins/broken/plugin.toml", "nonsense");
    site.look();
    assert_eq!((site.answer().as_str(), site.mark().as_str()), ("one", "two"));
}

#[test]
fn a_theme_that_is_deleted_while_it_is_used_stays_and_says_so() {
    let mut site = Site::acme();
    site.remove("themes/acme");
    site.look();
    assert_eq!((site.mark().as_str(), site.state("themes/acme")), ("one", State::Stale));
    assert!(site.report("acme", "themes/acme").diagnostics[0].message.contains("gone"));
    site.write("themes/acme/theme.toml", THEME);
    site.write(MARK, "back");
    site.look();
    assert_eq!((site.mark().as_str(), site.state("themes/acme")), ("back", State::Good));
}

#[test]
fn a_parent_that_is_deleted_takes_nothing_from_its_children() {
    let mut site = Site::with(&[
        ("themes/house/theme.toml", THEME),
        ("themes/house/static/mark.txt", "from the house"),
        ("themes/acme/theme.toml", "name = \"Acme\"\nextends = \"house\"\ncontract = 1\n"),
    ]);
    assert_eq!(site.mark(), "from the house");
    site.remove("themes/house");
    site.look();
    assert_eq!((site.mark().as_str(), site.state("themes/acme")), ("from the house", State::Stale));
    let found = site.report("acme", "themes/acme").diagnostics[0].to_string();
    assert!(found.contains("extends \"house\"") && found.contains("themes/acme/theme.toml"), "{found}");
    site.write("themes/house/theme.toml", THEME);
    site.write("themes/house/static/mark.txt", "rebuilt");
    site.look();
    assert_eq!((site.mark().as_str(), site.state("themes/acme")), ("rebuilt", State::Good));
}

#[test]
fn themes_that_extend_each_other_are_refused() {
    let site = Site::with(&[
        ("themes/acme/theme.toml", "name = \"Acme\"\nextends = \"house\"\ncontract = 1\n"),
        ("themes/house/theme.toml", "name = \"House\"\nextends = \"acme\"\ncontract = 1\n"),
    ]);
    let found = site.report("acme", "themes/acme").diagnostics[0].to_string();
    assert!(found.contains("extends \"acme\", which extends this theme again"), "{found}");
}

#[test]
fn a_mistyped_parent_names_the_nearest_theme() {
    let site = Site::with(&[
        ("themes/acme/theme.toml", "name = \"Acme\"\nextends = \"huose\"\ncontract = 1\n"),
        ("themes/house/theme.toml", THEME),
    ]);
    let found = &site.report("acme", "themes/acme").diagnostics[0];
    assert_eq!(found.suggestion.as_deref(), Some("did you mean \"house\"?"));
}

#[test]
fn a_rule_that_is_deleted_stops() {
    let mut site = Site::acme();
    site.remove(RULE);
    site.look();
    assert_eq!(site.answer(), "no rule");
    assert!(!site.generation("acme").report.iter().any(|report| report.unit.to_string() == RULE));
}

#[test]
fn a_link_out_of_the_folder_is_refused_and_its_removal_recovers() {
    let mut site = Site::acme();
    site.write("outside/secret.txt", "secret");
    symlink(site.path("outside/secret.txt"), site.path("themes/acme/static/leak.txt")).unwrap();
    site.look();
    assert_eq!(site.state("themes/acme"), State::Stale);
    let found = site.report("acme", "themes/acme").diagnostics[0].to_string();
    assert!(found.contains("themes/acme/static/leak.txt") && found.contains("leaves the folder"), "{found}");
    site.remove("themes/acme/static/leak.txt");
    site.look();
    assert_eq!(site.state("themes/acme"), State::Good);
}

#[test]
fn a_missing_theme_of_a_portal_is_told_and_the_built_in_one_serves() {
    let site = Site::with(&[]);
    assert_eq!(site.state("themes/acme"), State::Broken);
    assert!(site.generation("acme").themes.contains_key("default"));
}

/// Whether a rule comes to an end is known only when it runs. So it is run before it goes live, and stopped where it does not end.
#[test]
fn a_rule_that_never_ends_or_grows_without_end_does_not_go_live() {
    for (body, limit) in [
        ("let n = 0;\n    loop { n += 1; }", "operations"),
        ("let text = \"x\";\n    loop { text += text; }", "longer than"),
        ("let list = [];\n    loop { list.push(1); }", "more than"),
    ] {
        for hook in ["on_form(form, ctx)", "validate(form, ctx)", "before_create(draft, ctx)"] {
            let mut site = Site::acme();
            site.write(RULE, &format!("fn {hook} {{\n    {body}\n}}\n"));
            site.look();
            assert_eq!((site.answer().as_str(), site.state(RULE)), ("one", State::Stale), "the last good one stays");
            let found = &site.report("acme", RULE).diagnostics[0];
            assert_eq!((found.file.as_str(), found.line), (RULE, Some(3)), "{found}");
            assert!(found.column.is_some() && found.message.contains(limit), "{found}");
            assert_eq!(site.answer_of("other"), "other", "others go on");
        }
    }
}

/// The engine tries every choice of a form and every hook, also the ones that few customers come to.
#[test]
fn an_automation_that_never_ends_on_some_request_does_not_go_live() {
    const CHASER: &str = "scripts/acme/automations/chaser.rhai";
    let mut site = Site::acme();
    site.write(
        CHASER,
        "fn on_closed(order, act, ctx) {\n    if order.flow == \"fault\" { loop { act.add_note(\"x\"); } }\n}\n",
    );
    site.look();
    assert_eq!(site.state(CHASER), State::Broken);
    assert!(!site.generation("acme").extensions.automations.contains_key("chaser"));
    let found = &site.report("acme", CHASER).diagnostics[0];
    assert!(found.line == Some(2) && found.message.starts_with("on_closed fails on a sample"), "{found}");
}

/// Nobody's form is like a sample; but what fails whatever is answered fails for every customer.
#[test]
fn a_rule_that_fails_on_every_sample_keeps_the_last_good_one() {
    let mut site = Site::acme();
    site.write(RULE, &format!("{}fn validate(form, ctx) {{\n    ctx.settings.general.fax.len();\n}}\n", rule("two")));
    site.look();
    assert_eq!((site.answer().as_str(), site.state(RULE)), ("one", State::Stale));
    let found = &site.report("acme", RULE).diagnostics[0];
    assert_eq!((found.line, found.severity), (Some(3), Severity::Error));
    assert!(found.message.starts_with("validate fails on every sample") && found.message.contains("fax"), "{found}");
    // On a blank form alone it may well fail.
    site.write(RULE, "fn validate(form, ctx) { form.value(\"description\").len(); }\n");
    site.look();
    assert_eq!((site.state(RULE), site.report("acme", RULE).diagnostics.as_slice()), (State::Good, [].as_slice()));
}
