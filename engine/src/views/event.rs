//! One entry of a timeline. What a customer may not see never becomes an entry of a customer's page.

use jiff::Timestamp;
use serde::Serialize;
use serde_json::Value;

use super::page::initials;
use crate::domain::{
    event::{Event, EventKind},
    id::UserId,
    status::Status,
};

#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TimelineEntry {
    pub id: String,
    /// Verb of the kind, for example `commented`; the sentence is the text `event-{kind}`, with hyphens.
    pub kind: String,
    pub at: Timestamp,
    /// Who did it; empty for the engine.
    pub actor: String,
    pub initials: String,
    /// `customer`, `staff`, `extension` or `engine`.
    pub actor_kind: String,
    /// Done by who reads it.
    pub mine: bool,
    /// Only the office sees it.
    pub internal: bool,
    /// Words of a comment, note or refusal.
    pub text: String,
    /// Status before and after, as the reader calls them.
    pub from: String,
    pub to: String,
    pub category: Option<&'static str>,
    pub file: Option<FileLink>,
    /// Priority, assignee or recipient.
    pub detail: String,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FileLink {
    pub name: String,
    pub href: String,
}

/// Where the other parts of a timeline are that is too long for one page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct TimelineParts {
    /// Address of the entries before these; None: these begin with the first.
    pub earlier: Option<String>,
    /// Address of the latest entries; None: these are the latest.
    pub latest: Option<String>,
}

/// Who reads a timeline.
pub struct Reader<'a> {
    pub user: Option<UserId>,
    pub language: &'a str,
    pub office: bool,
    /// Name of the tenant, which rules and plugins speak for.
    pub company: &'a str,
    /// All statuses of the tenant, to put words to what events name.
    pub statuses: &'a [Status],
    /// Address of a file by its id.
    pub file_href: &'a dyn Fn(&str) -> String,
}

/// The entries that `reader` may see, oldest first as given.
pub fn timeline(events: &[Event], reader: &Reader<'_>) -> Vec<TimelineEntry> {
    let shown = events.iter().filter(|event| reader.office || event.kind.is_public());
    shown.map(|event| TimelineEntry::new(event, reader)).collect()
}

impl TimelineEntry {
    fn new(event: &Event, reader: &Reader<'_>) -> Self {
        let data = |name: &str| event.data.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
        let to = reader.status(&data("to"));
        let file = data("file");
        let detail = match event.kind {
            EventKind::Prioritised => data("priority"),
            EventKind::Assigned => data("assignee"),
            EventKind::Mailed => data("to"),
            _ => String::new(),
        };
        // A customer reads names of people only: rules and plugins speak for the tenant.
        let named = reader.office || matches!(event.actor.kind.as_str(), "customer" | "staff");
        let actor = if named { event.actor.name.clone() } else { String::new() };
        let text = if event.data.contains_key("text") { data("text") } else { data("reason") };
        Self {
            id: event.id.to_string(),
            kind: event.kind.as_str().rsplit('.').next().unwrap_or_default().replace('_', "-"),
            at: event.at,
            initials: initials(if actor.is_empty() { reader.company } else { &actor }),
            actor,
            actor_kind: event.actor.kind.clone(),
            mine: reader.user.is_some() && event.actor.user == reader.user,
            internal: !event.kind.is_public(),
            text,
            from: reader.status(&data("from")).0,
            to: to.0,
            category: to.1,
            file: (!file.is_empty()).then(|| FileLink { name: data("name"), href: (reader.file_href)(&file) }),
            detail,
        }
    }
}

impl Reader<'_> {
    /// The word and category of a status that an event names by slug or id; an unknown one stays as it is.
    fn status(&self, name: &str) -> (String, Option<&'static str>) {
        let found = self.statuses.iter().find(|status| status.slug.as_str() == name || status.id.to_string() == name);
        match found {
            Some(status) => {
                let words = if self.office { &status.name } else { &status.customer_label };
                (words.get(self.language).to_owned(), Some(status.category.as_str()))
            }
            None => (name.to_owned(), None),
        }
    }
}
