//! Automations: rules that run after something happened and ask for effects.

use std::sync::Arc;

use rhai::Dynamic;
use serde_json::Value;

use super::api::{Act, Ctx, Happening, Order};
use super::fault::ScriptFault;
use super::hook::{HOOKS, Hook, HookKind};
use super::input::EventInput;
use super::library::Library;
use super::rules::Rules;
use super::run::{Failures, Script};
use super::source::ScriptSource;
use super::value::{Record, Refused, weight};
use super::{Vocabulary, check};
use crate::diagnostic::Diagnostic;
use crate::effect::{EffectRequest, Run};

/// One compiled automation. Copies share the compiled form.
#[derive(Clone)]
pub struct Automation(Arc<Inner>);

struct Inner {
    script: Script,
    hooks: Vec<Hook>,
}

impl Automation {
    pub(super) fn compile(
        rules: &Rules,
        source: &ScriptSource,
        library: &Library,
        vocabulary: &Vocabulary,
    ) -> Result<Self, Vec<Diagnostic>> {
        check::folder(source, "automations/", library)?;
        let script = Script::compile(rules, source, library, (vocabulary, HookKind::Automation))?;
        let hooks = HOOKS.iter().filter(|hook| script.has(hook.name)).copied().collect();
        Ok(Self(Arc::new(Inner { script, hooks })))
    }

    /// The hooks that the rule has.
    pub fn hooks(&self) -> &[Hook] {
        &self.0.hooks
    }

    /// Whether the rule has a function for this kind of event.
    pub fn handles(&self, event_kind: &str) -> bool {
        self.0.hooks.iter().any(|hook| hook.event == Some(event_kind))
    }

    /// Runs the rule on an event and gives the effects it asks for, in order.
    ///
    /// An event that the rule does not handle is a fault: ask [`Self::handles`] first.
    pub fn run(&self, input: &EventInput) -> Result<Run<Vec<EffectRequest>>, ScriptFault> {
        let script = &self.0.script;
        let call = script.begin(input.event.values().chain(input.order.values()).map(weight).sum());
        let hook = Hook::for_event(&input.kind).map_or(input.kind.as_str(), |hook| hook.name);
        let act = Act::new(call.recorder.clone());
        let (order, ctx) = self.arguments(input).map_err(|refused| script.refused(&call, &refused))?;
        script.call(&call, hook, vec![Dynamic::from(order), Dynamic::from(act.clone()), Dynamic::from(ctx)])?;
        Ok(script.finish(&call, act.take()))
    }

    /// How often it failed when it was called; copies count together.
    pub fn failures(&self) -> Failures {
        self.0.script.failures()
    }

    /// What the check found that does not keep the rule from going live.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.0.script.warnings
    }

    fn arguments(&self, input: &EventInput) -> Result<(Order, Ctx), Refused> {
        let depth = self.0.script.value_depth();
        let order = Order(Record::from_json(&input.order, depth)?);
        let mut event = input.event.clone();
        event.insert("kind".to_owned(), Value::String(input.kind.clone()));
        let event = Record::from_json(&event, depth)?;
        let happening = Happening { event, attempt: input.attempt, depth: input.depth };
        Ok((order, Ctx::new(&input.context, Some(happening), depth)?))
    }
}
