//! `cargo xtask test`: installs what is missing, then runs every suite there is and adds the results up.

use std::path::Path;
use std::process::ExitCode;

use crate::components::{self, Installer};
use crate::postgres::Postgres;
use crate::{plugins, shell};

mod browser;
mod report;
mod rust;

use report::Report;

pub const HELP: &str = "\
Install what the tests need and run all of them.

Usage: cargo xtask test [--fast] [filter ...]

  --fast    only what cargo can run by itself: unit and integration tests on SQLite
  filter    only tests whose name contains one of these words

The suites: unit and integration tests on SQLite and on a PostgreSQL that is started for them; the tests of plugins once more with
components built from source; and pages in headless Chromium with and without JavaScript.

As root on Debian or Ubuntu, missing components (PostgreSQL, Node, Chromium, a tool-chain for plugins) are installed by apt.
Otherwise the command to install them is printed, and what needs them counts as skipped. With CI=true that is a failure.
The last line is always `N passed, N failed, N skipped`.

  PORTICO_TEST_POSTGRES_URL   test on this PostgreSQL instead of starting one
  PORTICO_CHROMIUM            drive this browser
  PORTICO_SCREENSHOTS         folder for a picture of every page that the browser tests visit";

const POSTGRES_URL: &str = "PORTICO_TEST_POSTGRES_URL";
const NOT_ASKED_FOR: &str = "not asked for (--fast)";

/// What was asked for.
#[derive(Debug, Default, PartialEq, Eq)]
struct Options {
    fast: bool,
    filters: Vec<String>,
}

pub fn run(root: &Path, arguments: &[String]) -> Result<ExitCode, String> {
    let options = Options::read(arguments)?;
    let mut report = Report::new(shell::is_ci());
    let mut installer = Installer::default();
    // Plugins first: what they are built into is there for all other tests, also where nothing was built before.
    if options.fast {
        report.left_out("plugins from source", NOT_ASKED_FOR);
        report.left_out("browser", NOT_ASKED_FOR);
    } else {
        test_plugins_from_source(root, &options.filters, &mut installer, &mut report);
    }
    test_rust(root, &options, &mut installer, &mut report);
    if !options.fast {
        test_browser(root, &options.filters, &mut installer, &mut report);
    }
    println!("\n{report}");
    Ok(if report.is_good() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

impl Options {
    fn read(arguments: &[String]) -> Result<Self, String> {
        let mut options = Self::default();
        for argument in arguments {
            match argument.as_str() {
                "--fast" => options.fast = true,
                other if other.starts_with('-') => return Err(format!("`cargo xtask test` does not know {other}")),
                filter => options.filters.push(filter.to_owned()),
            }
        }
        Ok(options)
    }

    /// The words that select tests of plugins among the selected ones; none if there cannot be any.
    fn plugin_filters(filters: &[String]) -> Vec<String> {
        if filters.is_empty() {
            return vec!["plugin".to_owned()];
        }
        filters.iter().filter(|filter| filter.contains("plugin")).cloned().collect()
    }
}

fn test_rust(root: &Path, options: &Options, installer: &mut Installer, report: &mut Report) {
    headline("Unit and integration tests");
    let own =
        if options.fast || shell::variable(POSTGRES_URL).is_some() { None } else { start_postgres(installer, report) };
    if options.fast && shell::variable(POSTGRES_URL).is_none() {
        report.left_out("PostgreSQL", NOT_ASKED_FOR);
    }
    let variables: Vec<(&str, &str)> = own.iter().map(|postgres| (POSTGRES_URL, postgres.url())).collect();
    add("unit and integration tests", rust::run(root, &options.filters, &variables), report);
}

fn start_postgres(installer: &mut Installer, report: &mut Report) -> Option<Postgres> {
    if let Err(reason) = installer.ensure(&components::POSTGRES) {
        report.missing("PostgreSQL", &reason);
        return None;
    }
    match Postgres::start() {
        Ok(postgres) => {
            println!("PostgreSQL runs at {} (with fsync off: a power failure is not tested here)", postgres.url());
            Some(postgres)
        }
        Err(error) => {
            report.failed("PostgreSQL", &error);
            None
        }
    }
}

fn test_plugins_from_source(root: &Path, filters: &[String], installer: &mut Installer, report: &mut Report) {
    const SUITE: &str = "plugins from source";
    let filters = Options::plugin_filters(filters);
    if filters.is_empty() {
        return;
    }
    headline("Plugins, built from source");
    for component in [&components::PLUGIN_TOOLS, &components::NODE] {
        if let Err(reason) = installer.ensure(component) {
            return report.missing(SUITE, &reason);
        }
    }
    if let Err(error) = plugins::build(root, true) {
        return report.failed(SUITE, &error);
    }
    add(SUITE, rust::run(root, &filters, &[("PORTICO_PLUGINS_FROM", "source")]), report);
}

fn add(suite: &str, ran: rust::Ran, report: &mut Report) {
    report.ran(suite, ran.counts, ran.ended);
    report.skipped(suite, &ran.skipped);
}

fn test_browser(root: &Path, filters: &[String], installer: &mut Installer, report: &mut Report) {
    const SUITE: &str = "browser";
    headline("Pages in Chromium, with and without JavaScript");
    for component in [&components::NODE, &components::CHROMIUM] {
        if let Err(reason) = installer.ensure(component) {
            return report.missing(SUITE, &reason);
        }
    }
    if let Err(reason) = browser::fetch(root) {
        return report.missing(SUITE, &reason);
    }
    let (counts, ended) = browser::run(root, filters);
    report.ran(SUITE, counts, ended);
}

fn headline(text: &str) {
    println!("\n== {text}");
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(words: &[&str]) -> Vec<String> {
        words.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn words_are_filters_and_flags_are_not() {
        let expected = Options { fast: true, filters: words(&["store", "iban"]) };
        assert_eq!(Options::read(&words(&["store", "--fast", "iban"])), Ok(expected));
    }

    #[test]
    fn an_unknown_flag_is_refused_by_name() {
        assert!(Options::read(&words(&["--quick"])).unwrap_err().contains("--quick"));
    }

    #[test]
    fn plugins_are_tested_from_source_unless_the_filters_leave_them_out() {
        assert_eq!(Options::plugin_filters(&[]), ["plugin"]);
        assert_eq!(Options::plugin_filters(&words(&["store", "plugin_limits"])), ["plugin_limits"]);
        assert!(Options::plugin_filters(&words(&["store"])).is_empty());
    }
}
