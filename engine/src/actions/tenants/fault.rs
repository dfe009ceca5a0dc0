//! What is wrong in a document, and in which part of it.

use std::fmt;

use crate::actions::Error;

/// A mistake of whoever wrote the document. It knows the names of the part, so that whoever has the text finds the place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Section of the document, for example `work_types`.
    pub section: &'static str,
    /// Slug of the part in its section; empty for `tenant`.
    pub name: String,
    /// Key of a field within it, or of a free field that it places.
    pub field: Option<String>,
    /// The key of the part that is wrong.
    pub key: &'static str,
    pub message: String,
    /// What to do.
    pub suggestion: Option<String>,
}

impl Fault {
    pub fn new(section: &'static str, name: &str, key: &'static str, message: impl Into<String>) -> Self {
        let (name, message) = (name.to_owned(), message.into());
        Self { section, name, field: None, key, message, suggestion: None }
    }

    #[must_use]
    pub fn in_field(self, field: &str) -> Self {
        Self { field: Some(field.to_owned()), ..self }
    }

    /// With the name that was probably meant, or all that there are.
    #[must_use]
    pub fn meant<'a>(self, wanted: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        let known: Vec<&str> = known.into_iter().collect();
        let suggestion = match portico_host::diagnostic::nearest(wanted, known.iter().copied()) {
            Some(near) => Some(format!("did you mean \"{near}\"?")),
            None if known.is_empty() => None,
            None => Some(format!("there are: {}", known.join(", "))),
        };
        Self { suggestion, ..self }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let noun = match self.section {
            "statuses" => "status",
            section => section.trim_end_matches('s'),
        };
        write!(f, "{}", noun.replace('_', " "))?;
        if !self.name.is_empty() {
            write!(f, " {}", self.name)?;
        }
        if let Some(field) = &self.field {
            write!(f, ", field {field}")?;
        }
        write!(f, ": {}", self.message)
    }
}

impl From<Fault> for Error {
    fn from(fault: Fault) -> Self {
        Self::Document(Box::new(fault))
    }
}
