//! Answers written out in a rule: a comparison with a choice that the field does not have never holds, and nothing fails. Found are
//! `==`, `!=` and `in [...]` with `form.value("field")` or a variable that holds it; the cases of a `switch` keep no text to look at.

use std::collections::{BTreeMap, BTreeSet};

use rhai::{ASTNode, Expr, FnCallExpr, Position, Stmt};

use super::File;
use super::names::Host;
use super::objects::Objects;
use crate::diagnostic::Diagnostic;
use crate::script::functions::Function;

/// Variables of a function that hold the answer to a field, by name.
type Answers = BTreeMap<String, String>;

/// Every comparison in one function, of which `objects` are certain.
pub(super) fn check(file: &File, function: &Function, objects: &Objects) -> Vec<Diagnostic> {
    let offered = offered_by_rule(file);
    let known = |field: &str| file.vocabulary.choices.get(field).filter(|_| !offered.contains(field));
    let answers = variables(function, objects);
    let mut found = Vec::new();
    function.walk(&mut |path| {
        let Some(ASTNode::Expr(Expr::FnCall(call, _)) | ASTNode::Stmt(Stmt::FnCall(call, _))) = path.last() else {
            return;
        };
        let Some((answer, words)) = comparison(call) else { return };
        let field = asked(answer, objects).or_else(|| answers.get(variable(answer)?).map(String::as_str));
        let Some((field, choices)) = field.and_then(|field| Some((field, known(field)?))) else { return };
        let wrong = words.into_iter().filter(|(word, _)| !word.is_empty() && !choices.iter().any(|c| c == word));
        found.extend(wrong.map(|(word, position)| never(file, (field, choices), (word, position))));
    });
    found
}

fn never(file: &File, (field, choices): (&str, &[String]), (word, position): (&str, Position)) -> Diagnostic {
    let message = format!("the field \"{field}\" has no choice \"{word}\"");
    let wrong = file.source.warning(message, position);
    let wrong = wrong.suggest_nearest(word, choices.iter().map(String::as_str));
    match wrong.suggestion {
        None if choices.len() <= 8 => wrong.suggest(format!("there are {}", choices.join(", "))),
        _ => wrong,
    }
}

/// The two sides of a comparison, as far as one is a written text or a list of them.
fn comparison(call: &FnCallExpr) -> Option<(&Expr, Vec<(&str, Position)>)> {
    let [left, right] = call.args.as_slice() else { return None };
    match (call.name.as_str(), left, right) {
        ("==" | "!=", Expr::StringConstant(word, position), answer)
        | ("==" | "!=", answer, Expr::StringConstant(word, position)) => {
            Some((answer, vec![(word.as_str(), *position)]))
        }
        // Rhai turns `a in b` into this.
        ("contains", Expr::Array(items, _), answer) => {
            let words = items.iter().filter_map(|item| match item {
                Expr::StringConstant(word, position) => Some((word.as_str(), *position)),
                _ => None,
            });
            Some((answer, words.collect()))
        }
        _ => None,
    }
}

/// The field of `form.value("field")`.
fn asked<'a>(expr: &'a Expr, objects: &Objects) -> Option<&'a str> {
    let Expr::Dot(dot, ..) = expr else { return None };
    let host = objects.get(variable(&dot.lhs)?)?;
    match (host, &dot.rhs) {
        (Host::Form | Host::Draft | Host::Order, Expr::MethodCall(call, _)) if call.name == "value" => text(call),
        _ => None,
    }
}

fn variable(expr: &Expr) -> Option<&str> {
    match expr {
        Expr::Variable(variable, ..) if variable.2.is_empty() => Some(variable.1.as_str()),
        _ => None,
    }
}

fn text(call: &FnCallExpr) -> Option<&str> {
    match call.args.first() {
        Some(Expr::StringConstant(key, _)) => Some(key.as_str()),
        _ => None,
    }
}

/// Variables that are given the answer to a field once and nothing else.
fn variables(function: &Function, objects: &Objects) -> Answers {
    let (mut answers, mut named) = (Answers::new(), BTreeSet::new());
    let mut changed: BTreeSet<String> = function.params.iter().map(ToString::to_string).collect();
    function.walk(&mut |path| match path.last() {
        Some(ASTNode::Stmt(Stmt::Var(given, ..))) => {
            let name = given.0.name.to_string();
            if !named.insert(name.clone()) {
                changed.insert(name.clone());
            }
            answers.extend(asked(&given.1, objects).map(|field| (name, field.to_owned())));
        }
        Some(ASTNode::Stmt(Stmt::For(bound, _))) => drop(changed.insert(bound.0.name.to_string())),
        Some(ASTNode::Stmt(Stmt::Assignment(assignment))) => {
            changed.extend(variable(&assignment.1.lhs).map(str::to_owned));
        }
        _ => {}
    });
    answers.retain(|name, _| !changed.contains(name));
    answers
}

/// Fields whose choices the rule makes itself.
fn offered_by_rule(file: &File) -> BTreeSet<String> {
    let mut offered = BTreeSet::new();
    for function in &file.functions {
        function.walk(&mut |path| {
            if let Some(ASTNode::Expr(Expr::MethodCall(call, _))) = path.last()
                && call.name == "options"
            {
                match text(call) {
                    Some(field) => drop(offered.insert(field.to_owned())),
                    None => offered.extend(file.vocabulary.choices.keys().cloned()),
                }
            }
        });
    }
    offered
}
