//! The author's guide says what is there: its lists are compared with the program, and its table of pages is made from it.

use std::{collections::BTreeSet, fmt::Write, fs, path::Path};

use portico::{
    themes::{filter_names, function_names, icons},
    views::{PAGES, mail::MAILS},
};

const BEGIN: &str = "<!-- pages: made by a test, PORTICO_BLESS=1 cargo test themes::readme writes it -->\n";
const END: &str = "<!-- end of pages -->";

fn top(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(path)
}

/// Blocks of a template and of all that it extends, the page's own first.
fn blocks(template: &str) -> Vec<String> {
    let source =
        fs::read_to_string(top("themes/default/templates").join(template)).expect("every page has its template");
    let names = source.split("{% block ").skip(1).filter_map(|rest| rest.split_whitespace().next());
    let mut all: Vec<String> = names.map(str::to_owned).collect();
    if let Some(parent) = source.strip_prefix("{% extends \"").and_then(|rest| rest.split('"').next()) {
        all.extend(blocks(parent));
    }
    let mut seen = BTreeSet::new();
    all.retain(|name| seen.insert(name.clone()));
    all
}

fn table() -> String {
    let mut out = String::from("\n| Template | `page` has | Blocks |\n| --- | --- | --- |\n");
    for kind in &PAGES {
        let samples = kind.samples("de");
        let keys: BTreeSet<&str> = samples
            .iter()
            .filter_map(|(_, page)| page["page"].as_object())
            .flat_map(|page| page.keys())
            .map(String::as_str)
            .collect();
        let list = |names: Vec<&str>| names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(" ");
        let blocks = blocks(kind.template);
        let shown = list(blocks.iter().map(String::as_str).collect());
        writeln!(out, "| `{}` | {} | {shown} |", kind.template, list(keys.into_iter().collect()))
            .expect("a string takes everything");
    }
    out.push('\n');
    out
}

#[test]
fn the_guides_table_of_pages_is_that_of_the_program() {
    let path = top("themes/README.md");
    let text = fs::read_to_string(&path).unwrap();
    let (before, rest) = text.split_once(BEGIN).unwrap();
    let (found, after) = rest.split_once(END).unwrap();
    if std::env::var_os("PORTICO_BLESS").is_some() {
        fs::write(&path, format!("{before}{BEGIN}{}{END}{after}", table())).unwrap();
    } else {
        assert_eq!(found, table(), "PORTICO_BLESS=1 cargo test themes::readme writes the new table");
    }
}

#[test]
fn the_guide_names_every_function_filter_icon_and_mail() {
    let text = fs::read_to_string(top("themes/README.md")).unwrap();
    let mails = MAILS.map(|mail| mail.name);
    let names = function_names().into_iter().chain(filter_names()).chain(icons::names()).chain(mails);
    let missing: Vec<&str> = names.filter(|name| !text.contains(&format!("`{name}"))).collect();
    assert_eq!(missing, Vec::<&str>::new());
}
