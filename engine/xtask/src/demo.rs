//! `cargo xtask demo`: builds Portico and hands over to its own `demo` command.

use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, ExitCode};

use crate::shell;

pub const HELP: &str = "\
Build Portico in the development profile and start it with demo tenants, people and requests on an embedded database.

Usage: cargo xtask demo [arguments of `portico demo`, for example --port 8080]

Needs a C compiler beside cargo, and nothing else. The first build takes some minutes, further ones seconds. The addresses and the
demo logins are printed when the server listens; Ctrl-C ends it. `cargo xtask demo -- --help` shows the server's own arguments.";

pub fn run(root: &Path, arguments: &[String]) -> Result<ExitCode, String> {
    if shell::variable("CC").is_none() && shell::find("cc").is_none() {
        return Err(
            "there is no C compiler `cc` in the search path; on Debian: apt-get install gcc libc6-dev".to_owned()
        );
    }
    let portico = shell::built("portico")?;
    if portico.exists() {
        eprintln!("Building what changed ...");
    } else {
        eprintln!("Building Portico for the first time: some 450 crates, six to ten minutes on two cores ...");
    }
    shell::run(shell::cargo(root).args(["build", "--package", "portico", "--bin", "portico"]))?;
    build_script_plugins(root);
    eprintln!("Starting the demo ...");
    let error = Command::new(&portico).arg("demo").args(own(arguments)).current_dir(root).exec();
    Err(format!("cannot start {}: {error}", portico.display()))
}

/// Builds the plugins in JavaScript where Node is, once. Without them the demo works, but for the fields that they bring.
fn build_script_plugins(root: &Path) {
    let plugin = root.join("plugins/serial-number");
    if plugin.join("serial-number.wasm").exists() {
        return;
    }
    if shell::find("npm").is_none() {
        eprintln!("There is no Node, so the field `serial number` of Van Kade is not available.");
        return;
    }
    eprintln!("Building the plugin in JavaScript ...");
    let steps = [&["ci", "--no-audit", "--no-fund"][..], &["run", "build"]];
    for step in steps {
        if let Err(error) = shell::run(Command::new("npm").args(step).current_dir(&plugin)) {
            eprintln!("The plugin in JavaScript was not built ({error}); its field is not available.");
            return;
        }
    }
}

/// The arguments without the `--` that keeps `--help` from being ours.
fn own(arguments: &[String]) -> &[String] {
    match arguments {
        [first, rest @ ..] if first == "--" => rest,
        _ => arguments,
    }
}

#[cfg(test)]
mod tests {
    use super::own;

    #[test]
    fn arguments_pass_through_and_a_leading_separator_does_not() {
        let given = |words: &[&str]| words.iter().map(ToString::to_string).collect::<Vec<_>>();
        assert_eq!(own(&given(&["--port", "0"])), ["--port", "0"]);
        assert_eq!(own(&given(&["--", "--help"])), ["--help"]);
        assert!(own(&[]).is_empty());
    }
}
