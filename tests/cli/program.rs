//! The real program in a folder of its own: run to its end, or started and talked to by signals and lines.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::{Path, PathBuf},
    process::{Child, ChildStdin, Command, ExitStatus, Stdio},
    sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    time::{Duration, Instant},
};

use tempfile::TempDir;

/// Longest wait for anything that a test expects; only a failing test waits this long.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// The program with its working folder and environment.
pub struct Program {
    folder: TempDir,
    variables: Vec<(String, String)>,
    /// A command that starts the program, with what stands before the program's own name.
    through: Vec<String>,
}

/// How a run ended.
#[derive(Debug)]
pub struct Done {
    pub code: Option<i32>,
    pub out: String,
    pub err: String,
}

/// A program that runs.
pub struct Running {
    child: Child,
    lines: Receiver<String>,
    seen: Vec<String>,
}

impl Program {
    pub fn new() -> Self {
        let folder = tempfile::tempdir().expect("there is room for a temporary folder");
        Self { folder, variables: Vec::new(), through: Vec::new() }
    }

    /// With a `portal.toml`.
    pub fn with(configuration: &str) -> Self {
        let program = Self::new();
        program.write("portal.toml", configuration);
        program
    }

    /// With a variable of the environment.
    pub fn set(mut self, name: &str, value: &str) -> Self {
        self.variables.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Started by another command, which is given the program and its arguments and becomes it.
    #[cfg(target_os = "linux")]
    pub fn through(mut self, command: &[&str]) -> Self {
        self.through = command.iter().map(|&word| word.to_owned()).collect();
        self
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join(path)
    }

    pub fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }

    pub fn exists(&self, path: &str) -> bool {
        self.path(path).exists()
    }

    /// Runs to the end.
    pub fn run(&self, arguments: &[&str]) -> Done {
        self.run_with(arguments, "")
    }

    /// Runs to the end with `input` as standard input.
    pub fn run_with(&self, arguments: &[&str], input: &str) -> Done {
        let mut child = self.command(arguments).stdin(Stdio::piped()).spawn().expect("the program can be started");
        feed(child.stdin.take().unwrap(), input);
        let err = BufReader::new(child.stderr.take().unwrap());
        let err = std::thread::spawn(move || text(err));
        let out = text(BufReader::new(child.stdout.take().unwrap()));
        let code = child.wait().unwrap().code();
        Done { code, out, err: err.join().unwrap() }
    }

    /// Starts it and goes on.
    pub fn start(&self, arguments: &[&str]) -> Running {
        let mut child = self.command(arguments).stdin(Stdio::null()).spawn().expect("the program can be started");
        let (send, lines) = channel();
        follow(child.stdout.take().unwrap(), send.clone());
        follow(child.stderr.take().unwrap(), send);
        Running { child, lines, seen: Vec::new() }
    }

    /// Starts `serve` on a free port and waits until it listens. Needs the log on level `info`.
    pub fn serve(&self) -> (Running, String) {
        let mut running = self.start(&["serve"]);
        let line = running.line(|line| line.contains("\"serving\""));
        let told: serde_json::Value = serde_json::from_str(&line).expect("the log is JSON");
        let address = told["fields"]["address"].as_str().expect("the line names the address").to_owned();
        (running, format!("http://{address}"))
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut words = self.through.iter().map(String::as_str).chain([env!("CARGO_BIN_EXE_portico")]);
        let mut command = Command::new(words.next().expect("the program itself is the last of them"));
        command
            .args(words)
            .args(arguments)
            .current_dir(self.folder.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command.env("PORTICO__LOG__FORMAT", "json").envs(self.variables.iter().cloned());
        command
    }
}

impl Running {
    /// The next line of either output that is `wanted`. Fails when the program ends or keeps silent.
    #[track_caller]
    pub fn line(&mut self, wanted: impl Fn(&str) -> bool) -> String {
        let end = Instant::now() + PATIENCE;
        loop {
            match self.lines.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(line) if wanted(&line) => return line,
                Ok(line) => self.seen.push(line),
                Err(RecvTimeoutError::Timeout) => panic!("the line did not come; so far: {:#?}", self.seen),
                Err(RecvTimeoutError::Disconnected) => panic!("the program ended; it said: {:#?}", self.seen),
            }
        }
    }

    /// Identifier of the process.
    #[cfg(target_os = "linux")]
    pub fn id(&self) -> u32 {
        self.child.id()
    }

    /// Asks it to stop, as a service manager does.
    pub fn terminate(&self) {
        let sent = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(sent.success());
    }

    /// Waits until it has ended and returns all that it said since the last line that was waited for.
    #[track_caller]
    pub fn ended(mut self, within: Duration) -> (ExitStatus, String) {
        let end = Instant::now() + within;
        loop {
            match self.lines.recv_timeout(end.saturating_duration_since(Instant::now())) {
                Ok(line) => self.seen.push(line),
                Err(RecvTimeoutError::Disconnected) => break,
                Err(RecvTimeoutError::Timeout) => panic!("it did not end in {within:?}; it said: {:#?}", self.seen),
            }
        }
        (self.child.wait().unwrap(), self.seen.join("\n"))
    }

    /// Ends it at once, as a power failure of the process would: nothing of it runs any more when this returns.
    pub fn kill(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It has ended in most tests; in a failing one it must not outlive it.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Done {
    /// Fails with everything that was said when the exit code is another one.
    #[track_caller]
    pub fn expect(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "out: {}\nerr: {}", self.out, self.err);
        self
    }

    /// Fails when one of the parts is said nowhere.
    #[track_caller]
    pub fn says(&self, parts: &[&str]) {
        for part in parts {
            let said = self.out.contains(part) || self.err.contains(part);
            assert!(said, "{part:?} is not said.\nout: {}\nerr: {}", self.out, self.err);
        }
    }
}

/// A whole answer as text, with its head, over a connection of its own.
pub fn get(root: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(root.trim_start_matches("http://")).expect("the program listens");
    write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
    text(stream)
}

/// Number of the generation that made an answer.
#[track_caller]
pub fn generation(answer: &str) -> u64 {
    let header = answer.lines().find_map(|line| line.strip_prefix("x-portal-generation: "));
    header.unwrap_or_else(|| panic!("no number in {answer}")).trim().parse().expect("it is a number")
}

fn feed(mut stdin: ChildStdin, input: &str) {
    // A program that does not read its input has closed it.
    let _ = stdin.write_all(input.as_bytes());
}

fn text(mut from: impl Read) -> String {
    let mut text = String::new();
    from.read_to_string(&mut text).expect("the program prints UTF-8");
    text
}

fn follow(from: impl Read + Send + 'static, to: Sender<String>) {
    std::thread::spawn(move || {
        for line in BufReader::new(from).lines().map_while(Result::ok) {
            // Nobody waits for lines any more when the receiver is gone; the pipe must be emptied all the same.
            let _ = to.send(line);
        }
    });
}
