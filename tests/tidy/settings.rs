//! Every setting of a portal does something: a switch that nothing reads is a promise that nobody keeps.

use portico::domain::setting::SETTINGS;

use super::assert_none;
use super::tree::{File, files};

const DECLARED_IN: &str = "engine/src/domain/setting.rs";

/// Settings that no line of the program or of the themes reads.
fn problems(keys: &[&str], files: &[File]) -> Vec<String> {
    let program = |file: &&File| file.path.starts_with("engine/src/") && file.path.ends_with(".rs");
    let theme = |file: &&File| file.path.starts_with("themes/") && file.path.ends_with(".html");
    let texts: Vec<String> = files.iter().filter(|file| program(file) || theme(file)).map(read_part).collect();
    let is_read = |key: &str| {
        let (quoted, seen) = (format!("\"{key}\""), format!("settings.{key}"));
        texts.iter().any(|text| text.contains(&quoted) || text.contains(&seen))
    };
    let idle = keys.iter().filter(|key| !is_read(key));
    idle.map(|key| format!("{DECLARED_IN}:1: nothing reads the setting {key}")).collect()
}

/// A file without what only declares or tests settings.
fn read_part(file: &File) -> String {
    let text = file.text();
    let code = text.split("#[cfg(test)]").next().unwrap_or_default();
    let declares = |line: &&str| file.path == DECLARED_IN && line.contains("setting(");
    code.lines().filter(|line| !declares(line)).collect::<Vec<_>>().join("\n")
}

#[test]
fn every_setting_is_read_somewhere() {
    let keys: Vec<&str> = SETTINGS.iter().map(|setting| setting.key).collect();
    assert_none(&problems(&keys, &files()));
}

#[test]
fn a_setting_that_only_its_declaration_names_is_found() {
    let declared = File::new(DECLARED_IN, "    setting(\"general.idle\", Kind::Bool, \"true\"),");
    let read = File::new("themes/default/templates/a.html", "{{ site.settings.general.phone }}");
    let found = problems(&["general.idle", "general.phone"], &[declared, read]);
    assert_eq!(found, ["engine/src/domain/setting.rs:1: nothing reads the setting general.idle"]);
}
