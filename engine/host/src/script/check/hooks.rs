//! Whether the engine will find what the author wrote for it.

use super::File;
use crate::diagnostic::{Diagnostic, nearest};
use crate::script::functions::Function;
use crate::script::hook::{HOOKS, Hook, HookKind};

pub(super) fn check(file: &File) -> Vec<Diagnostic> {
    let Some(kind) = file.kind else { return Vec::new() };
    let mut found: Vec<Diagnostic> = file.named_functions().filter_map(|f| one(file, kind, f)).collect();
    let any = file.named_functions().any(|function| hook_of(kind, function).is_some());
    if !any && found.is_empty() {
        let names: Vec<&str> = of(kind).map(|hook| hook.name).collect();
        let none = Diagnostic::error(&file.source.path, "the file has no function that the engine calls");
        found.push(none.suggest(format!("write one of {}", names.join(", "))));
    }
    found
}

/// The hook that a function is, when its name is right.
pub(super) fn hook_of(kind: HookKind, function: &Function) -> Option<&'static Hook> {
    of(kind).find(|hook| hook.name == function.name)
}

/// Whether a function is a hook or looks as if it should be one; the latter is reported here.
pub(super) fn is_meant_as_hook(kind: HookKind, function: &Function) -> bool {
    let name = function.name.as_str();
    Hook::named(name).is_some() || name.starts_with("on_") || near(kind, name).is_some()
}

fn near(kind: HookKind, name: &str) -> Option<&'static str> {
    nearest(name, of(kind).map(|hook| hook.name))
}

fn of(kind: HookKind) -> impl Iterator<Item = &'static Hook> {
    HOOKS.iter().filter(move |hook| hook.kind == kind)
}

fn one(file: &File, kind: HookKind, function: &Function) -> Option<Diagnostic> {
    let wrong = |message: String| file.source.error(message, function.position);
    if let Some(hook) = hook_of(kind, function) {
        let (needed, given) = (hook.args.len(), function.params.len());
        let usage = format!("write fn {}({})", hook.name, hook.args.join(", "));
        return (needed != given)
            .then(|| wrong(format!("{} is called with {needed} values, but takes {given}", hook.name)).suggest(usage));
    }
    if let Some(other) = Hook::named(&function.name) {
        let (here, there) = (folder(kind), folder(other.kind));
        let message = format!("{} is called in files of {there}, not of {here}", other.name);
        return Some(wrong(message).suggest(format!("move it to a file in {there}")));
    }
    if !is_meant_as_hook(kind, function) || super::graph::is_called(file, function) {
        return None;
    }
    let names: Vec<&str> = of(kind).map(|hook| hook.name).collect();
    let suggestion = near(kind, &function.name)
        .map_or_else(|| format!("the hooks are {}", names.join(", ")), |near| format!("did you mean \"{near}\"?"));
    Some(wrong(format!("nothing calls {}", function.name)).suggest(suggestion))
}

fn folder(kind: HookKind) -> &'static str {
    match kind {
        HookKind::Flow => "flows",
        HookKind::Automation => "automations",
    }
}
