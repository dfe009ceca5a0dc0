//! Any form as a page shows it: the request form, a settings page and a plugin's controls come out of here alike, and one set of
//! template macros draws them. [`field`] makes a field, [`problem`] says what is wrong with it.

pub mod field;
pub mod problem;

use std::collections::BTreeMap;

use serde::Serialize;

use super::file::FileView;
use crate::domain::form::{Field, FieldProblem, Form, FormState, Level, Notice, RawForm, suggested_name};
pub use field::{ChoiceView, ControlView, FieldView};
pub use problem::ProblemView;

/// A sentence of a rule that stands above the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NoticeView {
    /// `info`, `warning` or `emergency`.
    pub level: &'static str,
    pub text: String,
}

/// A form, or one step of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct FormView {
    pub fields: Vec<FieldView>,
    pub notices: Vec<NoticeView>,
    /// All problems in the order of the fields, for the summary at the top.
    pub problems: Vec<ProblemView>,
    /// Inputs that nobody sees: the version of the form, the submission's own id, and which fields were shown with a suggestion.
    pub hidden: Vec<(String, String)>,
    /// Answers a POST of the form with what is visible now; None: the form has no conditions.
    pub state: Option<String>,
    /// Takes one file per POST and answers `{id, name, size}`; None: the form takes no files.
    pub upload: Option<String>,
    pub max_file_bytes: u64,
}

/// What a form is shown from.
#[derive(Clone, Copy)]
pub struct FormInput<'a> {
    pub form: &'a Form,
    /// Key of the step to show. None: all.
    pub step: Option<&'a str>,
    pub state: &'a FormState,
    /// What was typed, to give back exactly that after a problem.
    pub raw: Option<&'a RawForm>,
    pub problems: &'a [FieldProblem],
    pub choices: &'a FormChoices,
    pub language: &'a str,
}

/// What the web layer loaded for the pickers of a form.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FormChoices {
    /// The customer's addresses and objects: id and what a person reads.
    pub addresses: Vec<(String, String)>,
    pub objects: Vec<(String, String)>,
    /// Files that were uploaded already, by id.
    pub files: BTreeMap<String, FileView>,
    /// Controls of plugin fields, by field key.
    pub controls: BTreeMap<String, Vec<ControlView>>,
}

impl FormView {
    /// The form as it is now. `state`, `upload`, `max_file_bytes` and further hidden inputs are for the caller to add.
    pub fn new(input: &FormInput<'_>) -> Self {
        let steps = input.form.steps.iter().filter(|step| input.step.is_none_or(|key| step.key == key));
        let asked: Vec<&Field> = steps.flat_map(|step| &step.fields).collect();
        let fields: Vec<FieldView> = asked.iter().filter_map(|field| FieldView::new(field, input)).collect();
        let problems = problem::summary(&fields, input.problems);
        let hidden = asked.iter().filter(|field| shows_suggestion(field, input));
        let hidden = hidden.map(|field| (suggested_name(&field.key), "1".to_owned())).collect();
        Self { problems, notices: Self::notices(input.state), fields, hidden, ..Self::default() }
    }

    /// What the flow's rule has to say.
    pub fn notices(state: &FormState) -> Vec<NoticeView> {
        let view = |notice: &Notice| NoticeView {
            level: match notice.level {
                Level::Info => "info",
                Level::Warning => "warning",
                Level::Emergency => "emergency",
            },
            text: notice.text.clone(),
        };
        state.notices.iter().map(view).collect()
    }
}

/// What a person sees filled in, and may clear: a suggestion, or what a plugin put into its controls.
fn shows_suggestion(field: &Field, input: &FormInput<'_>) -> bool {
    let controls = input.choices.controls.get(&field.key);
    let filled_in = controls.is_some_and(|controls| controls.iter().any(|control| !control.value.is_empty()));
    let state = input.state.fields.get(&field.key).filter(|state| state.visible);
    state.is_some_and(|state| state.suggested || filled_in)
}

#[cfg(test)]
mod tests;
