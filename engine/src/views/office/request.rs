//! One work order in the office: everything about it, internal words too, and what can be done.

use serde::Serialize;

use super::requests::OfficeRow;
use crate::views::{
    Door, View,
    answer::DetailRow,
    event::{TimelineEntry, TimelineParts},
    file::FileView,
    form::ProblemView,
    page::Phone,
    request::CommentBox,
    sample,
};

/// Whom the office talks to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct CustomerCard {
    /// Page of the customer.
    pub href: String,
    pub name: String,
    pub number: String,
    pub contact: String,
    pub email: String,
    pub phone: Option<Phone>,
    pub address: String,
}

/// A status that may follow.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct StatusChoice {
    pub value: String,
    pub label: String,
    pub selected: bool,
    /// It refuses what the customer asked for, so the customer must read why.
    pub needs_reason: bool,
}

/// What may be done now. None: not now.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct OfficeActions {
    /// Takes a POST.
    pub accept: Option<String>,
    /// Takes a POST with `reason`.
    pub reject: Option<String>,
    /// Takes a POST with `text`; only the office reads it.
    pub note: Option<String>,
    /// The customer reads it.
    pub comment: Option<CommentBox>,
    /// Takes a POST with `status`, and with `reason` where the status needs one.
    pub transition: Option<String>,
    /// Statuses that may follow.
    pub statuses: Vec<StatusChoice>,
    /// Takes a POST with `priority`.
    pub prioritise: Option<String>,
    /// Takes a POST with `assignee`.
    pub assign: Option<String>,
}

/// A work order with all that the office may see.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OfficeOrder {
    pub id: String,
    pub row: OfficeRow,
    pub description: String,
    pub customer: CustomerCard,
    /// Oldest first.
    pub timeline: Vec<TimelineEntry>,
    pub parts: TimelineParts,
    pub files: Vec<FileView>,
    pub details: Vec<DetailRow>,
    pub actions: OfficeActions,
    /// Problems of what was just sent.
    pub problems: Vec<ProblemView>,
    /// What was typed into the note or the reason, to give it back.
    pub typed: String,
    /// What was typed as the reason of a status.
    pub status_reason: String,
    /// Who sees it, and why.
    pub viewers: String,
    /// Address of the live events; None: the page is not live.
    pub live: Option<String>,
}

/// `office/request.html`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct OfficeRequest {
    pub order: OfficeOrder,
    pub back: String,
}

impl View for OfficeRequest {
    const TEMPLATE: &'static str = "office/request.html";
    const DOOR: Door = Door::Office;
    const SECTION: &'static str = "inbox";

    fn samples() -> Vec<(&'static str, Self)> {
        let page = |order| Self { order, back: "/office/nordwind/requests".into() };
        let many = sample::office_order();
        let bare = OfficeOrder {
            description: String::new(),
            customer: CustomerCard { name: "–".into(), href: many.customer.href.clone(), ..CustomerCard::default() },
            timeline: Vec::new(),
            files: Vec::new(),
            details: Vec::new(),
            actions: OfficeActions::default(),
            live: None,
            ..many.clone()
        };
        let middle = OfficeOrder { parts: sample::timeline_parts("/office/nordwind/orders/42"), ..many.clone() };
        let problems = vec![ProblemView::keyed("reason", "problem-required")];
        let failed = OfficeOrder { problems, typed: "…".into(), ..many.clone() };
        let refused = refused_without_reason(&many);
        vec![
            ("many", page(many)),
            ("part", page(middle)),
            ("empty", page(bare)),
            ("error", page(failed)),
            ("no_reason", page(refused)),
        ]
    }
}

/// The page after a status that needs a reason was chosen without one.
fn refused_without_reason(order: &OfficeOrder) -> OfficeOrder {
    let mut order = order.clone();
    order.problems = vec![ProblemView::keyed("status-reason", "problem-required")];
    for choice in &mut order.actions.statuses {
        choice.selected = choice.needs_reason;
    }
    order
}
