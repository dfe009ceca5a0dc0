//! One shape for everything that is wrong with an author's file: a theme's template, a rule or a plugin.
//!
//! The office page *Extensions*, the log and `portico check` all print this and nothing else.

use std::fmt;

use serde::Serialize;

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Works, but probably not as meant.
    Warning,
    /// The file cannot go live.
    Error,
}

/// A finding in an author's file, with everything needed to mend it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// Whether the file may still go live.
    pub severity: Severity,
    /// Path relative to the project's top folder, with forward slashes, for example `scripts/nordwind/flows/heating_fault.rhai`.
    pub file: String,
    /// Line, counted from 1. None when the finding concerns the whole file.
    pub line: Option<usize>,
    /// Column in characters, counted from 1.
    pub column: Option<usize>,
    /// What is wrong, as a sentence part without a full stop.
    pub message: String,
    /// What to do, for example `did you mean "is_empty"?`.
    pub suggestion: Option<String>,
    /// Up to five source lines around the place, already numbered, with a caret line. Empty when there is no place.
    pub excerpt: String,
}

impl Diagnostic {
    /// An error that concerns a whole file.
    pub fn error(file: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            file: file.into(),
            line: None,
            column: None,
            message: message.into(),
            suggestion: None,
            excerpt: String::new(),
        }
    }

    /// The same finding as a warning.
    pub fn warning(file: impl Into<String>, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(file, message) }
    }

    /// Adds the place and cuts the excerpt out of `source`. Lines and columns count from 1; a line outside the source adds no excerpt.
    #[must_use]
    pub fn at(mut self, source: &str, line: usize, column: Option<usize>) -> Self {
        self.line = Some(line);
        self.column = column;
        self.excerpt = excerpt(source, line, column);
        self
    }

    /// Adds what to do.
    #[must_use]
    pub fn suggest(mut self, suggestion: impl Into<String>) -> Self {
        self.suggestion = Some(suggestion.into());
        self
    }

    /// Adds `did you mean "…"?` when one of `known` is near enough to `name`.
    #[must_use]
    pub fn suggest_nearest<'a>(self, name: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        match nearest(name, known) {
            Some(near) => self.suggest(format!("did you mean \"{near}\"?")),
            None => self,
        }
    }
}

impl fmt::Display for Diagnostic {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        write!(f, "{severity}: {}", self.message)?;
        write!(f, "\n  --> {}", self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        if let Some(column) = self.column {
            write!(f, ":{column}")?;
        }
        if !self.excerpt.is_empty() {
            write!(f, "\n{}", self.excerpt)?;
        }
        if let Some(suggestion) = &self.suggestion {
            write!(f, "\n  help: {suggestion}")?;
        }
        Ok(())
    }
}

/// The name in `known` that a person most likely meant by `name`: at most a third of its letters differ.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let allowed = (name.chars().count() / 3).max(1);
    known
        .into_iter()
        .map(|candidate| (strsim::damerau_levenshtein(name, candidate), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

fn excerpt(source: &str, line: usize, column: Option<usize>) -> String {
    let first = line.saturating_sub(2).max(1);
    let mut out = Vec::new();
    for (number, text) in source.lines().enumerate().map(|(i, text)| (i + 1, text)) {
        if number < first || number > line + 2 {
            continue;
        }
        let shown: String = text.chars().take(160).collect();
        out.push(format!("{number:>4} | {shown}"));
        if let (true, Some(column)) = (number == line, column.filter(|c| *c <= 160)) {
            out.push(format!("     | {}^", " ".repeat(column.saturating_sub(1))));
        }
    }
    if source.lines().count() < line { String::new() } else { out.join("\n") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_points_at_the_column_and_shows_two_lines_around() {
        let found = Diagnostic::error("a.rhai", "unknown name").at("one\ntwo\nthree\nfour\nfive\nsix", 3, Some(2));
        assert_eq!(found.excerpt, "   1 | one\n   2 | two\n   3 | three\n     |  ^\n   4 | four\n   5 | five");
    }

    #[test]
    fn a_line_outside_the_source_has_no_excerpt() {
        assert_eq!(Diagnostic::error("a", "b").at("one", 9, None).excerpt, "");
    }

    #[test]
    fn the_nearest_name_is_suggested_only_when_it_is_near() {
        assert_eq!(nearest("titel", ["title", "state"]), Some("title"));
        assert_eq!(nearest("xyz", ["title", "state"]), None);
    }
}
