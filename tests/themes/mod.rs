//! Themes from outside: what is built, what is refused, and what pages become.

mod gallery;

use std::{collections::BTreeMap, sync::Arc};

use portico::themes::{Limits, Theme, ThemeSource};

/// A theme of a few files. `theme.toml` is added when it is missing.
fn source(name: &str, files: &[(&str, &str)]) -> ThemeSource {
    let mut all: BTreeMap<String, Arc<[u8]>> =
        files.iter().map(|(path, text)| ((*path).to_owned(), Arc::from(text.as_bytes()))).collect();
    let manifest = format!("name = \"{name}\"\ncontract = 1\n");
    all.entry("theme.toml".to_owned()).or_insert_with(|| Arc::from(manifest.as_bytes()));
    ThemeSource { name: name.to_owned(), files: all }
}

fn built_in() -> Theme {
    build(&[]).unwrap_or_else(|found| panic!("{}", found[0]))
}

fn build(layers: &[ThemeSource]) -> Result<Theme, Vec<portico_host::diagnostic::Diagnostic>> {
    Theme::build(layers, &Limits::default()).map(|(theme, _)| theme)
}
