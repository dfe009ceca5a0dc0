//! The one settings schema: each setting of a portal is declared here once, with type, default, limit and help. The editor, the
//! reference page, validation and every reader are derived from it.

use std::{collections::HashMap, sync::LazyLock};

use serde_json::{Map, Value, json};

/// What values a setting takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Kind {
    Bool,
    /// Text of at most this many characters.
    Text(usize),
    /// Text in several languages, each of at most this many characters.
    Localised(usize),
    /// A whole number within these limits.
    Number(i64, i64),
    /// A colour as `#rrggbb`.
    Colour,
    /// One of these words.
    OneOf(&'static [&'static str]),
}

/// Who may see a setting's value in the portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    Everybody,
    Office,
}

/// One declared setting. Its help text is `setting-{key with dots as hyphens}` in the language files.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Setting {
    pub key: &'static str,
    pub kind: Kind,
    /// Default as JSON text.
    pub default: &'static str,
    pub shown: Shown,
}

const fn setting(key: &'static str, kind: Kind, default: &'static str) -> Setting {
    Setting { key, kind, default, shown: Shown::Everybody }
}

/// All settings of a portal, by section of the product description (A1 …).
pub const SETTINGS: [Setting; 25] = [
    setting("general.phone", Kind::Text(40), "\"\""),
    setting("general.emergency_phone", Kind::Text(40), "\"\""),
    setting("theme.accent", Kind::Colour, "\"#1f6f54\""),
    setting("theme.signal", Kind::Colour, "\"#c2410c\""),
    setting("theme.radius", Kind::Number(0, 24), "8"),
    setting("theme.scheme", Kind::OneOf(&["auto", "light", "dark"]), "\"auto\""),
    setting("request.max_files", Kind::Number(0, 50), "10"),
    setting("request.max_file_mib", Kind::Number(1, 200), "25"),
    setting("request.reply_hours", Kind::Number(0, 720), "24"),
    setting("welcome.title", Kind::Localised(120), "{}"),
    setting("welcome.text", Kind::Localised(2_000), "{}"),
    setting("orders.page_size", Kind::Number(5, 200), "25"),
    setting("sign_in.mail_link", Kind::Bool, "false"),
    Setting { shown: Shown::Office, ..setting("display.photos", Kind::Bool, "true") },
    Setting { shown: Shown::Office, ..setting("display.documents", Kind::Bool, "true") },
    Setting { shown: Shown::Office, ..setting("display.planned", Kind::Bool, "true") },
    Setting { shown: Shown::Office, ..setting("display.employee", Kind::Bool, "true") },
    Setting { shown: Shown::Office, ..setting("mail.customer", Kind::Bool, "true") },
    Setting { shown: Shown::Office, ..setting("invitations.days", Kind::Number(1, 60), "7") },
    Setting { shown: Shown::Office, ..setting("invitations.automatic", Kind::Bool, "false") },
    Setting { shown: Shown::Office, ..setting("colleagues.administered", Kind::Bool, "true") },
    Setting {
        shown: Shown::Office,
        ..setting("registration.by", Kind::OneOf(&["off", "domain", "code", "either"]), "\"off\"")
    },
    Setting { shown: Shown::Office, ..setting("registration.domains", Kind::Text(4_000), "\"\"") },
    Setting {
        shown: Shown::Office,
        ..setting("registration.approval", Kind::OneOf(&["none", "company", "office"]), "\"office\"")
    },
    Setting { shown: Shown::Office, ..setting("registration.notify", Kind::Bool, "true") },
];

/// The defaults as values, read once.
static DEFAULTS: LazyLock<HashMap<&'static str, Value>> = LazyLock::new(|| {
    let read = |setting: &Setting| serde_json::from_str(setting.default).expect("a test reads every declared default");
    SETTINGS.iter().map(|setting| (setting.key, read(setting))).collect()
});

/// Why a value is not accepted for a setting.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum SettingError {
    #[error("there is no setting \"{0}\"")]
    Unknown(String),
    #[error("{key}: {wanted}")]
    Value { key: String, wanted: String },
}

/// Finds a declared setting.
pub fn find(key: &str) -> Option<&'static Setting> {
    SETTINGS.iter().find(|setting| setting.key == key)
}

/// The value that counts: the portal's own or the default. An unknown key is null.
pub fn value(own: &Map<String, Value>, key: &str) -> Value {
    own.get(key).or_else(|| DEFAULTS.get(key)).cloned().unwrap_or(Value::Null)
}

/// A text setting.
pub fn text(own: &Map<String, Value>, key: &str) -> String {
    value(own, key).as_str().unwrap_or_default().to_owned()
}

/// Most files of one request, in all its fields together.
pub fn max_files(own: &Map<String, Value>) -> usize {
    usize::try_from(number(own, "request.max_files")).unwrap_or_default()
}

/// A number setting; zero when it is not a number.
pub fn number(own: &Map<String, Value>, key: &str) -> i64 {
    value(own, key).as_i64().unwrap_or_default()
}

/// Whether a switch is on.
pub fn is_on(own: &Map<String, Value>, key: &str) -> bool {
    value(own, key).as_bool().unwrap_or_default()
}

impl Setting {
    /// The default as a value.
    ///
    /// # Panics
    /// Never: a test reads every declared default.
    pub fn default_value(&self) -> Value {
        DEFAULTS[self.key].clone()
    }

    /// Checks a value against the declaration.
    pub fn check(&self, value: &Value) -> Result<(), SettingError> {
        let wanted = match (self.kind, value) {
            (Kind::Bool, Value::Bool(_)) => return Ok(()),
            (Kind::Bool, _) => "must be true or false".to_owned(),
            (Kind::Text(max), Value::String(text)) if text.chars().count() <= max => return Ok(()),
            (Kind::Text(max), _) => format!("must be a text of at most {max} characters"),
            (Kind::Localised(max), Value::Object(texts)) if texts.values().all(|text| fits(text, max)) => return Ok(()),
            (Kind::Localised(max), _) => format!("must be texts by language, each of at most {max} characters"),
            (Kind::Number(min, max), value) if value.as_i64().is_some_and(|n| (min..=max).contains(&n)) => {
                return Ok(());
            }
            (Kind::Number(min, max), _) => format!("must be a whole number from {min} to {max}"),
            (Kind::Colour, Value::String(text)) if is_colour(text) => return Ok(()),
            (Kind::Colour, _) => "must be a colour like #1f6f54".to_owned(),
            (Kind::OneOf(words), Value::String(text)) if words.contains(&text.as_str()) => return Ok(()),
            (Kind::OneOf(words), _) => format!("must be one of {}", words.join(", ")),
        };
        Err(SettingError::Value { key: self.key.to_owned(), wanted })
    }
}

/// Checks a whole set of values, as it is stored or imported.
pub fn check_all(values: &Map<String, Value>) -> Result<(), SettingError> {
    values.iter().try_for_each(|(key, value)| {
        find(key).ok_or_else(|| SettingError::Unknown(key.clone())).and_then(|setting| setting.check(value))
    })
}

/// All values with defaults filled in, for templates: only what everybody may see.
pub fn public(own: &Map<String, Value>) -> Value {
    let mut tree = json!({});
    for setting in SETTINGS.iter().filter(|setting| setting.shown == Shown::Everybody) {
        let (section, name) = setting.key.split_once('.').unwrap_or(("", setting.key));
        tree[section][name] = value(own, setting.key);
    }
    tree
}

fn fits(text: &Value, max: usize) -> bool {
    text.as_str().is_some_and(|text| text.chars().count() <= max)
}

fn is_colour(text: &str) -> bool {
    text.len() == 7 && text.starts_with('#') && text[1..].bytes().all(|b| b.is_ascii_hexdigit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_default_is_a_value_that_its_own_declaration_accepts() {
        for setting in &SETTINGS {
            assert_eq!(setting.check(&setting.default_value()), Ok(()), "{}", setting.key);
        }
    }

    #[test]
    fn keys_are_unique_and_have_a_section() {
        let mut keys: Vec<_> = SETTINGS.iter().map(|setting| setting.key).collect();
        keys.sort_unstable();
        keys.dedup();
        assert_eq!(keys.len(), SETTINGS.len());
        assert!(keys.iter().all(|key| key.split('.').count() == 2));
    }

    #[test]
    fn a_value_of_the_wrong_kind_or_size_is_refused_with_what_is_wanted() {
        let refuse = |key: &str, value: Value| find(key).unwrap().check(&value).unwrap_err().to_string();
        assert_eq!(refuse("theme.accent", json!("red; }")), "theme.accent: must be a colour like #1f6f54");
        assert_eq!(refuse("theme.accent", json!("#ÿÿÿ")), "theme.accent: must be a colour like #1f6f54");
        assert_eq!(refuse("theme.radius", json!(25)), "theme.radius: must be a whole number from 0 to 24");
        assert_eq!(refuse("theme.scheme", json!("blue")), "theme.scheme: must be one of auto, light, dark");
        let unknown = check_all(json!({"theme.acent": 1}).as_object().unwrap());
        assert_eq!(unknown, Err(SettingError::Unknown("theme.acent".into())));
    }

    #[test]
    fn templates_never_see_what_is_for_the_office() {
        let tree = public(&Map::new());
        assert_eq!(tree["theme"]["radius"], 8);
        assert_eq!(tree.get("mail"), None);
    }
}
