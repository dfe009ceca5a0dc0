//! The inbox: new requests at the left, the chosen one beside it on wide screens.

use jiff::Timestamp;
use serde::Serialize;

use super::request::OfficeOrder;
use crate::views::{
    Door, View,
    request_list::{Chip, Paging},
    sample,
    status::StatusView,
};

/// One work order in a list of the office.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OfficeRow {
    pub href: String,
    pub number: i64,
    pub title: String,
    pub status: StatusView,
    /// `low`, `normal`, `high` or `emergency`.
    pub priority: &'static str,
    pub work_type: String,
    pub customer: String,
    pub requester: String,
    pub place: String,
    pub assignee: String,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub planned_from: Option<Timestamp>,
    /// The row whose details stand beside the list.
    pub current: bool,
}

/// `office/requests.html`.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct OfficeRequests {
    pub rows: Vec<OfficeRow>,
    /// Takes a GET with `q`.
    pub search_action: String,
    pub search: String,
    pub search_hidden: Vec<(String, String)>,
    pub chips: Vec<Chip>,
    pub paging: Paging,
    pub clear_href: String,
    /// What stands beside the list; None: nothing is chosen.
    pub chosen: Option<OfficeOrder>,
}

impl View for OfficeRequests {
    const TEMPLATE: &'static str = "office/requests.html";
    const DOOR: Door = Door::Office;
    const SECTION: &'static str = "inbox";

    fn samples() -> Vec<(&'static str, Self)> {
        let many = sample::office_requests();
        let nothing = Self { rows: Vec::new(), chosen: None, paging: Paging::default(), ..many.clone() };
        vec![
            ("many", many.clone()),
            ("none_chosen", Self { chosen: None, ..many }),
            ("empty", nothing.clone()),
            ("filtered_empty", Self { search: "<Wärme>".into(), ..nothing }),
        ]
    }
}
