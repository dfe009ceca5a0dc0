//! The first page after signing in: what waits for the person first, then visits, open and lately closed requests.

use jiff::Timestamp;
use serde::Serialize;

use super::{Door, View, request::RequestRow, sample};

/// A planned visit.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Visit {
    pub href: String,
    pub title: String,
    pub from: Timestamp,
    pub until: Option<Timestamp>,
    /// Who comes.
    pub who: String,
    pub address: String,
    /// A calendar file.
    pub calendar: Option<String>,
}

impl Visit {
    /// None for a request without a planned time.
    pub fn new(row: &RequestRow, calendar: Option<String>) -> Option<Self> {
        Some(Self {
            href: row.href.clone(),
            title: row.title.clone(),
            from: row.planned_from?,
            until: row.planned_until,
            who: row.assignee.clone(),
            address: row.address.clone(),
            calendar,
        })
    }
}

/// `portal/home.html`.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Home {
    /// None: the person may not send requests.
    pub new_request: Option<String>,
    pub requests: String,
    pub waiting: Vec<RequestRow>,
    pub visits: Vec<Visit>,
    pub open: Vec<RequestRow>,
    /// How many are open, of which `open` shows the first.
    pub open_total: u64,
    pub closed: Vec<RequestRow>,
    /// Requests there are at all, to tell "nothing yet" from "nothing open".
    pub all: u64,
}

impl View for Home {
    const TEMPLATE: &'static str = "portal/home.html";
    const DOOR: Door = Door::Portal;
    const SECTION: &'static str = "home";

    fn samples() -> Vec<(&'static str, Self)> {
        let many = sample::home();
        let links = Self { new_request: many.new_request.clone(), requests: many.requests.clone(), ..Self::default() };
        vec![
            ("many", many.clone()),
            ("empty", links.clone()),
            ("only_to_look_at", Self { new_request: None, ..many.clone() }),
            ("only_closed", Self { closed: vec![sample::row_done()], all: 1, ..links.clone() }),
            ("one", Self { open: vec![sample::row_new()], open_total: 1, all: 1, ..links.clone() }),
            ("longest", Self { open: vec![sample::row_longest()], open_total: 1, all: 1, ..links.clone() }),
            ("right_to_left", Self { waiting: vec![sample::row_rtl()], all: 1, ..links }),
        ]
    }
}
