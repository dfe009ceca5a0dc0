//! Other programs: finding them, running them, and running cargo from inside cargo.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A variable of the environment; empty counts as absent.
#[expect(clippy::disallowed_methods, reason = "these commands have no configuration but their environment")]
pub fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// Whether this is a run that nobody watches, where a missing component must not pass as a skip.
pub fn is_ci() -> bool {
    variable("CI").is_some_and(|value| value != "false" && value != "0")
}

/// The program's full path, if it is in the search path.
pub fn find(program: &str) -> Option<PathBuf> {
    let path = variable("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(program)).find(|file| is_program(file))
}

pub fn is_program(file: &Path) -> bool {
    use std::os::unix::fs::PermissionsExt;
    file.metadata().is_ok_and(|data| data.is_file() && data.permissions().mode() & 0o111 != 0)
}

/// Runs to the end with the terminal of this process.
pub fn run(command: &mut Command) -> Result<(), String> {
    let status = command.status().map_err(|error| format!("cannot run {}: {error}", shown(command)))?;
    if status.success() { Ok(()) } else { Err(format!("{} failed with {status}", shown(command))) }
}

/// Runs to the end and gives what was printed; what it complained about becomes the error.
pub fn output(command: &mut Command) -> Result<String, String> {
    let done =
        command.stdin(Stdio::null()).output().map_err(|error| format!("cannot run {}: {error}", shown(command)))?;
    if done.status.success() {
        return Ok(String::from_utf8_lossy(&done.stdout).into_owned());
    }
    let complaint = String::from_utf8_lossy(&done.stderr).trim().to_owned();
    Err(format!("{} failed with {}: {complaint}", shown(command), done.status))
}

pub fn is_root() -> bool {
    output(Command::new("id").arg("-u")).is_ok_and(|id| id.trim() == "0")
}

/// Cargo as a person would call it. What `cargo run` put into our environment about this package is taken out again: build scripts
/// that watch such variables would otherwise run anew, and with them half of the workspace.
pub fn cargo(root: &Path) -> Command {
    let mut cargo = Command::new(variable("CARGO").unwrap_or_else(|| "cargo".to_owned()));
    for (name, _) in std::env::vars_os() {
        if is_about_this_package(&name) {
            cargo.env_remove(name);
        }
    }
    cargo.current_dir(root);
    cargo
}

fn is_about_this_package(name: &OsStr) -> bool {
    const NAMES: [&str; 7] = [
        "CARGO_MANIFEST_DIR",
        "CARGO_MANIFEST_PATH",
        "CARGO_MANIFEST_LINKS",
        "CARGO_CRATE_NAME",
        "CARGO_BIN_NAME",
        "CARGO_PRIMARY_PACKAGE",
        "OUT_DIR",
    ];
    name.to_str().is_some_and(|name| name.starts_with("CARGO_PKG_") || NAMES.contains(&name))
}

/// Where cargo puts what it builds in the development profile: beside this program.
pub fn built(program: &str) -> Result<PathBuf, String> {
    let this = std::env::current_exe().map_err(|error| format!("cannot find out where this program lies: {error}"))?;
    // The unit tests of this program run one folder deeper.
    let folder = this.ancestors().find(|folder| folder.ends_with("debug") || folder.ends_with("release"));
    folder.map(|folder| folder.join(program)).ok_or_else(|| format!("{} is not in a target folder", this.display()))
}

fn shown(command: &Command) -> String {
    let arguments = command.get_args().map(|argument| format!(" {}", argument.to_string_lossy()));
    format!("`{}{}`", command.get_program().to_string_lossy(), arguments.collect::<String>())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_every_system_has_is_found_and_one_that_none_has_is_not() {
        assert!(find("sh").is_some_and(|file| file.is_absolute()));
        assert_eq!(find("portico-has-no-such-program"), None);
    }

    #[test]
    fn a_failing_program_is_reported_with_its_arguments_and_its_complaint() {
        let error = output(Command::new("sh").args(["-c", "echo broken >&2; exit 3"])).unwrap_err();
        assert!(error.contains("exit 3") && error.contains("broken"), "{error}");
    }

    #[test]
    fn only_variables_about_this_package_are_taken_from_cargo() {
        for name in ["CARGO_PKG_VERSION", "CARGO_MANIFEST_DIR"] {
            assert!(is_about_this_package(OsStr::new(name)), "{name}");
        }
        for name in ["CARGO_HOME", "CARGO_TARGET_DIR", "CARGO_INCREMENTAL", "PATH"] {
            assert!(!is_about_this_package(OsStr::new(name)), "{name}");
        }
    }
}
