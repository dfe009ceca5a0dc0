//! What is there but cannot be read is not gone: the last good version stays, and the report says why.

use std::{fs, os::unix::fs::symlink};

use portico::reload::State;

use super::site::{MARK, RULE, Site, THEME, rule};

const AUTOMATION: &str = "scripts/acme/automations/note.rhai";

fn site() -> Site {
    let mut site = Site::acme();
    site.write(AUTOMATION, "fn on_accepted(order, act, ctx) { act.add_note(\"seen\"); }\n");
    site.look();
    assert_eq!(site.state(AUTOMATION), State::Good);
    site
}

/// The rule is live as it was, and the report names `place` with `reason`.
#[track_caller]
fn is_kept(site: &Site, unit: &str, (place, reason): (&str, &str)) {
    assert_eq!((site.answer().as_str(), site.state(unit)), ("one", State::Stale), "{unit}");
    let found = &site.report("acme", unit).diagnostics;
    assert!(found.iter().any(|found| found.file == place && found.message.contains(reason)), "{unit}: {found:#?}");
}

#[test]
fn a_rule_that_became_a_link_out_of_the_folder_stays_as_it_was() {
    let mut site = site();
    site.write("outside/fault.rhai", &rule("from outside"));
    site.remove(RULE);
    symlink(site.path("outside/fault.rhai"), site.path(RULE)).unwrap();
    site.look();
    is_kept(&site, RULE, (RULE, "leaves the folder"));
    site.remove(RULE);
    site.write(RULE, &rule("mended"));
    site.look();
    assert_eq!((site.answer().as_str(), site.state(RULE)), ("mended", State::Good));
}

#[test]
fn a_rule_of_nine_mebibytes_stays_as_it_was() {
    let mut site = site();
    site.write(RULE, &format!("{}//{}", rule("huge"), "x".repeat(9 << 20)));
    site.look();
    is_kept(&site, RULE, (RULE, "larger than 8 MiB"));
    assert_eq!(site.state(AUTOMATION), State::Good, "others go on");
}

#[test]
fn a_new_rule_that_cannot_be_read_is_reported_too() {
    let mut site = Site::with(&[]);
    site.write(RULE, &"/".repeat(9 << 20));
    site.look();
    assert_eq!((site.answer().as_str(), site.state(RULE)), ("no rule", State::Broken));
}

#[test]
fn a_folder_of_rules_that_became_a_file_keeps_all_of_its_rules() {
    let mut site = site();
    site.remove("scripts/acme");
    site.write("scripts/acme", "a mistake");
    site.look();
    for unit in [RULE, AUTOMATION] {
        is_kept(&site, unit, ("scripts/acme", "is a file, not a folder"));
    }
    assert_eq!(site.answer_of("other"), "other");
    site.remove("scripts/acme");
    site.look();
    assert_eq!(site.answer(), "no rule", "now it is gone");
}

#[test]
fn a_whole_folder_that_cannot_be_read_keeps_everything_also_over_a_restart() {
    let mut site = site();
    site.remove("scripts");
    // Root may read everything, so that permissions would not do; a link to itself leads nobody anywhere.
    symlink("scripts", site.path("scripts")).unwrap();
    site.look();
    for unit in [RULE, AUTOMATION] {
        is_kept(&site, unit, ("scripts", "cannot be read"));
    }
    let mut site = Site::at(site.stop());
    is_kept(&site, RULE, ("scripts", "cannot be read"));
    fs::remove_file(site.path("scripts")).unwrap();
    site.write(RULE, &rule("back"));
    site.look();
    assert_eq!((site.answer().as_str(), site.state(RULE)), ("back", State::Good));
    assert!(!site.generation("acme").extensions.automations.contains_key("note"), "what is gone stops");
}

#[test]
fn a_deleted_rule_does_not_come_back_when_its_folder_cannot_be_read() {
    let mut site = site();
    site.remove(RULE);
    site.look();
    site.remove("scripts/acme");
    site.write("scripts/acme", "a mistake");
    let site = Site::at(site.stop());
    assert_eq!(site.answer(), "no rule");
    assert_eq!(site.state(AUTOMATION), State::Stale);
}

#[test]
fn a_library_that_cannot_be_read_keeps_the_rules_of_its_folder() {
    let mut site = site();
    site.write("scripts/acme/lib/words.rhai", &"/".repeat(9 << 20));
    site.look();
    is_kept(&site, RULE, ("scripts/acme/lib/words.rhai", "larger than 8 MiB"));
    assert_eq!(site.answer_of("other"), "other");
}

#[test]
fn a_parent_theme_that_is_half_read_changes_no_child() {
    let mut site = Site::with(&[
        ("themes/house/theme.toml", THEME),
        ("themes/house/static/mark.txt", "from the house"),
        ("themes/acme/theme.toml", "name = \"Acme\"\nextends = \"house\"\ncontract = 1\n"),
        ("outside/mark.txt", "from outside"),
    ]);
    site.remove("themes/house/static/mark.txt");
    symlink(site.path("outside/mark.txt"), site.path("themes/house/static/mark.txt")).unwrap();
    site.look();
    assert_eq!((site.mark().as_str(), site.state("themes/acme")), ("from the house", State::Stale));
    let found = site.report("acme", "themes/acme").diagnostics[0].to_string();
    assert!(found.contains("themes/house/static/mark.txt") && found.contains("leaves the folder"), "{found}");
}

#[test]
fn a_theme_without_a_readable_manifest_stays_as_it_was() {
    let mut site = Site::acme();
    site.write(MARK, "two");
    site.write("themes/acme/theme.toml", &"#".repeat(9 << 20));
    site.look();
    assert_eq!((site.mark().as_str(), site.state("themes/acme")), ("one", State::Stale));
    let found = site.report("acme", "themes/acme").diagnostics[0].to_string();
    assert!(found.contains("larger than 8 MiB"), "{found}");
}
