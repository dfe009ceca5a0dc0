//! A new request: choosing what it is about, answering step by step, checking, and the promise after sending.

use serde::Serialize;

use super::{
    Door, View,
    answer::DetailRow,
    form::{FormView, NoticeView, ProblemView},
    sample,
};
use crate::domain::flow::Flow;

/// One way to begin.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FlowCard {
    pub href: String,
    pub title: String,
    pub summary: String,
    /// Name of an icon.
    pub icon: String,
}

impl FlowCard {
    pub fn new(flow: &Flow, language: &str, href: String) -> Self {
        Self {
            href,
            title: flow.title.get(language).to_owned(),
            summary: flow.summary.get(language).to_owned(),
            icon: flow.icon.clone(),
        }
    }
}

/// `portal/flow_choice.html`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct FlowChoice {
    pub flows: Vec<FlowCard>,
}

impl View for FlowChoice {
    const TEMPLATE: &'static str = "portal/flow_choice.html";
    const DOOR: Door = Door::Portal;
    const SECTION: &'static str = "new";

    fn samples() -> Vec<(&'static str, Self)> {
        let flows = sample::flow_cards();
        vec![
            ("many", Self { flows: flows.clone() }),
            ("one", Self { flows: flows.into_iter().take(1).collect() }),
            ("empty", Self::default()),
        ]
    }
}

/// A step in the progress line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StepMark {
    /// Counted from 1.
    pub number: usize,
    pub title: String,
    /// Set for steps that can be gone back to.
    pub href: Option<String>,
    pub current: bool,
    pub done: bool,
}

/// `portal/flow_step.html`: one step of any form.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FlowStep {
    pub flow: FlowCard,
    pub title: String,
    pub steps: Vec<StepMark>,
    pub number: usize,
    pub total: usize,
    /// Takes a POST with the fields.
    pub action: String,
    pub back: String,
    pub form: FormView,
    /// Names the draft in this browser; empty: no draft is kept.
    pub draft: String,
}

impl View for FlowStep {
    const TEMPLATE: &'static str = "portal/flow_step.html";
    const DOOR: Door = Door::Portal;
    const SECTION: &'static str = "new";

    fn samples() -> Vec<(&'static str, Self)> {
        let every = sample::flow_step();
        let with = |form: FormView| Self { form, ..every.clone() };
        vec![
            ("every_kind", every.clone()),
            ("error", with(sample::form_with_problems())),
            ("emergency", with(sample::form_with_notice())),
            ("empty", with(FormView { fields: Vec::new(), ..every.form.clone() })),
        ]
    }
}

/// Answers of one step, to look over.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CheckGroup {
    pub title: String,
    pub change: String,
    pub rows: Vec<DetailRow>,
}

/// `portal/flow_check.html`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FlowCheck {
    pub flow: FlowCard,
    pub groups: Vec<CheckGroup>,
    /// Takes a POST with the hidden inputs.
    pub action: String,
    pub back: String,
    pub hidden: Vec<(String, String)>,
    pub problems: Vec<ProblemView>,
    /// What the flow's rule says of the answers as a whole, as it did beside them.
    pub notices: Vec<NoticeView>,
}

impl View for FlowCheck {
    const TEMPLATE: &'static str = "portal/flow_check.html";
    const DOOR: Door = Door::Portal;
    const SECTION: &'static str = "new";

    fn samples() -> Vec<(&'static str, Self)> {
        let many = sample::flow_check();
        let stale =
            ProblemView { href: Some(many.groups[0].change.clone()), ..ProblemView::keyed("", "problem-required") };
        let failed = Self { problems: vec![stale], ..many.clone() };
        let emergency = Self { notices: sample::form_with_notice().notices, ..many.clone() };
        vec![
            ("many", many.clone()),
            ("error", failed),
            ("emergency", emergency),
            ("empty", Self { groups: Vec::new(), ..many }),
        ]
    }
}

/// `portal/flow_confirmation.html`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FlowConfirmation {
    pub number: i64,
    pub title: String,
    /// The tenant's own words on what happens next; may be empty.
    pub text: String,
    /// By when the office answers; None: no promise.
    pub reply_by: Option<jiff::Timestamp>,
    pub sent_at: jiff::Timestamp,
    /// Where the receipt went; empty: none was sent.
    pub email: String,
    pub request_href: String,
    pub home_href: String,
    /// What was sent, for paper.
    pub groups: Vec<CheckGroup>,
}

impl View for FlowConfirmation {
    const TEMPLATE: &'static str = "portal/flow_confirmation.html";
    const DOOR: Door = Door::Portal;
    const SECTION: &'static str = "new";

    fn samples() -> Vec<(&'static str, Self)> {
        let many = sample::flow_confirmation();
        let bare =
            Self { text: String::new(), reply_by: None, email: String::new(), groups: Vec::new(), ..many.clone() };
        vec![("many", many), ("empty", bare)]
    }
}
