//! Themes from outside: what is built, what is refused, and what pages become.

mod bombs;
mod budgets;
mod diagnostics;
mod escaping;
mod gallery;
mod inheritance;
mod markup;
mod readme;
mod texts;
mod tokens;

use std::{collections::BTreeMap, sync::Arc};

use portico::{
    themes::{Limits, Theme, ThemeSource},
    views::{Page, View, request::Request, sample},
};
use portico_host::diagnostic::{Diagnostic, Severity};

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

fn build(layers: &[ThemeSource]) -> Result<Theme, Vec<Diagnostic>> {
    Theme::build(layers, &Limits::default()).map(|(theme, _)| theme)
}

/// Everything that is wrong with a theme of these files, by building and by rendering.
fn problems(files: &[(&str, &str)]) -> Vec<Diagnostic> {
    match build(&[source("acme", files)]) {
        Ok(theme) => portico::themes::check(&theme),
        Err(found) => found,
    }
    .into_iter()
    .filter(|found| found.severity == Severity::Error)
    .collect()
}

/// The first sample of a page in German.
fn sample_page<T: View>() -> Page<T> {
    sample::page("de", T::samples().swap_remove(0).1)
}

/// A page of a request rendered by a theme that has this in its block `facts_extra`.
fn render_extra(template: &str) -> Result<String, String> {
    let page =
        format!("{{% extends \"@parent/portal/request.html\" %}}{{% block facts_extra %}}{template}{{% endblock %}}");
    let theme =
        build(&[source("acme", &[("templates/portal/request.html", &page)])]).map_err(|found| found[0].to_string())?;
    let html = theme.render(&sample_page::<Request>()).map_err(|error| error.to_string())?;
    match theme.problems().first() {
        Some(problem) => Err(problem.message.clone()),
        None => Ok(html),
    }
}
