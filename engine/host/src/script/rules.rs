//! The entry to everything here: compiles libraries, flow rules and automations.

use std::collections::BTreeMap;
use std::sync::Arc;

use rhai::{Engine, ImmutableString, Stmt};

use super::automation::Automation;
use super::check::Names;
use super::engine::Functions;
use super::flow::FlowRule;
use super::library::{self, Library};
use super::limits::ScriptLimits;
use super::run::argument;
use super::source::ScriptSource;
use super::texts::{self, Texts};
use crate::diagnostic::Diagnostic;

/// Limits and functions for rules. Building one takes some hundred microseconds, copying one nothing: build one per process.
#[derive(Clone)]
pub struct Rules(Arc<Inner>);

struct Inner {
    limits: ScriptLimits,
    functions: Functions,
    parser: Engine,
    names: Names,
}

/// What exists in the tenant, so that the check finds misspelt names before a customer does. Empty lists mean: unknown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Vocabulary {
    /// Keys of the fields of this flow's form, or None when they are not known.
    pub fields: Option<Vec<String>>,
    /// Values of the fields that take one of several choices, by key.
    pub choices: BTreeMap<String, Vec<String>>,
    /// Keys of the tenant's statuses.
    pub statuses: Vec<String>,
    /// Keys of the tenant's priorities.
    pub priorities: Vec<String>,
}

impl Rules {
    /// Prepares the functions that every rule has.
    pub fn new(limits: ScriptLimits) -> Self {
        let functions = Functions::new(&limits);
        let parser = functions.parser(&limits);
        let names = Names::of(&parser);
        Self(Arc::new(Inner { limits, functions, parser, names }))
    }

    /// Compiles the library modules of one tenant. A module with errors is left out; the others stay usable.
    pub fn library(&self, sources: &[ScriptSource]) -> (Library, Vec<Diagnostic>) {
        library::build(self, sources)
    }

    /// Checks and compiles one file of `scripts/{tenant}/flows/`.
    pub fn flow(
        &self,
        source: &ScriptSource,
        library: &Library,
        vocabulary: &Vocabulary,
    ) -> Result<FlowRule, Vec<Diagnostic>> {
        FlowRule::compile(self, source, library, vocabulary)
    }

    /// Checks and compiles one file of `scripts/{tenant}/automations/`.
    pub fn automation(
        &self,
        source: &ScriptSource,
        library: &Library,
        vocabulary: &Vocabulary,
    ) -> Result<Automation, Vec<Diagnostic>> {
        Automation::compile(self, source, library, vocabulary)
    }

    /// The texts that a file names and that some or all readers would not get.
    pub fn missing_texts(&self, source: &ScriptSource, texts: &Texts) -> Vec<Diagnostic> {
        texts::check(self, source, texts)
    }

    /// Definitions of everything a rule can call, in the format of the Rhai language server.
    pub fn definitions(&self) -> String {
        self.0.parser.definitions().include_standard_packages(true).single_file()
    }

    /// The limits that compiles and runs have.
    pub fn limits(&self) -> &ScriptLimits {
        &self.0.limits
    }

    pub(super) fn functions(&self) -> &Functions {
        &self.0.functions
    }

    pub(super) fn parser(&self) -> &Engine {
        &self.0.parser
    }

    pub(super) fn names(&self) -> &Names {
        &self.0.names
    }

    /// Statements that give a hook's arguments the names that its author chose.
    pub(super) fn bindings(&self, names: &[ImmutableString]) -> Vec<Stmt> {
        let lines = names.iter().enumerate().map(|(index, name)| format!("let {name} = {};", argument(index)));
        let ast = Engine::new_raw().compile(lines.collect::<String>()).expect("parameter names are valid names");
        ast.statements().to_vec()
    }
}
