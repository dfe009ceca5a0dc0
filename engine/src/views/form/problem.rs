//! What is wrong with an answer, with the address of the input it concerns. The words are texts of the theme.

use std::collections::BTreeMap;

use serde::Serialize;

use super::field::FieldView;
use crate::domain::form::{FieldProblem, Problem};

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ProblemView {
    /// Id of the input to go to; empty: the form as a whole.
    pub id: String,
    /// Label of the field; empty: the form as a whole.
    pub label: String,
    /// Key of the text.
    pub key: String,
    /// Values for the text.
    pub params: BTreeMap<String, String>,
    /// Address to mend it at, when that is on another page; else the id counts.
    pub href: Option<String>,
}

impl ProblemView {
    /// A problem of the input `id` without values in its text.
    pub fn keyed(id: &str, key: &str) -> Self {
        Self { id: id.to_owned(), label: String::new(), key: key.to_owned(), params: BTreeMap::new(), href: None }
    }

    /// A problem of the input `id`.
    pub fn of(id: &str, problem: &Problem) -> Self {
        Self::new(id, "", problem)
    }

    /// A problem with a field of another page, whose address takes the place of the id.
    pub fn elsewhere(href: &str, label: &str, problem: &Problem) -> Self {
        Self { href: Some(href.to_owned()), ..Self::new("", label, problem) }
    }

    pub(super) fn new(id: &str, label: &str, problem: &Problem) -> Self {
        Self {
            id: id.to_owned(),
            label: label.to_owned(),
            key: problem.key().to_owned(),
            params: problem.params(),
            href: None,
        }
    }
}

/// Problems of the shown fields in their order, then those of the form as a whole.
pub(super) fn summary(fields: &[FieldView], problems: &[FieldProblem]) -> Vec<ProblemView> {
    let own = fields.iter().flat_map(|field| {
        field.problem.iter().chain(field.controls.iter().filter_map(|control| control.problem.as_ref())).cloned()
    });
    let whole = problems.iter().filter(|problem| problem.field.is_none());
    own.chain(whole.map(|problem| ProblemView::new("", "", &problem.problem))).collect()
}
