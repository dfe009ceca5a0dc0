//! A committed component belongs to the sources beside it. `cargo xtask plugins` writes the record when it builds; here it is compared with what
//! is there, which needs no tool-chain. That the bytes really come from the sources is what `cargo xtask plugins --check` shows by building.

use std::collections::BTreeMap;

use super::assert_none;
use super::migrations::sha256;
use super::tree::{File, files_in};

/// In every plugin folder with a committed component: lines as `sha256sum` prints them, with paths from `plugins/`.
const RECORD: &str = "component.sha256";

/// What every Rust plugin is built from besides its own folder.
const SHARED: [&str; 3] = ["api/", "Cargo.toml", "Cargo.lock"];

/// Problems of all plugins whose component is committed. `files` are those below `plugins/`.
fn problems(files: &[File]) -> Vec<String> {
    let inside: BTreeMap<&str, &File> =
        files.iter().filter_map(|file| Some((file.path.strip_prefix("plugins/")?, file))).collect();
    let components = inside.iter().filter(|(path, _)| path.ends_with(".wasm"));
    components.flat_map(|(path, component)| component_problems(path, component, &inside)).collect()
}

fn component_problems(path: &str, component: &File, inside: &BTreeMap<&str, &File>) -> Vec<String> {
    let plugin = path.split('/').next().unwrap_or(path);
    let Some(record) = inside.get(format!("{plugin}/{RECORD}").as_str()) else {
        return vec![
            component.problem(1, &format!("has no record {RECORD} of its sources; run `cargo xtask plugins`")),
        ];
    };
    let text = record.text();
    let recorded: BTreeMap<&str, &str> =
        text.lines().filter_map(|line| line.split_once("  ")).map(|(sum, path)| (path, sum)).collect();
    let mut problems = Vec::new();
    for (source, file) in inside.iter().filter(|(source, _)| **source == path || is_source(source, plugin)) {
        let why = match recorded.get(source) {
            None => "is not in the record of the component",
            Some(sum) if **sum != sha256(&file.bytes) => "differs from the record of the component",
            Some(_) => continue,
        };
        problems.push(file.problem(1, &format!("{why} {path}; run `cargo xtask plugins` and commit what it writes")));
    }
    for gone in recorded.keys().filter(|source| !inside.contains_key(**source)) {
        problems.push(record.problem(1, &format!("{gone} is recorded and gone; run `cargo xtask plugins`")));
    }
    problems
}

/// Whether a change of this file may change the component.
fn is_source(path: &str, plugin: &str) -> bool {
    let is_own = path.starts_with(&format!("{plugin}/"));
    let is_shared = SHARED.iter().any(|shared| path == *shared || (shared.ends_with('/') && path.starts_with(shared)));
    let is_code = [".rs", ".wit", ".js", "Cargo.toml", "Cargo.lock"].iter().any(|end| path.ends_with(end));
    (is_own || is_shared) && is_code
}

#[test]
fn every_committed_component_belongs_to_its_sources() {
    assert_none(&problems(&files_in("plugins/", "")));
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCES: [(&str, &str); 4] = [
        ("plugins/iban/src/lib.rs", "//! Checks."),
        ("plugins/api/wit/host.wit", "package a:b;"),
        ("plugins/Cargo.lock", "version = 4"),
        ("plugins/iban/iban.wasm", "\0asm"),
    ];

    /// A plugin as `cargo xtask plugins` leaves it.
    fn plugin() -> Vec<File> {
        let mut files: Vec<File> = SOURCES.iter().map(|(path, text)| File::new(path, text)).collect();
        let line = |file: &File| format!("{}  {}\n", sha256(&file.bytes), file.path.trim_start_matches("plugins/"));
        let record: String = files.iter().map(line).collect();
        files.push(File::new("plugins/iban/component.sha256", &record));
        files.push(File::new("plugins/iban/README.md", "Not a source."));
        files.push(File::new("plugins/other/src/lib.rs", "//! Another plugin, not committed as a component."));
        files
    }

    #[test]
    fn a_component_with_its_sources_passes() {
        assert_eq!(problems(&plugin()), Vec::<String>::new());
    }

    #[test]
    fn a_changed_source_a_changed_interface_and_a_changed_component_are_named() {
        for (index, (path, _)) in SOURCES.iter().enumerate() {
            let mut files = plugin();
            files[index].bytes.push(b' ');
            let found = problems(&files);
            assert!(found.len() == 1 && found[0].starts_with(&format!("{path}:1: differs")), "{found:?}");
        }
    }

    #[test]
    fn a_new_a_removed_and_an_unrecorded_source_are_named() {
        let mut added = plugin();
        added.push(File::new("plugins/iban/src/more.rs", "//! More."));
        assert!(problems(&added)[0].contains("more.rs:1: is not in the record"));
        let mut removed = plugin();
        removed.remove(0);
        assert!(problems(&removed)[0].contains("iban/src/lib.rs is recorded and gone"));
        let mut unrecorded = plugin();
        unrecorded.retain(|file| !file.path.ends_with(RECORD));
        assert!(problems(&unrecorded)[0].contains("has no record"));
    }
}
