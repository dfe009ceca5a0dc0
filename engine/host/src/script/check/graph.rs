//! Which functions of a file call which: functions that nothing calls, and functions that call themselves.

use rhai::{ASTNode, Expr, Stmt};

use super::{File, hooks};
use crate::diagnostic::Diagnostic;
use crate::script::functions::Function;

pub(super) fn check(file: &File) -> Vec<Diagnostic> {
    let circles = file.named_functions().filter_map(|function| {
        let way = circle(file, function, &mut vec![function])?;
        let message = format!("{} calls itself ({way})", function.name);
        let found = file.source.warning(message, function.position);
        Some(found.suggest("make sure that it ends; calls nest 32 levels deep at most by default"))
    });
    let mut found: Vec<Diagnostic> = circles.collect();
    found.extend(idle(file));
    found
}

/// Whether anything in the file mentions the function.
pub(super) fn is_called(file: &File, function: &Function) -> bool {
    file.functions.iter().any(|caller| calls(caller, function))
}

fn idle(file: &File) -> Vec<Diagnostic> {
    let Some(kind) = file.kind else { return Vec::new() };
    let idle = file
        .named_functions()
        .filter(|function| !hooks::is_meant_as_hook(kind, function) && !is_called(file, function));
    idle.map(|function| file.source.warning(format!("nothing calls {}", function.name), function.position)).collect()
}

/// The way from the last function of `way` back to `start`, if there is one.
fn circle<'a>(file: &'a File, start: &Function, way: &mut Vec<&'a Function>) -> Option<String> {
    let last = *way.last()?;
    if calls(last, start) {
        let names: Vec<&str> = way.iter().map(|f| f.name.as_str()).chain([start.name.as_str()]).collect();
        return Some(names.join(" → "));
    }
    for next in file.named_functions().filter(|next| calls(last, next)) {
        if way.iter().any(|seen| seen.position == next.position) {
            continue;
        }
        way.push(next);
        if let Some(found) = circle(file, start, way) {
            return Some(found);
        }
    }
    None
}

fn calls(caller: &Function, function: &Function) -> bool {
    let mut found = false;
    caller.walk(&mut |path: &[ASTNode]| {
        let (call, count) = match path.last() {
            Some(ASTNode::Stmt(Stmt::FnCall(call, _)) | ASTNode::Expr(Expr::FnCall(call, _))) => {
                (call, call.args.len())
            }
            Some(ASTNode::Expr(Expr::MethodCall(call, _))) => (call, call.args.len()),
            Some(ASTNode::Expr(Expr::DynamicConstant(value, _))) => {
                found |= value.read_lock::<rhai::FnPtr>().is_some_and(|pointer| pointer.fn_name() == function.name);
                return;
            }
            _ => return,
        };
        let named = call.name == "Fn"
            && matches!(call.args.first(), Some(Expr::StringConstant(name, _)) if *name == function.name);
        found |= named || (call.name == function.name && count == function.params.len() && call.namespace.is_empty());
    });
    found
}
