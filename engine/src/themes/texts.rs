//! Texts of a theme in all its languages: the tenant's file wins over the parent's, the parent's over the built-in one, key by key.

use std::{
    collections::{BTreeMap, BTreeSet, HashMap},
    sync::Arc,
};

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use minijinja::Value;
use portico_host::diagnostic::Diagnostic;
use unic_langid::LanguageIdentifier;

use super::{
    dates::Formats,
    source::{ThemeSource, line_column},
};

/// Language whose text is shown when the reader's language lacks a key.
const LAST_RESORT: &str = "en";

/// Texts of all languages.
pub struct Texts {
    languages: BTreeMap<String, Arc<Language>>,
    fallback: Arc<Language>,
}

/// Texts and formats of one language.
pub struct Language {
    bundle: FluentBundle<FluentResource>,
    /// Texts without placeables, ready to be shown.
    plain: HashMap<String, Value>,
    /// Keys that this language itself has, in order.
    keys: Vec<String>,
    pub formats: Formats,
}

impl Texts {
    /// Reads `locales/{language}.ftl` and `locales/{language}/*.ftl` of all layers, the strongest first.
    pub fn new(layers: &[ThemeSource], found: &mut Vec<Diagnostic>) -> Self {
        let mut resources: BTreeMap<String, Vec<FluentResource>> = BTreeMap::new();
        for layer in layers.iter().rev() {
            for file in layer.files.keys() {
                let Some(language) = language_of(file) else { continue };
                if let Some(resource) = read(layer, file, found) {
                    resources.entry(language.to_owned()).or_default().push(resource);
                }
            }
        }
        let languages: BTreeMap<_, _> = resources
            .into_iter()
            .map(|(tag, resources)| (tag.clone(), Arc::new(Language::new(&tag, resources))))
            .collect();
        let fallback = languages.get(LAST_RESORT).cloned();
        Self { languages, fallback: fallback.unwrap_or_else(|| Arc::new(Language::new(LAST_RESORT, Vec::new()))) }
    }

    /// The language that is nearest to `tag`: itself, its base, or the last resort.
    pub fn language(&self, tag: &str) -> &Arc<Language> {
        let base = tag.split('-').next().unwrap_or(tag);
        [tag, base].into_iter().find_map(|tag| self.languages.get(tag)).unwrap_or(&self.fallback)
    }

    pub fn tags(&self) -> impl Iterator<Item = &str> {
        self.languages.keys().map(String::as_str)
    }

    /// The text of `key`. None: neither the language nor the last resort has it.
    pub fn get(&self, language: &Language, key: &str, args: Option<&FluentArgs<'_>>) -> Option<Value> {
        language.get(key, args).or_else(|| self.fallback.get(key, args))
    }

    /// Keys of the texts that readers of a language get.
    pub fn keys_for(&self, tag: &str) -> BTreeSet<String> {
        self.language(tag).keys.iter().chain(&self.fallback.keys).cloned().collect()
    }

    pub fn has(&self, language: &Language, key: &str) -> bool {
        language.bundle.has_message(key) || self.fallback.bundle.has_message(key)
    }
}

impl Language {
    fn new(tag: &str, resources: Vec<FluentResource>) -> Self {
        let id: LanguageIdentifier = tag.parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        // Marks around every value would end up in titles, mails and what people copy; templates isolate foreign words with <bdi>.
        bundle.set_use_isolating(false);
        let mut keys = Vec::new();
        for resource in resources {
            keys.extend(keys_of(resource.source()).map(|(_, key)| key.to_owned()));
            bundle.add_resource_overriding(resource);
        }
        keys.sort_unstable();
        keys.dedup();
        let mut language = Self { bundle, plain: HashMap::new(), keys, formats: Formats::new(tag) };
        language.plain = language.keys.iter().filter_map(|key| Some((key.clone(), language.plain(key)?))).collect();
        language
    }

    /// Keys that this language itself has.
    pub fn keys(&self) -> &[String] {
        &self.keys
    }

    /// A text that formats without any value is the same for ever.
    fn plain(&self, key: &str) -> Option<Value> {
        let mut errors = Vec::new();
        let pattern = self.bundle.get_message(key)?.value()?;
        let text = self.bundle.format_pattern(pattern, None, &mut errors);
        errors.is_empty().then(|| Value::from(text.into_owned()))
    }

    fn get(&self, key: &str, args: Option<&FluentArgs<'_>>) -> Option<Value> {
        if let Some(text) = self.plain.get(key) {
            return Some(text.clone());
        }
        let pattern = self.bundle.get_message(key)?.value()?;
        let mut errors = Vec::new();
        Some(Value::from(self.bundle.format_pattern(pattern, args, &mut errors).into_owned()))
    }

    /// What goes wrong when the text of `key` is made with `args`, for example a value that is missing.
    pub fn problems(&self, key: &str, args: &FluentArgs<'_>) -> Vec<String> {
        let mut errors = Vec::new();
        if let Some(pattern) = self.bundle.get_message(key).and_then(|message| message.value()) {
            self.bundle.format_pattern(pattern, Some(args), &mut errors);
        }
        errors.iter().map(ToString::to_string).collect()
    }
}

fn read(layer: &ThemeSource, file: &str, found: &mut Vec<Diagnostic>) -> Option<FluentResource> {
    let text = match layer.text(file)? {
        Ok(text) => text,
        Err(problem) => {
            found.push(problem);
            return None;
        }
    };
    // A broken entry is left out; the others of the file still count.
    let (resource, errors) = FluentResource::try_new(text.to_owned()).map_or_else(|(r, e)| (r, e), |r| (r, Vec::new()));
    for error in errors {
        let (line, column) = line_column(text, error.pos.start);
        let message = format!("not a Fluent text: {}", error.kind);
        found.push(Diagnostic::error(layer.path(file), message).at(text, line, Some(column)));
    }
    Some(resource)
}

/// Line numbers and keys of the messages of a file: Fluent begins each in the first column.
pub fn keys_of(source: &str) -> impl Iterator<Item = (usize, &str)> {
    source.lines().enumerate().filter_map(|(index, line)| {
        let key = line.split_once('=')?.0.trim_end();
        let plain = key.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'_');
        (plain && key.bytes().next().is_some_and(|b| b.is_ascii_alphabetic())).then_some((index + 1, key))
    })
}

/// Puts a template's value into a text.
pub fn argument(value: &Value) -> FluentValue<'static> {
    if let Some(number) = value.as_i64().filter(|_| value.is_number()) {
        return FluentValue::from(number);
    }
    if value.is_none() || value.is_undefined() { FluentValue::from("") } else { FluentValue::from(value.to_string()) }
}

/// `de` of `locales/de.ftl` and `locales/de/office.ftl`.
pub fn language_of(file: &str) -> Option<&str> {
    let inside = file.strip_prefix("locales/")?.strip_suffix(".ftl")?;
    Some(inside.split('/').next().unwrap_or(inside))
}
