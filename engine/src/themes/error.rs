//! From an error of the template engine to a finding in the author's file.

use std::ops::Range;

use minijinja::{Error, ErrorKind};
use portico_host::diagnostic::Diagnostic;

use super::{engine::Shared, source::line_column};

/// A page that could not be rendered, not even by the built-in theme.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{diagnostic}")]
pub struct RenderError {
    pub diagnostic: Box<Diagnostic>,
}

/// The innermost error that has a place, in the author's file.
pub fn diagnose(error: &Error, shared: &Shared, wanted: &str) -> Diagnostic {
    let mut innermost = error;
    let mut placed = error;
    let mut next: Option<&(dyn std::error::Error + 'static)> = std::error::Error::source(error);
    while let Some(cause) = next {
        if let Some(cause) = cause.downcast_ref::<Error>() {
            innermost = cause;
            if cause.line().is_some() {
                placed = cause;
            }
        }
        next = cause.source();
    }
    let file = placed.name().unwrap_or(wanted);
    let place = Place { file, range: placed.range().filter(|range| !range.is_empty()), line: placed.line() };
    match undefined(innermost) {
        Some(undefined) => place.of_undefined(&undefined, shared),
        None => place.point(Diagnostic::error(file, message(innermost)), shared),
    }
}

/// Where the engine says that something failed.
struct Place<'a> {
    file: &'a str,
    range: Option<Range<usize>>,
    line: Option<usize>,
}

/// A value that is not there: what the template calls it, and where that stands when it is not where the error happened.
struct Undefined {
    path: String,
    from: Option<(Option<String>, usize)>,
}

impl Place<'_> {
    fn point(&self, found: Diagnostic, shared: &Shared) -> Diagnostic {
        let (Some(template), Some(guarded)) = (shared.layers.get(self.file), shared.guarded.get(self.file)) else {
            return found;
        };
        match (&self.range, self.line) {
            (Some(range), _) => {
                let (line, column) = line_column(&template.source, guarded.original(range.start));
                found.at(&template.source, line, Some(column))
            }
            (None, Some(line)) => found.at(&template.source, line, None),
            (None, None) => found,
        }
    }

    /// Points at the name itself, inside of what failed or on the line that it came from.
    fn of_undefined(&self, undefined: &Undefined, shared: &Shared) -> Diagnostic {
        let (file, line) = match &undefined.from {
            Some((file, line)) => (file.as_deref().unwrap_or(self.file), Some(*line)),
            None => (self.file, None),
        };
        let found = Diagnostic::error(file, format!("undefined: {}", undefined.path));
        let (Some(template), Some(guarded)) = (shared.layers.get(file), shared.guarded.get(file)) else { return found };
        let source: &str = &template.source;
        let inside = match (line, &self.range) {
            (Some(line), _) => line_range(source, line),
            (None, Some(range)) => guarded.original(range.start)..guarded.original(range.end),
            (None, None) => line_range(source, self.line.unwrap_or(1)),
        };
        match source.get(inside.clone()).and_then(|text| text.find(&undefined.path)) {
            Some(at) => {
                let (line, column) = line_column(source, inside.start + at);
                found.at(source, line, Some(column))
            }
            None => Place { file, range: self.range.clone().filter(|_| line.is_none()), line: line.or(self.line) }
                .point(found, shared),
        }
    }
}

/// Reads the engine's sentence "`row.titel` is undefined (from themes/…/home.html:7)".
fn undefined(error: &Error) -> Option<Undefined> {
    let detail = error.detail()?;
    let (before, after) = detail.split_once("` is undefined")?;
    let path = before.rsplit_once('`').map_or(before, |(_, path)| path).to_owned();
    let place = after.split_once("from ").map(|(_, place)| place.trim_end_matches(')'));
    let from = place.and_then(|place| match place.strip_prefix("line ") {
        Some(line) => Some((None, line.parse().ok()?)),
        None => {
            let (file, line) = place.rsplit_once(':')?;
            Some((Some(file.to_owned()), line.parse().ok()?))
        }
    });
    Some(Undefined { path, from })
}

/// The bytes of a line, counted from 1.
fn line_range(source: &str, line: usize) -> Range<usize> {
    let start = source.split_inclusive('\n').take(line.saturating_sub(1)).map(str::len).sum();
    let length = source[start..].find('\n').unwrap_or(source.len() - start);
    start..start + length
}

fn message(error: &Error) -> String {
    let detail = error.detail().unwrap_or_default();
    match error.kind() {
        ErrorKind::InvalidOperation | ErrorKind::SyntaxError if !detail.is_empty() => detail.to_owned(),
        ErrorKind::OutOfFuel => "the page takes more steps than allowed".to_owned(),
        ErrorKind::WriteFailure => "the page is longer than allowed".to_owned(),
        kind if detail.is_empty() => kind.to_string(),
        kind => format!("{kind}: {detail}"),
    }
}
