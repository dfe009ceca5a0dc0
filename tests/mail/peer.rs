//! A small SMTP server with moods.

use std::sync::{Arc, Mutex, PoisonError};

use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream, tcp::OwnedWriteHalf},
    sync::watch,
    task::AbortHandle,
};

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
    serving: AbortHandle,
}

impl Peer {
    pub async fn new(mood: Mood) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let mood = Arc::new(Mutex::new(mood));
        let (received, connections) = (watch::Sender::new(Vec::new()), watch::Sender::new(0));
        let session = Session { mood: Arc::clone(&mood), received: received.clone() };
        let count = connections.clone();
        let serving = tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                count.send_modify(|count| *count += 1);
                let session = session.clone();
                // How a session ends is the sender's to see.
                tokio::spawn(async move { session.serve(stream).await.ok() });
            }
        });
        Self { port, mood, received, connections, serving: serving.abort_handle() }
    }

    pub fn set(&self, mood: Mood) {
        *self.mood.lock().unwrap_or_else(PoisonError::into_inner) = mood;
    }

    pub fn received(&self) -> Vec<Received> {
        self.received.borrow().clone()
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

#[derive(Clone)]
struct Session {
    mood: Arc<Mutex<Mood>>,
    received: watch::Sender<Vec<Received>>,
}

impl Session {
    async fn serve(&self, stream: TcpStream) -> std::io::Result<()> {
        let (read, mut write) = stream.into_split();
        let mut lines = BufReader::new(read).lines();
        self.say(&mut write, "220 peer.example ESMTP").await?;
        while let Some(line) = lines.next_line().await? {
            let command = line.split([' ', ':']).next().unwrap_or_default().to_uppercase();
            let answer = match (command.as_str(), self.mood()) {
                ("EHLO", _) => "250-peer.example\r\n250 8BITMIME",
                ("RCPT", Mood::TryLater) => "451 4.7.1 greylisted, try again later",
                ("RCPT", Mood::Refuse) => "550 5.1.1 no such mailbox",
                ("DATA", Mood::HangUpAtData) => return Ok(()),
                ("DATA", _) => {
                    self.say(&mut write, "354 go on").await?;
                    let mut text = String::new();
                    while let Some(line) = lines.next_line().await?.filter(|line| line != ".") {
                        text.push_str(line.strip_prefix('.').unwrap_or(&line));
                        text.push_str("\r\n");
                    }
                    let acknowledged = self.mood() != Mood::HangUpAfterData;
                    self.received.send_modify(|all| all.push(Received { text, acknowledged }));
                    if !acknowledged {
                        return Ok(());
                    }
                    "250 2.0.0 kept as 42"
                }
                ("QUIT", _) => "221 bye",
                _ => "250 ok",
            };
            self.say(&mut write, answer).await?;
        }
        Ok(())
    }

    fn mood(&self) -> Mood {
        *self.mood.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn say(&self, write: &mut OwnedWriteHalf, answer: &str) -> std::io::Result<()> {
        match self.mood() {
            Mood::Silent => std::future::pending().await,
            Mood::Drip => {
                let code = answer.get(..3).unwrap_or("250");
                let mut ticks = tokio::time::interval(std::time::Duration::from_millis(100));
                loop {
                    ticks.tick().await;
                    write.write_all(format!("{code}-wait\r\n").as_bytes()).await?;
                }
            }
            _ => write.write_all(format!("{answer}\r\n").as_bytes()).await,
        }
    }
}
