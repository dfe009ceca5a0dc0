//! Fills a flow's form with what was typed: reads it, asks the plugins of its fields and the flow's rule, and finds what is wrong.
//! The page, the step, the live endpoint and sending all come through here, so they cannot disagree.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use portico_host::extensions::Extensions;
use serde_json::{Value, json};

use super::{
    Context, Error,
    flow_rules::{self, Asked, Heard},
    plugin_fields,
};
use crate::{
    domain::{
        access::{self, Actor, CustomerActor, Scope, Verb},
        address::Address,
        catalogue::Catalogue,
        customer::Customer,
        flow::Flow,
        form::{
            self, Answers, Choice, Control, Displayed, FieldKind, FieldProblem, FormState, Need, Problem, RawForm,
            Values,
        },
        object::Object,
        portal::Site,
        setting,
        text::{Localised, Slug},
        work_type::WorkType,
    },
    store,
};

/// Names that the page adds to a form beside its fields.
pub const PAGE_FIELDS: [&str; 2] = ["go", "form_version"];

/// A flow with all that its form needs.
#[derive(Debug, Clone)]
pub struct Opened {
    pub flow: Arc<Flow>,
    pub work_type: Arc<WorkType>,
    pub customer: Customer,
    pub addresses: Vec<Address>,
    pub objects: Vec<Object>,
}

/// How much of the form is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Check<'a> {
    /// Nothing is wrong yet: a step is only shown.
    Shown(&'a str),
    Step(&'a str),
    All,
}

impl<'a> Check<'a> {
    /// The step that is on the page.
    const fn step(self) -> Option<&'a str> {
        match self {
            Self::Shown(step) | Self::Step(step) => Some(step),
            Self::All => None,
        }
    }
}

/// What plugins are asked for. Each question is a call with an instance of its own, so only a page asks for what it draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ask {
    /// The values of what was typed.
    Values,
    /// Beside them the controls of their fields, and the values as people read them.
    Everything,
}

/// A form with its answers.
#[derive(Debug, Clone)]
pub struct Filled {
    pub state: FormState,
    /// Values that count, plugin values included.
    pub values: Values,
    /// Controls of plugin fields by field key, when they were asked for.
    pub controls: BTreeMap<String, Vec<Control>>,
    /// Plugin values as people read them, by field key, when they were asked for.
    pub displayed: BTreeMap<String, Displayed>,
    /// Words by which the search finds what plugins read, one line for each value that counts.
    pub search: String,
    pub problems: Vec<FieldProblem>,
    /// What the flow's rule logged meanwhile.
    pub heard: Vec<Heard>,
}

/// Who fills which form where, in which language.
#[derive(Clone, Copy)]
pub struct Filling<'a> {
    pub cx: &'a Context,
    pub extensions: &'a Arc<Extensions>,
    pub site: &'a Site,
    pub catalogue: &'a Catalogue,
    pub actor: &'a CustomerActor,
    pub language: &'a str,
    /// Texts of the theme, for what a rule says by key.
    pub texts: &'a Texts<'a>,
}

/// A text by its key and parameters, in the language of the page.
pub type Texts<'a> = dyn Fn(&str, &BTreeMap<String, String>) -> String + Send + Sync + 'a;

/// Opens a flow for a customer.
pub async fn open(cx: &Context, catalogue: &Catalogue, actor: &CustomerActor, slug: &Slug) -> Result<Opened, Error> {
    let flow = catalogue.flow(actor.portal, slug).cloned().ok_or(Error::NotFound)?;
    let mut work_type = catalogue.work_type(flow.work_type).cloned().ok_or(Error::NotFound)?;
    let asker = Actor::Customer(actor.clone());
    if access::offered(&asker, Verb::Upload).is_err() {
        hide_files(Arc::make_mut(&mut work_type));
    }
    let scope: Scope = access::scope(&asker);
    let mut conn = cx.store.read(actor.tenant).await?;
    let places = store::customers::with_places(&mut conn, &scope, actor.customer).await?.ok_or(Error::NotFound)?;
    let store::customers::Places { customer, addresses, objects } = places;
    Ok(Opened { flow, work_type, customer, addresses, objects })
}

/// Takes the fields for files out of a form for who may not send any: nobody is asked for what would be refused.
fn hide_files(work_type: &mut WorkType) {
    let fields = work_type.form.steps.iter_mut().flat_map(|step| &mut step.fields);
    fields.filter(|field| matches!(field.kind, FieldKind::Files { .. })).for_each(|field| field.need = Need::Hidden);
}

impl Filling<'_> {
    /// Fills the form and checks as much of it as asked.
    pub async fn fill(&self, opened: &Opened, raw: &RawForm, check: Check<'_>, what: Ask) -> Result<Filled, Error> {
        let form = &opened.work_type.form;
        let mut reading = form::read(form, raw, &PAGE_FIELDS);
        let mut plugins = plugin_fields::parse(self, form, &reading).await?;
        reading.values.append(&mut plugins.values);
        reading.problems.extend(too_many_files(form, &reading.values, setting::max_files(&self.site.portal.settings)));

        let (asked, mut heard) = (Asked { filling: self, opened, step: check.step() }, Vec::new());
        let mut answers = flow_rules::on_form(asked, &reading.values, &mut heard).await?;
        offer_own(opened, &mut answers);
        let state = FormState::new(form, &reading.values, &answers);
        let values = state.values();
        if what == Ask::Everything {
            plugin_fields::draw(self, form, (&reading, &state), &mut plugins).await?;
        }
        reading.problems.extend(plugins.problems);

        let mut problems = wanted(form, reading.problems, &state, check);
        problems.extend(missed(form, &state, check, (&problems, &plugins.unavailable)));
        if !matches!(check, Check::Shown(_)) && problems.is_empty() {
            let said = flow_rules::validate(asked, &values, &mut heard).await?;
            problems.extend(wanted(form, said, &state, check));
        }
        let found_by = plugins.search.iter().filter(|(key, _)| values.contains_key(*key));
        let search = found_by.map(|(_, words)| words.as_str()).collect::<Vec<_>>().join("\n");
        Ok(Filled { state, values, search, controls: plugins.controls, displayed: plugins.displayed, problems, heard })
    }
}

/// What the form itself finds wrong with fields that have no problem yet.
fn missed(
    form: &form::Form,
    state: &FormState,
    check: Check<'_>,
    (already, unavailable): (&[FieldProblem], &BTreeSet<String>),
) -> Vec<FieldProblem> {
    if matches!(check, Check::Shown(_)) {
        return Vec::new();
    }
    let mut found = state.problems(form, check.step());
    found.retain(|new| already.iter().all(|old| old.field.is_none() || old.field != new.field));
    // Nobody can fill a field whose plugin cannot answer, so "required" would be the wrong word.
    for problem in &mut found {
        if problem.field.as_ref().is_some_and(|key| unavailable.contains(key)) {
            problem.problem = Problem::Unavailable;
        }
    }
    found
}

/// Files of all fields count together; the problem is told at the field that goes beyond.
fn too_many_files(form: &form::Form, values: &Values, max: usize) -> Option<FieldProblem> {
    let mut count = 0;
    let beyond = form.fields().filter(|field| matches!(field.kind, FieldKind::Files { .. })).find(|field| {
        count += values.get(&field.key).and_then(Value::as_array).map_or(0, Vec::len);
        count > max
    });
    beyond.map(|field| FieldProblem::field(&field.key, Problem::TooManyFiles { max }))
}

/// The problems that belong to what is checked: of the step's visible fields, or of the form as a whole.
fn wanted(form: &form::Form, found: Vec<FieldProblem>, state: &FormState, check: Check<'_>) -> Vec<FieldProblem> {
    let in_step = |key: &str| match check {
        Check::Shown(_) => false,
        Check::All => true,
        Check::Step(step) => form.steps.iter().any(|s| s.key == step && s.fields.iter().any(|field| field.key == key)),
    };
    let shown = |key: &str| state.fields.get(key).is_none_or(|field| field.visible);
    let keep = |problem: &FieldProblem| match &problem.field {
        Some(key) => in_step(key) && shown(key),
        None => !matches!(check, Check::Shown(_)),
    };
    found.into_iter().filter(keep).collect()
}

/// Offers the customer's own addresses and objects as the choices of their fields, and fills in the only address.
fn offer_own(opened: &Opened, answers: &mut Answers) {
    for field in opened.work_type.form.fields() {
        let choices: Vec<Choice> = match field.kind {
            FieldKind::Address => opened.addresses.iter().map(|a| choice(&a.id, &a.line())).collect(),
            FieldKind::Object => opened.objects.iter().map(|o| choice(&o.id, &o.line())).collect(),
            _ => continue,
        };
        let answer = answers.fields.entry(field.key.clone()).or_default();
        if let (FieldKind::Address, [only], None) = (&field.kind, choices.as_slice(), &answer.default) {
            answer.default = Some(json!(only.value));
        }
        answer.choices = Some(choices);
    }
}

fn choice(id: &impl ToString, line: &str) -> Choice {
    Choice { value: id.to_string(), label: Localised::new("en", line) }
}

/// The id that the first answered field of a kind holds.
pub(super) fn picked<T: std::str::FromStr>(opened: &Opened, values: &Values, kind: &FieldKind) -> Option<T> {
    let same = |field: &&form::Field| std::mem::discriminant(&field.kind) == std::mem::discriminant(kind);
    let mut fields = opened.work_type.form.fields().filter(same);
    fields.find_map(|field| values.get(&field.key).and_then(Value::as_str).and_then(|id| id.parse().ok()))
}
