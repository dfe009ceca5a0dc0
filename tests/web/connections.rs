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
async fn who_asks_and_asks_and_never_reads_is_let_go() {
    let portal = TestPortal::alone_with(|config| {
        (config.server.header_timeout_s, config.server.stall_timeout_s) = (600, 1);
    })
    .await;
    let listening = portal.listen().await;
    let mut stream = connect(&listening).await;
    // Answers fill what the two systems hold for the peer; then the server stops reading as well, and this writing waits.
    let ask = b"GET /p/acme/sign-in HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(100);
    let cut = async { while stream.write_all(&ask).await.is_ok() {} };
    tokio::time::timeout(PATIENCE * 3, cut).await.expect("the connection is closed");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_says_nothing_after_an_answer_is_let_go() {
    let portal = TestPortal::alone_with(|config| {
        (config.server.header_timeout_s, config.server.stall_timeout_s) = (600, 1);
    })
    .await;
    let listening = portal.listen().await;
    let mut stream = connect(&listening).await;
    stream.write_all(ALIVE).await.unwrap();
    assert!(rest(&mut stream).await.starts_with("HTTP/1.1 200"), "answered first, then closed");
}

/// An idle connection of HTTP/2 has no end of its own, and nobody needs one without a certificate.
#[tokio::test(flavor = "multi_thread")]
async fn http_2_is_not_spoken() {
    let portal = TestPortal::alone_with(|config| {
        (config.server.header_timeout_s, config.server.stall_timeout_s) = (600, 600);
    })
    .await;
    let listening = portal.listen().await;
    let mut stream = connect(&listening).await;
    stream.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\x00\x00\x00\x04\x00\x00\x00\x00\x00").await.unwrap();
    rest(&mut stream).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_with_too_many_connections_gets_no_further_one() {
    let portal = TestPortal::alone_with(|config| config.server.max_connections_per_address = 2).await;
    let listening = portal.listen().await;
    let mut inside = [connect(&listening).await, connect(&listening).await];
    for stream in &mut inside {
        stream.write_all(ALIVE).await.unwrap();
        assert!(answer(stream).await.starts_with("HTTP/1.1 200"));
    }
    assert_eq!(rest(&mut connect(&listening).await).await, "", "closed without a word");
    drop(inside);
    // The server learns a moment later that they are gone.
    let served = async {
        loop {
            let mut stream = connect(&listening).await;
            let mut told = [0; 12];
            if stream.write_all(ALIVE).await.is_ok() && stream.read_exact(&mut told).await.is_ok() {
                return told;
            }
        }
    };
    assert_eq!(&tokio::time::timeout(PATIENCE, served).await.expect("there is room again"), b"HTTP/1.1 200");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_trusted_proxy_may_have_more_connections() {
    let portal = TestPortal::alone_with(|config| {
        config.server.max_connections_per_address = 1;
        config.server.trusted_proxies = vec!["127.0.0.1".parse().unwrap()];
    })
    .await;
    let listening = portal.listen().await;
    for stream in &mut [connect(&listening).await, connect(&listening).await] {
        stream.write_all(ALIVE).await.unwrap();
        assert!(answer(stream).await.starts_with("HTTP/1.1 200"));
    }
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
