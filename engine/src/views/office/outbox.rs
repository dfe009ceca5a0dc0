//! What we owe and could not deliver: mails and tasks that wait or are parked.

use jiff::Timestamp;
use serde::Serialize;

use crate::{
    domain::mail::{Mail, MailState},
    views::{Door, View, sample},
};

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MailRow {
    pub id: String,
    pub to: String,
    pub subject: String,
    /// `queued`, `sent` or `parked`.
    pub state: &'static str,
    /// What the mail server said last.
    pub answer: String,
    pub created_at: Timestamp,
    pub sent_at: Option<Timestamp>,
}

impl MailRow {
    pub fn new(mail: &Mail) -> Self {
        Self {
            id: mail.id.to_string(),
            to: mail.to.to_string(),
            subject: mail.subject.clone(),
            state: match mail.state {
                MailState::Queued => "queued",
                MailState::Sent => "sent",
                MailState::Parked => "parked",
            },
            answer: mail.answer.clone(),
            created_at: mail.created_at,
            sent_at: mail.sent_at,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct TaskRow {
    pub id: String,
    /// `automate` or `send_mail`.
    pub task: &'static str,
    pub attempts: i64,
    pub error: String,
    pub created_at: Timestamp,
    pub order_number: Option<i64>,
    /// Takes a POST and tries again; None: nothing to try.
    pub retry: Option<String>,
}

/// `office/outbox.html`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct OfficeOutbox {
    pub mails: Vec<MailRow>,
    /// Tasks that were tried for days and gave up.
    pub parked: Vec<TaskRow>,
}

impl View for OfficeOutbox {
    const TEMPLATE: &'static str = "office/outbox.html";
    const DOOR: Door = Door::Office;
    const SECTION: &'static str = "outbox";

    fn samples() -> Vec<(&'static str, Self)> {
        vec![("many", sample::outbox()), ("empty", Self::default())]
    }
}
