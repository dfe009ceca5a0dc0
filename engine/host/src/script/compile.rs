//! Parses one file and turns the parser's complaint into a diagnostic.

use std::panic::{AssertUnwindSafe, catch_unwind};

use rhai::{AST, LexError, ParseError, ParseErrorType};

use super::engine::FORBIDDEN;
use super::rules::Rules;
use super::source::ScriptSource;
use crate::diagnostic::{Diagnostic, nearest};

pub(super) fn parse(rules: &Rules, source: &ScriptSource) -> Result<AST, Diagnostic> {
    let most = rules.limits().source_bytes;
    if source.text.len() > most {
        let message = format!("the file has {} bytes, more than the {most} a rule may have", source.text.len());
        return Err(Diagnostic::error(&source.path, message).suggest("move functions to scripts/{tenant}/lib"));
    }
    let parse = AssertUnwindSafe(|| rules.parser().compile(&source.text));
    let parsed =
        catch_unwind(parse).map_err(|_| Diagnostic::error(&source.path, "the engine failed on reading this file"))?;
    let mut ast = parsed.map_err(|error| complaint(source, &error))?;
    ast.set_source(source.path.as_str());
    Ok(ast)
}

fn complaint(source: &ScriptSource, error: &ParseError) -> Diagnostic {
    let at = |message: String| source.error(message, error.position());
    match error.err_type() {
        ParseErrorType::VariableUndefined(name) => {
            undefined(source, name, at(format!("there is no variable \"{name}\" here")))
        }
        ParseErrorType::ModuleUndefined(name) => at(format!("\"{name}\" is not imported"))
            .suggest(format!("add import \"lib/{name}\" as {name}; at the top")),
        ParseErrorType::Reserved(word) | ParseErrorType::BadInput(LexError::ImproperSymbol(word, _)) => {
            match FORBIDDEN.iter().find(|(forbidden, _)| forbidden == word) {
                Some((_, instead)) => at(format!("\"{word}\" does not exist in rules")).suggest(*instead),
                None => at(lower(&error.err_type().to_string())),
            }
        }
        ParseErrorType::ExprTooDeep => {
            at("this is nested too deeply".into()).suggest("move inner parts to functions of their own")
        }
        ParseErrorType::UnexpectedEOF => {
            at("the file ends too early".into()).suggest("a brace or a quote is not closed")
        }
        other => at(lower(&other.to_string())),
    }
}

fn undefined(source: &ScriptSource, name: &str, found: Diagnostic) -> Diagnostic {
    if declares_constant(&source.text, name) {
        return found.suggest(format!("inside a function a constant of the file is read as global::{name}"));
    }
    if source.text.contains(&format!("fn {name}(")) {
        return found.suggest(format!("a function is handed on as Fn(\"{name}\")"));
    }
    if name == "log" {
        return found.suggest("write log(\"...\")");
    }
    let words: Vec<&str> = source.text.split(|c: char| !c.is_alphanumeric() && c != '_').collect();
    match nearest(name, words.into_iter().filter(|word| *word != name && !word.is_empty())) {
        Some(near) => found.suggest(format!("did you mean \"{near}\"?")),
        None => found
            .suggest("a function sees only its parameters and its own variables; hand the value over as a parameter"),
    }
}

fn declares_constant(text: &str, name: &str) -> bool {
    text.lines()
        .filter_map(|line| line.trim_start().strip_prefix("const "))
        .any(|rest| rest.trim_start().strip_prefix(name).is_some_and(|rest| rest.trim_start().starts_with('=')))
}

/// Rhai begins its sentences with a capital; ours do not.
pub(super) fn lower(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => String::new(),
    }
}
