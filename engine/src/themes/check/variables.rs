//! Values that texts name: a theme's own wording of a built-in text can say only what the program gives to that text. `{ $nubmer }` would be on
//! the page as it stands there.

use std::collections::{BTreeMap, BTreeSet};

use portico_host::diagnostic::Diagnostic;

use crate::themes::{
    source::{ThemeSource, line_column},
    texts::{keys_of, language_of},
};

type Variables<'a> = BTreeMap<&'a str, BTreeSet<&'a str>>;

/// Checks the texts of all layers, the strongest first, against those of the last, which is built in.
pub fn check(layers: &[ThemeSource]) -> Vec<Diagnostic> {
    let Some((built_in, own)) = layers.split_last() else { return Vec::new() };
    let mut known = Variables::new();
    for (_, text) in texts(built_in) {
        for one in named(text) {
            known.entry(one.key).or_default().extend(one.variable.map(|(_, name)| name));
        }
    }
    let mut found = Vec::new();
    for layer in own {
        for (file, text) in texts(layer) {
            found.extend(named(text).filter_map(|one| problem(layer, (file, text), &one, known.get(one.key)?)));
        }
    }
    found
}

fn problem(
    layer: &ThemeSource,
    (file, text): (&str, &str),
    one: &Named<'_>,
    known: &BTreeSet<&str>,
) -> Option<Diagnostic> {
    let (offset, name) = one.variable.filter(|(_, name)| !known.contains(name))?;
    let (line, column) = line_column(text, offset);
    let message = format!("the text \"{}\" is not given ${name}", one.key);
    let found = Diagnostic::warning(layer.path(file), message).at(text, line, Some(column));
    let all: Vec<String> = known.iter().map(|known| format!("${known}")).collect();
    Some(match portico_host::diagnostic::nearest(name, known.iter().copied()) {
        Some(near) => found.suggest(format!("did you mean \"${near}\"?")),
        None if all.is_empty() => found.suggest("it is given nothing"),
        None => found.suggest(format!("it is given {}", all.join(", "))),
    })
}

fn texts(layer: &ThemeSource) -> impl Iterator<Item = (&str, &str)> {
    let files = layer.files.keys().filter(|file| language_of(file).is_some());
    files.filter_map(|file| Some((file.as_str(), layer.text(file)?.ok()?)))
}

/// A message, and a value that it names with its place. One without any comes once.
struct Named<'a> {
    key: &'a str,
    variable: Option<(usize, &'a str)>,
}

fn named(text: &str) -> impl Iterator<Item = Named<'_>> {
    let starts: BTreeMap<usize, &str> = keys_of(text).collect();
    let mut key = None;
    let mut offset = 0;
    text.split_inclusive('\n').enumerate().flat_map(move |(index, line)| {
        let start = offset;
        offset += line.len();
        let begins = starts.get(&(index + 1)).copied();
        key = match begins {
            Some(key) => Some(key),
            // A comment, or a term that only other texts name, ends the message before it.
            None if line.starts_with(['#', '-']) => None,
            None => key,
        };
        let Some(key) = key else { return Vec::new() };
        let variables = line.match_indices('$').map(|(at, _)| {
            let rest = &line[at + 1..];
            let end = rest.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_').unwrap_or(rest.len());
            Named { key, variable: Some((start + at, &rest[..end])) }
        });
        begins.map(|key| Named { key, variable: None }).into_iter().chain(variables).collect::<Vec<_>>()
    })
}
