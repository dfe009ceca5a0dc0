//! One field as a page shows it: which input, with what in it, and what is wrong.

use serde::Serialize;
use serde_json::Value;

use super::{FormInput, ProblemView};
use crate::{
    domain::form::{Field, FieldKind, FieldProblem, FieldState, Need, is_blank, suggested_name},
    views::file::FileView,
};

/// One thing to choose.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct ChoiceView {
    pub id: String,
    pub value: String,
    pub label: String,
    pub selected: bool,
}

/// One control of a plugin's field; the theme draws it like any other input.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct ControlView {
    pub id: String,
    /// `{field}.{control}`.
    pub name: String,
    /// `text`, `textarea`, `number`, `select`, `check`, `date` or `time`.
    pub kind: String,
    pub label: String,
    pub help: String,
    pub required: bool,
    pub max_length: Option<u64>,
    pub value: String,
    pub options: Vec<ChoiceView>,
    pub autocomplete: String,
    pub inputmode: String,
    pub problem: Option<ProblemView>,
}

/// One question.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct FieldView {
    pub key: String,
    /// Id of its input; the first one's for choices.
    pub id: String,
    pub label: String,
    pub help: String,
    /// `text`, `textarea`, `email`, `tel`, `number`, `radios`, `select`, `checkboxes`, `check`, `date`, `files`, `plugin` or `static`.
    pub kind: &'static str,
    pub required: bool,
    pub visible: bool,
    /// What is typed, as text.
    pub value: String,
    pub checked: bool,
    pub choices: Vec<ChoiceView>,
    pub files: Vec<FileView>,
    pub controls: Vec<ControlView>,
    pub max_length: Option<usize>,
    pub lines: u32,
    pub max_count: usize,
    pub unit: String,
    pub autocomplete: String,
    pub inputmode: &'static str,
    pub problem: Option<ProblemView>,
}

/// Up to this many choices stand open as radio buttons; more become a list to open.
const MAX_RADIOS: usize = 7;

impl FieldView {
    /// None for a field that is never shown to a person.
    pub(super) fn new(field: &Field, input: &FormInput<'_>) -> Option<Self> {
        let state = input.state.fields.get(&field.key)?;
        if field.need == Need::Hidden {
            return None;
        }
        let id = format!("field-{}", field.key);
        let label = field.label.get(input.language).to_owned();
        let mine = |found: &&FieldProblem| found.field.as_deref() == Some(&field.key);
        let known = input.choices.controls.get(&field.key);
        let named = |name: &str| known.is_some_and(|all| all.iter().any(|c| c.name == format!("{}.{name}", field.key)));
        let of_control = |found: &FieldProblem| found.control.as_deref().is_some_and(named);
        let problem = input.problems.iter().filter(mine).find(|found| !of_control(found));
        let mut view = Self {
            key: field.key.clone(),
            problem: problem.map(|found| ProblemView::new(&id, &label, &found.problem)),
            label,
            help: state.help.clone().unwrap_or_else(|| field.help.get(input.language).to_owned()),
            required: state.required,
            visible: state.visible,
            value: typed(field, state, input),
            checked: !is_blank(&state.value),
            autocomplete: field.autocomplete.clone(),
            id,
            ..Self::default()
        };
        view.fill(field, state, input);
        if state.read_only {
            view.kind = "static";
        }
        Some(view)
    }

    fn fill(&mut self, field: &Field, state: &FieldState, input: &FormInput<'_>) {
        match &field.kind {
            FieldKind::Text { max_length, lines } => {
                self.kind = if *lines > 1 { "textarea" } else { "text" };
                self.max_length = Some(*max_length);
                self.lines = *lines;
            }
            FieldKind::Email => (self.kind, self.inputmode) = ("email", "email"),
            FieldKind::Phone => (self.kind, self.inputmode) = ("tel", "tel"),
            FieldKind::Number { unit, .. } => {
                (self.kind, self.inputmode) = ("number", "decimal");
                self.unit.clone_from(unit);
            }
            FieldKind::Choice { multiple, .. } => {
                let radios = if state.choices.len() > MAX_RADIOS { "select" } else { "radios" };
                self.kind = if *multiple { "checkboxes" } else { radios };
                let pairs = state.choices.iter().map(|c| (c.value.clone(), c.label.get(input.language).to_owned()));
                self.choose(pairs, state);
            }
            FieldKind::Check => self.kind = "check",
            FieldKind::Date => self.kind = "date",
            FieldKind::Address => self.pick(&input.choices.addresses, state),
            FieldKind::Object => self.pick(&input.choices.objects, state),
            FieldKind::Files { max_count } => {
                self.kind = "files";
                self.max_count = *max_count;
                self.files = texts(&state.value).iter().filter_map(|id| input.choices.files.get(id).cloned()).collect();
            }
            FieldKind::Plugin { .. } => {
                self.kind = "plugin";
                self.controls = controls(field, input);
            }
        }
    }

    fn pick(&mut self, known: &[(String, String)], state: &FieldState) {
        self.kind = if known.len() > MAX_RADIOS { "select" } else { "radios" };
        self.choose(known.iter().cloned(), state);
    }

    fn choose(&mut self, pairs: impl Iterator<Item = (String, String)>, state: &FieldState) {
        let chosen = texts(&state.value);
        let make = |(index, (value, label)): (usize, (String, String))| ChoiceView {
            // The first choice has the field's own id, so that the error summary can link to it.
            id: if index == 0 { self.id.clone() } else { format!("{}-{}", self.id, index + 1) },
            selected: chosen.contains(&value),
            value,
            label,
        };
        self.choices = pairs.enumerate().map(make).collect();
    }
}

fn controls(field: &Field, input: &FormInput<'_>) -> Vec<ControlView> {
    let known = input.choices.controls.get(&field.key).cloned().unwrap_or_default();
    // A single control is drawn under the field's own words, so the summary calls it by them too.
    let only = Some(field.label.get(input.language)).filter(|label| known.len() == 1 && !label.is_empty());
    // What stands in a control at first is gone once the person saw it and took it away.
    let seen = input.raw.is_some_and(|raw| raw.contains_key(&suggested_name(&field.key)));
    let fill = |mut control: ControlView| {
        control.id = format!("field-{}", control.name.replace('.', "-"));
        match input.raw.and_then(|raw| raw.get(&control.name)).map(Vec::as_slice) {
            Some([value]) if seen || !value.trim().is_empty() => control.value.clone_from(value),
            _ if seen => control.value.clear(),
            _ => {}
        }
        for option in &mut control.options {
            option.selected = option.value == control.value;
        }
        let name = control.name.strip_prefix(&format!("{}.", field.key)).unwrap_or(&control.name);
        let mine = |p: &&FieldProblem| p.field.as_deref() == Some(&field.key) && p.control.as_deref() == Some(name);
        let found = input.problems.iter().find(mine);
        control.problem =
            found.map(|found| ProblemView::new(&control.id, only.unwrap_or(&control.label), &found.problem));
        control
    };
    known.into_iter().map(fill).collect()
}

/// What was typed, else what is known, as text. Nothing typed is no answer, so then it is what would be sent: a suggestion shows before
/// it counts, and is gone once it was cleared.
fn typed(field: &Field, state: &FieldState, input: &FormInput<'_>) -> String {
    let raw = input.raw.filter(|_| !state.read_only).and_then(|raw| raw.get(&field.key));
    let raw = raw.filter(|values| values.iter().any(|value| !value.trim().is_empty()));
    match (raw.map(Vec::as_slice), &state.value) {
        (Some([value]), _) | (None, Value::String(value)) => value.clone(),
        (None, Value::Number(number)) => number.to_string(),
        _ => String::new(),
    }
}

fn texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Array(items) => items.iter().filter_map(|item| item.as_str().map(str::to_owned)).collect(),
        _ => Vec::new(),
    }
}
