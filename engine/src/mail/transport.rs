//! Hands a message over: to an SMTP server, into a folder, or into memory.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex},
    time::Duration,
};

use lettre::{
    AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor,
    message::{Mailbox, MultiPart, SinglePart, header},
    transport::smtp::{
        authentication::Credentials,
        client::{Tls as SmtpTls, TlsParameters},
    },
};
use tokio::io::AsyncWriteExt;

use crate::{
    config::{self, Tls},
    domain::mail::Mail,
};

/// A mail with its sender.
#[derive(Debug, Clone)]
pub struct Outgoing<'a> {
    pub mail: &'a Mail,
    pub from_name: &'a str,
    pub from: &'a str,
    pub reply_to: &'a str,
}

/// Why a mail was not handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    pub text: String,
    /// The server says that the mailbox is wrong, not that something between us and it is.
    pub is_lasting: bool,
}

/// Answers of a server that are about the mailbox (RFC 5321, 4.2.3). Other lasting ones are about us, such as a wrong password of ours,
/// and say nothing about whom the mail was for.
const NO_MAILBOX: [u16; 3] = [550, 551, 553];

impl Refusal {
    pub const fn passing(text: String) -> Self {
        Self { text, is_lasting: false }
    }
}

/// Where mails go.
#[derive(Clone)]
pub enum Transport {
    Smtp(AsyncSmtpTransport<Tokio1Executor>),
    Folder(PathBuf),
    Memory(Arc<Mutex<Vec<Vec<u8>>>>),
}

impl Transport {
    /// The configured transport.
    pub fn new(mail: &config::Mail) -> Result<Self, String> {
        match mail.transport {
            config::Transport::Smtp => smtp(mail).map(Self::Smtp),
            config::Transport::Folder => {
                let folder = &mail.folder;
                std::fs::create_dir_all(folder)
                    .map_err(|error| format!("mail.folder {}: {error}", folder.display()))?;
                Ok(Self::Folder(folder.clone()))
            }
            config::Transport::Memory => Ok(Self::Memory(Arc::default())),
        }
    }

    /// Whether mails leave this machine. What stays is read where it is kept, links included.
    pub const fn delivers(&self) -> bool {
        matches!(self, Self::Smtp(_))
    }

    /// Hands a mail over. Ok holds what the other side said.
    pub async fn send(&self, outgoing: &Outgoing<'_>) -> Result<String, Refusal> {
        let message = message(outgoing).map_err(Refusal::passing)?;
        match self {
            Self::Smtp(smtp) => {
                let refused = |error: lettre::transport::smtp::Error| Refusal {
                    is_lasting: error.status().is_some_and(|code| NO_MAILBOX.contains(&u16::from(code))),
                    text: error.to_string(),
                };
                let answer = smtp.send(message).await.map_err(refused)?;
                Ok(answer.message().collect::<Vec<_>>().join(" "))
            }
            Self::Folder(folder) => {
                let name = outgoing.mail.id.to_string();
                into_folder(folder, &name, message.formatted()).await.map_err(Refusal::passing)
            }
            Self::Memory(kept) => {
                kept.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(message.formatted());
                Ok("kept in memory".to_owned())
            }
        }
    }
}

/// Written beside and renamed, so that nobody reads half a mail and a full disk leaves none.
async fn into_folder(folder: &std::path::Path, name: &str, bytes: Vec<u8>) -> Result<String, String> {
    let (target, part) = (folder.join(format!("{name}.eml")), folder.join(format!("{name}.part")));
    let written = async {
        let mut file = tokio::fs::File::create(&part).await?;
        file.write_all(&bytes).await?;
        // Writing goes on behind this handle, and its errors come out here and not at the next line.
        file.flush().await?;
        // What is noted as sent is on disk, as with a mail server that has taken it.
        file.sync_all().await?;
        tokio::fs::rename(&part, &target).await?;
        tokio::fs::File::open(folder).await?.sync_all().await
    };
    if let Err(error) = written.await {
        // The half-written file is removed if it can be; the error is what counts.
        let _ = tokio::fs::remove_file(&part).await;
        return Err(format!("{}: {error}", target.display()));
    }
    Ok(format!("kept as {name}.eml"))
}

fn smtp(mail: &config::Mail) -> Result<AsyncSmtpTransport<Tokio1Executor>, String> {
    let smtp = &mail.smtp;
    let parameters = || TlsParameters::new(smtp.host.clone()).map_err(|error| format!("mail.smtp.tls: {error}"));
    let tls = match smtp.tls {
        Tls::Start => SmtpTls::Required(parameters()?),
        Tls::Implicit => SmtpTls::Wrapper(parameters()?),
        Tls::Off => SmtpTls::None,
    };
    let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&smtp.host)
        .port(smtp.port)
        .tls(tls)
        .timeout(Some(Duration::from_secs(mail.timeout_s)));
    if !smtp.username.is_empty() {
        let file = &smtp.password_file;
        let password = std::fs::read_to_string(file)
            .map_err(|error| format!("mail.smtp.password_file {}: {error}", file.display()))?;
        builder = builder.credentials(Credentials::new(smtp.username.clone(), password.trim_end().to_owned()));
    }
    Ok(builder.build())
}

/// A message with a text and an HTML part, marked as made by a machine so that no robot answers it.
fn message(outgoing: &Outgoing<'_>) -> Result<Message, String> {
    let mail = outgoing.mail;
    let address = |text: &str| text.parse().map_err(|error| format!("the address \"{text}\": {error}"));
    // A line break in a name would begin a new header.
    let from_name: String = outgoing.from_name.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let from = Mailbox::new(Some(from_name), address(outgoing.from)?);
    let builder = Message::builder()
        .from(from)
        .to(Mailbox::new(None, address(mail.to.as_str())?))
        .subject(mail.subject.clone())
        .message_id(Some(mail.message_id.clone()))
        .raw_header(raw("Auto-Submitted", "auto-generated")?)
        .raw_header(raw("X-Auto-Response-Suppress", "All")?);
    let builder = match address(outgoing.reply_to) {
        Ok(reply_to) => builder.reply_to(Mailbox::new(None, reply_to)),
        // A tenant without an office address gets no replies; the mail is owed all the same.
        Err(_) => builder,
    };
    // Date and boundary come from the mail, so that every try of it sends the same bytes.
    let builder = builder.date(mail.created_at.into());
    let body = MultiPart::alternative().boundary(format!("portico-{}", mail.id));
    let body = body.singlepart(SinglePart::plain(mail.text.clone())).singlepart(SinglePart::html(mail.html.clone()));
    builder.multipart(body).map_err(|error| error.to_string())
}

fn raw(name: &'static str, value: &str) -> Result<header::HeaderValue, String> {
    let name = header::HeaderName::new_from_ascii(name.to_owned()).map_err(|error| error.to_string())?;
    Ok(header::HeaderValue::new(name, value.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{
        id::{MailId, TenantId},
        mail::MailState,
    };

    fn mail(subject: &str) -> Mail {
        Mail {
            id: MailId(uuid::Uuid::from_u128(7)),
            tenant: TenantId(uuid::Uuid::nil()),
            work_order: None,
            to: "erika@example.org".parse().unwrap(),
            subject: subject.to_owned(),
            text: "Guten Tag".to_owned(),
            html: "<p>Guten Tag</p>".to_owned(),
            message_id: "<7@example.org>".to_owned(),
            state: MailState::Queued,
            answer: String::new(),
            created_at: jiff::Timestamp::UNIX_EPOCH,
            sent_at: None,
        }
    }

    fn outgoing<'a>(mail: &'a Mail, from_name: &'a str) -> Outgoing<'a> {
        Outgoing { mail, from_name, from: "portal@example.org", reply_to: "office@example.org" }
    }

    #[tokio::test]
    async fn a_mail_has_both_parts_one_recipient_and_says_that_a_machine_sent_it() {
        let kept = Arc::new(Mutex::new(Vec::new()));
        let mail = mail("Störung");
        Transport::Memory(Arc::clone(&kept)).send(&outgoing(&mail, "Nordwind")).await.unwrap();
        let text = String::from_utf8(kept.lock().unwrap()[0].clone()).unwrap();
        for part in [
            "multipart/alternative",
            "text/plain",
            "text/html",
            "Auto-Submitted: auto-generated",
            "Message-ID: <7@example.org>",
        ] {
            assert!(text.contains(part), "{part} is missing in {text}");
        }
        assert_eq!(text.matches("\r\nTo: ").count(), 1);
    }

    #[tokio::test]
    async fn every_try_of_a_mail_has_the_same_bytes() {
        let kept = Arc::new(Mutex::new(Vec::new()));
        let mail = mail("Störung");
        for _ in 0..2 {
            Transport::Memory(Arc::clone(&kept)).send(&outgoing(&mail, "Nordwind")).await.unwrap();
        }
        let sent = kept.lock().unwrap();
        assert_eq!(sent[0], sent[1]);
        let text = String::from_utf8_lossy(&sent[0]);
        assert!(text.contains("Date: Thu, 01 Jan 1970 00:00:00 +0000"), "{text}");
    }

    #[tokio::test]
    async fn line_breaks_in_names_and_subjects_add_no_header() {
        let kept = Arc::new(Mutex::new(Vec::new()));
        let mail = mail("Hallo\r\nBcc: evil@example.net");
        Transport::Memory(Arc::clone(&kept)).send(&outgoing(&mail, "N\r\nBcc: evil@example.net")).await.unwrap();
        let text = String::from_utf8(kept.lock().unwrap()[0].clone()).unwrap();
        let head = text.split("\r\n\r\n").next().unwrap();
        assert!(!head.lines().any(|line| line.to_lowercase().starts_with("bcc")), "{head}");
    }

    #[tokio::test]
    async fn a_folder_that_takes_nothing_is_an_error_and_leaves_no_half_mail() {
        let dir = tempfile::tempdir().unwrap();
        let gone = dir.path().join("gone");
        let mail = mail("x");
        assert!(Transport::Folder(gone.clone()).send(&outgoing(&mail, "N")).await.is_err());
        std::fs::create_dir(&gone).unwrap();
        Transport::Folder(gone.clone()).send(&outgoing(&mail, "N")).await.unwrap();
        let names: Vec<_> = std::fs::read_dir(&gone).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names.len(), 1);
    }
}
