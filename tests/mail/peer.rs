//! A small SMTP server with moods and, if asked for, with a guard at its door.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

use tokio::{net::TcpListener, sync::watch, task::AbortHandle};
use tokio_rustls::TlsAcceptor;

use super::session::Session;

/// How the server behaves from its next command on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mood {
    Accept,
    /// A passing error, as greylisting gives.
    TryLater,
    /// A lasting error.
    Refuse,
    /// Takes the connection and says nothing.
    Silent,
    /// Says a line now and then, and never the last one.
    Drip,
    /// Hangs up when the mail is announced.
    HangUpAtData,
    /// Takes the whole mail and hangs up without a word.
    HangUpAfterData,
}

/// A mail as it came over the wire, dots unstuffed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Received {
    pub text: String,
    /// Whether the sender was told that it is here.
    pub acknowledged: bool,
    /// Whether it came through TLS.
    pub secret: bool,
}

/// What somebody must do before a mail is taken. By default: nothing.
#[derive(Clone, Default)]
pub struct Guard {
    pub tls: Tls,
    pub account: Option<Account>,
}

#[derive(Clone, Default)]
pub enum Tls {
    #[default]
    None,
    /// Offered after the greeting.
    Start(TlsAcceptor),
    /// From the first byte on.
    Implicit(TlsAcceptor),
}

#[derive(Clone)]
pub struct Account {
    /// The only way of signing in that is offered: PLAIN or LOGIN.
    pub mechanism: &'static str,
    pub user: &'static str,
    pub password: &'static str,
}

impl Received {
    /// The value of a header.
    pub fn header(&self, name: &str) -> &str {
        let head = self.text.split("\r\n\r\n").next().unwrap_or_default();
        let line = head.lines().find(|line| line.to_lowercase().starts_with(&format!("{}:", name.to_lowercase())));
        line.map_or("", |line| line[name.len() + 1..].trim())
    }
}

/// The server. It ends when it is dropped.
pub struct Peer {
    pub port: u16,
    mood: Arc<Mutex<Mood>>,
    received: watch::Sender<Vec<Received>>,
    connections: watch::Sender<usize>,
    sign_ins: Arc<AtomicUsize>,
    serving: AbortHandle,
}

impl Peer {
    pub async fn new(mood: Mood) -> Self {
        Self::with(mood, Guard::default()).await
    }

    pub async fn with(mood: Mood, guard: Guard) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let mood = Arc::new(Mutex::new(mood));
        let (received, connections) = (watch::Sender::new(Vec::new()), watch::Sender::new(0));
        let sign_ins = Arc::<AtomicUsize>::default();
        let session =
            Session { mood: Arc::clone(&mood), guard, received: received.clone(), sign_ins: Arc::clone(&sign_ins) };
        let count = connections.clone();
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                count.send_modify(|count| *count += 1);
                let session = session.clone();
                // How a session ends is the sender's to see.
                tokio::spawn(async move { session.serve(stream).await.ok() });
            }
        });
        Self { port, mood, received, connections, sign_ins, serving: serving.abort_handle() }
    }

    pub fn set(&self, mood: Mood) {
        *self.mood.lock().unwrap_or_else(PoisonError::into_inner) = mood;
    }

    pub fn received(&self) -> Vec<Received> {
        self.received.borrow().clone()
    }

    /// The mails that came, to be waited for.
    pub fn mails(&self) -> watch::Receiver<Vec<Received>> {
        self.received.subscribe()
    }

    /// How often somebody tried to sign in.
    pub fn sign_ins(&self) -> usize {
        self.sign_ins.load(Ordering::SeqCst)
    }

    /// How many connections there were, to be waited for.
    pub fn connections(&self) -> watch::Receiver<usize> {
        self.connections.subscribe()
    }
}

impl Drop for Peer {
    fn drop(&mut self) {
        self.serving.abort();
    }
}
