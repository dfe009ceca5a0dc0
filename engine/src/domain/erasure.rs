//! Taking a person out of what is kept: the words that tell who she is, and what stands in their place.

use serde_json::Value;

/// Stands where personal details were. Pages and mails show the text `erased-person` in its place, in the reader's language.
pub const ERASED: &str = "\u{27e6}erased\u{27e7}";

/// Words that tell who somebody is: her name, addresses and numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Words(Vec<String>);

/// Shortest word that is looked for, in bytes: a shorter one would be found everywhere.
const MIN_BYTES: usize = 3;

impl Words {
    pub fn new(words: impl IntoIterator<Item = String>) -> Self {
        let trimmed = words.into_iter().map(|word| word.trim().to_owned());
        let mut all: Vec<String> = trimmed.filter(|word| word.len() >= MIN_BYTES && word != ERASED).collect();
        let written = all.iter().map(|word| as_markup(word)).filter(|word| !all.contains(word)).collect::<Vec<_>>();
        all.extend(written);
        // The longest first, so that no part of one is left over.
        all.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        all.dedup();
        Self(all)
    }

    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(String::as_str)
    }

    /// A text without these words, or None when it has none of them. A word within a longer one is another word.
    pub fn hide(&self, text: &str) -> Option<String> {
        let hidden = self.0.iter().fold(text.to_owned(), |text, word| without(&text, word));
        (hidden != text).then_some(hidden)
    }

    /// The same for every text in a value; true: something was hidden.
    pub fn hide_in(&self, value: &mut Value) -> bool {
        match value {
            Value::String(text) => match self.hide(text) {
                Some(hidden) => {
                    *text = hidden;
                    true
                }
                None => false,
            },
            Value::Array(items) => items.iter_mut().filter_map(|item| self.hide_in(item).then_some(())).count() > 0,
            Value::Object(map) => map.values_mut().filter_map(|item| self.hide_in(item).then_some(())).count() > 0,
            Value::Null | Value::Bool(_) | Value::Number(_) => false,
        }
    }
}

/// A word as it stands in HTML.
fn as_markup(word: &str) -> String {
    let escapes = [("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ("\"", "&quot;"), ("'", "&#x27;"), ("/", "&#x2f;")];
    escapes.into_iter().fold(word.to_owned(), |word, (plain, escaped)| word.replace(plain, escaped))
}

/// Letters of ASCII are the same in both cases, which addresses are typed in.
fn without(text: &str, word: &str) -> String {
    let (mut kept, mut rest) = (String::with_capacity(text.len()), text);
    let mut before: Option<char> = None;
    while let Some(letter) = rest.chars().next() {
        let found = rest.get(..word.len()).filter(|start| start.eq_ignore_ascii_case(word));
        let after = found.and_then(|start| rest[start.len()..].chars().next());
        let apart = |letter: Option<char>| letter.is_none_or(|letter| !letter.is_alphanumeric());
        if found.is_some() && apart(before) && apart(after) {
            kept.push_str(ERASED);
            (before, rest) = (word.chars().next_back(), &rest[word.len()..]);
        } else {
            kept.push(letter);
            (before, rest) = (Some(letter), &rest[letter.len_utf8()..]);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn words() -> Words {
        Words::new(["Erika Müller", "erika@example.org", " 030 1234 ", "", "A", "Ida O'Neil"].map(str::to_owned))
    }

    #[test]
    fn name_address_and_number_are_hidden_wherever_they_stand_alone() {
        let hidden = |text: &str| words().hide(text);
        assert_eq!(hidden("Guten Tag Erika Müller,").as_deref(), Some("Guten Tag ⟦erased⟧,"));
        assert_eq!(hidden("<Erika@Example.org> or 030 1234").as_deref(), Some("<⟦erased⟧> or ⟦erased⟧"));
        assert_eq!(hidden("Ida O&#x27;Neil").as_deref(), Some("⟦erased⟧"));
        for other in ["Erika Müllermann", "0030 12345", "A", "Familie Müller", "ÄÖÜ"] {
            assert_eq!(hidden(other), None, "{other}");
        }
    }

    #[test]
    fn what_was_hidden_has_nothing_left_to_hide() {
        let once = words().hide("Erika Müller, 030 1234").unwrap();
        assert_eq!(words().hide(&once), None);
        assert!(Words::new([ERASED.to_owned()]).0.is_empty());
    }

    #[test]
    fn texts_are_hidden_deep_in_a_value() {
        let mut value = json!({"who": {"names": ["Erika Müller", 7]}, "Erika Müller": true});
        assert!(words().hide_in(&mut value));
        assert_eq!(value, json!({"who": {"names": [ERASED, 7]}, "Erika Müller": true}));
        assert!(!words().hide_in(&mut value));
    }
}
