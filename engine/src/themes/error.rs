//! From an error of the template engine to a finding in the author's file.

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
    let found = Diagnostic::error(file, message(innermost));
    let (Some(template), Some(guarded)) = (shared.layers.get(file), shared.guarded.get(file)) else { return found };
    match (placed.range(), placed.line()) {
        (Some(range), _) if !range.is_empty() => {
            let (line, column) = line_column(&template.source, guarded.original(range.start));
            found.at(&template.source, line, Some(column))
        }
        (_, Some(line)) => found.at(&template.source, line, None),
        _ => found,
    }
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
