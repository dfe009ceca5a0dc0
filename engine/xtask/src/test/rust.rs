//! `cargo test` for the whole workspace: passes its output on and counts from it.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::Stdio;

use super::report::Counts;
use crate::shell;

/// Variables for one run.
pub type Variables<'a> = &'a [(&'a str, &'a str)];

/// Runs the tests whose name contains one of `filters`, or all. Always the whole workspace: another set of packages has other features,
/// and cargo would build the dependencies once more.
pub fn run(root: &Path, filters: &[String], variables: Variables) -> Ran {
    let mut command = shell::cargo(root);
    command.args(["test", "--workspace", "--no-fail-fast", "--"]).args(filters);
    command.envs(variables.iter().copied()).stdout(Stdio::piped());
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) => return Ran { ended: Err(format!("cannot run cargo: {error}")), ..Ran::default() },
    };
    let mut ran = Ran::default();
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line);
            println!("{line}");
            ran.read(&line);
        }
    }
    let _ = std::io::stdout().flush();
    ran.ended = match child.wait() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`cargo test` ended with {status}; see above for what did not build or died")),
        Err(error) => Err(format!("`cargo test` was lost: {error}")),
    };
    ran
}

/// What a run of the tests came to.
#[derive(Debug)]
pub struct Ran {
    pub counts: Counts,
    /// Tests that could not run, by reason. To cargo they passed.
    pub skipped: BTreeMap<String, u32>,
    pub ended: Result<(), String>,
}

impl Default for Ran {
    fn default() -> Self {
        Self { counts: Counts::default(), skipped: BTreeMap::new(), ended: Ok(()) }
    }
}

impl Ran {
    fn read(&mut self, line: &str) {
        if let Some(reason) = skipped(line) {
            *self.skipped.entry(reason.to_owned()).or_default() += 1;
        }
        let found = result_line(line).unwrap_or_default();
        self.counts.passed += found.passed;
        self.counts.failed += found.failed;
        self.counts.skipped += found.skipped;
    }
}

/// `skipped: reason`, which a test says that returns early. The harness may have begun a line of its own before.
fn skipped(line: &str) -> Option<&str> {
    let (before, reason) = line.split_once("skipped: ")?;
    let is_said = before.is_empty() || (before.starts_with("test ") && before.ends_with(" ... "));
    is_said.then_some(reason.trim()).filter(|reason| !reason.is_empty())
}

/// `test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 2 filtered out; finished in 0.02s`
fn result_line(line: &str) -> Option<Counts> {
    let (_, rest) = line.strip_prefix("test result: ")?.split_once(". ")?;
    let mut counts = Counts::default();
    for part in rest.split(';') {
        let mut words = part.split_whitespace();
        let (Some(number), Some(word)) = (words.next(), words.next()) else { continue };
        let Ok(number) = number.parse() else { continue };
        match word {
            "passed" => counts.passed = number,
            "failed" => counts.failed = number,
            "ignored" => counts.skipped = number,
            _ => {}
        }
    }
    Some(counts)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_closing_line_of_a_test_program_is_counted() {
        let line = "test result: FAILED. 31 passed; 2 failed; 1 ignored; 0 measured; 9 filtered out; finished in 0.02s";
        assert_eq!(result_line(line), Some(Counts { passed: 31, failed: 2, skipped: 1 }));
    }

    #[test]
    fn tests_that_say_that_they_are_skipped_are_counted_by_reason() {
        let mut ran = Ran::default();
        for line in ["skipped: no disk", "test a::b ... skipped: no disk", "skipped: no PostgreSQL", "ok"] {
            ran.read(line);
        }
        let wanted = [("no PostgreSQL", 1), ("no disk", 2)].map(|(reason, times)| (reason.to_owned(), times));
        assert_eq!(ran.skipped, BTreeMap::from(wanted));
        for line in ["it is skipped: never", "skipped: ", "1 passed, 0 failed, 1 skipped"] {
            assert_eq!(skipped(line), None, "{line}");
        }
    }

    #[test]
    fn other_lines_are_not_counted() {
        for line in ["test result_of_a_test ... ok", "running 3 tests", "3 passed; 2 failed", ""] {
            assert_eq!(result_line(line), None, "{line}");
        }
    }
}
