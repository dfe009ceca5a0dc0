//! Asks a flow's rule: turns domain values into the plain values of a rule, and its answers back. A flow without a rule has no opinion.

use std::sync::Arc;

use jiff::{Timestamp, tz::TimeZone};
use portico_host::{
    effect::Run,
    extensions::Extensions,
    script::{self, FlowInput, FlowRule, FormAnswer, RuleContext, ScriptFault, Text},
};
use serde_json::{Map, Value, json};

use super::{
    Error,
    request_forms::{Filling, Opened},
};
use crate::{
    domain::{
        flow::Flow,
        form::{Answers, Choice, FieldAnswer, FieldProblem, Level, Notice, Problem, Values},
        text::Localised,
        work_order::Priority,
    },
    store::work_orders::OrderDetail,
};

/// What a flow's rule proposes for the new work order.
#[derive(Debug, Clone, Default)]
pub struct Proposed {
    pub title: Option<String>,
    pub priority: Option<Priority>,
    pub assignee: Option<String>,
}

/// What the rule is told about a form and its person.
pub fn input(filling: &Filling<'_>, opened: &Opened, values: &Values) -> FlowInput {
    let mut context = context(filling.cx.now(), &filling.site.tenant.time_zone, filling.language);
    context.tenant = filling.site.tenant.slug.to_string();
    context.portal = filling.site.portal.slug.to_string();
    context.actor = object(json!({"kind": "customer", "name": filling.actor.name}));
    context.customer = object(json!({
        "number": opened.customer.number,
        "name": opened.customer.name,
        "addresses": opened.addresses.iter().map(|a| json!({"id": a.id.to_string(), "label": a.label, "city": a.city})).collect::<Vec<_>>(),
        "objects": opened.objects.iter().map(|o| json!({"id": o.id.to_string(), "name": o.name, "kind": o.kind, "serial": o.serial})).collect::<Vec<_>>(),
    }));
    context.settings = object(crate::domain::setting::public(&filling.site.portal.settings));
    FlowInput {
        flow: opened.flow.slug.to_string(),
        work_type: opened.work_type.slug.to_string(),
        step: None,
        values: all_keys(opened, values),
        context,
    }
}

/// Values of every field, blank ones as null, so that a rule may ask for each.
fn all_keys(opened: &Opened, values: &Values) -> Values {
    let keys = opened.work_type.form.fields().map(|field| field.key.clone());
    keys.map(|key| (key.clone(), values.get(&key).cloned().unwrap_or(Value::Null))).collect()
}

/// Conditions, defaults, options and notices of the rule.
pub async fn on_form(filling: &Filling<'_>, flow: &Flow, input: FlowInput) -> Result<Answers, Error> {
    let answer = call(filling.extensions, flow, FlowRule::has_on_form, move |rule| rule.on_form(&input)).await?;
    // A rule that fails has no opinion: the form shows as its settings say, and the author learns of it.
    Ok(answer.ok().flatten().map(|answer| answers(answer, filling)).unwrap_or_default())
}

/// What the rule finds wrong.
pub async fn validate(filling: &Filling<'_>, flow: &Flow, input: FlowInput) -> Result<Vec<FieldProblem>, Error> {
    let found = call(filling.extensions, flow, FlowRule::has_validate, move |rule| rule.validate(&input)).await?;
    // Nothing is sent unchecked: what cannot be validated now can be sent later, and is kept until then.
    let Ok(found) = found else { return Ok(vec![FieldProblem::form(Problem::Unavailable)]) };
    let problem = |found: script::FieldProblem| FieldProblem {
        field: found.field,
        control: None,
        problem: Problem::Said(words(filling, found.message)),
    };
    Ok(found.unwrap_or_default().into_iter().map(problem).collect())
}

/// Title, priority and assignee that the rule proposes.
pub async fn before_create(extensions: &Extensions, flow: &Flow, input: FlowInput) -> Result<Proposed, Error> {
    let draft = call(extensions, flow, FlowRule::has_before_create, move |rule| rule.before_create(&input)).await?;
    let Ok(Some(draft)) = draft else { return Ok(Proposed::default()) };
    let priority = draft.priority.as_deref().and_then(Priority::parse);
    Ok(Proposed { title: draft.title, priority, assignee: draft.assignee })
}

/// A rule failed, and the log has it.
#[derive(Debug, Clone, Copy)]
struct RuleFailed;

/// Calls a rule away from the threads that serve requests: a rule may use its whole deadline.
async fn call<T: Send + 'static>(
    extensions: &Extensions,
    flow: &Flow,
    has: impl Fn(&FlowRule) -> bool,
    run: impl FnOnce(&FlowRule) -> Result<Run<T>, ScriptFault> + Send + 'static,
) -> Result<Result<Option<T>, RuleFailed>, Error> {
    let Some(rule) = extensions.flows.get(flow.slug.as_str()).filter(|rule| has(rule)) else { return Ok(Ok(None)) };
    let rule = Arc::clone(rule);
    let answer = tokio::task::spawn_blocking(move || run(&rule)).await;
    match answer.map_err(|error| Error::Failed(error.to_string()))? {
        Ok(run) => Ok(Ok(Some(run.value))),
        Err(fault) => {
            tracing::error!(flow = flow.slug.as_str(), error = %fault.diagnostic, "the rule of a flow failed");
            Ok(Err(RuleFailed))
        }
    }
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
    let params = text.params.into_iter().map(|(name, value)| (name, plain(&value))).collect();
    match text.key {
        Some(key) => (filling.texts)(&key, &params),
        None => text.literal.unwrap_or_default(),
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

/// What an automation is told about its surroundings.
pub fn event_context(detail: &OrderDetail, now: Timestamp, time_zone: &str) -> RuleContext {
    let mut context = context(now, time_zone, "en");
    context.customer = object(json!({"number": detail.customer.number, "name": detail.customer.name}));
    context
}

/// A work order as rules see it.
pub fn order_values(detail: &OrderDetail) -> Map<String, Value> {
    let order = &detail.order;
    object(json!({
        "number": order.number,
        "title": order.title,
        "description": order.description,
        "status": detail.status.slug.as_str(),
        "status_category": detail.status.category.as_str(),
        "priority": order.priority.as_str(),
        "assignee": order.assignee,
        "work_type": detail.work_type_slug.as_str(),
        "flow": detail.flow_slug.as_ref().map(|flow| flow.as_str()),
        "values": order.values,
        "customer": {"number": detail.customer.number, "name": detail.customer.name},
        "address": detail.address.as_ref().map(|a| a.line()),
        "object": detail.object.as_ref().map(|o| json!({"name": o.name, "kind": o.kind, "serial": o.serial})),
        "created_at": order.created_at.to_string(),
    }))
}

fn context(now: Timestamp, time_zone: &str, language: &str) -> RuleContext {
    let local = now.to_zoned(TimeZone::get(time_zone).unwrap_or(TimeZone::UTC));
    RuleContext {
        now: now.to_string(),
        today: local.date().to_string(),
        hour: i64::from(local.hour()),
        weekday: i64::from(local.weekday().to_monday_one_offset()),
        locale: language.to_owned(),
        ..RuleContext::default()
    }
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}
