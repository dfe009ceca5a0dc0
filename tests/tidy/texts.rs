//! The languages of a theme have the same messages, so that nobody meets a text in the wrong language or its bare key.

use std::collections::{BTreeMap, BTreeSet};

use super::assert_none;
use super::tree::{File, files_in};

/// The built-in theme has all of these; a theme on top of it may have fewer.
const BUILT_IN: &str = "themes/default";
const LANGUAGES: [&str; 3] = ["de", "en", "nl"];

type Keys = BTreeMap<String, (String, usize)>;

/// Keys of messages, terms and attributes with the line of their first letter.
fn keys(text: &str) -> Vec<(String, usize)> {
    let mut keys = Vec::new();
    let mut message = String::new();
    for (index, line) in text.lines().enumerate() {
        let Some((left, _)) = line.split_once('=') else { continue };
        let name = left.trim();
        let is_key = |name: &str| name.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_".contains(letter));
        if !line.starts_with([' ', '\t']) && !name.is_empty() && is_key(name) {
            message = name.to_owned();
            keys.push((message.clone(), index + 1));
        } else if let Some(attribute) = name.strip_prefix('.').filter(|attribute| is_key(attribute)) {
            keys.push((format!("{message}.{attribute}"), index + 1));
        }
    }
    keys
}

/// `themes/{theme}/locales/{language}.ftl` or `.../{language}/{part}.ftl`
fn theme_and_language(path: &str) -> Option<(&str, &str)> {
    let (theme, rest) = path.split_once("/locales/")?;
    Some((theme, rest.split('/').next()?.trim_end_matches(".ftl")))
}

fn problems(files: &[File]) -> Vec<String> {
    let mut themes: BTreeMap<&str, BTreeMap<&str, Keys>> = BTreeMap::new();
    let mut problems = Vec::new();
    for file in files {
        let Some((theme, language)) = theme_and_language(&file.path) else { continue };
        let known = themes.entry(theme).or_default().entry(language).or_default();
        for (key, line) in keys(&file.text()) {
            if known.insert(key.clone(), (file.path.clone(), line)).is_some() {
                problems.push(file.problem(line, &format!("{key} is there twice")));
            }
        }
    }
    for (theme, languages) in &themes {
        // A theme on top of the built-in one words what it wants in the languages that it wants.
        if *theme != BUILT_IN {
            continue;
        }
        problems.extend(differences(languages));
        let wanted = LANGUAGES.iter().filter(|language| !languages.contains_key(*language));
        problems.extend(wanted.map(|language| format!("{theme}/locales/{language}.ftl:1: is missing")));
    }
    problems
}

fn differences(languages: &BTreeMap<&str, Keys>) -> Vec<String> {
    let all: BTreeSet<&String> = languages.values().flat_map(BTreeMap::keys).collect();
    let mut problems = Vec::new();
    for key in all {
        let missing: Vec<&str> =
            languages.iter().filter(|(_, keys)| !keys.contains_key(key)).map(|(language, _)| *language).collect();
        let place = languages.values().find_map(|keys| keys.get(key));
        if let (false, Some((path, line))) = (missing.is_empty(), place) {
            problems.push(format!("{path}:{line}: {key} is missing in {}", missing.join(", ")));
        }
    }
    problems
}

#[test]
fn the_languages_of_a_theme_have_the_same_messages() {
    assert_none(&problems(&files_in("themes/", ".ftl")));
}

#[cfg(test)]
mod tests {
    use super::*;

    const FULL: &str = "# Comment = no key\nhello = Hello\n    .title = Greeting\n-brand = Portico\nmany = { $n ->\n   *[other] a = b\n}\n";

    #[test]
    fn messages_terms_and_attributes_are_keys_and_texts_are_not() {
        let keys: Vec<String> = keys(FULL).into_iter().map(|(key, _)| key).collect();
        assert_eq!(keys, ["hello", "hello.title", "-brand", "many"]);
    }

    #[test]
    fn a_message_that_one_language_lacks_is_named_where_it_stands() {
        let files = [
            File::new("themes/default/locales/de.ftl", "hello = Hallo\n"),
            File::new("themes/default/locales/en.ftl", "hello = Hello\nbye = Bye\n"),
            File::new("themes/default/locales/nl.ftl", "hello = Hallo\nbye = Dag\n"),
        ];
        assert_eq!(problems(&files), ["themes/default/locales/en.ftl:2: bye is missing in de"]);
    }

    #[test]
    fn the_parts_of_a_language_count_together_and_a_double_key_is_refused() {
        let files = [
            File::new("themes/brand/locales/de/a.ftl", "a = 1\n"),
            File::new("themes/brand/locales/de/b.ftl", "b = 1\na = 2\n"),
            File::new("themes/brand/locales/en/all.ftl", "a = 1\nb = 2\n"),
        ];
        assert_eq!(problems(&files), ["themes/brand/locales/de/b.ftl:2: a is there twice"]);
    }

    #[test]
    fn the_built_in_theme_has_all_languages_and_another_may_have_one() {
        assert_eq!(problems(&[File::new("themes/default/locales/de.ftl", FULL)]).len(), 2);
        assert_eq!(problems(&[File::new("themes/brand/locales/de.ftl", FULL)]), Vec::<String>::new());
    }
}
