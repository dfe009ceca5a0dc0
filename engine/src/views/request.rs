//! A request as its customer sees it: one row of a list, and the whole page with its timeline.

use jiff::Timestamp;
use serde::Serialize;

use super::{Door, View, event::TimelineEntry, file::FileView, form::ProblemView, sample, status::StatusView};
use crate::domain::{
    address::Address, customer::Customer, object::Object, status::Status, user::User, work_order::WorkOrder,
    work_type::WorkType,
};

/// A work order with what belongs to it, as the web layer has loaded it.
#[derive(Clone, Copy)]
pub struct OrderParts<'a> {
    pub order: &'a WorkOrder,
    pub status: &'a Status,
    pub work_type: Option<&'a WorkType>,
    pub address: Option<&'a Address>,
    pub object: Option<&'a Object>,
    pub customer: Option<&'a Customer>,
    pub requester: Option<&'a User>,
}

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

impl RequestRow {
    pub fn new(parts: &OrderParts<'_>, language: &str, href: String) -> Self {
        let status = StatusView::for_customer(parts.status, language);
        let order = parts.order;
        Self {
            href,
            number: order.number,
            title: order.title.clone(),
            needs_answer: status.category == "waiting",
            status,
            work_type: parts.work_type.map(|kind| kind.name.get(language).to_owned()).unwrap_or_default(),
            address: parts.address.map(Address::line).unwrap_or_default(),
            created_at: order.created_at,
            updated_at: order.updated_at,
            planned_from: order.planned_from,
            planned_until: order.planned_until,
            assignee: order.assignee.clone(),
        }
    }
}

/// One line of the details: a label that is a text key or the tenant's own word, and what was answered.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct DetailRow {
    /// Key of a text; empty when `label` is already a word.
    pub key: &'static str,
    pub label: String,
    pub value: String,
    /// Several answers, or files.
    pub values: Vec<String>,
    pub files: Vec<FileView>,
}

impl DetailRow {
    /// A line that the engine names.
    pub fn keyed(key: &'static str, value: &str) -> Self {
        Self { key, value: value.to_owned(), ..Self::default() }
    }

    /// A line that the tenant names.
    pub fn labelled(label: &str, value: &str) -> Self {
        Self { label: label.to_owned(), value: value.to_owned(), ..Self::default() }
    }
}

/// A box to write in, with its files.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct CommentBox {
    /// Takes a POST with `text` and `files`.
    pub action: String,
    /// What was typed before, after a problem.
    pub text: String,
    pub files: Vec<FileView>,
    pub problems: Vec<ProblemView>,
    /// Takes one file per POST and answers `{id, name, size}`.
    pub upload: String,
    pub max_files: u64,
    pub max_file_bytes: u64,
    /// Hidden inputs, for example the submission's own id.
    pub hidden: Vec<(String, String)>,
}

/// `portal/request.html`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Request {
    pub id: String,
    pub request: RequestRow,
    pub description: String,
    pub timeline: Vec<TimelineEntry>,
    /// None: the person may not write here.
    pub comment: Option<CommentBox>,
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
            live: None,
            description: String::new(),
            ..many.clone()
        };
        vec![
            ("many", many.clone()),
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
