//! Asks a flow's rule: turns domain values into the plain values of a rule, and its answers back. A flow without a rule has no opinion,
//! and nothing is prepared for a hook that its rule does not have.

mod record;

use std::{collections::BTreeMap, sync::Arc};

use jiff::{Timestamp, tz::TimeZone};
use portico_host::{
    effect::Run,
    script::{self, FlowInput, FlowRule, FormAnswer, RuleContext, ScriptFault, Text},
};
use serde_json::{Map, Value};

use super::{
    Error,
    request_forms::{Filling, Opened},
};
use crate::domain::{
    form::{Answers, Choice, FieldAnswer, FieldProblem, Level, Notice, Problem, Values},
    rule_values, setting,
    text::Localised,
    work_order::Priority,
};

pub use record::{Heard, keep};

/// A form in the hands of its rule.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    pub filling: &'a Filling<'a>,
    pub opened: &'a Opened,
    /// The step that is shown; None: the form as a whole.
    pub step: Option<&'a str>,
}

/// What a flow's rule proposes for the new work order.
#[derive(Debug, Clone, Default)]
pub struct Proposed {
    pub title: Option<String>,
    pub priority: Option<Priority>,
    pub assignee: Option<String>,
    /// Further values, by keys that the form does not have.
    pub values: Values,
}

/// Conditions, defaults, options and notices of the rule.
pub async fn on_form(asked: Asked<'_>, values: &Values, heard: &mut Vec<Heard>) -> Result<Answers, Error> {
    let Some(rule) = asked.rule(FlowRule::has_on_form) else { return Ok(Answers::default()) };
    let input = asked.input(values);
    match asked.call(move || rule.on_form(&input)).await? {
        Ok(run) => {
            heard.extend(Heard::from_run("on_form", &run));
            Ok(answers(run.value, asked.filling))
        }
        // A rule that fails has no opinion: the form shows as its settings say, and the office sees why.
        Err(fault) => {
            record::tell(&asked, &Heard::from_fault("on_form", fault)).await;
            Ok(Answers::default())
        }
    }
}

/// What the rule finds wrong.
pub async fn validate(asked: Asked<'_>, values: &Values, heard: &mut Vec<Heard>) -> Result<Vec<FieldProblem>, Error> {
    let Some(rule) = asked.rule(FlowRule::has_validate) else { return Ok(Vec::new()) };
    let input = asked.input(values);
    let problem = |found: script::FieldProblem| FieldProblem {
        field: found.field,
        control: None,
        problem: Problem::Said(words(asked.filling, found.message)),
    };
    match asked.call(move || rule.validate(&input)).await? {
        Ok(run) => {
            heard.extend(Heard::from_run("validate", &run));
            Ok(run.value.into_iter().map(problem).collect())
        }
        // Nothing is sent unchecked: what cannot be validated now can be sent later, and is kept until then.
        Err(fault) => {
            record::tell(&asked, &Heard::from_fault("validate", fault)).await;
            Ok(vec![FieldProblem::form(Problem::Unavailable)])
        }
    }
}

/// Title, priority, assignee and further values that the rule proposes.
pub async fn before_create(asked: Asked<'_>, values: &Values, heard: &mut Vec<Heard>) -> Result<Proposed, Error> {
    let Some(rule) = asked.rule(FlowRule::has_before_create) else { return Ok(Proposed::default()) };
    let input = asked.input(values);
    match asked.call(move || rule.before_create(&input)).await? {
        Ok(run) => {
            heard.extend(Heard::from_run("before_create", &run));
            let draft = run.value;
            let priority = draft.priority.as_deref().and_then(Priority::parse);
            Ok(Proposed { title: draft.title, priority, assignee: draft.assignee, values: draft.extra })
        }
        // The request is worth more than its title: it is sent without, and its record says why.
        Err(fault) => {
            heard.push(Heard::from_fault("before_create", fault));
            Ok(Proposed::default())
        }
    }
}

/// Why a rule gave no answer: its own fault, or none when there was no place to run it.
type Silent = Option<ScriptFault>;

impl Asked<'_> {
    fn rule(&self, has: impl Fn(&FlowRule) -> bool) -> Option<Arc<FlowRule>> {
        self.filling.extensions.flows.get(self.opened.flow.slug.as_str()).filter(|rule| has(rule)).cloned()
    }

    async fn call<T: Send + 'static>(
        &self,
        run: impl FnOnce() -> Result<Run<T>, ScriptFault> + Send + 'static,
    ) -> Result<Result<Run<T>, Silent>, Error> {
        let ran = self.filling.cx.rules.run(self.filling.site.tenant.slug.as_str(), run).await?;
        Ok(ran.map_or(Err(None), |ran| ran.map_err(Some)))
    }

    /// What the rule is told about the form and its person.
    fn input(&self, values: &Values) -> FlowInput {
        let Filling { cx, site, actor, language, .. } = *self.filling;
        let opened = self.opened;
        let mut context = context(cx.now(), &site.tenant.time_zone, language);
        context.tenant = site.tenant.slug.to_string();
        context.portal = site.portal.slug.to_string();
        context.actor = Arc::new(rule_values::actor(&crate::domain::access::Actor::Customer(actor.clone()).to_ref()));
        context.customer =
            Arc::new(rule_values::customer(&opened.customer, Some((&opened.addresses, &opened.objects))));
        context.settings = Arc::new(object(setting::public(&site.portal.settings)));
        FlowInput {
            flow: opened.flow.slug.to_string(),
            work_type: opened.work_type.slug.to_string(),
            step: self.step.map(str::to_owned),
            values: all_keys(opened, values),
            context,
        }
    }
}

/// Values of every field, blank ones as null, so that a rule may ask for each.
fn all_keys(opened: &Opened, values: &Values) -> Values {
    let keys = opened.work_type.form.fields().map(|field| field.key.clone());
    keys.map(|key| (key.clone(), values.get(&key).cloned().unwrap_or(Value::Null))).collect()
}

fn answers(answer: FormAnswer, filling: &Filling<'_>) -> Answers {
    let choice = |o: script::Choice| Choice {
        value: o.value,
        label: Localised::new(filling.language, &words(filling, o.label)),
    };
    let field = |answer: script::FieldAnswer| FieldAnswer {
        visible: answer.visible,
        required: answer.required,
        default: answer.default,
        choices: answer.options.map(|options| options.into_iter().map(choice).collect()),
        help: answer.help.map(|help| words(filling, help)),
    };
    let notice = |notice: script::Notice| Notice {
        level: match notice.level {
            script::Level::Info => Level::Info,
            script::Level::Warning => Level::Warning,
            script::Level::Emergency => Level::Emergency,
        },
        text: words(filling, notice.text),
    };
    Answers {
        fields: answer.fields.into_iter().map(|(key, answer)| (key, field(answer))).collect(),
        notices: answer.notices.into_iter().map(notice).collect(),
    }
}

/// A rule's text in the person's language: its own words, or a text of the theme.
fn words(filling: &Filling<'_>, text: Text) -> String {
    match text.key {
        Some(key) => (filling.texts)(&key, &params(&text.params)),
        None => text.literal.unwrap_or_default(),
    }
}

/// Values for a text of the theme, as people read them.
pub(super) fn params(params: &Map<String, Value>) -> BTreeMap<String, String> {
    let plain = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    params.iter().map(|(name, value)| (name.clone(), plain(value))).collect()
}

/// The time and the language of a run.
pub(super) fn context(now: Timestamp, time_zone: &str, language: &str) -> RuleContext {
    let local = now.to_zoned(TimeZone::get(time_zone).unwrap_or(TimeZone::UTC));
    RuleContext {
        now: local.strftime("%Y-%m-%dT%H:%M:%S%:z").to_string(),
        today: local.date().to_string(),
        hour: i64::from(local.hour()),
        weekday: i64::from(local.weekday().to_monday_one_offset()),
        locale: language.to_owned(),
        ..RuleContext::default()
    }
}

pub(super) fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
