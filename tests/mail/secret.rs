//! Mail through TLS and with a password, by the real program: it trusts the system's certificates, which here are those of a file.

use portico::domain::mail::MailState;
use tokio::task::block_in_place;
use tokio_rustls::{
    TlsAcceptor,
    rustls::{ServerConfig, crypto::ring, pki_types::PrivateKeyDer},
};

use super::{
    peer::{Account, Guard, Mood, Peer, Tls},
    world::World,
};
use crate::cli::program::{PATIENCE, Program, Running};

const PASSWORD: &str = "korrekt Pferd";

/// A certificate for this machine that vouches for itself, and the server's side of it.
fn certificate() -> (String, TlsAcceptor) {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).unwrap();
    let key = PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let config = ServerConfig::builder_with_provider(ring::default_provider().into());
    let config = config.with_safe_default_protocol_versions().unwrap().with_no_client_auth();
    let config = config.with_single_cert(vec![made.cert.der().clone()], key).unwrap();
    (made.cert.pem(), TlsAcceptor::from(std::sync::Arc::new(config)))
}

async fn peer(tls: Tls, mechanism: &'static str) -> Peer {
    let account = Account { mechanism, user: "portal", password: PASSWORD };
    Peer::with(Mood::Accept, Guard { tls, account: Some(account) }).await
}

/// A program that owes a mail and is told to hand it to the server.
async fn owing(peer: &Peer, tls: &str, trusted: &str) -> World {
    let place = Program::with(&format!(
        "[server]\nlisten = \"127.0.0.1:0\"\n[mail]\ntransport = \"smtp\"\ntimeout_s = 20\n[mail.smtp]\nhost = \"localhost\"\n\
         port = {}\ntls = \"{tls}\"\nusername = \"portal\"\npassword_file = \"secret\"\n",
        peer.port
    ));
    place.write("secret", &format!("{PASSWORD}\n"));
    place.write("trusted.pem", trusted);
    let trusted = place.path("trusted.pem").display().to_string();
    let world = World::with(place.set("SSL_CERT_FILE", &trusted), 1, |_| {}).await;
    world.accept(0).await;
    world
}

/// Runs the program until the mail has come, which leaves it marked as sent.
async fn sends(world: &World, peer: &Peer) {
    let mut mails = peer.mails();
    let (running, _) = block_in_place(|| world.place.serve());
    let came = tokio::time::timeout(PATIENCE, mails.wait_for(|mails| !mails.is_empty())).await;
    came.expect("the mail comes").expect("the server is there");
    stop(running);
    let mail = world.mail().await;
    assert_eq!(mail.state, MailState::Sent, "{}", mail.answer);
    assert!(peer.received().iter().all(|mail| mail.secret && mail.acknowledged));
}

/// Runs the program until the mail was refused, and says why.
async fn is_refused(world: &World, peer: &Peer) -> String {
    let (mut running, _) = block_in_place(|| world.place.serve());
    let line = block_in_place(|| running.line(|line| line.contains("a mail could not be handed over")));
    assert!(!line.contains(PASSWORD), "{line}");
    stop(running);
    assert!(peer.received().is_empty());
    let mail = world.mail().await;
    assert_eq!(mail.state, MailState::Queued);
    mail.answer
}

fn stop(running: Running) {
    running.terminate();
    block_in_place(|| running.ended(PATIENCE));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_goes_out_through_starttls_with_the_password() {
    let (trusted, acceptor) = certificate();
    let peer = peer(Tls::Start(acceptor), "PLAIN").await;
    sends(&owing(&peer, "start", &trusted).await, &peer).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_goes_out_through_tls_from_the_first_byte_to_a_server_that_only_knows_login() {
    let (trusted, acceptor) = certificate();
    let peer = peer(Tls::Implicit(acceptor), "LOGIN").await;
    sends(&owing(&peer, "implicit", &trusted).await, &peer).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_wrong_password_is_told_and_the_mail_waits() {
    let (trusted, acceptor) = certificate();
    let peer = peer(Tls::Start(acceptor), "PLAIN").await;
    let world = owing(&peer, "start", &trusted).await;
    world.place.write("secret", "something else\n");
    let why = is_refused(&world, &peer).await;
    assert!(why.contains("password is wrong"), "{why}");
    assert_eq!(peer.sign_ins(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_without_starttls_gets_neither_password_nor_mail() {
    let peer = peer(Tls::None, "PLAIN").await;
    let (trusted, _) = certificate();
    let why = is_refused(&owing(&peer, "start", &trusted).await, &peer).await;
    assert!(why.contains("STARTTLS"), "{why}");
    assert_eq!(peer.sign_ins(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_whose_certificate_nobody_vouches_for_gets_neither_password_nor_mail() {
    type Way = fn(TlsAcceptor) -> Tls;
    let ways: [(Way, &str); 2] = [(Tls::Start, "start"), (Tls::Implicit, "implicit")];
    for (tls, setting) in ways {
        let ((_, acceptor), (other, _)) = (certificate(), certificate());
        let peer = peer(tls(acceptor), "PLAIN").await;
        let why = is_refused(&owing(&peer, setting, &other).await, &peer).await;
        assert!(why.to_lowercase().contains("certificate"), "{setting}: {why}");
        assert_eq!(peer.sign_ins(), 0, "{setting}");
    }
}

#[test]
fn a_password_that_cannot_be_read_is_told_at_the_start() {
    let place = Program::with(
        "[server]\nlisten = \"127.0.0.1:0\"\n[mail]\ntransport = \"smtp\"\n[mail.smtp]\nusername = \"portal\"\n\
         password_file = \"secret\"\n",
    );
    place.run(&["serve"]).expect(1).says(&["mail.smtp.password_file secret: No such file"]);
}
