//! Asks the plugins behind the fields of a form: which controls, what was typed, how a value reads. One call per plugin for all its
//! fields. A plugin that fails makes its own fields unavailable and nothing else.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use jiff::Timestamp;
use portico_host::{
    extensions::Extensions,
    plugin::{self, CallContext, FieldConfig, Node, Plugin, PluginFault, RawField, StoredValue, Target},
};
use serde_json::Value;

use super::{Error, request_forms::Filling};
use crate::domain::form::{
    Control, ControlKind, Displayed, Field, FieldKind, FieldProblem, Form, FormState, Need, Part, Problem, Reading,
    Values, is_blank,
};

/// Longest search words of one value in characters; the rest is not looked for.
const MAX_SEARCH_CHARS: usize = 500;

/// What the plugins of a form said.
#[derive(Debug, Default)]
pub struct Asked {
    pub values: Values,
    pub controls: BTreeMap<String, Vec<Control>>,
    pub displayed: BTreeMap<String, Displayed>,
    /// Words by which the search finds a value, by field key.
    pub search: BTreeMap<String, String>,
    pub problems: Vec<FieldProblem>,
    /// Fields whose plugin is not there or failed.
    pub unavailable: BTreeSet<String>,
}

/// The fields of one plugin.
struct Group<'a> {
    plugin: Option<&'a Arc<Plugin>>,
    name: &'a str,
    fields: Vec<(&'a Field, String)>,
}

/// Lets every plugin of a form parse what was typed into its fields.
pub async fn parse(filling: &Filling<'_>, form: &Form, reading: &Reading) -> Result<Asked, Error> {
    let mut asked = Asked::default();
    let context = context((filling.site.tenant.slug.as_str(), filling.language, filling.cx.now()));
    for group in groups(filling.extensions, form) {
        let Some(plugin) = group.plugin else {
            tracing::warn!(plugin.id = group.name, "a form has a field of a plugin that is not there");
            unavailable(&mut asked, &group, reading);
            continue;
        };
        // What went wrong is in the plugin's record and in the log.
        if parse_one((&context, plugin), &group, reading, &mut asked).await.is_err() {
            unavailable(&mut asked, &group, reading);
        }
    }
    Ok(asked)
}

/// Lets every plugin that could parse make the controls of its fields and display their values: those that were understood, and those
/// that the form or its rule suggests.
pub async fn draw(
    filling: &Filling<'_>,
    form: &Form,
    (reading, state): (&Reading, &FormState),
    asked: &mut Asked,
) -> Result<(), Error> {
    let context = context((filling.site.tenant.slug.as_str(), filling.language, filling.cx.now()));
    for group in groups(filling.extensions, form) {
        let failed = group.fields.iter().any(|(field, _)| asked.unavailable.contains(&field.key));
        let Some(plugin) = group.plugin.filter(|_| !failed) else { continue };
        if draw_one((&context, plugin), &group, state, asked).await.is_err() {
            unavailable(asked, &group, reading);
        }
    }
    Ok(())
}

async fn parse_one(
    (context, plugin): (&CallContext, &Plugin),
    group: &Group<'_>,
    reading: &Reading,
    asked: &mut Asked,
) -> Result<(), PluginFault> {
    let typed: Vec<(&Field, RawField)> = group
        .fields
        .iter()
        .filter_map(|(field, config)| {
            let inputs = reading.controls.get(&field.key)?;
            Some((*field, RawField { config_json: config.clone(), inputs: inputs.clone() }))
        })
        .collect();
    if typed.is_empty() {
        return Ok(());
    }
    let raw = typed.iter().map(|(_, raw)| raw.clone()).collect();
    let answers = plugin.parse(context, raw).await?.value;
    for ((field, _), answer) in typed.iter().zip(answers) {
        match answer {
            Ok(parsed) => {
                let value = serde_json::from_str(&parsed.value_json).unwrap_or(Value::String(parsed.value_json));
                asked.values.insert(field.key.clone(), value);
                asked.search.insert(field.key.clone(), parsed.search.chars().take(MAX_SEARCH_CHARS).collect());
            }
            Err(found) => asked.problems.extend(found.into_iter().map(|problem| FieldProblem {
                field: Some(field.key.clone()),
                control: problem.control,
                problem: Problem::Said(problem.message),
            })),
        }
    }
    Ok(())
}

async fn draw_one(
    (context, plugin): (&CallContext, &Plugin),
    group: &Group<'_>,
    state: &FormState,
    asked: &mut Asked,
) -> Result<(), PluginFault> {
    let value = |field: &Field| state.fields.get(&field.key).map(|state| &state.value).filter(|value| !is_blank(value));
    let held = group.fields.iter().filter_map(|(field, config)| {
        let value_json = value(field)?.to_string();
        Some((*field, StoredValue { config_json: config.clone(), value_json }))
    });
    show(context, plugin, held.collect(), &mut asked.displayed).await?;
    let drawn = group.fields.iter().map(|(field, config)| FieldConfig {
        config_json: config.clone(),
        value_json: value(field).map(Value::to_string),
    });
    let controls = plugin.controls(context, drawn.collect()).await?.value;
    for ((field, _), controls) in group.fields.iter().zip(controls) {
        asked.controls.insert(field.key.clone(), controls.into_iter().map(control).collect());
    }
    Ok(())
}

/// The plugin values of a tenant's stored record as people read them.
pub async fn display(
    extensions: &Extensions,
    form: &Form,
    values: &Values,
    reader: (&str, &str, Timestamp),
) -> Result<BTreeMap<String, Displayed>, Error> {
    let mut displayed = BTreeMap::new();
    let context = context(reader);
    for group in groups(extensions, form) {
        let stored = group.fields.iter().filter_map(|(field, config)| {
            let value_json = values.get(&field.key)?.to_string();
            Some((*field, StoredValue { config_json: config.clone(), value_json }))
        });
        let stored: Vec<_> = stored.collect();
        let raw: Vec<_> = stored.iter().map(|(field, value)| (*field, value.value_json.clone())).collect();
        let shown = match group.plugin {
            Some(plugin) => show(&context, plugin, stored, &mut displayed).await.is_ok(),
            None => false,
        };
        if !shown {
            // The raw value is better than nothing: a broken plugin hides nobody's data.
            for (field, text) in raw {
                let parts = vec![Part::Text(text.trim_matches('"').to_owned())];
                displayed.insert(field.key.clone(), Displayed { parts, ..Displayed::default() });
            }
        }
    }
    Ok(displayed)
}

async fn show(
    context: &CallContext,
    plugin: &Plugin,
    stored: Vec<(&Field, StoredValue)>,
    displayed: &mut BTreeMap<String, Displayed>,
) -> Result<(), PluginFault> {
    if stored.is_empty() {
        return Ok(());
    }
    let (fields, values): (Vec<_>, Vec<_>) = stored.into_iter().unzip();
    let nodes = plugin.display(context, values, Target::Page).await?.value;
    for (field, nodes) in fields.iter().zip(nodes) {
        let parts = nodes.into_iter().map(part).collect();
        displayed.insert(field.key.clone(), Displayed { key: field.key.clone(), parts, ..Displayed::default() });
    }
    Ok(())
}

fn groups<'a>(extensions: &'a Extensions, form: &'a Form) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    for field in form.fields().filter(|field| field.need != Need::Hidden) {
        let FieldKind::Plugin { plugin: name, settings, .. } = &field.kind else { continue };
        let config = if settings.is_null() { "{}".to_owned() } else { settings.to_string() };
        match groups.iter_mut().find(|group| group.name == name) {
            Some(group) => group.fields.push((field, config)),
            None => {
                let plugin = extensions.plugins.get(name);
                groups.push(Group { plugin, name, fields: vec![(field, config)] });
            }
        }
    }
    groups
}

/// The fields of a plugin that cannot answer. What was typed into one cannot be checked and so is not accepted; a field that nobody
/// filled harms nobody, unless it is required.
fn unavailable(asked: &mut Asked, group: &Group<'_>, reading: &Reading) {
    for (field, _) in &group.fields {
        asked.values.remove(&field.key);
        asked.controls.remove(&field.key);
        asked.problems.retain(|problem| problem.field.as_deref() != Some(&field.key));
        asked.unavailable.insert(field.key.clone());
        if reading.controls.contains_key(&field.key) {
            asked.problems.push(FieldProblem::field(&field.key, Problem::Unavailable));
        }
    }
}

fn context((tenant, language, now): (&str, &str, Timestamp)) -> CallContext {
    CallContext { tenant: tenant.to_owned(), locale: language.to_owned(), now, dry_run: false }
}

fn control(given: plugin::Control) -> Control {
    let kind = match given.kind {
        plugin::ControlKind::Text => ControlKind::Text,
        plugin::ControlKind::Number => ControlKind::Number,
        plugin::ControlKind::Select => ControlKind::Select,
        plugin::ControlKind::Checkbox => ControlKind::Check,
        plugin::ControlKind::Date => ControlKind::Date,
        plugin::ControlKind::Textarea => ControlKind::TextArea,
    };
    let mode = |mode| match mode {
        plugin::InputMode::Text => "text",
        plugin::InputMode::Numeric => "numeric",
        plugin::InputMode::Decimal => "decimal",
        plugin::InputMode::Tel => "tel",
        plugin::InputMode::Email => "email",
        plugin::InputMode::Url => "url",
    };
    Control {
        name: given.name,
        kind,
        label: given.label,
        help: given.help.unwrap_or_default(),
        value: match given.kind {
            plugin::ControlKind::Checkbox => given.value.filter(|ticked| ticked == "true").unwrap_or_default(),
            _ => given.value.unwrap_or_default(),
        },
        required: given.required,
        max_length: given.max_length.and_then(|max| usize::try_from(max).ok()),
        autocomplete: given.autocomplete.unwrap_or_default(),
        input_mode: given.input_mode.map(mode).unwrap_or_default().to_owned(),
        options: given.choices.into_iter().map(|choice| (choice.value, choice.label)).collect(),
    }
}

fn part(node: Node) -> Part {
    match node {
        Node::Text { text } => Part::Text(text),
        Node::Strong { text } => Part::Strong(text),
        Node::Code { text } => Part::Code(text),
        Node::Badge { text, .. } => Part::Badge(text),
        Node::Pair { name, text } => Part::Pair(name, text),
        Node::LineBreak => Part::Break,
    }
}
