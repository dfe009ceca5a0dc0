//! What can be wrong with an answer. The words are in the language files, under `problem-…`.

use std::collections::BTreeMap;

use crate::domain::password::Refusal;

/// A problem with one field, or with the form as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldProblem {
    /// None: the form as a whole.
    pub field: Option<String>,
    /// The control inside a plugin's field, when the plugin names one.
    pub control: Option<String>,
    pub problem: Problem,
}

impl FieldProblem {
    pub fn field(key: &str, problem: Problem) -> Self {
        Self { field: Some(key.to_owned()), control: None, problem }
    }

    pub const fn form(problem: Problem) -> Self {
        Self { field: None, control: None, problem }
    }
}

/// Why an answer is not accepted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    Required,
    /// A box that must be ticked is not.
    NotTicked,
    TooLong {
        max: usize,
    },
    TooMany {
        max: usize,
    },
    /// The files of all fields together are more than a request of this portal may have.
    TooManyFiles {
        max: usize,
    },
    NotANumber,
    TooSmall {
        min: String,
    },
    TooLarge {
        max: String,
    },
    NotAChoice,
    NotADate,
    NotAnEmail,
    NotAPhone,
    /// A field with one answer came several times.
    Repeated,
    /// The page was made before the form changed.
    Stale,
    /// A name that the form does not have.
    Unknown {
        name: String,
    },
    /// An id that is not the customer's, or does not exist: both look the same.
    NotFound,
    /// A text of a rule or plugin, already in the person's language.
    Said(String),
    /// A text of the tenant's language files.
    Keyed {
        key: String,
        params: BTreeMap<String, String>,
    },
    /// The plugin of this field cannot answer now.
    Unavailable,
}

impl From<Refusal> for Problem {
    fn from(refusal: Refusal) -> Self {
        let min = match refusal {
            Refusal::TooShort { min } => Some(("min".to_owned(), min.to_string())),
            _ => None,
        };
        Self::Keyed { key: refusal.key().to_owned(), params: min.into_iter().collect() }
    }
}

impl Problem {
    /// Key of the text in the language files.
    pub fn key(&self) -> &str {
        match self {
            Self::Required => "problem-required",
            Self::NotTicked => "problem-not-ticked",
            Self::TooLong { .. } => "problem-too-long",
            Self::TooMany { .. } => "problem-too-many",
            Self::TooManyFiles { .. } => "problem-too-many-files",
            Self::NotANumber => "problem-not-a-number",
            Self::TooSmall { .. } => "problem-too-small",
            Self::TooLarge { .. } => "problem-too-large",
            Self::NotAChoice => "problem-not-a-choice",
            Self::NotADate => "problem-not-a-date",
            Self::NotAnEmail => "problem-not-an-email",
            Self::NotAPhone => "problem-not-a-phone",
            Self::Repeated => "problem-repeated",
            Self::Stale => "problem-stale",
            Self::Unknown { .. } => "problem-unknown-field",
            Self::NotFound => "problem-not-found",
            Self::Said(_) => "problem-said",
            Self::Keyed { key, .. } => key,
            Self::Unavailable => "problem-unavailable",
        }
    }

    /// Values for the text's placeables.
    pub fn params(&self) -> BTreeMap<String, String> {
        let one = |name: &str, value: String| BTreeMap::from([(name.to_owned(), value)]);
        match self {
            Self::TooLong { max } | Self::TooMany { max } | Self::TooManyFiles { max } => one("max", max.to_string()),
            Self::TooSmall { min } => one("min", min.clone()),
            Self::TooLarge { max } => one("max", max.clone()),
            Self::Unknown { name } => one("name", name.clone()),
            Self::Said(text) => one("text", text.clone()),
            Self::Keyed { params, .. } => params.clone(),
            _ => BTreeMap::new(),
        }
    }
}
