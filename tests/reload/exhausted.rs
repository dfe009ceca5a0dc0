//! A machine that runs out of watches or of open files: what is live stays live, and what was saved meanwhile goes live afterwards.

#![cfg(target_os = "linux")]

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    process::Command,
};

use super::serving::{LAYOUT, layout, words};
use crate::{
    cli::{
        company,
        program::{Program, Running, get},
    },
    support::skip::skipped,
};

const SIGN_IN: &str = "/p/acme/sign-in";
const THEME: &str = "themes/acme";

/// Looks every second, so that what no event tells is found soon.
fn site() -> Program {
    let program = Program::with("[server]\nlisten = \"127.0.0.1:0\"\n[extensions]\npoll_s = 1\n");
    program.write("themes/acme/theme.toml", "name = \"Acme\"\ncontract = 1\n");
    program.write(LAYOUT, &layout("old"));
    let mut document = company::document(1, false);
    document.portals[0].theme = "acme".into();
    company::seed_now(&program, &document);
    program
}

/// Runs what follows it as the root of a namespace of its own, in which nobody may watch a folder.
const NO_WATCHES: [&str; 6] = [
    "unshare",
    "--user",
    "--map-root-user",
    "sh",
    "-c",
    "echo 0 > /proc/sys/user/max_inotify_watches && exec \"$0\" \"$@\"",
];

#[test]
fn without_watches_what_is_saved_is_found_by_looking() {
    let tried = Command::new(NO_WATCHES[0]).args(&NO_WATCHES[1..]).arg("true").output();
    if !tried.is_ok_and(|tried| tried.status.success()) {
        return skipped("unshare cannot make a user namespace here");
    }
    let program = site().through(&NO_WATCHES);
    let (mut running, root) = program.serve();
    running.line(|line| line.contains("cannot be watched") && line.contains("themes"));
    assert_eq!(words(&get(&root, SIGN_IN)), ["old", "old"]);
    program.write(LAYOUT, &layout("new"));
    is_live(&mut running);
    while words(&get(&root, SIGN_IN)) != ["new", "new"] {}
}

#[test]
fn without_a_free_descriptor_pages_stay_as_they_are_and_the_change_goes_live_afterwards() {
    let program = site();
    let (mut running, root) = program.serve();
    let mut open = Visit::open(&root);
    assert_eq!(open.words(), ["old", "old"]);
    descriptors(&running, "3:");
    program.write(LAYOUT, &layout("new"));
    running.line(|line| line.contains("not live") && line.contains("open files"));
    assert_eq!(open.words(), ["old", "old"], "who is connected is served on, by the last good version");
    descriptors(&running, "1024:");
    is_live(&mut running);
    while words(&get(&root, SIGN_IN)) != ["new", "new"] {}
}

fn is_live(running: &mut Running) {
    running.line(|line| line.contains("\"live\"") && line.contains(THEME));
}

/// Sets how many files the program may have open. Those that it has stay open.
fn descriptors(running: &Running, soft: &str) {
    let set = Command::new("prlimit").args(["--pid", &running.id().to_string(), &format!("--nofile={soft}")]).status();
    assert!(set.expect("util-linux is there").success());
}

/// A connection that stays open.
struct Visit(BufReader<TcpStream>);

impl Visit {
    fn open(root: &str) -> Self {
        Self(BufReader::new(TcpStream::connect(root.trim_start_matches("http://")).expect("the program listens")))
    }

    /// The marks of the page for signing in.
    fn words(&mut self) -> Vec<String> {
        write!(self.0.get_mut(), "GET {SIGN_IN} HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
        let (mut length, mut line) = (0, String::new());
        while line != "\r\n" {
            line.clear();
            assert_ne!(self.0.read_line(&mut line).unwrap(), 0, "the connection is closed");
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
        }
        let mut body = vec![0; length];
        self.0.read_exact(&mut body).unwrap();
        words(&String::from_utf8(body).unwrap()).into_iter().map(str::to_owned).collect()
    }
}
