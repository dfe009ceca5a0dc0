//! One connection of the SMTP server: what it says to each command, in its mood, before and after TLS.

use std::sync::{
    Arc, Mutex, PoisonError,
    atomic::{AtomicUsize, Ordering},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use tokio::{
    io::{AsyncBufReadExt, AsyncRead, AsyncWrite, AsyncWriteExt, BufReader},
    net::TcpStream,
    sync::watch,
};

use super::peer::{Guard, Mood, Received, Tls};

#[derive(Clone)]
pub struct Session {
    pub mood: Arc<Mutex<Mood>>,
    pub guard: Guard,
    pub received: watch::Sender<Vec<Received>>,
    pub sign_ins: Arc<AtomicUsize>,
}

/// What follows from a command.
enum Next {
    Say(String),
    HangUp,
    StartTls,
}

/// What was agreed so far.
#[derive(Clone, Copy)]
struct Agreed {
    secret: bool,
    signed_in: bool,
}

impl Session {
    pub async fn serve(&self, stream: TcpStream) -> std::io::Result<()> {
        match &self.guard.tls {
            Tls::Implicit(acceptor) => {
                let mut line = BufReader::new(acceptor.accept(stream).await?);
                self.greet(&mut line).await?;
                self.talk(&mut line, true).await.map(|_| ())
            }
            Tls::Start(acceptor) => {
                let mut line = BufReader::new(stream);
                self.greet(&mut line).await?;
                if self.talk(&mut line, false).await? {
                    let mut line = BufReader::new(acceptor.accept(line.into_inner()).await?);
                    self.talk(&mut line, true).await?;
                }
                Ok(())
            }
            Tls::None => {
                let mut line = BufReader::new(stream);
                self.greet(&mut line).await?;
                self.talk(&mut line, false).await.map(|_| ())
            }
        }
    }

    async fn greet(&self, line: &mut (impl AsyncWrite + Unpin)) -> std::io::Result<()> {
        self.say(line, "220 peer.example ESMTP").await
    }

    /// Until the end, or until the other side asks for TLS: true.
    async fn talk(
        &self,
        line: &mut BufReader<impl AsyncRead + AsyncWrite + Unpin>,
        secret: bool,
    ) -> std::io::Result<bool> {
        let mut agreed = Agreed { secret, signed_in: self.guard.account.is_none() };
        while let Some(text) = read(line).await? {
            match self.answer(line, &text, &mut agreed).await? {
                Next::Say(answer) => self.say(line, &answer).await?,
                Next::HangUp => return Ok(false),
                Next::StartTls => {
                    self.say(line, "220 go ahead").await?;
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    async fn answer(
        &self,
        line: &mut BufReader<impl AsyncRead + AsyncWrite + Unpin>,
        text: &str,
        agreed: &mut Agreed,
    ) -> std::io::Result<Next> {
        let command = text.split([' ', ':']).next().unwrap_or_default().to_uppercase();
        let answer = match (command.as_str(), self.mood()) {
            ("EHLO", _) => return Ok(Next::Say(self.abilities(*agreed))),
            ("STARTTLS", _) if matches!(self.guard.tls, Tls::Start(_)) && !agreed.secret => return Ok(Next::StartTls),
            ("STARTTLS", _) => "502 5.5.1 not here",
            ("AUTH", _) => {
                self.sign_ins.fetch_add(1, Ordering::SeqCst);
                agreed.signed_in = self.signs_in(line, text).await?;
                if agreed.signed_in { "235 2.7.0 welcome" } else { "535 5.7.8 user name or password is wrong" }
            }
            ("MAIL", _) if !agreed.signed_in => "530 5.7.0 sign in first",
            ("RCPT", Mood::TryLater) => "451 4.7.1 greylisted, try again later",
            ("RCPT", Mood::Refuse) => "550 5.1.1 no such mailbox",
            ("DATA", Mood::HangUpAtData) => return Ok(Next::HangUp),
            ("DATA", _) => return self.take(line, agreed.secret).await,
            ("QUIT", _) => "221 bye",
            _ => "250 ok",
        };
        Ok(Next::Say(answer.to_owned()))
    }

    fn abilities(&self, agreed: Agreed) -> String {
        let mut lines = vec!["250-peer.example".to_owned()];
        if matches!(self.guard.tls, Tls::Start(_)) && !agreed.secret {
            lines.push("250-STARTTLS".to_owned());
        }
        if let Some(account) = &self.guard.account {
            lines.push(format!("250-AUTH {}", account.mechanism));
        }
        lines.push("250 8BITMIME".to_owned());
        lines.join("\r\n")
    }

    /// Whether user name and password are those of the account, said in the one way that is offered.
    async fn signs_in(
        &self,
        line: &mut BufReader<impl AsyncRead + AsyncWrite + Unpin>,
        text: &str,
    ) -> std::io::Result<bool> {
        let Some(account) = &self.guard.account else { return Ok(false) };
        let said = if account.mechanism == "LOGIN" {
            let mut said = String::new();
            for question in ["Username:", "Password:"] {
                self.say(line, &format!("334 {}", STANDARD.encode(question))).await?;
                said = format!("{said}\0{}", decoded(&read(line).await?.unwrap_or_default()));
            }
            said
        } else {
            decoded(text.strip_prefix("AUTH PLAIN ").unwrap_or_default())
        };
        Ok(said == format!("\0{}\0{}", account.user, account.password))
    }

    /// Takes the mail itself.
    async fn take(
        &self,
        line: &mut BufReader<impl AsyncRead + AsyncWrite + Unpin>,
        secret: bool,
    ) -> std::io::Result<Next> {
        self.say(line, "354 go on").await?;
        let mut text = String::new();
        while let Some(line) = read(line).await?.filter(|line| line != ".") {
            text.push_str(line.strip_prefix('.').unwrap_or(&line));
            text.push_str("\r\n");
        }
        let acknowledged = self.mood() != Mood::HangUpAfterData;
        self.received.send_modify(|all| all.push(Received { text, acknowledged, secret }));
        Ok(if acknowledged { Next::Say("250 2.0.0 kept as 42".to_owned()) } else { Next::HangUp })
    }

    fn mood(&self) -> Mood {
        *self.mood.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn say(&self, line: &mut (impl AsyncWrite + Unpin), answer: &str) -> std::io::Result<()> {
        match self.mood() {
            Mood::Silent => std::future::pending().await,
            Mood::Drip => {
                let code = answer.get(..3).unwrap_or("250");
                let mut ticks = tokio::time::interval(std::time::Duration::from_millis(100));
                loop {
                    ticks.tick().await;
                    line.write_all(format!("{code}-wait\r\n").as_bytes()).await?;
                }
            }
            _ => {
                line.write_all(format!("{answer}\r\n").as_bytes()).await?;
                line.flush().await
            }
        }
    }
}

/// The next line without its end; None when the other side has hung up.
async fn read(line: &mut BufReader<impl AsyncRead + Unpin>) -> std::io::Result<Option<String>> {
    let mut text = String::new();
    let read = line.read_line(&mut text).await?;
    Ok((read > 0).then(|| text.trim_end_matches(['\r', '\n']).to_owned()))
}

fn decoded(text: &str) -> String {
    String::from_utf8(STANDARD.decode(text).unwrap_or_default()).unwrap_or_default()
}
