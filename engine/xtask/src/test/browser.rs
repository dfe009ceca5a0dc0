//! The browser tests: fetches their packages once, then runs Node's test runner against the program that `cargo test` built.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::report::Counts;
use crate::{components, shell};

/// Fetches the packages when the lock file is newer than what is there.
pub fn fetch(root: &Path) -> Result<(), String> {
    let folder = folder(root);
    let time = |file: &str| folder.join(file).metadata().and_then(|data| data.modified()).ok();
    if time("node_modules/.package-lock.json") >= time("package-lock.json") {
        return Ok(());
    }
    println!("Fetching the packages of the browser tests");
    shell::output(Command::new("npm").args(["ci", "--no-audit", "--no-fund"]).current_dir(&folder)).map(|_| ())
}

/// Runs the tests whose name contains one of `filters`, or all.
pub fn run(root: &Path, filters: &[String]) -> (Counts, Result<(), String>) {
    match tests_of(&folder(root)).and_then(|files| run_files(root, &files, filters)) {
        Ok(done) => done,
        Err(error) => (Counts::default(), Err(error)),
    }
}

fn run_files(root: &Path, files: &[PathBuf], filters: &[String]) -> Result<(Counts, Result<(), String>), String> {
    let portico = shell::built("portico")?;
    let chromium = components::chromium().ok_or("Chromium is not installed")?;
    let record = shell::built("browser-tests.tap")?;
    let mut node = Command::new("node");
    // One file at a time: two cores are busy enough with a browser and a server.
    node.args(["--test", "--test-concurrency=1", "--test-reporter=spec", "--test-reporter-destination=stdout"]);
    node.arg("--test-reporter=tap").arg(format!("--test-reporter-destination={}", record.display()));
    node.args(filters.iter().map(|filter| format!("--test-name-pattern={}", literal(filter))));
    node.args(files).current_dir(folder(root)).env("PORTICO_BIN", portico).env("PORTICO_CHROMIUM", chromium);
    let _ = std::fs::remove_file(&record);
    let ended = shell::run(&mut node);
    let record = std::fs::read_to_string(&record).map_err(|error| format!("Node wrote no record: {error}"))?;
    Ok((closing_lines(&record), ended))
}

fn folder(root: &Path) -> PathBuf {
    root.join("tests/browser")
}

fn tests_of(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = std::fs::read_dir(folder).map_err(|error| format!("cannot read {}: {error}", folder.display()))?;
    let mut files: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    files.retain(|file| file.to_string_lossy().ends_with(".test.mjs"));
    files.sort();
    if files.is_empty() { Err(format!("{} holds no tests", folder.display())) } else { Ok(files) }
}

/// Node reads a pattern where cargo reads plain text.
fn literal(filter: &str) -> String {
    let mut pattern = String::new();
    for letter in filter.chars() {
        if r"\^$.|?*+()[]{}/".contains(letter) {
            pattern.push('\\');
        }
        pattern.push(letter);
    }
    pattern
}

/// `# pass 3` and its like at the end of a record.
fn closing_lines(record: &str) -> Counts {
    let number = |word: &str| -> u32 {
        let found = record.lines().rev().find_map(|line| line.strip_prefix("# ")?.strip_prefix(word));
        found.and_then(|rest| rest.trim().parse().ok()).unwrap_or(0)
    };
    Counts {
        passed: number("pass "),
        failed: number("fail ") + number("cancelled "),
        skipped: number("skipped ") + number("todo "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closing_lines_of_a_record_are_counted_and_a_cancelled_test_is_a_failure() {
        let record = "TAP version 13\n# pass 99 is only a comment\nok 1 - a\n1..9\n# tests 9\n# suites 0\n# pass 4\n\
                      # fail 1\n# cancelled 2\n# skipped 1\n# todo 1\n# duration_ms 12.5\n";
        assert_eq!(closing_lines(record), Counts { passed: 4, failed: 3, skipped: 2 });
    }

    #[test]
    fn a_record_that_breaks_off_counts_nothing() {
        assert_eq!(closing_lines("TAP version 13\nok 1 - a\n"), Counts::default());
    }

    #[test]
    fn a_filter_is_plain_text() {
        assert_eq!(literal("320 px (dark)"), r"320 px \(dark\)");
    }
}
