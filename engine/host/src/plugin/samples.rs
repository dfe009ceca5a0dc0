//! Questions that every plugin must be able to answer, asked before it goes live, whether or not it brings fixtures of its own.

use super::check::{answer, context};
use super::loaded::Plugin;
use super::value::{CallContext, FieldConfig, ParsedValue, RawField, StoredValue, Target};
use crate::diagnostic::Diagnostic;

/// A field that nobody has configured.
const UNCONFIGURED: &str = "{}";
const TARGETS: [Target; 4] = [Target::Page, Target::List, Target::Mail, Target::Text];

/// What the plugin cannot answer within its limits. Refusing a value with a problem is an answer.
pub(super) fn check(plugin: &Plugin) -> Vec<Diagnostic> {
    let context = context("en");
    let asked = controls(plugin, &context, None).and_then(|names| {
        ["", "x"].into_iter().try_for_each(|typed| match parse(plugin, &context, &names, typed)? {
            Some(parsed) => show(plugin, &context, &parsed),
            None => Ok(()),
        })
    });
    let Err(message) = asked else { return Vec::new() };
    let finding = Diagnostic::error(&plugin.inner.file, message);
    vec![
        finding
            .suggest("pages ask just this; add a fixture for it and mend the plugin, see Limits in plugins/README.md"),
    ]
}

/// The names of the controls of an unconfigured field.
fn controls(plugin: &Plugin, context: &CallContext, value: Option<&str>) -> Result<Vec<String>, String> {
    let field = FieldConfig { config_json: UNCONFIGURED.into(), value_json: value.map(String::from) };
    let drawn = answer(|| plugin.controls(context, vec![field.clone()]));
    let given = value.map_or_else(|| "no value".to_string(), |value| format!("its own value {value}"));
    let drawn = drawn.map_err(|message| format!("controls, given no configuration and {given}, {message}"))?;
    Ok(drawn.into_iter().flatten().map(|control| control.name).collect())
}

fn parse(plugin: &Plugin, context: &CallContext, names: &[String], typed: &str) -> Result<Option<ParsedValue>, String> {
    let inputs = names.iter().map(|name| (name.clone(), typed.to_string())).collect();
    let field = RawField { config_json: UNCONFIGURED.into(), inputs };
    let parsed = answer(|| plugin.parse(context, vec![field.clone()]));
    let mut parsed = parsed.map_err(|message| format!("parse, given \"{typed}\" in every control, {message}"))?;
    Ok(parsed.pop().and_then(Result::ok))
}

/// A value that the plugin made itself must be shown everywhere, and be there when the field is edited.
fn show(plugin: &Plugin, context: &CallContext, parsed: &ParsedValue) -> Result<(), String> {
    let own = &parsed.value_json;
    let value = StoredValue { config_json: UNCONFIGURED.into(), value_json: own.clone() };
    for target in TARGETS {
        answer(|| plugin.display(context, vec![value.clone()], target))
            .map_err(|message| format!("display, given its own value {own}, {message}"))?;
    }
    controls(plugin, context, Some(own)).map(|_| ())
}
