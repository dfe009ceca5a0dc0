//! A plugin's own fixtures: examples with the answer they must bring, run against the real component.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use toml::Spanned;

use super::call::block_on;
use super::fault::{FaultKind, PluginFault};
use super::loaded::Plugin;
use super::manifest::{Findings, syntax};
use super::samples;
use super::value::{CallContext, FieldConfig, Node, RawField, StoredValue, Target};
use crate::diagnostic::Diagnostic;
use crate::effect::Run;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Fixtures {
    #[serde(default)]
    controls: Vec<Spanned<ControlsCase>>,
    #[serde(default)]
    parse: Vec<Spanned<ParseCase>>,
    #[serde(default)]
    display: Vec<Spanned<DisplayCase>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ControlsCase {
    name: String,
    #[serde(default = "english")]
    locale: String,
    #[serde(default)]
    config: Map<String, Value>,
    value: Option<Value>,
    controls: Value,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ParseCase {
    name: String,
    #[serde(default = "english")]
    locale: String,
    #[serde(default)]
    config: Map<String, Value>,
    inputs: Map<String, Value>,
    /// The value to be stored; the word `empty` for none.
    value: Option<Value>,
    search: Option<String>,
    problems: Option<Value>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DisplayCase {
    name: String,
    #[serde(default = "english")]
    locale: String,
    #[serde(default)]
    config: Map<String, Value>,
    value: Value,
    #[serde(default)]
    target: Target,
    text: Option<String>,
    nodes: Option<Value>,
}

fn english() -> String {
    "en".into()
}

/// The time of every fixture, so that an answer that depends on the day can be written down.
const NOW: &str = "2026-01-01T12:00:00Z";

pub(super) fn check(plugin: &Plugin, file: &str, source: &str) -> Vec<Diagnostic> {
    let unanswered = samples::check(plugin);
    if !unanswered.is_empty() {
        return unanswered;
    }
    let mut findings = Findings::new(file.to_string(), source);
    let fixtures: Fixtures = match toml::from_str(source) {
        Ok(fixtures) => fixtures,
        Err(error) => return vec![syntax(file, source, &error)],
    };
    if fixtures.parse.is_empty() && fixtures.display.is_empty() && fixtures.controls.is_empty() {
        return vec![Diagnostic::warning(file, "there is no fixture in it").suggest("add a [[parse]] table")];
    }
    each(&fixtures.controls, &mut findings, |case| controls(plugin, case));
    each(&fixtures.parse, &mut findings, |case| parse(plugin, case));
    each(&fixtures.display, &mut findings, |case| display(plugin, case));
    findings.found
}

fn each<T: DeserializeOwned>(
    cases: &[Spanned<T>],
    findings: &mut Findings,
    run: impl Fn(&T) -> Result<(), (String, String)>,
) {
    for case in cases {
        if let Err((name, message)) = run(case.get_ref()) {
            findings.error(case.span(), format!("\"{name}\": {message}"));
        }
    }
}

fn controls(plugin: &Plugin, case: &ControlsCase) -> Result<(), (String, String)> {
    let field =
        FieldConfig { config_json: to_json(&case.config), value_json: case.value.as_ref().map(Value::to_string) };
    let context = context(&case.locale);
    let run =
        answer(|| plugin.controls(&context, vec![field.clone()])).map_err(|message| (case.name.clone(), message))?;
    differs(&case.name, &case.controls, &json!(run[0]))
}

fn parse(plugin: &Plugin, case: &ParseCase) -> Result<(), (String, String)> {
    let inputs = case
        .inputs
        .iter()
        .map(|(name, value)| (name.clone(), value.as_str().map_or_else(|| value.to_string(), String::from)));
    let field = RawField { config_json: to_json(&case.config), inputs: inputs.collect() };
    let context = context(&case.locale);
    let run = answer(|| plugin.parse(&context, vec![field.clone()])).map_err(|message| (case.name.clone(), message))?;
    let (mut wanted, mut got) = (Map::new(), Map::new());
    for (key, value) in
        [("value", &case.value), ("problems", &case.problems), ("search", &case.search.clone().map(Value::from))]
    {
        wanted.extend(value.clone().map(|value| (key.to_string(), if value == "empty" { Value::Null } else { value })));
    }
    match &run[0] {
        Ok(parsed) => {
            got.insert("value".into(), serde_json::from_str(&parsed.value_json).unwrap_or_default());
            got.insert("search".into(), parsed.search.clone().into());
        }
        Err(problems) => {
            got.insert("problems".into(), json!(problems));
        }
    }
    if wanted.contains_key("problems") == wanted.contains_key("value") {
        return Err((case.name.clone(), "a parse fixture has either a value or problems".into()));
    }
    differs(&case.name, &wanted.into(), &got.into())
}

fn display(plugin: &Plugin, case: &DisplayCase) -> Result<(), (String, String)> {
    let value = StoredValue { config_json: to_json(&case.config), value_json: case.value.to_string() };
    let context = context(&case.locale);
    let run = answer(|| plugin.display(&context, vec![value.clone()], case.target))
        .map_err(|message| (case.name.clone(), message))?;
    if case.text.is_none() && case.nodes.is_none() {
        return Err((case.name.clone(), "a display fixture has a text or nodes".into()));
    }
    if let Some(text) = &case.text {
        differs(&case.name, &json!(text), &json!(Node::plain_text(&run[0])))?;
    }
    case.nodes.as_ref().map_or(Ok(()), |nodes| differs(&case.name, nodes, &json!(run[0])))
}

/// Asks again when the plugin was late or found no place, because a busy machine says nothing about the plugin.
pub(super) fn answer<T: Send, F>(ask: impl Fn() -> F) -> Result<T, String>
where
    F: Future<Output = Result<Run<T>, PluginFault>> + Send,
{
    const ATTEMPTS: usize = 3;
    let mut last = String::new();
    for _ in 0..ATTEMPTS {
        match block_on(ask())? {
            Ok(run) => return Ok(run.value),
            Err(fault) if matches!(fault.kind, FaultKind::Deadline | FaultKind::Saturated) => last = fault.message,
            Err(fault) => return Err(fault.message),
        }
    }
    Err(last)
}

pub(super) fn context(locale: &str) -> CallContext {
    CallContext {
        tenant: "fixture".into(),
        locale: locale.into(),
        now: NOW.parse().expect("the time of the fixtures is one"),
        dry_run: true,
    }
}

fn to_json(config: &Map<String, Value>) -> String {
    Value::Object(config.clone()).to_string()
}

fn differs(name: &str, wanted: &Value, got: &Value) -> Result<(), (String, String)> {
    match holds(wanted, got) {
        true => Ok(()),
        false => Err((name.to_string(), format!("expected {wanted}, got {got}"))),
    }
}

/// An object in a fixture names the keys it cares about; everything else must be equal.
fn holds(wanted: &Value, got: &Value) -> bool {
    match (wanted, got) {
        (Value::Object(wanted), Value::Object(got)) => {
            wanted.iter().all(|(key, value)| holds(value, got.get(key).unwrap_or(&Value::Null)))
        }
        (Value::Array(wanted), Value::Array(got)) => {
            wanted.len() == got.len() && wanted.iter().zip(got).all(|(wanted, got)| holds(wanted, got))
        }
        (Value::Number(wanted), Value::Number(got)) => wanted.as_f64() == got.as_f64(),
        _ => wanted == got,
    }
}
