//! `portico demo`, as programs that wait for it see it.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    time::Duration,
};

use super::program::Program;

fn get(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn it_says_when_it_is_ready_answers_and_stops_on_sigterm() {
    let program = Program::new();
    for _ in 0..2 {
        let mut running = program.start(&["demo", "--port", "0"]);
        let line = running.line(|line| line.starts_with("ready "));
        let address = line.strip_prefix("ready http://").expect("the line ends with the address").to_owned();
        assert!(address.starts_with("127.0.0.1:"), "{address}");
        assert!(get(&address, "/health/ready").starts_with("HTTP/1.1 200"));
        let portal = get(&address, "/p/nordwind/sign-in");
        assert!(portal.starts_with("HTTP/1.1 200") && portal.contains("Nordwind"), "{portal}");
        running.terminate();
        let (status, said) = running.ended(Duration::from_secs(20));
        assert_eq!(status.code(), Some(0), "{said}");
    }
    assert!(program.exists(".demo/portico.db"), "everything of a demonstration is in its folder");
    assert!(!program.exists("data"));
}

#[test]
fn a_taken_port_is_told_before_anything_is_made() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let program = Program::new();
    program.run(&["demo", "--port", &port]).expect(1).says(&[&format!("port {port}"), "in use"]);
    assert!(!program.exists(".demo"));
}

#[test]
fn fresh_begins_anew_and_removes_nothing_that_is_no_demonstration() {
    let program = Program::new();
    program.write("mine/letter.txt", "keep me");
    let mut running = program.start(&["demo", "--port", "0", "--data", "mine", "--fresh"]);
    running.line(|line| line.starts_with("ready "));
    running.terminate();
    assert_eq!(running.ended(Duration::from_secs(20)).0.code(), Some(0));
    assert!(program.exists("mine/letter.txt") && program.exists("mine/portico.db"));
}
