//! Texts of the languages: complete, and each key from the strongest theme that has it.

use std::collections::{BTreeMap, BTreeSet};

use portico::{
    domain::{event::EventKind, form::Problem, setting::SETTINGS, status::Category},
    views::{home::Home, message::ErrorKind},
};

use super::{build, built_in, problems, sample_page, source};

#[test]
fn german_english_and_dutch_have_the_same_keys() {
    let theme = built_in();
    let keys = |language: &str| theme.text_keys(language).into_iter().collect::<BTreeSet<_>>();
    assert!(keys("de").len() > 200);
    for language in ["en", "nl"] {
        let difference: Vec<_> = keys("de").symmetric_difference(&keys(language)).cloned().collect();
        assert_eq!(difference, Vec::<String>::new(), "{language}");
    }
}

#[test]
fn every_word_of_the_business_has_a_text() {
    let theme = built_in();
    let keys: BTreeSet<String> = theme.text_keys("de").into_iter().collect();
    let mut wanted: Vec<String> =
        Category::ALL.iter().flat_map(|c| [format!("next-{}", c.as_str()), format!("filter-{}", c.as_str())]).collect();
    wanted.extend(
        EventKind::ALL
            .iter()
            .map(|kind| format!("event-{}", kind.as_str().rsplit('.').next().unwrap().replace('_', "-"))),
    );
    wanted.extend(SETTINGS.iter().map(|setting| format!("setting-{}", setting.key.replace('.', "-"))));
    let none = || BTreeMap::new();
    let all = [
        Problem::Required,
        Problem::TooLong { max: 1 },
        Problem::TooMany { max: 1 },
        Problem::NotANumber,
        Problem::TooSmall { min: "1".into() },
        Problem::TooLarge { max: "1".into() },
        Problem::NotAChoice,
        Problem::NotADate,
        Problem::NotAnEmail,
        Problem::NotAPhone,
        Problem::Repeated,
        Problem::Stale,
        Problem::Unknown { name: "x".into() },
        Problem::NotFound,
        Problem::Said("x".into()),
        Problem::Unavailable,
    ];
    wanted.extend(all.iter().map(|problem| problem.key().to_owned()));
    for kind in ErrorKind::ALL {
        let name = serde_json::to_value(kind).unwrap().as_str().unwrap().to_owned();
        wanted.extend(["title", "text", "action"].map(|part| format!("error-{name}-{part}")));
    }
    let missing: Vec<_> = wanted.iter().filter(|key| !keys.contains(*key)).collect();
    assert!(missing.is_empty(), "{missing:?}");
    assert_eq!(theme.text("nl-BE", "problem-required", &none()), "Vul dit in.");
}

#[test]
fn a_problem_text_gets_the_problems_values() {
    let problem = Problem::TooLong { max: 120 };
    assert_eq!(built_in().text("de", problem.key(), &problem.params()), "Bitte höchstens 120 Zeichen.");
}

#[test]
fn a_tenants_text_wins_over_the_parents_and_the_parents_over_the_built_in_one() {
    let parent = source("partner", &[("locales/de.ftl", "home-open = Läuft gerade\nhome-closed = Fertig\n")]);
    let tenant = source("tenant", &[("locales/de.ftl", "home-open = Wir sind dran\n")]);
    let html = build(&[tenant, parent]).unwrap().render(&sample_page::<Home>()).unwrap();
    assert!(html.contains("Wir sind dran") && html.contains(">Fertig<") && html.contains("Nächste Termine"));
    assert!(!html.contains("Läuft gerade"));
}

#[test]
fn a_language_without_a_text_shows_the_english_one_and_an_unknown_key_shows_itself() {
    let theme = build(&[source("tenant", &[("locales/fr.ftl", "home-open = Demandes ouvertes\n")])]).unwrap();
    let mut page = sample_page::<Home>();
    page.language = "fr-CH".into();
    let html = theme.render(&page).unwrap();
    assert!(html.contains("Demandes ouvertes") && html.contains("New request"));
    assert_eq!(theme.text("de", "no-such-text", &BTreeMap::new()), "no-such-text");
}

#[test]
fn a_broken_text_file_is_refused_with_its_place() {
    let found = problems(&[("locales/de.ftl", "home-open = gut\nhome-closed = { $count ->\n")]);
    assert_eq!(found[0].file, "themes/acme/locales/de.ftl");
    assert!(found[0].line.is_some_and(|line| line >= 2), "{:?}", found[0]);
}

#[test]
fn dates_are_near_words_or_whole_dates_in_the_portals_zone() {
    let html = built_in().render(&sample_page::<Home>()).unwrap();
    assert!(html.contains("<time datetime=\"2025-03-14T12:05:00Z\">heute, 13:05</time>"));
    assert!(html.contains("Montag, 17. März 2025, 08:00 bis 10:00 Uhr"));
    assert!(html.contains("Mo., 17. März 2025"));
}
