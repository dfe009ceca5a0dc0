//! `cargo test` for the whole workspace: passes its output on and counts from it.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::Stdio;

use super::report::Counts;
use crate::shell;

/// Variables for one run.
pub type Variables<'a> = &'a [(&'a str, &'a str)];

/// Runs the tests whose name contains one of `filters`, or all. Always the whole workspace: another set of packages has other features,
/// and cargo would build the dependencies once more.
pub fn run(root: &Path, filters: &[String], variables: Variables) -> (Counts, Result<(), String>) {
    let mut command = shell::cargo(root);
    command.args(["test", "--workspace", "--no-fail-fast", "--"]).args(filters);
    command.envs(variables.iter().copied()).stdout(Stdio::piped());
    let mut child = match command.spawn() {
        Ok(child) => child,
        Err(error) => return (Counts::default(), Err(format!("cannot run cargo: {error}"))),
    };
    let mut counts = Counts::default();
    if let Some(stdout) = child.stdout.take() {
        for line in BufReader::new(stdout).split(b'\n').map_while(Result::ok) {
            let line = String::from_utf8_lossy(&line);
            println!("{line}");
            let found = result_line(&line).unwrap_or_default();
            counts.passed += found.passed;
            counts.failed += found.failed;
            counts.skipped += found.skipped;
        }
    }
    let _ = std::io::stdout().flush();
    let ended = match child.wait() {
        Ok(status) if status.success() => Ok(()),
        Ok(status) => Err(format!("`cargo test` ended with {status}; see above for what did not build or died")),
        Err(error) => Err(format!("`cargo test` was lost: {error}")),
    };
    (counts, ended)
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
    fn other_lines_are_not_counted() {
        for line in ["test result_of_a_test ... ok", "running 3 tests", "3 passed; 2 failed", ""] {
            assert_eq!(result_line(line), None, "{line}");
        }
    }
}
