//! Builds and checks one candidate. Checking means running it: a theme renders its samples, a rule answers its samples, a plugin is
//! instantiated and runs its fixtures. Nothing here changes what is live.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use portico_host::{
    diagnostic::{Diagnostic, Severity, nearest},
    plugin::{Plugin, Plugins},
    script::{Automation, Failures, FlowRule, Rules, ScriptSource, Texts, Vocabulary},
};
use sha2::{Digest, Sha256};

use super::{
    FormSamples,
    classify::Unit,
    drawn, rehearsal,
    snapshot::Files,
    source::{Candidate, candidate},
};
use crate::{
    domain::work_order::Priority,
    themes::{Limits, Theme, ThemeSource},
};

/// Cases that a plugin brings along; every one must hold before it goes live.
const FIXTURES: &str = "tests/fixtures.toml";

/// What a good candidate becomes.
#[derive(Clone)]
pub enum Built {
    Theme(Arc<Theme>),
    Flow(Arc<FlowRule>),
    Automation(Arc<Automation>),
    Plugin(Arc<Plugin>),
}

impl Built {
    /// How often it failed, the samples of its check counted too, and on what.
    pub fn failures(&self) -> (u32, Vec<Diagnostic>) {
        let of_rule = |failures: Failures| (failures.count, failures.last.into_iter().collect());
        match self {
            Self::Theme(theme) => (theme.failures(), theme.problems()),
            Self::Flow(rule) => of_rule(rule.failures()),
            Self::Automation(rule) => of_rule(rule.failures()),
            // A plugin says of every call what became of it, and its fields do without it.
            Self::Plugin(_) => (0, Vec::new()),
        }
    }
}

/// The engines that candidates are built with; made once per process.
pub struct Builder {
    pub rules: Rules,
    pub plugins: Plugins,
    pub theme_limits: Limits,
}

/// What a rule may talk about.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Known {
    /// The form of a flow rule's flow, if it is known; for an automation the forms of all flows.
    pub flows: BTreeMap<String, Arc<FormSamples>>,
    /// The tenant's flows, when a flow rule is named after none of them.
    pub other_flows: Vec<String>,
    pub statuses: Vec<String>,
}

impl Known {
    /// What may be answered to the fields that take one of several choices: in any of the forms, and in each that has the field.
    fn choices(&self) -> BTreeMap<String, Vec<String>> {
        let mut all: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (key, choices) in self.flows.values().flat_map(|form| form.choices()) {
            all.entry(key.clone()).or_default().extend(choices.iter().cloned());
        }
        all.retain(|key, _| self.flows.values().all(|form| !form.has(key) || form.choices().contains_key(key)));
        all
    }
}

/// The texts that a tenant's rules can name.
#[derive(Clone, Default)]
pub struct TenantTexts {
    keys: Arc<Texts>,
    /// Equal for equal texts; all zero while they are unknown.
    pub hash: [u8; 32],
}

impl TenantTexts {
    /// The texts that readers of these themes get in each language.
    pub fn of<'a>(themes: impl Iterator<Item = &'a Arc<Theme>>) -> Self {
        let mut texts = Texts::new();
        for theme in themes {
            for language in theme.languages() {
                let readers = format!("{language} (themes/{})", theme.name());
                texts.insert(readers, Arc::new(theme.text_keys_for(language)));
            }
        }
        Self::new(texts)
    }

    /// All texts of these themes, for a tenant of whom it is not known which theme it reads.
    pub fn anywhere<'a>(themes: impl Iterator<Item = &'a Arc<Theme>>) -> Self {
        let of_theme = |theme: &Arc<Theme>| -> Vec<BTreeSet<String>> {
            theme.languages().into_iter().map(|language| theme.text_keys_for(language)).collect()
        };
        let all = themes.flat_map(of_theme).flatten().collect();
        Self::new(Texts::from([("any theme".to_owned(), Arc::new(all))]))
    }

    fn new(keys: Texts) -> Self {
        let mut hash = Sha256::new();
        hash.update(format!("{keys:?}"));
        Self { keys: Arc::new(keys), hash: hash.finalize().into() }
    }
}

/// A good candidate with its warnings, or why it is not good.
pub type Verdict = Result<(Built, Vec<Diagnostic>), Vec<Diagnostic>>;

impl Builder {
    /// Builds a theme on its parents and the built-in theme. `parents` is from the nearest to the farthest.
    pub fn theme(&self, own: &Candidate, parents: &[&Candidate]) -> Verdict {
        let layers: Vec<ThemeSource> = std::iter::once(own)
            .chain(parents.iter().copied())
            .map(|layer| ThemeSource { name: theme_name(&layer.unit), files: layer.files.clone() })
            .collect();
        let (theme, warnings) = Theme::build(&layers, &self.theme_limits)?;
        let mut found = drawn::check(&theme, (own, parents));
        found.extend(warnings);
        if found.iter().any(|one| one.severity == Severity::Error) {
            return Err(found);
        }
        Ok((Built::Theme(Arc::new(theme)), found))
    }

    /// Compiles and walks a rule with the libraries of its folder, then runs it on samples. With texts that are unknown, no text is
    /// missing.
    pub fn rule(&self, own: &Candidate, known: &Known, texts: &TenantTexts) -> Verdict {
        let (main, libraries) = sources(own)?;
        let (library, mut found) = self.rules.library(&libraries);
        let fields = match &own.unit {
            Unit::Flow { name, .. } => known.flows.get(name).map(|form| form.keys()),
            _ => None,
        };
        let priorities = Priority::ALL.map(|priority| priority.as_str().to_owned()).to_vec();
        let (choices, statuses) = (known.choices(), known.statuses.clone());
        let vocabulary = Vocabulary { fields, choices, statuses, priorities };
        let failed = |mut errors: Vec<Diagnostic>| {
            errors.extend(found.clone());
            errors
        };
        let (built, mut told) = match &own.unit {
            Unit::Flow { name, .. } => {
                let rule = self.rules.flow(&main, &library, &vocabulary).map_err(failed)?;
                found.extend(named_after_nothing(&own.unit, name, known));
                found.extend(rule.warnings().to_vec());
                let told = rehearsal::flow(&rule, &own.unit, known);
                (Built::Flow(Arc::new(rule)), told)
            }
            _ => {
                let rule = self.rules.automation(&main, &library, &vocabulary).map_err(failed)?;
                found.extend(rule.warnings().to_vec());
                let told = rehearsal::automation(&rule, &own.unit, known);
                (Built::Automation(Arc::new(rule)), told)
            }
        };
        told.extend(self.rules.missing_texts(&main, &texts.keys));
        found.extend(libraries.iter().flat_map(|library| self.rules.missing_texts(library, &texts.keys)));
        // An error in a library that this rule does not import is told, and keeps nothing back.
        let refused = told.iter().any(|one| one.severity == Severity::Error);
        found.extend(told);
        if refused { Err(found) } else { Ok((built, found)) }
    }

    /// Loads a plugin from the component that its manifest names, asks it what every form asks, and runs its fixtures.
    pub fn plugin(&self, own: &Candidate) -> Verdict {
        let label = own.unit.to_string();
        let text = |name: &str| own.files.get(name).map(|bytes| String::from_utf8_lossy(bytes).into_owned());
        let manifest = text("plugin.toml").unwrap_or_default();
        let named = self.plugins.component_file(&label, &manifest)?;
        let Some(component) = own.files.get(&named) else {
            let message = format!("the component {named}, which plugin.toml names, is not beside it");
            let missing = Diagnostic::error(&label, message);
            let others = own.files.keys().map(String::as_str).filter(|path| path.ends_with(".wasm"));
            let missing = missing.suggest_nearest(&named, others);
            let can_be_built = missing.suggestion.is_none();
            return Err(vec![if can_be_built { missing.suggest("build it: cargo xtask plugins") } else { missing }]);
        };
        let plugin = self.plugins.load(&label, &manifest, component)?;
        let fixtures = text(FIXTURES).unwrap_or_default();
        let found = self.plugins.check(&plugin, &format!("{label}/{FIXTURES}"), &fixtures);
        if found.iter().any(|one| one.severity == Severity::Error) {
            return Err(found);
        }
        Ok((Built::Plugin(Arc::new(plugin)), found))
    }
}

/// The text of a rule, and of the libraries of its folder.
fn sources(own: &Candidate) -> Result<(ScriptSource, Vec<ScriptSource>), Vec<Diagnostic>> {
    let (tenant, file) = match &own.unit {
        Unit::Flow { tenant, name } => (tenant, format!("flows/{name}.rhai")),
        Unit::Automation { tenant, name } => (tenant, format!("automations/{name}.rhai")),
        Unit::Theme(_) | Unit::Plugin(_) => {
            return Err(vec![Diagnostic::error(own.unit.to_string(), "is not a rule")]);
        }
    };
    let source = |path: &str, text: &Arc<[u8]>| -> Result<ScriptSource, Vec<Diagnostic>> {
        let path = format!("scripts/{tenant}/{path}");
        let text = String::from_utf8(text.to_vec()).map_err(|_| vec![Diagnostic::error(&path, "is not UTF-8 text")])?;
        Ok(ScriptSource { path, text })
    };
    let libraries = own.files.iter().filter(|(path, _)| path.starts_with("lib/"));
    let libraries = libraries.map(|(path, text)| source(path, text)).collect::<Result<_, _>>()?;
    let Some(text) = own.files.get(&file) else {
        return Err(vec![Diagnostic::error(own.unit.to_string(), "the file is gone")]);
    };
    Ok((source(&file, text)?, libraries))
}

/// A rule that no form asks.
fn named_after_nothing(unit: &Unit, name: &str, known: &Known) -> Option<Diagnostic> {
    let flows = known.other_flows.iter().map(String::as_str);
    let flows_named = known.other_flows.join(", ");
    let near = nearest(name, flows).map(|near| format!("did you mean \"{near}\"? ")).unwrap_or_default();
    let message = format!("there is no flow \"{name}\", so nothing calls this rule");
    let found = Diagnostic::warning(unit.to_string(), message).suggest(format!("{near}the flows are {flows_named}"));
    (!known.other_flows.is_empty()).then_some(found)
}

fn theme_name(unit: &Unit) -> String {
    match unit {
        Unit::Theme(name) => name.clone(),
        other => other.to_string(),
    }
}

/// The built-in theme as a candidate, so that it is reported like any other.
pub fn built_in() -> Candidate {
    let source = ThemeSource::built_in();
    let files: Files = source.files;
    candidate(Unit::Theme(source.name), files)
}
