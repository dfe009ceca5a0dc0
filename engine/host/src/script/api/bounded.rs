//! Replacements for functions of the language whose cost no limit bounds beforehand.
//!
//! Rhai looks at a text's size after a function made it. Replacing every letter of a full text by a full text would be
//! four gigabytes by then.

use rhai::{EvalAltResult, ImmutableString, Position};

use super::Registry;
use crate::script::limits::ScriptLimits;
use crate::script::record::Failure;

pub(super) fn register(functions: &mut Registry, limits: &ScriptLimits) {
    let most = limits.string_bytes;
    let doc = "Replaces every occurrence in the text.";
    let signature = &["text: string", "find: string", "by: string", "()"];
    functions.add("replace", signature, doc, move |text: &mut ImmutableString, find: &str, by: &str| {
        replace(text, find, by, most)
    });
    functions.add("replace", signature, doc, move |text: &mut ImmutableString, find: &str, by: char| {
        replace(text, find, by.encode_utf8(&mut [0; 4]), most)
    });
    functions.add("replace", signature, doc, move |text: &mut ImmutableString, find: char, by: &str| {
        replace(text, find.encode_utf8(&mut [0; 4]), by, most)
    });
    functions.add("replace", signature, doc, move |text: &mut ImmutableString, find: char, by: char| {
        replace(text, find.encode_utf8(&mut [0; 4]), by.encode_utf8(&mut [0; 4]), most)
    });
}

fn replace(text: &mut ImmutableString, find: &str, by: &str, most: usize) -> Result<(), Failure> {
    let found = text.matches(find).count();
    let grown = text.len().saturating_add(found.saturating_mul(by.len())).saturating_sub(found * find.len());
    if grown > most {
        return Err(EvalAltResult::ErrorDataTooLarge("Length of string".into(), Position::NONE).into());
    }
    *text = text.replace(find, by).into();
    Ok(())
}
