//! Self-registration: asking for a place in a portal.

use jiff::Timestamp;
use serde::Serialize;

use super::{
    Door, View,
    form::{FormView, ProblemView},
    sample,
};

/// `portal/register.html`.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Register {
    pub action: String,
    pub form: FormView,
    /// It was sent: a mail is on its way, if that is possible.
    pub sent: bool,
    /// What is wrong with the form as a whole.
    pub problems: Vec<ProblemView>,
    pub back: String,
}

/// Somebody who waits for approval.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct WaitingRow {
    pub name: String,
    pub email: String,
    /// For whom she would act; empty where that is clear.
    pub customer: String,
    /// Since when.
    pub confirmed_at: Option<Timestamp>,
    /// Takes a POST.
    pub approve: String,
    /// Takes a POST.
    pub refuse: String,
}

impl View for Register {
    const TEMPLATE: &'static str = "portal/register.html";
    const DOOR: Door = Door::Portal;

    fn samples() -> Vec<(&'static str, Self)> {
        let plain = sample::register();
        let sent = Self { sent: true, ..plain.clone() };
        let problems = vec![ProblemView::keyed("", "forgot-too-many")];
        vec![("empty", plain.clone()), ("sent", sent), ("error", Self { problems, ..plain })]
    }
}
