//! Text in several languages and the small parsed texts: slugs, mail addresses, language tags.

use std::{collections::BTreeMap, fmt, str::FromStr};

use serde::{Deserialize, Serialize};

/// A text that a tenant wrote in one or more languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Localised(pub BTreeMap<String, String>);

impl Localised {
    /// A text in one language.
    pub fn new(language: &str, text: &str) -> Self {
        Self([(language.to_owned(), text.to_owned())].into())
    }

    /// Adds a language.
    #[must_use]
    pub fn and(mut self, language: &str, text: &str) -> Self {
        self.0.insert(language.to_owned(), text.to_owned());
        self
    }

    /// The text in `language`, else in its base language (`de` for `de-AT`), else in English, else in any; empty when there is none.
    pub fn get(&self, language: &str) -> &str {
        let base = language.split('-').next().unwrap_or(language);
        [language, base, "en"]
            .into_iter()
            .find_map(|tag| self.0.get(tag))
            .or_else(|| self.0.values().next())
            .map_or("", String::as_str)
    }

    pub fn is_empty(&self) -> bool {
        self.0.values().all(|text| text.trim().is_empty())
    }
}

/// A name in an address: lower-case letters, digits and hyphens, 1 to 60 characters, no hyphen at the ends.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Slug(String);

/// Why a text is not what it should be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct TextError(pub String);

impl Slug {
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl FromStr for Slug {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        let plain = text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-' || b == b'_');
        let edges = text.starts_with('-') || text.ends_with('-');
        if text.is_empty() || text.len() > 60 || !plain || edges {
            return Err(TextError(format!(
                "\"{}\" is not a slug: use 1 to 60 of a-z, 0-9, - and _, without - at the ends",
                text.chars().take(80).collect::<String>()
            )));
        }
        Ok(Self(text.to_owned()))
    }
}

impl TryFrom<String> for Slug {
    type Error = TextError;

    fn try_from(text: String) -> Result<Self, TextError> {
        text.parse()
    }
}

impl From<Slug> for String {
    fn from(slug: Slug) -> Self {
        slug.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A mail address, compared in lower case. The check is deliberately loose: only a delivered mail proves an address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Email(String);

impl Email {
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands after the @.
    pub fn domain(&self) -> &str {
        self.0.rsplit('@').next().unwrap_or_default()
    }
}

impl FromStr for Email {
    type Err = TextError;

    fn from_str(text: &str) -> Result<Self, TextError> {
        let text = text.trim();
        let bad = |why: &str| TextError(format!("not a mail address: {why}"));
        let (local, domain) = text.rsplit_once('@').ok_or_else(|| bad("it has no @"))?;
        if text.len() > 254 || text.chars().any(|c| c.is_whitespace() || c.is_control() || ",;<>\"()".contains(c)) {
            return Err(bad("it is longer than 254 characters or has a character that addresses do not have"));
        }
        if local.is_empty() || !domain.contains('.') || domain.split('.').any(str::is_empty) || local.contains('@') {
            return Err(bad("a part before or after the @ is missing"));
        }
        Ok(Self(text.to_lowercase()))
    }
}

impl fmt::Display for Email {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_falls_back_to_base_language_then_english_then_any() {
        let text = Localised::new("de", "Störung").and("en", "Fault");
        assert_eq!((text.get("de-AT"), text.get("nl"), text.get("en")), ("Störung", "Fault", "Fault"));
        assert_eq!(Localised::new("nl", "Storing").get("de"), "Storing");
        assert_eq!(Localised::default().get("de"), "");
    }

    #[test]
    fn slugs_refuse_everything_that_could_leave_a_folder() {
        for bad in ["", "..", "a/b", "A", "-a", "a-", "ä", &"a".repeat(61), "a b", "a.b"] {
            assert!(bad.parse::<Slug>().is_err(), "{bad}");
        }
        assert_eq!("heating-fault_2".parse::<Slug>().unwrap().as_str(), "heating-fault_2");
    }

    #[test]
    fn an_address_with_a_second_recipient_or_a_line_break_is_refused() {
        for bad in ["", "a", "a@b", "a@b.", "@b.de", "a@b.de,c@d.de", "a@b.de\r\nBcc: x@y.z", "a b@c.de", "a@@b.de"] {
            assert!(bad.parse::<Email>().is_err(), "{bad:?}");
        }
        assert_eq!(" Erika@Example.DE ".parse::<Email>().unwrap().as_str(), "erika@example.de");
    }
}
