//! Finds mistakes before a customer does, by walking the syntax tree: Rhai itself notices an unknown function only when it
//! gets there.

mod calls;
mod choices;
mod graph;
mod hooks;
mod literals;
mod names;
mod objects;
mod top;

use rhai::{AST, ImmutableString, Position};

pub(super) use names::Names;

use graph::Mentions;

use super::Vocabulary;
use super::functions::{self, Function};
use super::hook::HookKind;
use super::library::Library;
use super::rules::Rules;
use super::source::ScriptSource;
use crate::diagnostic::Diagnostic;

/// One parsed file with everything that names in it may mean.
struct File<'a> {
    source: &'a ScriptSource,
    ast: &'a AST,
    functions: Vec<Function>,
    /// What each of the functions mentions.
    mentions: Vec<Mentions>,
    imports: Vec<Import>,
    names: &'a Names,
    library: &'a Library,
    vocabulary: &'a Vocabulary,
    /// None for a library module.
    kind: Option<HookKind>,
}

struct Import {
    alias: ImmutableString,
    /// None when it is not a literal.
    path: Option<ImmutableString>,
    position: Position,
}

/// Everything wrong with a flow rule or an automation.
pub(super) fn rule(
    rules: &Rules,
    source: &ScriptSource,
    ast: &AST,
    library: &Library,
    (vocabulary, kind): (&Vocabulary, HookKind),
) -> Vec<Diagnostic> {
    let functions = functions::of(source, ast);
    let mentions = functions.iter().map(Mentions::of).collect();
    let (imports, names) = (top::imports(ast), rules.names());
    File { source, ast, functions, mentions, imports, names, library, vocabulary, kind: Some(kind) }.check()
}

/// Everything wrong with a library module. `library` has the modules that it may import.
pub(super) fn library(rules: &Rules, source: &ScriptSource, ast: &AST, library: &Library) -> Vec<Diagnostic> {
    let functions = functions::of(source, ast);
    let mentions = functions.iter().map(Mentions::of).collect();
    let (imports, names, vocabulary) = (top::imports(ast), rules.names(), &Vocabulary::default());
    File { source, ast, functions, mentions, imports, names, library, vocabulary, kind: None }.check()
}

/// A rule must lie in the folder of its kind and belong to the tenant whose library it gets.
pub(super) fn folder(source: &ScriptSource, folder: &str, library: &Library) -> Result<(), Vec<Diagnostic>> {
    let place = source.place().map_err(|wrong| vec![wrong])?;
    if !place.module.starts_with(folder) {
        let wrong = format!("this file lies outside scripts/{}/{folder}", place.tenant);
        return Err(vec![Diagnostic::error(&source.path, wrong)]);
    }
    if !library.tenant().is_empty() && library.tenant() != place.tenant {
        let wrong = format!("a rule of {} cannot use the library of {}", place.tenant, library.tenant());
        return Err(vec![Diagnostic::error(&source.path, wrong)]);
    }
    Ok(())
}

impl File<'_> {
    fn check(&self) -> Vec<Diagnostic> {
        let mut found = top::check(self);
        found.extend(hooks::check(self));
        found.extend(calls::check(self));
        found.extend(graph::check(self));
        found.sort_by_key(|finding| (finding.line, finding.column));
        found
    }

    /// The functions that an author wrote by name.
    fn named_functions(&self) -> impl Iterator<Item = &Function> {
        self.functions.iter().filter(|function| !function.is_closure())
    }

    /// Numbers of parameters that a function of this file with this name takes.
    fn own_arities(&self, name: &str) -> impl Iterator<Item = usize> {
        self.named_functions().filter(move |function| function.name == name).map(|function| function.params.len())
    }
}
