//! Adds up what passed, failed and was left out, with a reason for each that did not pass.

use std::collections::BTreeMap;
use std::fmt;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub passed: u32,
    pub failed: u32,
    pub skipped: u32,
}

/// The result of a whole run. Its display form ends with the one line that tools may read.
#[derive(Debug, Default)]
pub struct Report {
    total: Counts,
    notes: Vec<String>,
    /// Whether a missing component is a failure.
    strict: bool,
}

impl Report {
    pub fn new(strict: bool) -> Self {
        Self { strict, ..Self::default() }
    }

    /// Adds a suite that ran. One that ended badly without a failed test counts as one failure.
    pub fn ran(&mut self, suite: &str, counts: Counts, ended: Result<(), String>) {
        self.total.passed += counts.passed;
        self.total.failed += counts.failed;
        self.total.skipped += counts.skipped;
        if counts.failed > 0 {
            self.notes.push(format!("failed: {} of {suite}", counts.failed));
        }
        if counts.skipped > 0 {
            self.notes.push(format!("skipped: {} of {suite}, marked so in their source", counts.skipped));
        }
        if let (0, Err(error)) = (counts.failed, ended) {
            self.failed(suite, &error);
        }
    }

    /// Adds tests among those that passed which said that they cannot run here.
    pub fn skipped(&mut self, suite: &str, reasons: &BTreeMap<String, u32>) {
        for (reason, times) in reasons {
            self.total.passed = self.total.passed.saturating_sub(*times);
            self.total.skipped += times;
            self.notes.push(format!("skipped: {times} of {suite}: {reason}"));
        }
        if self.strict && !reasons.is_empty() {
            self.failed(suite, "tests were skipped (with CI=true this is a failure)");
        }
    }

    pub fn failed(&mut self, suite: &str, reason: &str) {
        self.total.failed += 1;
        self.notes.push(format!("failed: {suite}: {reason}"));
    }

    /// A suite that was not asked for.
    pub fn left_out(&mut self, suite: &str, reason: &str) {
        self.total.skipped += 1;
        self.notes.push(format!("skipped: {suite}: {reason}"));
    }

    /// A suite that cannot run here.
    pub fn missing(&mut self, suite: &str, reason: &str) {
        if self.strict {
            self.failed(suite, &format!("{reason} (with CI=true this is a failure)"));
        } else {
            self.left_out(suite, reason);
        }
    }

    pub const fn is_good(&self) -> bool {
        self.total.failed == 0
    }
}

impl fmt::Display for Report {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for note in &self.notes {
            writeln!(out, "{note}")?;
        }
        let Counts { passed, failed, skipped } = self.total;
        write!(out, "{passed} passed, {failed} failed, {skipped} skipped")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn last_line(report: &Report) -> String {
        report.to_string().lines().last().unwrap().to_owned()
    }

    #[test]
    fn suites_add_up_and_the_sum_stands_alone_on_the_last_line() {
        let mut report = Report::new(false);
        report.ran("one", Counts { passed: 3, failed: 0, skipped: 1 }, Ok(()));
        report.ran("two", Counts { passed: 4, failed: 0, skipped: 0 }, Ok(()));
        assert_eq!(last_line(&report), "7 passed, 0 failed, 1 skipped");
        assert!(report.is_good());
    }

    #[test]
    fn a_suite_that_dies_without_a_failed_test_is_a_failure() {
        let mut report = Report::new(false);
        report.ran("one", Counts { passed: 3, ..Counts::default() }, Err("killed".into()));
        assert_eq!(last_line(&report), "3 passed, 1 failed, 0 skipped");
        assert!(report.to_string().contains("killed") && !report.is_good());
    }

    #[test]
    fn a_failed_test_is_not_counted_twice_because_its_suite_ended_badly() {
        let mut report = Report::new(false);
        report.ran("one", Counts { failed: 2, ..Counts::default() }, Err("exit status: 101".into()));
        assert_eq!(last_line(&report), "0 passed, 2 failed, 0 skipped");
    }

    #[test]
    fn a_missing_component_is_a_skip_for_a_person_and_a_failure_for_ci() {
        let (mut person, mut ci) = (Report::new(false), Report::new(true));
        for report in [&mut person, &mut ci] {
            report.missing("browser", "Chromium is not installed");
            assert!(report.to_string().contains("Chromium is not installed"));
        }
        assert_eq!(last_line(&person), "0 passed, 0 failed, 1 skipped");
        assert_eq!(last_line(&ci), "0 passed, 1 failed, 0 skipped");
    }

    #[test]
    fn a_test_that_could_not_run_has_not_passed_and_fails_ci() {
        let reasons = BTreeMap::from([("no PostgreSQL".to_owned(), 2)]);
        for (strict, sum) in [(false, "1 passed, 0 failed, 2 skipped"), (true, "1 passed, 1 failed, 2 skipped")] {
            let mut report = Report::new(strict);
            report.ran("one", Counts { passed: 3, ..Counts::default() }, Ok(()));
            report.skipped("one", &reasons);
            assert_eq!(last_line(&report), sum);
            assert!(report.to_string().contains("2 of one: no PostgreSQL"));
        }
    }

    #[test]
    fn a_suite_that_was_left_out_on_purpose_is_a_skip_even_for_ci() {
        let mut report = Report::new(true);
        report.left_out("browser", "--fast");
        assert!(report.is_good());
    }
}
