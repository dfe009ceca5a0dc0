//! Compiled files and the one way to call them.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use rhai::{AST, Dynamic, ImmutableString, Position, Scope, Stmt, StmtBlock};

use super::engine::{Meter, RunParts};
use super::fault::{FaultKind, Faults, ScriptFault};
use super::functions::{self, Function};
use super::hook::{Hook, HookKind};
use super::library::Library;
use super::record::Recorder;
use super::rules::Rules;
use super::source::ScriptSource;
use super::value::Refused;
use super::{check, compile};
use crate::diagnostic::{Diagnostic, Severity};
use crate::effect::{Cost, Run};

/// A file ready to be called. It holds everything it needs, so a swap of generations cannot touch a run.
pub(super) struct Script {
    rules: Rules,
    source: ScriptSource,
    library: Library,
    entries: BTreeMap<&'static str, Entry>,
    pub(super) warnings: Vec<Diagnostic>,
    failures: Mutex<Failures>,
}

/// How often a compiled file failed when it was called, and the last time on what. A call that was late says more about a busy machine
/// than about the rule, so it does not count; nor does what a large input may be to blame for.
#[derive(Debug, Clone, Default)]
pub struct Failures {
    /// Number of failed calls.
    pub count: u32,
    /// What the last one failed on.
    pub last: Option<Diagnostic>,
}

/// One hook of a file: its constants, its imports and the hook's body as a program of its own.
///
/// Calling a function by name would lose the place of an error that ends the whole run, because Rhai then reports where the
/// call stands, and a call from outside stands nowhere.
struct Entry {
    program: AST,
    position: Position,
    arguments: Vec<ImmutableString>,
}

/// One call about to happen.
pub(super) struct Call {
    pub(super) recorder: Arc<Recorder>,
    meter: Arc<Meter>,
    is_large: bool,
}

/// From so many bytes of input on, it may be the input that makes a rule do or make more than it may: then that is not counted as the
/// rule's failure, so that nobody has a good rule taken out of use by what he types. Forms and messages of everyday are far smaller.
const LARGE_INPUT: usize = 8 * 1024;

impl Script {
    pub(super) fn compile(
        rules: &Rules,
        source: &ScriptSource,
        library: &Library,
        words: (&super::Vocabulary, HookKind),
    ) -> Result<Self, Vec<Diagnostic>> {
        let ast = compile::parse(rules, source).map_err(|wrong| vec![wrong])?;
        let found = check::rule(rules, source, &ast, library, words);
        if found.iter().any(|finding| finding.severity == Severity::Error) {
            return Err(found);
        }
        let entries = functions::of(source, &ast).into_iter().filter_map(|function| {
            let hook = Hook::named(&function.name).filter(|hook| hook.kind == words.1)?;
            Some((hook.name, Entry::new(rules, &ast, &function)))
        });
        let entries = entries.collect();
        let (rules, source, library) = (rules.clone(), source.clone(), library.clone());
        Ok(Self { rules, source, library, entries, warnings: found, failures: Mutex::default() })
    }

    pub(super) fn has(&self, hook: &str) -> bool {
        self.entries.contains_key(hook)
    }

    pub(super) fn value_depth(&self) -> usize {
        self.rules.limits().value_depth
    }

    /// Begins a call with so many bytes of other people's values.
    pub(super) fn begin(&self, input_bytes: usize) -> Call {
        let limits = self.rules.limits();
        let is_large = input_bytes > LARGE_INPUT;
        Call { recorder: Arc::new(Recorder::new(limits)), meter: Meter::start(limits), is_large }
    }

    /// Calls a hook. What it answers is in the objects among `arguments`.
    pub(super) fn call(&self, call: &Call, hook: &str, arguments: Vec<Dynamic>) -> Result<(), ScriptFault> {
        let Some(entry) = self.entries.get(hook) else {
            let message = format!("the rule has no function {hook}");
            let diagnostic = Diagnostic::error(&self.source.path, message);
            return Err(self.fault(call, (FaultKind::MissingFunction, diagnostic)));
        };
        let mut scope = Scope::new();
        for (name, value) in entry.arguments.iter().zip(arguments) {
            scope.push_dynamic(name.clone(), value);
        }
        let parts =
            RunParts { library: self.library.clone(), recorder: call.recorder.clone(), meter: call.meter.clone() };
        let engine = self.rules.functions().runner(self.rules.limits(), parts);
        let run = AssertUnwindSafe(|| engine.eval_ast_with_scope::<Dynamic>(&mut scope, &entry.program));
        match catch_unwind(run) {
            Ok(Ok(_)) => Ok(()),
            Ok(Err(error)) => Err(self.fault(call, self.explain(entry).diagnostic(*error))),
            Err(panic) => {
                let message = format!("a native function failed in {hook}: {}", panic_text(&*panic));
                let diagnostic = Diagnostic::error(&self.source.path, message).suggest("please report this");
                Err(self.fault(call, (FaultKind::Panic, diagnostic)))
            }
        }
    }

    /// The answer of a run with its cost and log.
    pub(super) fn finish<T>(&self, call: &Call, value: T) -> Run<T> {
        Run { value, cost: call.cost(), log: call.recorder.take_log() }
    }

    /// The fault of a value that could not be handed to the rule.
    pub(super) fn refused(&self, call: &Call, refused: &Refused) -> ScriptFault {
        let message = match refused {
            Refused::TooDeep(_) => format!("the input is nested more than {} levels deep", self.value_depth()),
            Refused::NotPlain(what) => format!("the input has {what}"),
        };
        let diagnostic = Diagnostic::error(&self.source.path, message);
        let (cost, log) = (call.cost(), call.recorder.take_log());
        // The rule was not even asked, so this is no failure of its own.
        ScriptFault { kind: FaultKind::Depth, diagnostic, permanent: true, cost, log }
    }

    fn explain(&self, entry: &Entry) -> Faults<'_> {
        let (limits, source, library) = (self.rules.limits(), &self.source, &self.library);
        Faults { limits, source, library, fallback: entry.position }
    }

    pub(super) fn failures(&self) -> Failures {
        self.failures.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn fault(&self, call: &Call, (kind, diagnostic): (FaultKind, Diagnostic)) -> ScriptFault {
        if kind.is_permanent() && !(call.is_large && kind.is_of_size()) {
            let mut failures = self.failures.lock().unwrap_or_else(PoisonError::into_inner);
            *failures = Failures { count: failures.count.saturating_add(1), last: Some(diagnostic.clone()) };
        }
        let (permanent, cost, log) = (kind.is_permanent(), call.cost(), call.recorder.take_log());
        ScriptFault { kind, diagnostic, permanent, cost, log }
    }
}

impl Entry {
    fn new(rules: &Rules, ast: &AST, function: &Function) -> Self {
        let mut statements = ast.statements().to_vec();
        statements.extend(rules.bindings(&function.params));
        let body = StmtBlock::new(function.body(), function.start, function.start);
        statements.push(Stmt::Block(Box::new(body)));
        let mut program = AST::new(statements, ast.shared_lib().clone());
        program.set_source(ast.source().unwrap_or_default());
        let arguments = (0..function.params.len()).map(|i| argument(i).into()).collect();
        Self { program, position: function.position, arguments }
    }
}

/// Under which name the n-th argument of a hook is handed over, before it gets the author's name for it.
pub(super) fn argument(index: usize) -> String {
    format!("__argument_{index}")
}

impl Call {
    fn cost(&self) -> Cost {
        Cost { micros: self.meter.micros(), operations: self.meter.operations() }
    }
}

fn panic_text(panic: &(dyn std::any::Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no explanation")
}

#[cfg(test)]
mod tests {
    use crate::script::{FaultKind, FlowInput, Library, Rules, ScriptLimits, ScriptSource, Vocabulary};

    #[test]
    fn a_native_function_that_panics_is_a_fault_and_the_rule_stays_usable() {
        let text = "fn on_form(form, ctx) { if form.is_set(\"bad\") { panic_natively(); } form.show(\"bad\"); }";
        let source = ScriptSource { path: "scripts/nordwind/flows/a.rhai".into(), text: text.into() };
        let rules = Rules::new(ScriptLimits::default());
        let rule = rules.flow(&source, &Library::default(), &Vocabulary::default()).unwrap();
        let mut input = FlowInput::default();
        input.values.insert("bad".into(), "yes".into());
        let fault = rule.on_form(&input).unwrap_err();
        assert_eq!(fault.kind, FaultKind::Panic);
        assert!(fault.permanent && fault.diagnostic.message.contains("broken on purpose"), "{fault}");
        input.values.insert("bad".into(), serde_json::Value::Null);
        assert_eq!(rule.on_form(&input).unwrap().value.fields["bad"].visible, Some(true));
    }
}
