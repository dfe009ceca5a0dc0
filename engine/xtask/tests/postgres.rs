//! The temporary PostgreSQL, ended as a person or a crash would. Like every test that needs PostgreSQL, these wait for
//! `PORTICO_TEST_POSTGRES_URL`, which says that there is one; they start their own.
#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::io::{BufRead, BufReader, Read};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

/// `cargo xtask postgres` with a folder of its own for temporary files.
struct Kept {
    xtask: Child,
    folder: PathBuf,
    port: u16,
}

impl Kept {
    /// None where PostgreSQL is not tested.
    fn start(name: &str) -> Option<Self> {
        #[expect(clippy::disallowed_methods, reason = "the tests have no configuration but their environment")]
        std::env::var("PORTICO_TEST_POSTGRES_URL").ok()?;
        let folder = std::env::temp_dir().join(format!("portico-{name}-{}", std::process::id()));
        std::fs::create_dir(&folder).unwrap();
        // As root, the server runs as somebody else.
        std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(0o777)).unwrap();
        let mut xtask = Command::new(env!("CARGO_BIN_EXE_xtask"))
            .arg("postgres")
            .env("TMPDIR", &folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(xtask.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let port = line.trim().trim_end_matches("/postgres").rsplit(':').next().and_then(|port| port.parse().ok());
        let port = port.unwrap_or_else(|| panic!("no address in {line:?}: is PostgreSQL installed?"));
        Some(Self { xtask, folder, port })
    }

    fn answers(&self) -> bool {
        TcpStream::connect(("127.0.0.1", self.port)).is_ok()
    }

    /// The guard shares our error pipe, so the pipe's end is the end of the guard.
    fn wait_for_guard(&mut self) {
        self.xtask.wait().unwrap();
        self.xtask.stderr.take().unwrap().read_to_end(&mut Vec::new()).unwrap();
    }

    fn leaves_nothing(&self) -> bool {
        !self.answers() && std::fs::read_dir(&self.folder).unwrap().next().is_none()
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

#[test]
fn the_server_answers_until_the_input_ends_and_leaves_nothing_behind() {
    let Some(mut kept) = Kept::start("end") else { return };
    assert!(kept.answers());
    drop(kept.xtask.stdin.take());
    kept.wait_for_guard();
    assert!(kept.leaves_nothing());
}

#[test]
fn killing_the_command_stops_the_server_and_removes_its_folder() {
    let Some(mut kept) = Kept::start("kill") else { return };
    assert!(kept.answers());
    kept.xtask.kill().unwrap();
    kept.wait_for_guard();
    assert!(kept.leaves_nothing());
}
