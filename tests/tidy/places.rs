//! Nothing in the project names the machine it was written on, and lock files name no host to fetch from.

use super::assert_none;
use super::tree::{File, files};

/// Beginnings of paths that exist on one machine only. In halves, so that this file passes its own rule.
const MACHINE_PATHS: [&str; 5] = [
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
    concat!("/Us", "ers/"),
    concat!("/wo", "rk/"),
    concat!("/fa", "rm/"),
];

const REGISTRY_HOSTS: [&str; 5] = [
    concat!("registry.", "npmjs"),
    concat!("registry.", "yarnpkg"),
    concat!("static.", "crates.io"),
    concat!("index.", "crates.io"),
    concat!("proxy.", "golang.org"),
];

/// The one source that a `Cargo.lock` names everywhere, wherever crates are really fetched from.
const CRATES: &str = concat!("registry+https://github.com/rust-lang/", "crates.io-index");

fn problems(file: &File) -> Vec<String> {
    let mut problems = Vec::new();
    for (index, line) in file.text().lines().enumerate() {
        for path in MACHINE_PATHS {
            if line.match_indices(path).any(|(at, _)| begins_a_path(&line[..at])) {
                problems.push(file.problem(index + 1, &format!("{path}... exists on one machine only")));
            }
        }
        for host in REGISTRY_HOSTS {
            if line.contains(host) {
                problems.push(file.problem(index + 1, &format!("{host} is a matter of the reader's own settings")));
            }
        }
        problems.extend(lock_problem(file.name(), line).map(|why| file.problem(index + 1, why)));
    }
    problems
}

/// Whether a slash after this text begins an absolute path, rather than continuing a relative one or an address.
fn begins_a_path(before: &str) -> bool {
    let last = before.chars().next_back();
    last.is_none_or(|letter| !letter.is_alphanumeric() && !"._-~*})]>".contains(letter))
}

fn lock_problem(name: &str, line: &str) -> Option<&'static str> {
    let line = line.trim();
    match name {
        "Cargo.lock" if line.starts_with("source = ") && !line.contains(CRATES) => {
            Some("a crate from somewhere else than the one registry")
        }
        "package-lock.json" if line.starts_with("\"resolved\"") => {
            Some("a lock file names no host: keep omit-lockfile-registry-resolved=true in .npmrc")
        }
        _ => None,
    }
}

#[test]
fn no_file_names_this_machine_or_a_registry() {
    assert_none(&files().iter().flat_map(problems).collect::<Vec<_>>());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_of_one_machine_is_refused_with_its_line() {
        let text = format!("fine\ncd {}me/portico", concat!("/ho", "me/"));
        assert!(problems(&File::new("README.md", &text))[0].starts_with("README.md:2: "));
        assert_eq!(problems(&File::new("plugin.wasm", &format!("\0\u{1}{}.cargo/x", MACHINE_PATHS[0]))).len(), 1);
    }

    #[test]
    fn a_relative_path_and_an_address_pass() {
        for before in ["themes/default", "https://example.org", "{portal}", "."] {
            let text = format!("{before}{}page", MACHINE_PATHS[1]);
            assert!(problems(&File::new("README.md", &text)).is_empty(), "{text}");
        }
    }

    #[test]
    fn a_registry_is_refused_anywhere() {
        let text = format!("fetch https://{}.org/", REGISTRY_HOSTS[0]);
        assert_eq!(problems(&File::new("docs.md", &text)).len(), 1);
    }

    #[test]
    fn lock_files_name_no_other_source() {
        let good = format!("source = \"{CRATES}\"");
        assert!(problems(&File::new("Cargo.lock", &good)).is_empty());
        assert_eq!(problems(&File::new("plugins/Cargo.lock", "source = \"git+https://example.org/x\"")).len(), 1);
        let fetched = "  \"resolved\": \"https://mirror.example.org/a.tgz\",";
        assert_eq!(problems(&File::new("tests/browser/package-lock.json", fetched)).len(), 1);
    }
}
