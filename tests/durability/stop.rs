//! SIGTERM under load: whoever was let in gets an answer, and the program ends with code 0 within the time it was given.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    sync::Arc,
    time::{Duration, Instant},
};

use portico::domain::clock::SeededRandom;
use tokio::task::{JoinSet, block_in_place};

use super::{
    customer::{Customer, Cut},
    ledger::Ledger,
    site::{CUSTOMERS, site, stored},
};
use crate::cli::program::PATIENCE;

/// What the program is given to finish.
const DRAIN: &str = "drain_s = 20\n";
const DRAINED: Duration = Duration::from_secs(20);

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nobody_who_was_let_in_goes_without_an_answer() {
    let program = site(DRAIN).await;
    let (running, root) = block_in_place(|| program.serve());
    let (random, ledger) = (Arc::new(SeededRandom::new(3)), Arc::new(Ledger::new()));
    let mut load = JoinSet::new();
    for number in 0..CUSTOMERS {
        // One connection per request: an idle one that is kept may be closed while the next request is on its way, by any server.
        let mut customer = Customer::new(number, false, &random);
        customer.sign_in(&root).await;
        let (root, ledger) = (root.clone(), Arc::clone(&ledger));
        load.spawn(async move { customer.submit_until_cut(&root, &ledger).await });
    }
    let mut count = ledger.count();
    let busy = tokio::time::timeout(PATIENCE, count.wait_for(|count| *count >= 100)).await;
    busy.expect("requests are acknowledged in time").expect("the ledger is there");
    running.terminate();
    let cuts = load.join_all().await;
    let broken: Vec<&Cut> = cuts.iter().filter(|cut| matches!(cut, Cut::Broken(_))).collect();
    assert!(broken.is_empty(), "{broken:#?}");
    let (status, said) = block_in_place(|| running.ended(DRAINED));
    assert_eq!(status.code(), Some(0), "{said}");
    assert!(
        !program.path("data/portico.db-wal").exists(),
        "the database is closed, so the next start has nothing to look through"
    );
    assert_eq!(ledger.check(&stored(&program).await), []);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_form_that_is_half_sent_is_finished_after_sigterm() {
    let program = site(DRAIN).await;
    let (running, root) = block_in_place(|| program.serve());
    let address = root.trim_start_matches("http://").to_owned();
    let body = "email=c0%40home.example&password=wrong";
    let mut stream = TcpStream::connect(&address).unwrap();
    write!(
        stream,
        "POST /p/acme/sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: {}\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n",
        body.len()
    )
    .unwrap();
    let mut answer = BufReader::new(stream.try_clone().unwrap());
    let mut line = String::new();
    // The server says so when it begins to read the body: the request is inside now.
    answer.read_line(&mut line).unwrap();
    assert!(line.starts_with("HTTP/1.1 100"), "{line}");
    stream.write_all(&body.as_bytes()[..10]).unwrap();
    running.terminate();
    let end = Instant::now() + PATIENCE;
    while TcpStream::connect(&address).is_ok() {
        assert!(Instant::now() < end, "the door is closed to newcomers");
    }
    stream.write_all(&body.as_bytes()[10..]).unwrap();
    let mut rest = String::new();
    answer.read_to_string(&mut rest).unwrap();
    assert!(rest.contains("HTTP/1.1 422"), "{rest}");
    let (status, said) = block_in_place(|| running.ended(DRAINED));
    assert_eq!(status.code(), Some(0), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_request_that_never_ends_is_given_up_after_the_time_to_finish() {
    let program = site("drain_s = 1\n").await;
    let (running, root) = block_in_place(|| program.serve());
    let _stream = never_ending(&root);
    running.terminate();
    let (status, said) = block_in_place(|| running.ended(DRAINED));
    assert_eq!(status.code(), Some(0), "{said}");
    assert!(said.contains("still running"), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn asked_twice_it_ends_at_once() {
    let program = site("drain_s = 600\n").await;
    let (mut running, root) = block_in_place(|| program.serve());
    let _stream = never_ending(&root);
    running.terminate();
    block_in_place(|| running.line(|line| line.contains("asked to stop")));
    running.terminate();
    let (status, said) = block_in_place(|| running.ended(DRAINED));
    assert_eq!(status.code(), Some(130), "{said}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_open_page_with_live_updates_holds_up_nobody() {
    let program = site("drain_s = 600\n").await;
    let (running, root) = block_in_place(|| program.serve());
    let (random, ledger) = (Arc::new(SeededRandom::new(4)), Ledger::new());
    let mut customer = Customer::new(0, false, &random);
    customer.sign_in(&root).await;
    let order = customer.submit(&root, &ledger).await.expect("the server answers");
    let mut stream = customer.listen(&root, order).await;
    running.terminate();
    while stream.chunk().await.expect("the stream ends as it should").is_some() {}
    let (status, said) = block_in_place(|| running.ended(DRAINED));
    assert_eq!(status.code(), Some(0), "{said}");
}

/// A form that is let in and of which nothing comes.
fn never_ending(root: &str) -> TcpStream {
    let mut stream = TcpStream::connect(root.trim_start_matches("http://")).unwrap();
    write!(
        stream,
        "POST /p/acme/sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n\
         Content-Length: 100\r\nExpect: 100-continue\r\n\r\n"
    )
    .unwrap();
    let mut line = String::new();
    BufReader::new(stream.try_clone().unwrap()).read_line(&mut line).unwrap();
    stream
}
