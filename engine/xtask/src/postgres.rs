//! A real PostgreSQL for one run of the tests, on a temporary folder.
//!
//! A guard process owns the server and holds the other end of a pipe: when this process ends, however it ends, the pipe closes, and the
//! guard stops the server and removes the folder. [`server`] is what the guard does.

use std::io::{BufRead, BufReader, Read};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Child, Command, ExitCode, Stdio};

use crate::components::{self, Installer};

mod server;

pub use server::programs;

pub const HELP: &str = "\
Start a PostgreSQL on a temporary folder and keep it until this command ends.

Usage: cargo xtask postgres

Prints a line for the shell in which you run `cargo test`. Nothing survives the end: the folder is removed. The server does not wait
for the disk (fsync is off), so it shows what SQL does and what a killed client leaves behind, not what a power failure does.";

/// The word by which this program calls itself as the guard.
const GUARD: &str = "--guard";

/// A running server; dropping it stops the server and removes its folder.
pub struct Postgres {
    url: String,
    guard: Child,
}

impl Postgres {
    pub fn start() -> Result<Self, String> {
        let this =
            std::env::current_exe().map_err(|error| format!("cannot find out where this program lies: {error}"))?;
        let mut guard = Command::new(this)
            .args(["postgres", GUARD])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            // A group of its own: Ctrl-C must end this process first, and the guard after it.
            .process_group(0)
            .spawn()
            .map_err(|error| format!("cannot start the guard of PostgreSQL: {error}"))?;
        let mut url = String::new();
        if let Some(stdout) = guard.stdout.take() {
            let _ = BufReader::new(stdout).read_line(&mut url);
        }
        let url = url.trim().to_owned();
        let postgres = Self { url, guard };
        if postgres.url.is_empty() { Err("PostgreSQL did not start".to_owned()) } else { Ok(postgres) }
    }

    pub fn url(&self) -> &str {
        &self.url
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        drop(self.guard.stdin.take());
        let _ = self.guard.wait();
    }
}

pub fn run(_root: &Path, arguments: &[String]) -> Result<ExitCode, String> {
    match arguments {
        [] => keep(),
        [flag] if flag == GUARD => guard(),
        _ => Err("`cargo xtask postgres` takes no arguments".to_owned()),
    }
}

fn keep() -> Result<ExitCode, String> {
    Installer::default().ensure(&components::POSTGRES)?;
    let postgres = Postgres::start()?;
    println!("export PORTICO_TEST_POSTGRES_URL={}", postgres.url());
    println!("Ctrl-C or Ctrl-D ends it.");
    wait_for_end_of_input();
    Ok(ExitCode::SUCCESS)
}

fn guard() -> Result<ExitCode, String> {
    let server = server::Server::start()?;
    println!("{}", server.url());
    wait_for_end_of_input();
    Ok(ExitCode::SUCCESS)
}

fn wait_for_end_of_input() {
    let _ = std::io::stdin().read_to_end(&mut Vec::new());
}
