//! Pages that only say something: what went wrong, or what is done.

use serde::Serialize;

use super::{Door, View};

/// What went wrong, as a person should hear it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ErrorKind {
    NotFound,
    Forbidden,
    /// Staff who see the portal as somebody else asked for what such a look does not open.
    Looking,
    /// The same, whose look has ended.
    LookOver,
    /// The address does not take what was sent to it.
    Method,
    /// The request did not arrive in time.
    Timeout,
    TooMany,
    TooLarge,
    /// The request itself was not understood.
    Bad,
    Unavailable,
    Internal,
}

impl ErrorKind {
    pub const ALL: [Self; 11] = [
        Self::NotFound,
        Self::Forbidden,
        Self::Looking,
        Self::LookOver,
        Self::Method,
        Self::Timeout,
        Self::TooMany,
        Self::TooLarge,
        Self::Bad,
        Self::Unavailable,
        Self::Internal,
    ];

    /// The HTTP status that goes with it.
    pub const fn status(self) -> u16 {
        match self {
            Self::NotFound => 404,
            Self::Forbidden | Self::Looking | Self::LookOver => 403,
            Self::Method => 405,
            Self::Timeout => 408,
            Self::TooMany => 429,
            Self::TooLarge => 413,
            Self::Bad => 400,
            Self::Unavailable => 503,
            Self::Internal => 500,
        }
    }
}

/// `portal/error.html`, for all doors. Its words are the texts `error-{kind}-title`, `-text` and `-action`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ErrorPage {
    pub kind: ErrorKind,
    pub status: u16,
    /// Where to go from here.
    pub href: String,
    /// To find the case in the log; comes last on the page.
    pub reference: String,
}

impl ErrorPage {
    pub fn new(kind: ErrorKind, status: u16, href: &str, reference: &str) -> Self {
        Self { kind, status, href: href.to_owned(), reference: reference.to_owned() }
    }
}

impl View for ErrorPage {
    const TEMPLATE: &'static str = "portal/error.html";
    const DOOR: Door = Door::Portal;

    fn samples() -> Vec<(&'static str, Self)> {
        let names = [
            "not_found",
            "forbidden",
            "looking",
            "look_over",
            "method",
            "timeout",
            "too_many",
            "too_large",
            "bad",
            "unavailable",
            "internal",
        ];
        let page = |kind: ErrorKind| Self::new(kind, kind.status(), "/p/nordwind/", "7K2M-41QX");
        names.into_iter().zip(ErrorKind::ALL.map(page)).collect()
    }
}

/// `office/error.html`: the same words in the frame of the office, for who is signed in there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct OfficeError(pub ErrorPage);

impl View for OfficeError {
    const TEMPLATE: &'static str = "office/error.html";
    const DOOR: Door = Door::Office;

    fn samples() -> Vec<(&'static str, Self)> {
        ErrorPage::samples().into_iter().map(|(name, page)| (name, Self(page))).collect()
    }
}

/// `portal/message.html`. Its words are the texts `message-{key}-title`, `-text` and `-action`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Message {
    /// For example `signed-out`.
    pub key: String,
    pub href: String,
}

impl View for Message {
    const TEMPLATE: &'static str = "portal/message.html";
    const DOOR: Door = Door::Portal;

    fn samples() -> Vec<(&'static str, Self)> {
        let page = |key: &str| Self { key: key.into(), href: "/p/nordwind/sign-in".into() };
        vec![
            ("signed_out", page("signed-out")),
            ("invitation_over", page("invitation-over")),
            ("elsewhere", page("invitation-elsewhere")),
            ("register_over", page("register-over")),
            ("register_waiting", page("register-waiting")),
            ("crossing_over", page("crossing-over")),
            ("look_link_over", page("look-link-over")),
            ("look_ended", page("look-ended")),
        ]
    }
}
