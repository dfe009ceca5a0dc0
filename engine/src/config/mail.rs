//! `[mail]`: how mail leaves.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Mail {
    pub transport: Transport,
    /// Sender of all mails; the name is the portal's.
    pub from: String,
    /// Folder of the `folder` transport.
    pub folder: PathBuf,
    /// Seconds for one try, 25 at most.
    pub timeout_s: u64,
    pub smtp: Smtp,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Transport {
    Smtp,
    /// Each mail becomes a file.
    Folder,
    /// Mails stay in memory, for tests.
    Memory,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Smtp {
    pub host: String,
    pub port: u16,
    pub tls: Tls,
    /// Empty: no sign-in.
    pub username: String,
    /// File that holds the password.
    pub password_file: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Tls {
    /// Plain at first, then STARTTLS; refused without it.
    Start,
    /// TLS from the first byte.
    Implicit,
    /// No TLS: only for a server on this machine.
    Off,
}

impl Default for Mail {
    fn default() -> Self {
        Self {
            transport: Transport::Folder,
            from: "portal@localhost.localdomain".to_owned(),
            folder: PathBuf::from("data/mail"),
            timeout_s: 20,
            smtp: Smtp::default(),
        }
    }
}

impl Default for Smtp {
    fn default() -> Self {
        Self {
            host: "localhost".to_owned(),
            port: 587,
            tls: Tls::Start,
            username: String::new(),
            password_file: PathBuf::new(),
        }
    }
}
