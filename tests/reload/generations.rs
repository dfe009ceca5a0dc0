//! Generations: counted, kept by who uses them, and gone when nobody does.

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use portico::reload::Generation;

use super::rollback::TRIAL;
use super::site::{MARK, RULE, Site, answer, mark, rule};

#[test]
fn a_long_request_finishes_on_the_generation_that_it_began_with() {
    let mut site = Site::acme();
    let mine = site.generation("acme");
    site.write(RULE, &rule("two"));
    site.write(MARK, "two");
    site.look();
    site.remove(RULE);
    site.look();
    assert_eq!((answer(&mine).as_str(), mark(&mine).as_str()), ("one", "one"));
    assert_eq!(site.answer(), "no rule");
}

#[test]
fn numbers_count_up_by_one_and_are_the_extensions_numbers_too() {
    let mut site = Site::acme();
    for n in 1..=5 {
        let generation = site.generation("acme");
        assert_eq!((generation.number, generation.extensions.generation), (n, n));
        site.write(RULE, &rule(&format!("word {n}")));
        site.look();
    }
}

#[test]
fn nothing_is_left_of_a_thousand_reloads() {
    let mut site = Site::acme();
    let mut gone: Vec<Weak<Generation>> = Vec::new();
    let mut rules = Vec::new();
    for n in 0..1_000 {
        let generation = site.generation("acme");
        gone.push(Arc::downgrade(&generation));
        rules.push(Arc::downgrade(&generation.extensions.flows["fault"]));
        drop(generation);
        let text = if n % 10 == 9 { "fn (".to_owned() } else { rule(&format!("word {n}")) };
        site.write(RULE, &text);
        assert!(site.look());
    }
    assert_eq!(gone.iter().filter(|weak| weak.strong_count() > 0).count(), 0, "old generations are alive");
    // The last reload was broken, so the last good rule is still the live one.
    let alive = rules.iter().filter(|weak| weak.strong_count() > 0).count();
    assert!(alive <= 2, "it, and the one that would come back for it; not {alive}");
    assert_eq!(site.answer(), "word 998");
}

#[test]
fn a_generation_is_alive_for_as_long_as_a_request_holds_it() {
    let mut site = Site::acme();
    assert_eq!(site.live.alive(), 2, "one of each tenant");
    let held = site.generation("acme");
    for word in ["two", "three"] {
        site.write(RULE, &rule(word));
        site.look();
    }
    assert_eq!(site.live.alive(), 3, "the one that is held, and one of each tenant");
    drop(held);
    assert_eq!(site.live.alive(), 2);
}

#[test]
fn a_broken_save_changes_no_number_since_it_changes_nothing() {
    let mut site = Site::acme();
    let before = site.generation("acme");
    site.write(RULE, "fn (");
    site.look();
    let after = site.generation("acme");
    assert!(!Arc::ptr_eq(&before, &after), "the report is another one");
    assert_eq!((after.number, after.content_hash), (before.number, before.content_hash));
}

#[test]
fn old_themes_are_gone_too() {
    let mut site = Site::acme();
    let mut themes = Vec::new();
    for n in 0..10 {
        themes.push(Arc::downgrade(&site.generation("acme").themes["acme"]));
        site.write(MARK, &n.to_string());
        site.look();
    }
    let alive = || themes.iter().filter(|weak| weak.strong_count() > 0).count();
    assert_eq!(alive(), 1, "the one that would come back");
    site.clock.advance(TRIAL + Duration::from_secs(1));
    site.look();
    assert_eq!(alive(), 0);
}
