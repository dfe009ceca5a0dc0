//! Which variables certainly are which objects: a hook's parameters, and those of helpers that are never given anything else.

use std::collections::BTreeMap;

use rhai::{ASTNode, Expr, FnCallExpr, ImmutableString, Stmt};

use super::File;
use super::hooks::hook_of;
use super::names::Host;
use crate::script::functions::Function;

pub(super) type Objects = BTreeMap<String, Host>;

/// A call of a function of the file, with the names of the variables that it hands over.
struct Call {
    caller: usize,
    name: ImmutableString,
    given: Vec<Option<ImmutableString>>,
}

/// The objects of every function, in the order of the file's functions.
pub(super) fn of(file: &File) -> Vec<Objects> {
    let calls = calls(file);
    let mut known: Vec<Objects> = file.functions.iter().map(|function| of_hook(file, function)).collect();
    // What one function is certain of may make the functions that it calls certain of more.
    loop {
        let functions = file.functions.iter().zip(&known);
        let next = functions.map(|(function, known_of_it)| match is_helper(file, function) {
            true => handed(function, &calls, &known),
            false => known_of_it.clone(),
        });
        let next: Vec<Objects> = next.collect();
        if next == known {
            return known;
        }
        known = next;
    }
}

fn of_hook(file: &File, function: &Function) -> Objects {
    let Some(hook) = file.kind.and_then(|kind| hook_of(kind, function)) else { return Objects::new() };
    let arguments = function.params.iter().zip(hook.args);
    let objects = arguments.filter_map(|(name, argument)| Some((name.to_string(), Host::of_argument(argument)?)));
    unchanged(function, objects.collect())
}

/// Whether every call of the function stands in this file. A library's may come from anywhere, and so may one that is handed on by name.
fn is_helper(file: &File, function: &Function) -> bool {
    let is_hook = file.kind.is_none_or(|kind| hook_of(kind, function).is_some());
    !is_hook && !function.is_closure() && !file.mentions.iter().any(|mentions| mentions.hands_on(function))
}

/// The parameters of a helper that are the same object in every call.
fn handed(function: &Function, calls: &[Call], known: &[Objects]) -> Objects {
    let count = function.params.len();
    let calls: Vec<&Call> =
        calls.iter().filter(|call| call.name == function.name && call.given.len() == count).collect();
    let object = |call: &Call, at: usize| known[call.caller].get(call.given[at].as_deref()?).copied();
    let objects = function.params.iter().enumerate().filter_map(|(at, name)| {
        let host = object(calls.first()?, at)?;
        calls.iter().all(|call| object(call, at) == Some(host)).then(|| (name.to_string(), host))
    });
    unchanged(function, objects.collect())
}

fn calls(file: &File) -> Vec<Call> {
    let mut found = Vec::new();
    for (caller, function) in file.functions.iter().enumerate() {
        let mut add = |call: &FnCallExpr| {
            let given = call.args.iter().map(|value| match value {
                Expr::Variable(variable, ..) if variable.2.is_empty() => Some(variable.1.clone()),
                _ => None,
            });
            // A function of a module may have the same name.
            if call.namespace.is_empty() {
                found.push(Call { caller, name: call.name.clone(), given: given.collect() });
            }
        };
        function.walk(&mut |path| match path.last() {
            Some(ASTNode::Stmt(Stmt::FnCall(call, _))) => add(call),
            Some(ASTNode::Expr(Expr::FnCall(call, _) | Expr::MethodCall(call, _))) => add(call),
            _ => {}
        });
    }
    found
}

/// Without the variables that the body gives another meaning.
fn unchanged(function: &Function, mut objects: Objects) -> Objects {
    function.walk(&mut |path| match path.last() {
        Some(ASTNode::Stmt(Stmt::Var(variable, ..))) => drop(objects.remove(variable.0.name.as_str())),
        Some(ASTNode::Stmt(Stmt::For(bound, _))) => {
            objects.remove(bound.0.name.as_str());
            bound.1.as_ref().map(|counter| objects.remove(counter.name.as_str()));
        }
        Some(ASTNode::Stmt(Stmt::Assignment(assignment))) => {
            if let Expr::Variable(variable, ..) = &assignment.1.lhs {
                objects.remove(variable.1.as_str());
            }
        }
        Some(ASTNode::Stmt(Stmt::TryCatch(caught, _))) => {
            if let Expr::Variable(variable, ..) = &caught.expr {
                objects.remove(variable.1.as_str());
            }
        }
        _ => {}
    });
    objects
}
