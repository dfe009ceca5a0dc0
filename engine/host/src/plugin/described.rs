//! Whether a plugin's description and its texts fit together.

use super::bindings::portico::plugin::types;
use super::convert::Reader;
use super::load::Candidate;
use super::manifest::Findings;
use crate::diagnostic::Diagnostic;

/// A key without any text is an error; a gap in one language, or a text that nobody asks for, is a warning.
pub(super) fn check(candidate: &Candidate, said: &types::Description, findings: &mut Findings) {
    let manifest = &candidate.manifest;
    let Some(provided) = manifest.provides.first() else { return };
    let id = &provided.get_ref().id;
    if said.id != *id {
        let message = format!("[[provides]] says \"{id}\", the component describes itself as \"{}\"", said.id);
        findings.error(provided.span(), message);
    }
    let mut keys: Vec<&str> = said.message_keys.iter().map(String::as_str).collect();
    let used = read_in_every_language(candidate, said, findings);
    keys.extend(used.iter().map(String::as_str));
    keys.sort_unstable();
    keys.dedup();
    check_keys(candidate, &keys, findings);
}

/// Reads the description as it will be read later, so that it cannot fail then; returns keys that have no text.
fn read_in_every_language(candidate: &Candidate, said: &types::Description, findings: &mut Findings) -> Vec<String> {
    let texts = &candidate.manifest.texts;
    let mut unknown = Vec::new();
    for language in texts.languages().chain([""]) {
        let mut reader = Reader::new(texts, language, &candidate.limits);
        if let Err(message) = reader.description(said.clone()) {
            let message = format!("the description is not allowed: {message}");
            findings.push(Diagnostic::error(&candidate.file, message));
            return unknown;
        }
        unknown = reader.unknown_keys;
    }
    unknown
}

fn check_keys(candidate: &Candidate, keys: &[&str], findings: &mut Findings) {
    let texts = &candidate.manifest.texts;
    let file = findings.file.clone();
    let (known, unknown): (Vec<&str>, Vec<&str>) =
        keys.iter().partition(|key| texts.resolve("", key, [], usize::MAX).is_some());
    for key in unknown {
        let finding = Diagnostic::error(&file, format!("no language has a text for \"{key}\""));
        findings.push(finding.suggest_nearest(key, texts.keys()));
    }
    for (language, key) in texts.missing(known.iter().copied()) {
        findings.push(Diagnostic::warning(&file, format!("[texts.{language}] has no \"{key}\"")));
    }
    for (language, key) in texts.odd_places() {
        let message = format!("\"{key}\" has other {{places}} in [texts.{language}] than in the first language");
        findings.push(Diagnostic::warning(&file, message));
    }
    let mut idle: Vec<&str> = texts.keys().filter(|key| !keys.contains(key)).collect();
    idle.sort_unstable();
    idle.dedup();
    for key in idle {
        let finding = Diagnostic::warning(&file, format!("nothing asks for the text \"{key}\""));
        findings.push(finding.suggest_nearest(key, keys.iter().copied()));
    }
}
