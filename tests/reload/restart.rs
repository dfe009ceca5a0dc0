//! A restart with sources that are broken by now serves the last good ones, and says so.

use portico::reload::State;

use super::{
    dependencies::with_plugin,
    site::{MARK, RULE, Site, TEXTS, THEME, names_a_text, rule},
};

#[test]
fn a_restart_with_broken_sources_serves_the_last_good_from_disk() {
    let site = with_plugin(&[(RULE, &rule("one")), ("themes/acme/theme.toml", THEME), (MARK, "one")]);
    site.write(RULE, "fn (");
    site.write("themes/acme/theme.toml", "contract = 99");
    site.write("plugins/iban/plugin.toml", "nonsense");
    let mut site = Site::at(site.stop());
    assert_eq!((site.answer().as_str(), site.mark().as_str()), ("one", "one"));
    assert!(site.generation("acme").extensions.plugins.contains_key("iban"));
    for unit in [RULE, "themes/acme", "plugins/iban"] {
        let report = site.report("acme", unit);
        assert!(report.state == State::Stale && !report.diagnostics.is_empty(), "{report:#?}");
    }
    site.write(RULE, &rule("mended"));
    site.look();
    assert_eq!((site.answer().as_str(), site.state(RULE)), ("mended", State::Good));
}

#[test]
fn a_restart_with_a_broken_or_missing_parent_serves_the_whole_last_good_theme() {
    let house = "themes/house/theme.toml";
    for damage in [
        |site: &Site| site.write("themes/house/theme.toml", "contract = 99"),
        |site: &Site| {
            site.remove("themes/house");
        },
    ] {
        let site = Site::with(&[
            (house, THEME),
            ("themes/house/static/mark.txt", "from the house"),
            ("themes/acme/theme.toml", "name = \"Acme\"\nextends = \"house\"\ncontract = 1\n"),
        ]);
        damage(&site);
        let site = Site::at(site.stop());
        assert_eq!((site.mark().as_str(), site.state("themes/acme")), ("from the house", State::Stale));
    }
}

#[test]
fn a_restart_with_a_theme_that_is_gone_serves_the_last_good_one() {
    let site = Site::acme();
    site.remove("themes/acme");
    let site = Site::at(site.stop());
    assert_eq!((site.mark().as_str(), site.state("themes/acme")), ("one", State::Stale));
}

#[test]
fn a_first_start_with_broken_sources_serves_the_built_in_theme_and_says_so() {
    let site = Site::with(&[(RULE, "fn ("), ("themes/acme/theme.toml", "contract = 99")]);
    assert_eq!((site.answer().as_str(), site.state(RULE)), ("no rule", State::Broken));
    assert_eq!(site.state("themes/acme"), State::Broken);
    assert!(site.generation("acme").themes.contains_key("default"));
}

#[test]
fn what_was_broken_when_it_was_kept_is_never_kept() {
    let mut site = Site::acme();
    site.write(RULE, "fn (");
    site.look();
    let site = Site::at(site.stop());
    assert_eq!(site.answer(), "one");
}

#[test]
fn a_text_that_the_theme_loses_stops_no_rule_and_is_told_over_a_restart() {
    let text = "rule-closed = We are closed\n";
    let mut site = Site::with(&[(RULE, &names_a_text("one")), ("themes/acme/theme.toml", THEME), (TEXTS, text)]);
    assert_eq!((site.answer().as_str(), site.state(RULE)), ("one", State::Good));
    site.write(TEXTS, "");
    site.look();
    let is_live_and_told = |site: &Site| {
        assert_eq!((site.answer().as_str(), site.state(RULE)), ("one", State::Stale));
        let found = &site.report("acme", RULE).diagnostics;
        assert!(found.iter().any(|found| found.message.contains("no text \"rule-closed\"")), "{found:#?}");
    };
    is_live_and_told(&site);
    let before = site.generation("acme").content_hash;
    let mut site = Site::at(site.stop());
    is_live_and_told(&site);
    assert_eq!(site.generation("acme").content_hash, before, "the same is live, so nodes agree on its number");
    site.write(RULE, &names_a_text("two"));
    site.look();
    is_live_and_told(&site);
    site.write(TEXTS, text);
    site.look();
    assert_eq!((site.answer().as_str(), site.state(RULE)), ("two", State::Good));
}
