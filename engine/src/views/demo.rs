//! The demonstration: where to begin, whom to be, and the mails that nobody really gets.

use jiff::Timestamp;
use serde::Serialize;

use super::{Door, View, sample, sign_in::DemoLogin};

/// One of the demonstration's companies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DemoPortal {
    pub name: String,
    /// The company's; the text `demo-about-{slug}` says what kind of company it is.
    pub slug: String,
    pub theme: String,
    pub language: String,
    pub href: String,
    pub office_href: String,
    /// The portal's own colour, else its theme's.
    pub accent: Option<String>,
    pub people: Vec<DemoLogin>,
    pub staff: Vec<DemoLogin>,
}

/// `demo/index.html`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct DemoIndex {
    pub portals: Vec<DemoPortal>,
    pub mailbox: String,
    /// Folders whose files are live when saved.
    pub folders: Vec<String>,
}

impl View for DemoIndex {
    const TEMPLATE: &'static str = "demo/index.html";
    const DOOR: Door = Door::Demo;

    fn samples() -> Vec<(&'static str, Self)> {
        vec![("many", sample::demo_index()), ("empty", Self::default())]
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DemoMailRow {
    pub href: String,
    pub to: String,
    pub subject: String,
    pub at: Timestamp,
    /// The company's.
    pub time_zone: String,
}

/// `demo/mailbox.html`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct DemoMailbox {
    pub mails: Vec<DemoMailRow>,
    pub home: String,
}

impl View for DemoMailbox {
    const TEMPLATE: &'static str = "demo/mailbox.html";
    const DOOR: Door = Door::Demo;

    fn samples() -> Vec<(&'static str, Self)> {
        vec![("many", sample::demo_mailbox()), ("empty", Self::default())]
    }
}

/// `demo/mail.html`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DemoMail {
    pub mail: DemoMailRow,
    pub text: String,
    /// Shows the HTML part alone, in a frame without rights; None: there is none.
    pub html_href: Option<String>,
    pub back: String,
}

impl View for DemoMail {
    const TEMPLATE: &'static str = "demo/mail.html";
    const DOOR: Door = Door::Demo;

    fn samples() -> Vec<(&'static str, Self)> {
        let one = sample::demo_mail();
        vec![("one", one.clone()), ("text_only", Self { html_href: None, ..one })]
    }
}
