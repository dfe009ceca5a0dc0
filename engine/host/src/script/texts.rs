//! Texts that a rule names: whether those who read them would get them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use rhai::{ASTNode, Expr, Position, Stmt};

use super::compile;
use super::rules::Rules;
use super::source::ScriptSource;
use crate::diagnostic::Diagnostic;

/// Keys of the texts that readers get, by who they are, for example `nl (themes/acme)`. Empty means: unknown.
pub type Texts = BTreeMap<String, Arc<BTreeSet<String>>>;

/// Every `text("key")` whose key some readers would get instead of a text. A file that cannot be parsed is told elsewhere.
pub(super) fn check(rules: &Rules, source: &ScriptSource, texts: &Texts) -> Vec<Diagnostic> {
    let Ok(ast) = compile::parse(rules, source) else { return Vec::new() };
    if ast.iter_functions().any(|function| function.name == "text") {
        return Vec::new();
    }
    let mut found = Vec::new();
    ast.walk(&mut |path: &[ASTNode]| {
        let (Some(ASTNode::Stmt(Stmt::FnCall(call, _))) | Some(ASTNode::Expr(Expr::FnCall(call, _)))) = path.last()
        else {
            return true;
        };
        if call.name == "text"
            && call.namespace.is_empty()
            && let Some(Expr::StringConstant(key, position)) = call.args.first()
        {
            found.extend(lacking(source, texts, (key, *position)));
        }
        true
    });
    found
}

fn lacking(source: &ScriptSource, texts: &Texts, (key, position): (&str, Position)) -> Option<Diagnostic> {
    let lacking: Vec<&str> =
        texts.iter().filter(|(_, keys)| !keys.contains(key)).map(|(readers, _)| readers.as_str()).collect();
    if lacking.is_empty() {
        return None;
    }
    if lacking.len() < texts.len() {
        let wrong = source.warning(format!("there is no text \"{key}\" in {}", lacking.join(", ")), position);
        return Some(wrong.suggest("readers would see its key; write it in locales of the theme"));
    }
    let known = texts.values().flat_map(|keys| keys.iter().map(String::as_str));
    let wrong = source.error(format!("there is no text \"{key}\""), position).suggest_nearest(key, known);
    Some(if wrong.suggestion.is_none() { wrong.suggest("write it in locales of the theme") } else { wrong })
}
