//! A request that takes long finishes on the generation with which it began, over a real connection.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
};

use super::serving::{LAYOUT, layout, words};
use crate::cli::{
    company,
    program::{Program, generation, get},
};

const SIGN_IN: &str = "/p/acme/sign-in";

#[test]
fn a_form_that_is_sent_slowly_is_answered_by_the_generation_of_its_beginning() {
    let program = Program::with("[server]\nlisten = \"127.0.0.1:0\"\n");
    program.write("themes/acme/theme.toml", "name = \"Acme\"\ncontract = 1\n");
    program.write(LAYOUT, &layout("old"));
    let mut document = company::document(1, false);
    document.portals[0].theme = "acme".into();
    company::seed_now(&program, &document);
    let (mut running, root) = program.serve();
    let body = "email=c0%40home.example&password=wrong";
    let mut slow = TcpStream::connect(root.trim_start_matches("http://")).unwrap();
    let length = body.len();
    write!(
        slow,
        "POST {SIGN_IN} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {length}\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut answer = BufReader::new(slow.try_clone().unwrap());
    // The program asks for the body, so the request has begun.
    for expected in ["HTTP/1.1 100 Continue\r\n", "\r\n"] {
        let mut line = String::new();
        answer.read_line(&mut line).unwrap();
        assert_eq!(line, expected);
    }
    slow.write_all(&body.as_bytes()[..length / 2]).unwrap();
    let before = ask(&root);
    assert_eq!(before.1, ["old", "old"]);
    program.write(LAYOUT, &layout("new"));
    running.line(|line| line.contains("\"live\"") && line.contains("themes/acme"));
    // The line is written a moment before the pointer is stored.
    let mut after = ask(&root);
    while after.0 == before.0 {
        after = ask(&root);
    }
    assert_eq!(after.1, ["new", "new"]);
    slow.write_all(&body.as_bytes()[length / 2..]).unwrap();
    let mut text = String::new();
    answer.read_to_string(&mut text).unwrap();
    assert_eq!(read(&text), before);
    let again = ask(&root);
    assert_eq!(again, after);
}

fn ask(root: &str) -> (u64, Vec<String>) {
    read(&get(root, SIGN_IN))
}

/// The number of the generation, and the marks of the page.
fn read(answer: &str) -> (u64, Vec<String>) {
    (generation(answer), words(answer).into_iter().map(str::to_owned).collect())
}
