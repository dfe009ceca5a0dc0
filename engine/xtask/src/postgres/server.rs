//! Making, starting and removing a PostgreSQL, by its own programs, as somebody who is not root.

use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::shell;

/// The port is chosen before the server takes it, so another program can be faster.
const TRIES: u32 = 3;

const SETTINGS: &str = "-c fsync=off -c full_page_writes=off -c max_connections=200 -c shared_buffers=64MB \
                        -c listen_addresses=127.0.0.1 -c log_min_messages=warning";

/// The folder with `initdb` and `pg_ctl`: from the search path, else the newest that Debian installed.
pub fn programs() -> Option<PathBuf> {
    let in_path = shell::find("initdb").filter(|_| shell::find("pg_ctl").is_some());
    if let Some(initdb) = in_path {
        return initdb.parent().map(Path::to_path_buf);
    }
    let versions = std::fs::read_dir("/usr/lib/postgresql").ok()?.filter_map(Result::ok);
    let folders = versions.filter_map(|entry| {
        let version: u32 = entry.file_name().to_str()?.parse().ok()?;
        Some((version, entry.path().join("bin")))
    });
    folders.filter(|(_, folder)| shell::is_program(&folder.join("initdb"))).max().map(|(_, folder)| folder)
}

/// A server that lives as long as this value.
pub struct Server {
    programs: PathBuf,
    folder: PathBuf,
    port: u16,
}

impl Server {
    pub fn start() -> Result<Self, String> {
        let programs = programs().ok_or("the programs of PostgreSQL are not installed")?;
        let folder = PathBuf::from(shell::output(&mut as_nobody("mktemp", &["-d", &template()]))?.trim());
        let mut server = Self { programs, folder, port: 0 };
        let initdb = ["-U", "portico", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N", "-D"];
        server.program("initdb", &initdb)?;
        let mut last = String::new();
        for _ in 0..TRIES {
            server.port = free_port()?;
            let options = format!("-p {} -k {} {SETTINGS}", server.port, server.folder.display());
            let log = server.folder.join("log").display().to_string();
            match server.program("pg_ctl", &["start", "-w", "-s", "-l", &log, "-o", &options, "-D"]) {
                Ok(()) => return Ok(server),
                Err(error) => last = format!("{error}\n{}", std::fs::read_to_string(&log).unwrap_or_default()),
            }
        }
        Err(last)
    }

    pub fn url(&self) -> String {
        format!("postgres://portico@127.0.0.1:{}/postgres", self.port)
    }

    /// Runs one of PostgreSQL's programs; the folder with the data is its last argument.
    fn program(&self, name: &str, arguments: &[&str]) -> Result<(), String> {
        let program = self.programs.join(name);
        let mut command = as_nobody(&program.display().to_string(), arguments);
        shell::output(command.arg(self.folder.join("data"))).map(|_| ())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.folder.join("data/postmaster.pid").exists() {
            let _ = self.program("pg_ctl", &["stop", "-w", "-s", "-m", "immediate", "-D"]);
        }
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

/// PostgreSQL refuses to run as root; root lends it the account that its package made, or the one that owns nothing.
fn as_nobody(program: &str, arguments: &[&str]) -> Command {
    let mut command = if shell::is_root() {
        let user =
            if shell::output(Command::new("id").args(["-u", "postgres"])).is_ok() { "postgres" } else { "nobody" };
        let mut command = Command::new("runuser");
        command.args(["-u", user, "--", program]);
        command
    } else {
        Command::new(program)
    };
    // Whoever it runs as must be able to stand where it starts.
    command.args(arguments).current_dir("/");
    command
}

/// Short, because the path of a socket may have 107 bytes at most.
fn template() -> String {
    std::env::temp_dir().join("portico-pg.XXXXXX").display().to_string()
}

fn free_port() -> Result<u16, String> {
    let listener = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr());
    listener.map(|address| address.port()).map_err(|error| format!("there is no free port: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_free_port_can_be_bound() {
        let port = free_port().unwrap();
        assert!(TcpListener::bind(("127.0.0.1", port)).is_ok());
    }
}
