//! A version that passes the check and fails when it is used goes back to the one before, by itself.

use std::{
    sync::{Arc, OnceLock},
    time::Duration,
};

use portico::reload::{Live, State, counted};

use super::site::{MARK, RULE, Site, TEXTS, answer, rule};

/// How many failures end a trial, and how long it lasts.
const FAILURES: usize = 5;
pub const TRIAL: Duration = Duration::from_secs(5 * 60);
/// Fails whenever nothing is described: not on every sample of the check, but whenever the tests call it.
const FAILS: &str = "fn before_create(draft, ctx) {\n    let none = 0;\n    if !draft.is_set(\"description\") { draft.set_title(`${1 / none}`); }\n}\n";

fn fail(site: &Site, times: usize) {
    (0..times).for_each(|_| assert!(site.answer().contains(RULE), "{}", site.answer()));
}

/// A rule that is live and has failed so often, give or take the looks of the test itself.
fn failing(times: usize) -> Site {
    let mut site = Site::acme();
    site.write(RULE, FAILS);
    site.look();
    assert_eq!(site.state(RULE), State::Good, "the check cannot know");
    fail(&site, times);
    site
}

#[test]
fn a_rule_that_fails_when_it_is_live_is_rolled_back_and_told() {
    let mut site = failing(FAILURES);
    let good = site.generation("other").content_hash;
    assert!(site.look());
    assert_eq!((site.answer().as_str(), site.state(RULE)), ("one", State::Stale));
    let found = &site.report("acme", RULE).diagnostics;
    assert!(found[0].message.contains("was rolled back"), "{found:#?}");
    assert!(found.iter().any(|found| found.line == Some(3) && found.file == RULE), "{found:#?}");
    assert_eq!(site.generation("other").content_hash, good, "others go on");
    assert!(!site.look(), "the same content is not tried again");
    site.write(RULE, &rule("mended"));
    site.look();
    assert_eq!((site.answer().as_str(), site.state(RULE)), ("mended", State::Good));
}

#[test]
fn what_was_rolled_back_stays_so_over_a_restart() {
    let mut site = failing(FAILURES);
    site.look();
    let mut site = Site::at(site.stop());
    assert_eq!((site.answer().as_str(), site.state(RULE)), ("one", State::Stale));
    assert!(site.report("acme", RULE).diagnostics[0].message.contains("was rolled back"));
    site.write(RULE, &rule("mended"));
    site.look();
    assert_eq!(site.answer(), "mended");
}

#[test]
fn what_was_rolled_back_stays_so_when_the_theme_gains_a_text() {
    let mut site = failing(FAILURES);
    site.look();
    let is_back = |site: &Site| {
        assert_eq!((site.answer().as_str(), site.state(RULE)), ("one", State::Stale));
        assert!(site.report("acme", RULE).diagnostics[0].message.contains("was rolled back"));
    };
    site.write(TEXTS, "more = More\n");
    assert!(site.look());
    is_back(&site);
    site.write(TEXTS, "more = More\nstill-more = Still more\n");
    is_back(&Site::at(site.stop()));
}

#[test]
fn a_few_failures_and_those_of_a_proven_version_roll_nothing_back() {
    let mut site = failing(1);
    site.look();
    assert_eq!(site.state(RULE), State::Good);
    site.clock.advance(TRIAL + Duration::from_secs(1));
    site.look();
    fail(&site, FAILURES);
    site.look();
    assert_eq!(site.state(RULE), State::Good, "it was live for long, so going back could break more than it mends");
}

#[test]
fn a_first_version_has_nothing_to_go_back_to() {
    let mut site = Site::with(&[(RULE, FAILS)]);
    fail(&site, FAILURES);
    site.look();
    assert_eq!(site.state(RULE), State::Good);
}

#[test]
fn a_version_that_is_saved_while_one_is_taken_back_goes_live() {
    let mut site = failing(FAILURES);
    site.write(RULE, &rule("three"));
    site.look();
    assert_eq!((site.answer().as_str(), site.state(RULE)), ("three", State::Good));
}

#[test]
fn going_back_leads_past_versions_that_failed_themselves() {
    let mut site = failing(1);
    site.write(RULE, &FAILS.replace("none = 0", "none = 0 + 0"));
    site.look();
    fail(&site, FAILURES);
    site.look();
    assert_eq!((site.answer().as_str(), site.state(RULE)), ("one", State::Stale));
}

#[test]
fn a_broken_save_does_not_keep_the_version_before_from_going_back() {
    let mut site = failing(1);
    site.write(RULE, "fn (");
    site.look();
    fail(&site, FAILURES);
    site.look();
    assert_eq!((site.answer().as_str(), site.state(RULE)), ("one", State::Stale));
}

#[test]
fn a_version_that_fails_while_something_else_is_built_goes_back_and_the_other_goes_on() {
    let in_use: Arc<OnceLock<Arc<Live>>> = Arc::default();
    let used = Arc::clone(&in_use);
    let folder = Site::acme().stop();
    let mut site = Site::numbered(
        folder,
        Box::new(move |made| {
            // The theme is built and not yet live.
            if let Some(live) = used.get() {
                (0..FAILURES).for_each(|_| assert!(answer(&live.generation("acme")).contains(RULE)));
            }
            counted()(made)
        }),
    );
    site.write(RULE, FAILS);
    site.look();
    let before = site.generation("acme").number;
    assert!(in_use.set(Arc::clone(&site.live)).is_ok());
    site.write(MARK, "two");
    site.look();
    assert_eq!((site.mark().as_str(), site.state(RULE)), ("two", State::Good), "what is saved goes live first");
    site.look();
    assert_eq!((site.answer().as_str(), site.mark().as_str(), site.state(RULE)), ("one", "two", State::Stale));
    assert_eq!(site.generation("acme").number, before + 2, "one number for each");
}
