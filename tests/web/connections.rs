//! Connections as they really come: silent ones, half a header, a body that stops, and one more than is allowed.

use std::time::Duration;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::support::portal::{Listening, TestPortal};

/// Longer than any answer takes, on the slowest machine; reached only by a test that fails.
const PATIENCE: Duration = Duration::from_secs(20);

const ALIVE: &[u8] = b"GET /health/live HTTP/1.1\r\nHost: localhost\r\n\r\n";

#[tokio::test(flavor = "multi_thread")]
async fn who_says_nothing_or_too_little_is_let_go() {
    let portal = TestPortal::alone_with(|config| config.server.header_timeout_s = 1).await;
    let listening = portal.listen().await;
    for said in [
        &b""[..],
        b"P",
        b"PRI * HTT",
        b"PRI * HTTP/2.0\r\n\r\n",
        b"GET /p/acme/ HT",
        b"GET / HTTP/1.1\r\nHost: x\r\nX-A",
    ] {
        let mut stream = connect(&listening).await;
        stream.write_all(said).await.unwrap();
        let told = rest(&mut stream).await;
        assert!(!told.contains("200 OK"), "{:?}: {told}", String::from_utf8_lossy(said));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn silent_connections_keep_nobody_out_for_long() {
    let portal = TestPortal::alone_with(|config| {
        (config.server.header_timeout_s, config.server.max_connections) = (1, 2);
    })
    .await;
    let listening = portal.listen().await;
    let silent = [connect(&listening).await, connect(&listening).await];
    let mut visitor = connect(&listening).await;
    visitor.write_all(ALIVE).await.unwrap();
    assert!(answer(&mut visitor).await.starts_with("HTTP/1.1 200"));
    drop(silent);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_connection_more_than_allowed_waits_for_its_turn() {
    let portal = TestPortal::alone_with(|config| {
        (config.server.header_timeout_s, config.server.max_connections) = (600, 2);
    })
    .await;
    let listening = portal.listen().await;
    let mut inside = [connect(&listening).await, connect(&listening).await];
    for stream in &mut inside {
        stream.write_all(ALIVE).await.unwrap();
        assert!(answer(stream).await.starts_with("HTTP/1.1 200"));
    }
    let mut waiting = connect(&listening).await;
    waiting.write_all(ALIVE).await.unwrap();
    let early = tokio::time::timeout(Duration::from_millis(200), waiting.readable()).await;
    assert!(early.is_err(), "nobody is served beyond the limit");
    drop(inside);
    assert!(answer(&mut waiting).await.starts_with("HTTP/1.1 200"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_stops_is_answered_with_a_page_and_the_connection_ends() {
    let portal = TestPortal::alone_with(|config| config.server.body_timeout_s = 1).await;
    let listening = portal.listen().await;
    let mut stream = connect(&listening).await;
    let head = "POST /p/acme/sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 100\r\n\r\nemail=erik";
    stream.write_all(head.as_bytes()).await.unwrap();
    let told = rest(&mut stream).await;
    assert!(told.starts_with("HTTP/1.1 408") && told.contains("connection: close"), "{told}");
    assert!(told.contains("<h1>That took too long</h1>"), "{told}");
}

async fn connect(listening: &Listening) -> TcpStream {
    TcpStream::connect(&listening.address).await.unwrap()
}

/// What is told until the connection ends.
async fn rest(stream: &mut TcpStream) -> String {
    let mut told = Vec::new();
    // A connection that is reset has ended as well.
    let _ = tokio::time::timeout(PATIENCE, stream.read_to_end(&mut told)).await.expect("the connection ends");
    String::from_utf8_lossy(&told).into_owned()
}

/// The beginning of the next answer.
async fn answer(stream: &mut TcpStream) -> String {
    let mut told = [0; 1_000];
    let length = tokio::time::timeout(PATIENCE, stream.read(&mut told)).await.expect("there is an answer").unwrap();
    String::from_utf8_lossy(&told[..length]).into_owned()
}
