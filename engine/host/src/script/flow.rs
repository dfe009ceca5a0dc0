//! Flow rules: a form's own logic, called while a customer fills it in.

use std::collections::BTreeSet;
use std::sync::Arc;

use rhai::Dynamic;

use super::answer::{Draft, FieldProblem, FormAnswer};
use super::api::{Ctx, DraftObject, Form, FormParts, Stage};
use super::fault::ScriptFault;
use super::hook::HookKind;
use super::input::FlowInput;
use super::library::Library;
use super::rules::Rules;
use super::run::{Call, Failures, Script};
use super::source::ScriptSource;
use super::value::{Record, Refused, weight};
use super::{Vocabulary, check};
use crate::diagnostic::Diagnostic;
use crate::effect::Run;

/// One compiled flow rule. Copies share the compiled form.
///
/// A function that the rule does not have answers nothing at no cost.
#[derive(Clone)]
pub struct FlowRule(Arc<Inner>);

struct Inner {
    script: Script,
    fields: Option<Arc<BTreeSet<String>>>,
}

impl FlowRule {
    pub(super) fn compile(
        rules: &Rules,
        source: &ScriptSource,
        library: &Library,
        vocabulary: &Vocabulary,
    ) -> Result<Self, Vec<Diagnostic>> {
        check::folder(source, "flows/", library)?;
        let script = Script::compile(rules, source, library, (vocabulary, HookKind::Flow))?;
        let fields = vocabulary.fields.as_ref().map(|fields| Arc::new(fields.iter().cloned().collect()));
        Ok(Self(Arc::new(Inner { script, fields })))
    }

    /// Visibility, choices, defaults and notices for the form as it is filled in now.
    pub fn on_form(&self, input: &FlowInput) -> Result<Run<FormAnswer>, ScriptFault> {
        let Some(call) = self.begin("on_form", input) else { return Ok(Run::default()) };
        let form = self.form(&call, input, Stage::Filling)?;
        self.call(&call, "on_form", Dynamic::from(form.clone()), input)?;
        Ok(self.0.script.finish(&call, form.take_answer()))
    }

    /// What keeps the customer from going on, in the order the rule said it.
    pub fn validate(&self, input: &FlowInput) -> Result<Run<Vec<FieldProblem>>, ScriptFault> {
        let Some(call) = self.begin("validate", input) else { return Ok(Run::default()) };
        let form = self.form(&call, input, Stage::Validating)?;
        self.call(&call, "validate", Dynamic::from(form.clone()), input)?;
        Ok(self.0.script.finish(&call, form.take_problems()))
    }

    /// What the rule sets on the work order before it is saved.
    pub fn before_create(&self, input: &FlowInput) -> Result<Run<Draft>, ScriptFault> {
        let Some(call) = self.begin("before_create", input) else { return Ok(Run::default()) };
        let parts = self.parts(input).map_err(|refused| self.0.script.refused(&call, &refused))?;
        let draft = DraftObject::new(parts, call.recorder.clone());
        self.call(&call, "before_create", Dynamic::from(draft.clone()), input)?;
        Ok(self.0.script.finish(&call, draft.take()))
    }

    /// Whether the rule has `on_form`.
    pub fn has_on_form(&self) -> bool {
        self.0.script.has("on_form")
    }

    /// Whether the rule has `validate`.
    pub fn has_validate(&self) -> bool {
        self.0.script.has("validate")
    }

    /// Whether the rule has `before_create`.
    pub fn has_before_create(&self) -> bool {
        self.0.script.has("before_create")
    }

    /// How often it failed when it was called; copies count together.
    pub fn failures(&self) -> Failures {
        self.0.script.failures()
    }

    /// What the check found that does not keep the rule from going live.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.0.script.warnings
    }

    fn begin(&self, hook: &str, input: &FlowInput) -> Option<Call> {
        let bytes = || input.values.values().map(weight).sum();
        self.0.script.has(hook).then(|| self.0.script.begin(bytes()))
    }

    fn call(&self, call: &Call, hook: &str, subject: Dynamic, input: &FlowInput) -> Result<(), ScriptFault> {
        let ctx = Ctx::new(&input.context, None, self.0.script.value_depth());
        let ctx = ctx.map_err(|refused| self.0.script.refused(call, &refused))?;
        self.0.script.call(call, hook, vec![subject, Dynamic::from(ctx)])
    }

    fn form(&self, call: &Call, input: &FlowInput, stage: Stage) -> Result<Form, ScriptFault> {
        let parts = self.parts(input).map_err(|refused| self.0.script.refused(call, &refused))?;
        Ok(Form::new(parts, stage, call.recorder.clone()))
    }

    fn parts(&self, input: &FlowInput) -> Result<FormParts, Refused> {
        Ok(FormParts {
            flow: input.flow.as_str().into(),
            work_type: input.work_type.as_str().into(),
            step: input.step.as_deref().map(Into::into),
            values: Record::from_json(&input.values, self.0.script.value_depth())?,
            fields: self.0.fields.clone(),
        })
    }
}
