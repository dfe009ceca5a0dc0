//! A request as its customer sees it: one row of a list, and the whole page with its timeline.

use jiff::Timestamp;
use serde::Serialize;

use super::{
    Door, View,
    answer::DetailRow,
    event::{TimelineEntry, TimelineParts},
    file::FileView,
    form::ProblemView,
    sample,
    status::StatusView,
};

/// One request in a list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RequestRow {
    pub href: String,
    pub number: i64,
    pub title: String,
    pub status: StatusView,
    pub work_type: String,
    pub address: String,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub planned_from: Option<Timestamp>,
    pub planned_until: Option<Timestamp>,
    /// Who comes; empty while nobody is named.
    pub assignee: String,
    /// The person has to answer before work goes on.
    pub needs_answer: bool,
}

/// A box to write in.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct CommentBox {
    /// Takes a POST with `text`.
    pub action: String,
    /// What was typed before, after a problem.
    pub text: String,
    pub problems: Vec<ProblemView>,
    /// Hidden inputs, for example the submission's own id.
    pub hidden: Vec<(String, String)>,
}

/// `portal/request.html`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Request {
    pub id: String,
    pub request: RequestRow,
    pub description: String,
    /// Oldest first.
    pub timeline: Vec<TimelineEntry>,
    pub parts: TimelineParts,
    /// None: the person may not write here.
    pub comment: Option<CommentBox>,
    /// Takes a POST that takes the request back; None: it cannot be, or not by this person.
    pub withdraw: Option<String>,
    pub files: Vec<FileView>,
    pub details: Vec<DetailRow>,
    /// Address of the live events; None: the page is not live.
    pub live: Option<String>,
    /// By when the office answers a new request, in hours after it was sent; zero: no promise.
    pub reply_hours: i64,
    pub requests_href: String,
}

impl View for Request {
    const TEMPLATE: &'static str = "portal/request.html";
    const DOOR: Door = Door::Portal;
    const SECTION: &'static str = "requests";

    fn samples() -> Vec<(&'static str, Self)> {
        let many = sample::request();
        let with = |row: RequestRow| Self { request: row, ..many.clone() };
        let mut failed = many.clone();
        if let Some(comment) = &mut failed.comment {
            comment.problems = vec![ProblemView::keyed("comment-text", "problem-required")];
        }
        let bare = Self {
            timeline: Vec::new(),
            files: Vec::new(),
            details: Vec::new(),
            comment: None,
            withdraw: None,
            live: None,
            description: String::new(),
            ..many.clone()
        };
        let middle = Self { parts: sample::timeline_parts("/p/nordwind/requests/42"), ..many.clone() };
        vec![
            ("many", many.clone()),
            ("part", middle),
            ("empty", bare),
            ("waiting", with(sample::row_waiting())),
            ("planned", with(sample::row_planned())),
            ("done", with(sample::row_done())),
            ("longest", with(sample::row_longest())),
            ("right_to_left", with(sample::row_rtl())),
            ("error", failed),
        ]
    }
}
