//! `cargo xtask`: the commands a newcomer types. Only the standard library is used, so that it builds in seconds.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

mod bench;
mod components;
mod demo;
mod dependencies;
mod plugins;
mod postgres;
mod shell;
mod test;

/// One command: its name, what it is for in a line, its own help, and what it does.
struct Command {
    name: &'static str,
    summary: &'static str,
    help: &'static str,
    run: fn(&Path, &[String]) -> Result<ExitCode, String>,
}

const COMMANDS: &[Command] = &[
    Command { name: "demo", summary: "build Portico and start it with demo data", help: demo::HELP, run: demo::run },
    Command { name: "test", summary: "install what the tests need and run them all", help: test::HELP, run: test::run },
    Command {
        name: "plugins",
        summary: "build the shipped plugins from source",
        help: PLUGINS_HELP,
        run: build_plugins,
    },
    Command {
        name: "bench",
        summary: "print the benchmarks beside their references",
        help: bench::HELP,
        run: bench::run,
    },
    Command {
        name: "deps",
        summary: "check licences and banned crates",
        help: dependencies::HELP,
        run: dependencies::run,
    },
    Command {
        name: "postgres",
        summary: "keep a temporary PostgreSQL running",
        help: postgres::HELP,
        run: postgres::run,
    },
];

const PLUGINS_HELP: &str = "\
Build the shipped plugins from source.

Usage: cargo xtask plugins [--check]

  --check   change nothing; fail when a committed component does not belong to its source

Needs a tool-chain for WebAssembly: `rustup target add wasm32-unknown-unknown`, or on Debian the packages rustc-web and
rust-web-src. The JavaScript plugin needs Node and npm.";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    run(&arguments).unwrap_or_else(|message| {
        eprintln!("error: {message}");
        ExitCode::FAILURE
    })
}

fn run(arguments: &[String]) -> Result<ExitCode, String> {
    let Some((name, rest)) = arguments.split_first() else {
        println!("{}", overview());
        return Ok(ExitCode::FAILURE);
    };
    if is_help(name) {
        println!("{}", overview());
        return Ok(ExitCode::SUCCESS);
    }
    let command = COMMANDS
        .iter()
        .find(|command| command.name == name)
        .ok_or_else(|| format!("there is no command \"{name}\"; `cargo xtask --help` lists them"))?;
    if rest.first().is_some_and(|argument| is_help(argument)) {
        println!("{}", command.help);
        return Ok(ExitCode::SUCCESS);
    }
    (command.run)(&root()?, rest)
}

fn is_help(argument: &str) -> bool {
    matches!(argument, "--help" | "-h" | "help")
}

fn overview() -> String {
    let mut text = String::from("Usage: cargo xtask <command> [arguments]\n\n");
    for command in COMMANDS {
        text.push_str(&format!("  {:<10}{}\n", command.name, command.summary));
    }
    text.push_str("\n`cargo xtask <command> --help` says more about one of them.");
    text
}

/// The folder of the workspace.
fn root() -> Result<PathBuf, String> {
    let package = shell::variable("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").to_owned());
    let root = Path::new(&package).ancestors().nth(2).map(Path::to_path_buf);
    root.ok_or_else(|| format!("{package} does not lie two folders below the workspace"))
}

fn build_plugins(root: &Path, arguments: &[String]) -> Result<ExitCode, String> {
    let check = match arguments {
        [] => false,
        [flag] if flag == "--check" => true,
        _ => return Err("`cargo xtask plugins` takes no argument but --check".to_owned()),
    };
    plugins::build(root, check)?;
    Ok(ExitCode::SUCCESS)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn call(arguments: &[&str]) -> Result<ExitCode, String> {
        run(&arguments.iter().map(ToString::to_string).collect::<Vec<_>>())
    }

    #[test]
    fn the_overview_names_every_command() {
        let text = overview();
        for command in COMMANDS {
            assert!(text.contains(command.name) && text.contains(command.summary), "{} is missing", command.name);
        }
    }

    #[test]
    fn every_command_has_a_help_that_begins_with_what_it_does_and_shows_how_it_is_called() {
        for command in COMMANDS {
            assert!(command.help.contains(&format!("Usage: cargo xtask {}", command.name)), "{}", command.name);
            assert!(call(&[command.name, "--help"]).is_ok());
        }
    }

    #[test]
    fn an_unknown_command_is_refused_by_name() {
        assert!(call(&["dmeo"]).unwrap_err().contains("dmeo"));
    }

    #[test]
    fn an_unknown_flag_of_plugins_is_refused_before_anything_is_built() {
        assert!(call(&["plugins", "--chekc"]).unwrap_err().contains("--check"));
    }

    #[test]
    fn the_root_is_the_folder_of_the_workspace() {
        assert!(root().unwrap().join("engine/xtask/Cargo.toml").is_file());
    }
}
