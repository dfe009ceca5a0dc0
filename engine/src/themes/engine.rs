//! The template engine's environment for one level of a theme, closed on all sides: templates from the snapshot only, escaping always
//! on, undefined values an error, and nothing but our own filters and functions.

use std::{collections::HashMap, sync::Arc};

use minijinja::{AutoEscape, Environment, Error, Output, State, UndefinedBehavior, Value, value::ValueKind};
use portico_host::diagnostic::Diagnostic;

use super::{
    assets::Assets,
    filters, functions,
    guard::{self, Guarded},
    layers::{Family, Layers},
    limits::Limits,
    meter,
    texts::Texts,
    values,
};

/// One level: the templates of a layer and all below it.
pub struct Level {
    pub env: Environment<'static>,
    /// Of which layer on.
    pub from: usize,
}

/// What the levels of a theme share.
#[derive(Clone)]
pub struct Shared {
    pub layers: Arc<Layers>,
    pub guarded: Arc<HashMap<String, Guarded>>,
    pub texts: Arc<Texts>,
    pub assets: Arc<Assets>,
    /// `theme` in templates.
    pub theme: Value,
}

/// Rewrites every template.
pub fn guard_all(layers: &Layers, found: &mut Vec<Diagnostic>) -> HashMap<String, Guarded> {
    let mut guarded = HashMap::new();
    for template in layers.templates() {
        match guard::guard(&template.source, &template.file) {
            Ok(done) => drop(guarded.insert(template.file.clone(), done)),
            Err(problems) => found.extend(problems),
        }
    }
    guarded
}

impl Level {
    /// Compiles the templates of layer `from` and below.
    pub fn new(shared: &Shared, from: usize, limits: &Limits) -> Result<Self, Box<Diagnostic>> {
        let mut env = Environment::empty();
        env.set_auto_reload(false);
        env.set_syntax(guard::syntax());
        env.set_undefined_behavior(UndefinedBehavior::Strict);
        env.set_auto_escape_callback(escaping);
        env.set_formatter(write_value);
        env.set_fuel(Some(limits.fuel));
        env.set_recursion_limit(limits.depth);
        let layers = Arc::clone(&shared.layers);
        env.set_path_join_callback(move |name, file| layers.join(name, file, from));
        functions::add(&mut env, &shared.texts, &shared.assets);
        filters::add(&mut env);
        values::add(&mut env);
        env.add_global("theme", shared.theme.clone());
        for template in shared.layers.templates().filter(|template| template.layer >= from) {
            let Some(guarded) = shared.guarded.get(&template.file) else { continue };
            env.add_template_owned(template.file.clone(), guarded.source.clone())
                .map_err(|error| Box::new(guard::syntax_error(&error, &guarded.source, &template.file)))?;
        }
        Ok(Self { env, from })
    }
}

/// Only the text parts of mails are not HTML. Pages cannot reach them: a name means a template of the same family.
fn escaping(file: &str) -> AutoEscape {
    let text = file.ends_with(".txt") && file.split('/').nth(2) == Some("mail");
    if text { AutoEscape::None } else { AutoEscape::Html }
}

/// Writes a value into the page or into a captured block.
fn write_value(out: &mut Output<'_>, state: &mut State<'_, '_>, value: &Value) -> Result<(), Error> {
    if let Some(text) = value.as_str() {
        meter::written(text.len())?;
        let plain = value.is_safe() || matches!(state.auto_escape(), AutoEscape::None);
        let written =
            if plain { out.write_str(text) } else { functions::write_escaped(text, |part| out.write_str(part)) };
        return written.map_err(Error::from);
    }
    match value.kind() {
        ValueKind::None | ValueKind::Undefined => Ok(()),
        ValueKind::Number | ValueKind::Bool => {
            meter::written(24)?;
            minijinja::escape_formatter(out, state, value)
        }
        _ => filters::primitive(value).map(drop),
    }
}

/// The family and name of a page or a part of a mail.
pub type Wanted<'a> = (Family, &'a str);
