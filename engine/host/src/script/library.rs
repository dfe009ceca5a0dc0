//! The compiled modules of one tenant, and the resolver that can reach nothing else.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rhai::{AST, Engine, EvalAltResult, Module, ModuleResolver, Position, Scope, Shared};

use super::engine::{Meter, RunParts};
use super::fault::Faults;
use super::record::{Failure, Recorder};
use super::rules::Rules;
use super::source::ScriptSource;
use super::{check, compile, functions};
use crate::diagnostic::{Diagnostic, Severity, nearest};

/// The library of one tenant in one generation. An edited file means a new library; this one never changes.
#[derive(Clone, Default)]
pub struct Library(Arc<Modules>);

#[derive(Default)]
struct Modules {
    tenant: String,
    compiled: BTreeMap<String, Compiled>,
    /// Files that exist but have errors.
    broken: BTreeSet<String>,
}

#[derive(Clone)]
struct Compiled {
    module: Shared<Module>,
    source: Arc<ScriptSource>,
    /// Public functions with their numbers of parameters.
    functions: BTreeSet<(String, usize)>,
}

/// Why an import leads nowhere, in an author's words.
pub(super) struct NoModule {
    pub message: String,
    pub suggestion: Option<String>,
}

impl Library {
    /// The modules that can be imported.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.compiled.keys().map(String::as_str)
    }

    pub(super) fn tenant(&self) -> &str {
        &self.0.tenant
    }

    pub(super) fn functions(&self, module: &str) -> Option<&BTreeSet<(String, usize)>> {
        self.0.compiled.get(module).map(|compiled| &compiled.functions)
    }

    pub(super) fn source(&self, path: &str) -> Option<&ScriptSource> {
        self.0.compiled.values().map(|compiled| &*compiled.source).find(|source| source.path == path)
    }

    /// Looks an import up, exactly as it is written.
    pub(super) fn find(&self, name: &str) -> Result<(), NoModule> {
        if self.0.compiled.contains_key(name) {
            return Ok(());
        }
        if self.0.broken.contains(name) {
            let message = format!("the module \"{name}\" has errors of its own");
            return Err(NoModule { message, suggestion: Some("mend it first".into()) });
        }
        let plain = name.trim_start_matches("./").trim_end_matches(".rhai");
        let within = format!("lib/{plain}");
        let meant = [plain, &within].into_iter().find(|name| self.0.compiled.contains_key(*name));
        let meant = meant.or_else(|| nearest(name, self.names()));
        let message = format!("there is no module \"{name}\"");
        Err(NoModule { message, suggestion: meant.map(|meant| format!("did you mean \"{meant}\"?")) })
    }

    fn with(&self, name: String, compiled: Compiled) -> Self {
        let mut all = self.0.compiled.clone();
        all.insert(name, compiled);
        Self(Arc::new(Modules { tenant: self.0.tenant.clone(), compiled: all, broken: self.0.broken.clone() }))
    }

    fn with_broken(&self, name: String) -> Self {
        let mut broken = self.0.broken.clone();
        broken.insert(name);
        Self(Arc::new(Modules { tenant: self.0.tenant.clone(), compiled: self.0.compiled.clone(), broken }))
    }
}

/// Resolves imports from a library and from nowhere else.
pub(super) struct Resolver(pub Library);

impl ModuleResolver for Resolver {
    fn resolve(&self, _: &Engine, _: Option<&str>, path: &str, pos: Position) -> Result<Shared<Module>, Failure> {
        let found = self.0.0.compiled.get(path).map(|compiled| Shared::clone(&compiled.module));
        found.ok_or_else(|| EvalAltResult::ErrorModuleNotFound(path.into(), pos).into())
    }
}

/// Compiles all modules of a tenant, dependencies first. A module with errors is left out and reported.
pub(super) fn build(rules: &Rules, sources: &[ScriptSource]) -> (Library, Vec<Diagnostic>) {
    let mut builder = Builder { rules, library: Library::default(), waiting: BTreeMap::new(), found: Vec::new() };
    for source in sources {
        builder.admit(source);
    }
    while let Some(name) = builder.waiting.keys().next().cloned() {
        builder.build(&name, &mut Vec::new());
    }
    (builder.library, builder.found)
}

struct Builder<'a> {
    rules: &'a Rules,
    library: Library,
    waiting: BTreeMap<String, (&'a ScriptSource, AST)>,
    found: Vec<Diagnostic>,
}

impl<'a> Builder<'a> {
    /// Parses one file and puts it into the queue.
    fn admit(&mut self, source: &'a ScriptSource) {
        let place = match source.place() {
            Ok(place) => place,
            Err(wrong) => return self.found.push(wrong),
        };
        if self.library.tenant().is_empty() {
            self.library = Library(Arc::new(Modules { tenant: place.tenant.to_owned(), ..Modules::default() }));
        }
        if place.tenant != self.library.tenant() || !place.module.starts_with("lib/") {
            let wrong = format!("this is no library module of {}", self.library.tenant());
            return self.found.push(Diagnostic::error(&source.path, wrong));
        }
        match compile::parse(self.rules, source) {
            Ok(ast) => drop(self.waiting.insert(place.module.to_owned(), (source, ast))),
            Err(wrong) => {
                self.found.push(wrong);
                self.library = self.library.with_broken(place.module.to_owned());
            }
        }
    }

    /// Builds a module after the ones it imports. `chain` is the way here, to find circles.
    fn build(&mut self, name: &str, chain: &mut Vec<String>) {
        let Some((source, ast)) = self.waiting.remove(name) else { return };
        chain.push(name.to_owned());
        let mut circle = false;
        for (import, position) in functions::imports(&ast) {
            if let Some(start) = chain.iter().position(|module| *module == import) {
                let way = [&chain[start..], &[import]].concat().join(" → ");
                self.found.push(source.error(format!("modules import each other in a circle: {way}"), position));
                circle = true;
            } else {
                self.build(&import, chain);
            }
        }
        chain.pop();
        let library = match circle {
            false => self.finish(name, source, &ast),
            true => None,
        };
        self.library = library.unwrap_or_else(|| self.library.with_broken(name.to_owned()));
    }

    fn finish(&mut self, name: &str, source: &ScriptSource, ast: &AST) -> Option<Library> {
        let found = check::library(self.rules, source, ast, &self.library);
        let wrong = found.iter().any(|finding| finding.severity == Severity::Error);
        self.found.extend(found);
        if wrong {
            return None;
        }
        match evaluate(self.rules, source, ast, &self.library) {
            Ok(module) => {
                let functions = functions::public(source, ast);
                let compiled = Compiled { module: module.into(), source: Arc::new(source.clone()), functions };
                Some(self.library.with(name.to_owned(), compiled))
            }
            Err(wrong) => {
                self.found.push(wrong);
                None
            }
        }
    }
}

/// Runs a module's constants, under the limits of a call.
fn evaluate(rules: &Rules, source: &ScriptSource, ast: &AST, library: &Library) -> Result<Module, Diagnostic> {
    let meter = Meter::start(rules.limits());
    let recorder = Arc::new(Recorder::new(rules.limits()));
    let engine = rules.functions().runner(rules.limits(), RunParts { library: library.clone(), recorder, meter });
    let run = std::panic::AssertUnwindSafe(|| Module::eval_ast_as_new(Scope::new(), ast, &engine));
    match std::panic::catch_unwind(run) {
        Ok(Ok(module)) => Ok(module),
        Ok(Err(error)) => {
            Err(Faults { limits: rules.limits(), source, library, fallback: Position::NONE }.diagnostic(*error).1)
        }
        Err(_) => Err(Diagnostic::error(&source.path, "the engine failed while reading this module")),
    }
}
