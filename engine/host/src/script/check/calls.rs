//! Calls of functions and of the objects' own functions: do they exist, with this many values, in this hook?

use std::collections::BTreeSet;

use rhai::{ASTNode, BinaryExpr, Expr, FnCallExpr, Position, Stmt};

use super::hooks::hook_of;
use super::names::{Host, Names};
use super::objects::{self, Objects};
use super::{File, choices, literals};
use crate::diagnostic::{Diagnostic, nearest};
use crate::script::functions::Function;
use crate::script::hook::{HOOKS, Hook};

pub(super) fn check(file: &File) -> Vec<Diagnostic> {
    let functions = file.functions.iter().zip(objects::of(file));
    let of_function = |(function, objects): (&Function, Objects)| {
        let mut found = choices::check(file, function, &objects);
        found.extend(Walk::through(file, function, objects));
        found
    };
    functions.flat_map(of_function).collect()
}

/// The walk through one function.
struct Walk<'a> {
    file: &'a File<'a>,
    hook: Option<&'static Hook>,
    /// Which variables are which objects, as far as that is certain.
    objects: Objects,
    /// Calls already checked as calls on an object.
    seen: BTreeSet<(Option<usize>, Option<usize>)>,
    found: Vec<Diagnostic>,
}

/// A call on an object that is certain.
pub(super) struct Member<'a> {
    pub host: Host,
    pub call: &'a FnCallExpr,
    pub position: Position,
}

impl<'a> Walk<'a> {
    fn through(file: &'a File<'a>, function: &Function, objects: Objects) -> Vec<Diagnostic> {
        let hook = file.kind.and_then(|kind| hook_of(kind, function));
        let mut walk = Self { file, hook, objects, seen: BTreeSet::new(), found: Vec::new() };
        function.walk(&mut |path| walk.node(path));
        walk.found
    }

    fn node(&mut self, path: &[ASTNode]) {
        match path.last() {
            Some(ASTNode::Expr(Expr::Dot(dot, ..))) => self.dot(dot),
            Some(ASTNode::Expr(Expr::MethodCall(call, position))) => self.method(call, *position),
            Some(ASTNode::Stmt(Stmt::FnCall(call, position)) | ASTNode::Expr(Expr::FnCall(call, position))) => {
                self.function(call, *position);
            }
            Some(ASTNode::Expr(Expr::Variable(variable, _, position)))
                if !variable.2.is_empty() && variable.2.root() == "global" =>
            {
                self.constant(&variable.1, *position);
            }
            _ => {}
        }
    }

    /// Rhai looks for a constant of the file only when it gets there.
    fn constant(&mut self, name: &str, position: Position) {
        let constants = self.file.ast.statements().iter().filter_map(|statement| match statement {
            Stmt::Var(variable, ..) => Some(variable.0.name.as_str()),
            _ => None,
        });
        let known: Vec<&str> = constants.collect();
        if !known.contains(&name) {
            let wrong = self.file.source.error(format!("the file has no constant {name}"), position);
            self.found.push(wrong.suggest_nearest(name, known));
        }
    }

    fn dot(&mut self, dot: &BinaryExpr) {
        let Expr::Variable(variable, ..) = &dot.lhs else { return };
        let Some(host) = self.objects.get(variable.1.as_str()).copied() else { return };
        let first = match &dot.rhs {
            Expr::Dot(chain, ..) | Expr::Index(chain, ..) => &chain.lhs,
            other => other,
        };
        match first {
            Expr::Property(property, position) => self.property(&variable.1, host, &property.2, *position),
            Expr::MethodCall(call, position) => {
                self.seen.insert((position.line(), position.position()));
                self.member(&variable.1, &Member { host, call, position: *position });
            }
            _ => {}
        }
    }

    fn property(&mut self, variable: &str, host: Host, name: &str, position: Position) {
        let names = self.file.names;
        if names.has_property(host, name) {
            return;
        }
        let source = self.file.source;
        if let Some(arities) = names.method(host, name) {
            let wrong = source.error(format!("{variable}.{name} is a function"), position);
            let values = vec!["..."; arities.first().copied().unwrap_or(0)].join(", ");
            return self.found.push(wrong.suggest(format!("write {variable}.{name}({values})")));
        }
        let message = format!("there is no {variable}.{name}");
        // An order may carry more than every order has, so that is only a warning.
        let wrong = match host {
            Host::Order => source.warning(message, position),
            _ => source.error(message, position),
        };
        let known = names.property_names(host).chain(names.method_names(host));
        self.found.push(wrong.suggest_nearest(name, known));
    }

    fn member(&mut self, variable: &str, member: &Member) {
        let (names, name, given) = (self.file.names, member.call.name.as_str(), member.call.args.len());
        let wrong = |message: String| self.file.source.error(message, member.position);
        match names.method(member.host, name) {
            None if self.file.own_arities(name).any(|count| count == given) => {}
            None => {
                let known = names.method_names(member.host).chain(names.property_names(member.host));
                let wrong = wrong(format!("there is no function {variable}.{name}")).suggest_nearest(name, known);
                self.found.push(wrong);
            }
            Some(arities) if !arities.contains(&given) => {
                self.found
                    .push(wrong(format!("{variable}.{name} takes {}, not {given}", count(arities.iter().copied()))));
            }
            Some(_) => {
                self.found.extend(self.misplaced(member, variable));
                self.found.extend(literals::check(self.file, member));
            }
        }
    }

    /// A function that works, but in another hook.
    fn misplaced(&self, member: &Member, variable: &str) -> Option<Diagnostic> {
        let hook = self.hook?;
        let argument = hook.args.iter().find(|argument| Host::of_argument(argument) == Some(member.host))?;
        let full = format!("{argument}.{}", member.call.name);
        let elsewhere: Vec<&str> =
            HOOKS.iter().filter(|other| other.may.contains(&full.as_str())).map(|other| other.name).collect();
        if elsewhere.is_empty() || elsewhere.contains(&hook.name) {
            return None;
        }
        let message = format!("{variable}.{} does not work in {}", member.call.name, hook.name);
        let wrong = self.file.source.error(message, member.position);
        Some(wrong.suggest(format!("it works in {}", elsewhere.join(", "))))
    }

    /// A call on a value whose type only the run knows.
    fn method(&mut self, call: &FnCallExpr, position: Position) {
        let (name, given) = (call.name.as_str(), call.args.len());
        if self.seen.contains(&(position.line(), position.position())) || Names::is_syntactic(name) {
            return;
        }
        let native = self.file.names.arities(name).filter_map(|count| count.checked_sub(1));
        let known: BTreeSet<usize> = native.chain(self.file.own_arities(name)).collect();
        self.known(name, given, &known, position);
    }

    fn function(&mut self, call: &FnCallExpr, position: Position) {
        let (name, given) = (call.name.as_str(), call.args.len());
        if !call.namespace.is_empty() {
            return self.imported(call, position);
        }
        if name == "Fn"
            && let Some(Expr::StringConstant(target, position)) = call.args.first()
        {
            let exists = self.file.own_arities(target).chain(self.file.names.arities(target)).next().is_some();
            if !exists {
                self.unknown(target, *position);
            }
        }
        if call.op_token.is_some() || Names::is_syntactic(name) || name.starts_with("anon$") {
            return;
        }
        let known: BTreeSet<usize> = self.file.names.arities(name).chain(self.file.own_arities(name)).collect();
        self.known(name, given, &known, position);
    }

    fn known(&mut self, name: &str, given: usize, known: &BTreeSet<usize>, position: Position) {
        if known.is_empty() {
            self.unknown(name, position);
        } else if !known.contains(&given) {
            let message = format!("{name} takes {}, not {given}", count(known.iter().copied()));
            self.found.push(self.file.source.error(message, position));
        }
    }

    fn unknown(&mut self, name: &str, position: Position) {
        let wrong = self.file.source.error(format!("there is no function {name}"), position);
        let own = self.file.named_functions().map(|function| function.name.as_str());
        let wrong = match name {
            "sleep" | "timestamp" | "exit" => {
                wrong.suggest("rules cannot wait, read the clock or end the engine; the time is ctx.now")
            }
            _ => wrong.suggest_nearest(name, own.chain(self.file.names.function_names())),
        };
        self.found.push(wrong);
    }

    fn imported(&mut self, call: &FnCallExpr, position: Position) {
        let (alias, name, given) = (call.namespace.root(), call.name.as_str(), call.args.len());
        let import = self.file.imports.iter().find(|import| import.alias == alias);
        let Some(path) = import.and_then(|import| import.path.as_ref()) else { return };
        let Some(functions) = self.file.library.functions(path) else { return };
        let arities: BTreeSet<usize> = functions.iter().filter(|(f, _)| f == name).map(|(_, count)| *count).collect();
        let source = self.file.source;
        if arities.is_empty() {
            let wrong = source.error(format!("the module \"{path}\" has no function {name}"), position);
            let near = nearest(name, functions.iter().map(|(name, _)| name.as_str()));
            let wrong = near.into_iter().fold(wrong, |wrong, near| wrong.suggest(format!("did you mean \"{near}\"?")));
            self.found.push(wrong);
        } else if !arities.contains(&given) {
            let message = format!("{alias}::{name} takes {}, not {given}", count(arities.into_iter()));
            self.found.push(source.error(message, position));
        }
    }
}

fn count(numbers: impl Iterator<Item = usize>) -> String {
    let numbers: Vec<usize> = numbers.collect();
    let text: Vec<String> = numbers.iter().map(usize::to_string).collect();
    match numbers.as_slice() {
        [0] => "no value".into(),
        [1] => "1 value".into(),
        _ => format!("{} values", text.join(" or ")),
    }
}
