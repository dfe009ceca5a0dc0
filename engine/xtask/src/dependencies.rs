//! `cargo xtask deps`: what the crates we build may be called and under which licences they may stand.
//!
//! It reads `cargo tree`, so it sees exactly what is built on this machine. It knows nothing of security advisories: `.deny.toml` has the same
//! rules and advisories for those who have cargo-deny, which takes minutes to compile and is therefore not part of `.ci/run`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::ExitCode;

use crate::shell;

mod licence;

pub const HELP: &str = "\
Check the dependencies: no banned crate, one version of what must exist once, SQLite new enough, every licence allowed.

Usage: cargo xtask deps";

/// Crates that must not come back through somebody's default features, each with the reason.
const BANNED: &[(&str, &str)] = &[
    ("aws-lc-sys", "ring is the one TLS provider; a second one makes rustls refuse to start"),
    ("openssl-sys", "ring is the one TLS provider, and Portico needs no system library"),
    ("native-tls", "ring is the one TLS provider"),
    ("sqlx-mysql", "only SQLite and PostgreSQL are supported"),
];

/// Crates of which two versions cannot live together.
const ONCE: &[(&str, &str)] = &[
    ("sqlx-core", "a second sqlx quietly downgrades the bundled SQLite"),
    ("libsqlite3-sys", "two copies of SQLite in one process break its file locks"),
    ("rustls", "the provider is installed into one of them only"),
    ("axum", "handlers and layers of two versions do not fit"),
    ("wasmtime", "it is the largest dependency of all"),
];

/// SQLite 3.51.3; older versions can lose committed transactions in the write-ahead log.
const OLDEST_SQLITE: (u32, u32) = (0, 37);

#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Crate {
    name: String,
    version: String,
    licence: String,
}

pub fn run(root: &Path, arguments: &[String]) -> Result<ExitCode, String> {
    if !arguments.is_empty() {
        return Err("`cargo xtask deps` takes no arguments".to_owned());
    }
    let mut complaints = Vec::new();
    for manifest in ["Cargo.toml", "plugins/Cargo.toml"] {
        if !root.join(manifest).exists() {
            continue;
        }
        let crates = crates_of(root, manifest)?;
        println!("{manifest}: {} crates", crates.len());
        complaints.extend(check(&crates).into_iter().map(|complaint| format!("{manifest}: {complaint}")));
    }
    for complaint in &complaints {
        println!("{complaint}");
    }
    Ok(if complaints.is_empty() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

fn crates_of(root: &Path, manifest: &str) -> Result<BTreeSet<Crate>, String> {
    let mut tree = shell::cargo(root);
    tree.args(["tree", "--manifest-path", manifest, "--workspace", "--locked", "--no-dedupe"]);
    tree.args(["--edges", "normal,build,dev", "--prefix", "none", "--format", "{p}|{l}"]);
    Ok(shell::output(&mut tree)?.lines().filter_map(line).collect())
}

/// `serde v1.0.229|MIT OR Apache-2.0`
fn line(text: &str) -> Option<Crate> {
    let (package, licence) = text.split_once('|')?;
    let mut words = package.split_whitespace();
    let name = words.next()?.to_owned();
    let version = words.next()?.trim_start_matches('v').to_owned();
    Some(Crate { name, version, licence: licence.trim().to_owned() })
}

fn check(crates: &BTreeSet<Crate>) -> Vec<String> {
    let mut versions: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for one in crates {
        versions.entry(&one.name).or_default().push(&one.version);
    }
    let mut complaints = Vec::new();
    for (name, why) in BANNED {
        if versions.contains_key(name) {
            complaints.push(format!("{name} is banned: {why}; `cargo tree -i {name}` shows who wants it"));
        }
    }
    for (name, why) in ONCE {
        if let Some(several) = versions.get(name).filter(|several| several.len() > 1) {
            complaints.push(format!("{name} exists as {}: {why}", several.join(" and ")));
        }
    }
    for version in versions.get("libsqlite3-sys").into_iter().flatten() {
        if number(version) < OLDEST_SQLITE {
            complaints.push(format!("libsqlite3-sys {version} is too old: before 0.37 SQLite can lose transactions"));
        }
    }
    complaints.extend(crates.iter().filter_map(|one| licence::complaint(&one.name, &one.licence)));
    complaints
}

/// Major and minor version.
fn number(version: &str) -> (u32, u32) {
    let mut parts = version.split('.').map(|part| part.parse().unwrap_or(0));
    (parts.next().unwrap_or(0), parts.next().unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn complaints(lines: &[&str]) -> Vec<String> {
        check(&lines.iter().map(|text| line(text).unwrap()).collect())
    }

    #[test]
    fn good_dependencies_give_no_complaint() {
        let lines = ["serde v1.0.229|MIT OR Apache-2.0", "libsqlite3-sys v0.37.0|MIT", "sqlx-core v0.9.0|MIT"];
        assert_eq!(complaints(&lines), Vec::<String>::new());
    }

    #[test]
    fn a_banned_crate_is_named_with_its_reason() {
        let found = complaints(&["aws-lc-sys v0.30.0|ISC"]);
        assert!(found.len() == 1 && found[0].contains("aws-lc-sys is banned: ring"), "{found:?}");
    }

    #[test]
    fn a_second_sqlx_is_named_with_both_versions() {
        let found = complaints(&["sqlx-core v0.8.6|MIT", "sqlx-core v0.9.0|MIT"]);
        assert!(found.len() == 1 && found[0].contains("0.8.6 and 0.9.0"), "{found:?}");
    }

    #[test]
    fn an_sqlite_that_can_lose_transactions_is_refused() {
        assert!(complaints(&["libsqlite3-sys v0.30.1|MIT"])[0].contains("too old"));
        assert!(complaints(&["libsqlite3-sys v0.100.0|MIT"]).is_empty());
    }

    #[test]
    fn a_crate_of_the_workspace_is_read_like_any_other() {
        let own = line("portico v0.1.0 (/somewhere/engine)|Apache-2.0").unwrap();
        assert_eq!((own.name.as_str(), own.licence.as_str()), ("portico", "Apache-2.0"));
        assert_eq!(line(""), None);
    }

    #[test]
    fn the_settings_of_cargo_deny_name_the_same_crates_and_licences() {
        let settings = include_str!("../../../.deny.toml");
        for (name, _) in BANNED {
            assert!(settings.contains(&format!("name = \"{name}\"")), "{name} is not in .deny.toml");
        }
        for licence in licence::ALLOWED {
            assert!(settings.contains(&format!("\"{licence}\"")), "{licence} is not in .deny.toml");
        }
    }
}
