//! Which functions of a file call which: functions that nothing calls, and functions that call themselves.

use std::collections::BTreeSet;

use rhai::{ASTNode, Expr, ImmutableString, Stmt};

use super::{File, hooks};
use crate::diagnostic::Diagnostic;
use crate::script::functions::Function;

/// What one function mentions: calls with their numbers of values, and names handed on as values.
pub(super) struct Mentions {
    calls: BTreeSet<(ImmutableString, usize)>,
    names: BTreeSet<ImmutableString>,
}

pub(super) fn check(file: &File) -> Vec<Diagnostic> {
    let mut found = circles(file);
    found.extend(idle(file));
    found
}

/// Whether anything in the file mentions the function.
pub(super) fn is_called(file: &File, function: &Function) -> bool {
    file.mentions.iter().any(|mentions| mentions.has(function))
}

impl Mentions {
    pub(super) fn of(function: &Function) -> Self {
        let mut mentions = Self { calls: BTreeSet::new(), names: BTreeSet::new() };
        function.walk(&mut |path: &[ASTNode]| mentions.node(path));
        mentions
    }

    fn node(&mut self, path: &[ASTNode]) {
        let call = match path.last() {
            Some(ASTNode::Stmt(Stmt::FnCall(call, _))) => call,
            Some(ASTNode::Expr(Expr::FnCall(call, _) | Expr::MethodCall(call, _))) => call,
            Some(ASTNode::Expr(Expr::DynamicConstant(value, _))) => {
                self.names.extend(value.read_lock::<rhai::FnPtr>().map(|pointer| pointer.fn_name().into()));
                return;
            }
            // A variable without a place in the scope is the name of a function.
            Some(ASTNode::Expr(Expr::Variable(variable, None, _))) if variable.0.is_none() => {
                self.names.insert(variable.1.clone());
                return;
            }
            _ => return,
        };
        if let ("Fn", Some(Expr::StringConstant(name, _))) = (call.name.as_str(), call.args.first()) {
            self.names.insert(name.clone());
        }
        if call.namespace.is_empty() {
            self.calls.insert((call.name.clone(), call.args.len()));
        }
    }

    /// Whether the function is handed on as a value, so that nobody can say who calls it.
    pub(super) fn hands_on(&self, function: &Function) -> bool {
        self.names.contains(&function.name)
    }

    fn has(&self, function: &Function) -> bool {
        self.hands_on(function) || self.calls.contains(&(function.name.clone(), function.params.len()))
    }
}

fn idle(file: &File) -> Vec<Diagnostic> {
    let Some(kind) = file.kind else { return Vec::new() };
    let idle = file
        .named_functions()
        .filter(|function| !hooks::is_meant_as_hook(kind, function) && !is_called(file, function));
    idle.map(|function| file.source.warning(format!("nothing calls {}", function.name), function.position)).collect()
}

/// One warning for every function that can reach itself, with the shortest way round.
fn circles(file: &File) -> Vec<Diagnostic> {
    let nexts: Vec<Vec<usize>> = file
        .mentions
        .iter()
        .map(|mentions| (0..file.functions.len()).filter(|index| mentions.has(&file.functions[*index])).collect())
        .collect();
    let named = |index: &usize| !file.functions[*index].is_closure();
    let found = (0..file.functions.len()).filter(named).filter_map(|start| {
        let way = way_back(&nexts, start)?;
        let names: Vec<&str> = way.iter().map(|index| file.functions[*index].name.as_str()).collect();
        let function = &file.functions[start];
        let message = format!("{} calls itself ({})", function.name, names.join(" → "));
        Some(file.source.warning(message, function.position).suggest("make sure that it comes to an end"))
    });
    found.collect()
}

/// The shortest way from a function back to itself, searched breadth first.
fn way_back(nexts: &[Vec<usize>], start: usize) -> Option<Vec<usize>> {
    let mut came_from = vec![None; nexts.len()];
    let mut queue = std::collections::VecDeque::from([start]);
    while let Some(at) = queue.pop_front() {
        for &next in &nexts[at] {
            if next == start {
                let back = std::iter::successors(Some(at), |index| came_from[*index]);
                let mut way: Vec<usize> = std::iter::once(start).chain(back).collect();
                way.reverse();
                return Some(way);
            }
            if came_from[next].is_none() {
                came_from[next] = Some(at);
                queue.push_back(next);
            }
        }
    }
    None
}
