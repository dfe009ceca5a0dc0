//! The pages of a flow: a step, the check page, and the live state as JSON.

use std::collections::BTreeMap;

use axum::response::{IntoResponse, Redirect, Response};
use http::StatusCode;
use serde_json::{Value, json};

use super::uploads;
use crate::{
    actions::request_forms::{Ask, Check, Filled, Opened},
    domain::{
        form::{Control, ControlKind, Field, FieldKind, FieldProblem, RawForm, Step, is_blank},
        id::DraftId,
    },
    store,
    views::{
        answer::DetailRow,
        file::FileView,
        flow::{CheckGroup, FlowCard, FlowCheck, FlowStep, StepMark},
        form::{ChoiceView, ControlView, FormChoices, FormInput, FormView, ProblemView},
    },
    web::{
        AppState, Error,
        person::Customer,
        routes::{path, portal as paths},
    },
};

/// Which step is shown, and what was already refused.
pub struct Shown<'a> {
    pub id: DraftId,
    pub step: &'a str,
    pub check: Check<'a>,
    pub refused: Vec<FieldProblem>,
}

/// The addresses of a request that is being filled in.
struct Way<'a> {
    base: &'a str,
    flow: &'a str,
    draft: String,
}

impl<'a> Way<'a> {
    fn new(who: &'a Customer, opened: &'a Opened, draft: DraftId) -> Self {
        Self { base: who.place.base(), flow: opened.flow.slug.as_str(), draft: draft.to_string() }
    }

    fn to(&self, pattern: &str) -> String {
        path(self.base, pattern, &[self.flow, &self.draft])
    }

    fn to_step(&self, pattern: &str, step: &str) -> String {
        path(self.base, pattern, &[self.flow, &self.draft, step])
    }

    fn step(&self, key: &str) -> String {
        self.to_step(paths::STEP, key)
    }

    /// Where all ways begin.
    fn choice(&self) -> String {
        path(self.base, paths::NEW, &[])
    }
}

/// Draws a step.
pub async fn step(
    state: &AppState,
    who: &Customer,
    opened: &Opened,
    raw: &RawForm,
    shown: Shown<'_>,
) -> Result<Response, Error> {
    let filled = who.filling(state)?.fill(opened, raw, shown.check, Ask::Everything).await?;
    let problems: Vec<FieldProblem> = shown.refused.iter().cloned().chain(filled.problems.clone()).collect();
    let way = Way::new(who, opened, shown.id);
    let form = &opened.work_type.form;
    let here = form.steps.iter().find(|known| known.key == shown.step).ok_or(Error::NOT_FOUND)?;
    if problems.is_empty() && !filled.state.shows(here) && form.steps.iter().any(|step| filled.state.shows(step)) {
        let next = filled.state.after(form, shown.step);
        return Ok(Redirect::to(&next.map_or_else(|| way.to(paths::CHECK), |step| way.step(&step.key))).into_response());
    }
    let view = form_view(state, (who, &way), opened, &filled, (here, raw, &problems)).await?;
    // Only steps that show something count; the one on the page is there in any case.
    let steps: Vec<&Step> = form.steps.iter().filter(|s| filled.state.shows(s) || s.key == here.key).collect();
    let at = steps.iter().position(|known| known.key == here.key).unwrap_or_default();
    let page = FlowStep {
        flow: card(opened, who),
        title: here.title.get(&who.language).to_owned(),
        steps: marks(&steps, at, &who.language, &|key| way.step(key)),
        number: at + 1,
        total: steps.len() + 1,
        action: way.step(&here.key),
        back: at.checked_sub(1).map_or_else(|| way.choice(), |before| way.step(&steps[before].key)),
        form: view,
        draft: way.draft,
    };
    let status = if problems.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    who.place.show(status, &who.page(state, page))
}

/// The fields of a step, and where its scripts ask.
async fn form_view(
    state: &AppState,
    (who, way): (&Customer, &Way<'_>),
    opened: &Opened,
    filled: &Filled,
    (step, raw, problems): (&Step, &RawForm, &[FieldProblem]),
) -> Result<FormView, Error> {
    let choices = choices(state, who, opened, filled).await?;
    let mut view = FormView::new(&FormInput {
        form: &opened.work_type.form,
        step: Some(&step.key),
        state: &filled.state,
        raw: (!raw.is_empty()).then_some(raw),
        problems,
        choices: &choices,
        language: &who.language,
    });
    view.hidden.push(("form_version".to_owned(), opened.work_type.version.to_string()));
    view.state = Some(way.to_step(paths::STATE, &step.key));
    view.upload = Some(path(way.base, paths::UPLOADS, &[]));
    view.max_file_bytes = uploads::max_mib(state, who) * 1024 * 1024;
    for field in &mut view.fields {
        field.max_count = field.max_count.min(uploads::max_files(who));
    }
    Ok(view)
}

fn card(opened: &Opened, who: &Customer) -> FlowCard {
    FlowCard::new(&opened.flow, &who.language, path(who.place.base(), paths::FLOW, &[opened.flow.slug.as_str()]))
}

fn marks(steps: &[&Step], at: usize, language: &str, href: &dyn Fn(&str) -> String) -> Vec<StepMark> {
    let mark = |(index, step): (usize, &&Step)| StepMark {
        number: index + 1,
        title: step.title.get(language).to_owned(),
        href: (index < at).then(|| href(&step.key)),
        current: index == at,
        done: index < at,
    };
    steps.iter().enumerate().map(mark).collect()
}

/// What the customer may choose from, files by their ids, and the controls of plugin fields.
async fn choices(state: &AppState, who: &Customer, opened: &Opened, filled: &Filled) -> Result<FormChoices, Error> {
    let mut files = BTreeMap::new();
    let scope = who.scope();
    let mut conn = state.cx.store.read(who.actor.tenant).await?;
    for field in opened.work_type.form.fields().filter(|field| matches!(field.kind, FieldKind::Files { .. })) {
        let ids =
            filled.state.fields.get(&field.key).and_then(|state| state.value.as_array().cloned()).unwrap_or_default();
        for id in ids.iter().filter_map(Value::as_str).filter_map(|id| id.parse().ok()) {
            if let Some(file) =
                store::files::get(&mut conn, &scope, id).await?.filter(|file| file.owner == who.actor.user)
            {
                files.insert(file.id.to_string(), FileView::new(&file, None));
            }
        }
    }
    let choice = |id: String, line: String| (id, line);
    let addresses = opened.addresses.iter().map(|a| choice(a.id.to_string(), a.line())).collect();
    let objects = opened.objects.iter().map(|o| choice(o.id.to_string(), o.line())).collect();
    let controls = filled
        .controls
        .iter()
        .map(|(key, controls)| (key.clone(), controls.iter().map(|control| control_view(key, control)).collect()))
        .collect();
    Ok(FormChoices { addresses, objects, files, controls })
}

fn control_view(field: &str, control: &Control) -> ControlView {
    let kind = match control.kind {
        ControlKind::Text => "text",
        ControlKind::TextArea => "textarea",
        ControlKind::Number => "number",
        ControlKind::Date => "date",
        ControlKind::Check => "check",
        ControlKind::Select => "select",
    };
    let option = |(value, label): &(String, String)| ChoiceView {
        value: value.clone(),
        label: label.clone(),
        ..ChoiceView::default()
    };
    ControlView {
        name: format!("{field}.{}", control.name),
        kind: kind.to_owned(),
        label: control.label.clone(),
        help: control.help.clone(),
        value: control.value.clone(),
        required: control.required,
        max_length: control.max_length.map(|max| max as u64),
        options: control.options.iter().map(option).collect(),
        autocomplete: control.autocomplete.clone(),
        inputmode: control.input_mode.clone(),
        ..ControlView::default()
    }
}

/// The check page: every answer that counts, by step, with a way back to change it.
pub async fn check(
    state: &AppState,
    who: &Customer,
    opened: &Opened,
    id: DraftId,
    filled: &Filled,
) -> Result<FlowCheck, Error> {
    let choices = choices(state, who, opened, filled).await?;
    let way = Way::new(who, opened, id);
    let group = |step: &Step| {
        let rows = step.fields.iter().filter_map(|field| row(field, filled, (&choices, &who.language)));
        CheckGroup {
            title: step.title.get(&who.language).to_owned(),
            change: way.step(&step.key),
            rows: rows.collect(),
        }
    };
    let steps = &opened.work_type.form.steps;
    let problems = filled.problems.iter().map(|found| {
        let field = found.field.as_deref().and_then(|key| opened.work_type.form.field(key));
        let label = field.map(|field| field.label.get(&who.language)).unwrap_or_default();
        let step =
            found.field.as_deref().and_then(|key| steps.iter().find(|step| step.fields.iter().any(|f| f.key == key)));
        ProblemView::elsewhere(&step.map(|step| way.step(&step.key)).unwrap_or_default(), label, &found.problem)
    });
    Ok(FlowCheck {
        flow: card(opened, who),
        problems: problems.collect(),
        notices: FormView::notices(&filled.state),
        groups: steps.iter().map(group).filter(|group| !group.rows.is_empty()).collect(),
        action: way.to(paths::SEND),
        // A rule may leave nothing to ask, and then there is no step to go back to.
        back: steps.iter().rfind(|s| filled.state.shows(s)).map_or_else(|| way.choice(), |step| way.step(&step.key)),
        hidden: Vec::new(),
    })
}

fn row(field: &Field, filled: &Filled, (choices, language): (&FormChoices, &str)) -> Option<DetailRow> {
    let state = filled.state.fields.get(&field.key).filter(|state| state.visible && !is_blank(&state.value))?;
    let label = field.label.get(language);
    let shown = match &field.kind {
        FieldKind::Address => {
            choices.addresses.iter().find(|(id, _)| state.value == json!(id)).map(|(_, line)| line.clone())
        }
        FieldKind::Object => {
            choices.objects.iter().find(|(id, _)| state.value == json!(id)).map(|(_, line)| line.clone())
        }
        FieldKind::Files { .. } => {
            let files =
                state.value.as_array()?.iter().filter_map(|id| choices.files.get(id.as_str()?).cloned()).collect();
            return Some(DetailRow::files(label, files));
        }
        FieldKind::Plugin { .. } => {
            return filled.displayed.get(&field.key).map(|shown| DetailRow::displayed(label, shown));
        }
        _ => None,
    };
    Some(shown.map_or_else(|| DetailRow::answered(field, &state.value, language), |text| DetailRow::text(label, &text)))
}

/// The state of a form for the page's script.
pub fn state(opened: &Opened, filled: &Filled, language: &str) -> Value {
    let fields: serde_json::Map<String, Value> = filled
        .state
        .fields
        .iter()
        .filter(|(key, _)| {
            opened.work_type.form.field(key).is_some_and(|f| f.need != crate::domain::form::Need::Hidden)
        })
        .map(|(key, field)| {
            let options: Vec<_> = field
                .choices
                .iter()
                .map(|choice| json!({"value": choice.value, "label": choice.label.get(language)}))
                .collect();
            let state = json!({
                "visible": field.visible,
                "required": field.required,
                "help": field.help,
                "options": options,
                "value": field.value,
            });
            (key.clone(), state)
        })
        .collect();
    let notices: Vec<_> =
        FormView::notices(&filled.state).into_iter().map(|n| json!({"level": n.level, "text": n.text})).collect();
    json!({"fields": fields, "notices": notices})
}
