//! A plugin's texts in several languages, from the `[texts.<language>]` tables.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

/// Messages by language and key. A message may hold `{places}`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
pub(super) struct Texts(BTreeMap<String, BTreeMap<String, String>>);

impl Texts {
    /// The message in the reader's language, else in English, else in any; None when no language has it. With places it grows: what would
    /// be longer than `most` bytes ends soon after them, so that few words of a manifest cannot become more than there is memory.
    pub(super) fn resolve<'a>(
        &self,
        locale: &str,
        key: &str,
        params: impl IntoIterator<Item = (&'a str, &'a str)>,
        most: usize,
    ) -> Option<String> {
        let language = locale.split(['-', '_']).next().unwrap_or(locale);
        let known = [locale, language, "en"].into_iter().filter_map(|wanted| self.0.get(wanted));
        let message = known.chain(self.0.values()).find_map(|messages| messages.get(key))?;
        Some(fill(message, &params.into_iter().collect::<Vec<_>>(), most))
    }

    /// The key's words without places, or the key itself.
    pub(super) fn label(&self, locale: &str, key: &str) -> String {
        self.resolve(locale, key, [], usize::MAX).unwrap_or_else(|| key.to_string())
    }

    /// Which languages lack which of `keys`, as (language, key).
    pub(super) fn missing<'a>(&'a self, keys: impl IntoIterator<Item = &'a str> + Clone) -> Vec<(&'a str, &'a str)> {
        let lacks = |(language, messages): (&'a String, &'a BTreeMap<String, String>)| {
            let keys = keys.clone().into_iter().filter(|key| !messages.contains_key(*key));
            keys.map(|key| (language.as_str(), key)).collect::<Vec<_>>()
        };
        self.0.iter().flat_map(lacks).collect()
    }

    /// Messages whose places are not the same in every language, as (language, key).
    pub(super) fn odd_places(&self) -> Vec<(&str, &str)> {
        let Some((_, first)) = self.0.get_key_value("en").or_else(|| self.0.first_key_value()) else {
            return Vec::new();
        };
        let mut odd = Vec::new();
        for (language, messages) in &self.0 {
            for (key, message) in messages {
                if first.get(key).is_some_and(|other| places(other) != places(message)) {
                    odd.push((language.as_str(), key.as_str()));
                }
            }
        }
        odd
    }

    pub(super) fn languages(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    pub(super) fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.values().flat_map(|messages| messages.keys().map(String::as_str))
    }
}

/// At most one value longer than `most`.
fn fill(message: &str, params: &[(&str, &str)], most: usize) -> String {
    let mut out = String::with_capacity(message.len());
    let mut rest = message;
    while let Some((before, after)) = rest.split_once('{').filter(|_| out.len() <= most) {
        out.push_str(before);
        let known = after.split_once('}').and_then(|(name, tail)| {
            let (_, value) = params.iter().find(|(param, _)| *param == name)?;
            Some((value, tail))
        });
        match known {
            Some((value, tail)) => {
                out.push_str(value);
                rest = tail;
            }
            None => {
                out.push('{');
                rest = after;
            }
        }
    }
    out.push_str(rest);
    out
}

fn places(message: &str) -> BTreeSet<&str> {
    message.split('{').skip(1).filter_map(|part| part.split_once('}')).map(|(name, _)| name).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts() -> Texts {
        toml::from_str("[en]\nlength = \"{expected} wanted, {found} found\"\nonly = \"English\"\n[de]\nlength = \"{found} statt {expected}\"")
            .unwrap()
    }

    #[test]
    fn the_reader_s_language_comes_first_and_english_fills_the_gaps() {
        let params = [("expected", "22"), ("found", "3")];
        assert_eq!(texts().resolve("de-AT", "length", params, 99).as_deref(), Some("3 statt 22"));
        assert_eq!(texts().resolve("de", "only", [], 99).as_deref(), Some("English"));
        assert_eq!(texts().resolve("fr", "length", params, 99).as_deref(), Some("22 wanted, 3 found"));
        assert_eq!(texts().resolve("en", "none", [], 99), None);
    }

    #[test]
    fn a_value_with_braces_is_not_filled_again_and_an_unknown_place_stays() {
        assert_eq!(fill("{a} {b} {", &[("a", "{b}"), ("b", "2")], 99), "{b} 2 {");
        assert_eq!(fill("{c}", &[], 99), "{c}");
    }

    #[test]
    fn a_message_whose_places_multiply_ends_soon_after_the_most_that_may_be_handed_over() {
        let value = "x".repeat(1_000);
        let filled = fill(&"{a}".repeat(1_000_000), &[("a", &value)], 10_000);
        assert!(filled.len() < 4_000_000, "{}", filled.len());
    }

    #[test]
    fn gaps_and_differing_places_are_found() {
        assert_eq!(texts().missing(["only", "length"]), [("de", "only")]);
        let odd: Texts = toml::from_str("[en]\nx = \"{a}\"\n[nl]\nx = \"{b}\"").unwrap();
        assert_eq!(odd.odd_places(), [("nl", "x")]);
    }
}
