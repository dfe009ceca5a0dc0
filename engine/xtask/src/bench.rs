//! `cargo xtask bench`: builds the benchmarks in the release profile and runs them. What they measure lies in `engine/bench`.

use std::path::Path;
use std::process::ExitCode;

use crate::shell;

pub const HELP: &str = "\
Build Portico and its benchmarks in the release profile and print each figure beside its own reference from the same run.

Usage: cargo xtask bench [arguments of the benchmarks]

The first release build takes a quarter of an hour on two cores. Run it on an otherwise idle machine.";

pub fn run(root: &Path, arguments: &[String]) -> Result<ExitCode, String> {
    eprintln!("Building in the release profile ...");
    // The program itself is started by the benchmarks, so both are built.
    shell::run(shell::cargo(root).args(["build", "--release", "--package", "portico", "--package", "portico-bench"]))?;
    shell::run(shell::cargo(root).args(["run", "--release", "--package", "portico-bench", "--"]).args(arguments))?;
    Ok(ExitCode::SUCCESS)
}
