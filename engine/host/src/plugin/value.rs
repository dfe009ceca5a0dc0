//! What goes into a plugin and what comes out, in words of the engine: texts are already in the reader's language.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// Who calls, for whom and when.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CallContext {
    /// Short name of the tenant; calls are counted by it.
    pub tenant: String,
    /// The reader's language, for example `de` or `en-GB`.
    pub locale: String,
    /// The time.
    pub now: Timestamp,
    /// True while the plugin is checked: nobody sees the answer, nothing is kept, and how it went is not counted.
    pub dry_run: bool,
}

/// A field whose form is to be drawn.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldConfig {
    /// The field's configuration as a JSON object.
    pub config_json: String,
    /// The stored value as JSON text, when the field is being edited.
    pub value_json: Option<String>,
}

/// A field as a person filled it in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct RawField {
    /// The field's configuration as a JSON object.
    pub config_json: String,
    /// Control names and what they sent.
    pub inputs: Vec<(String, String)>,
}

/// A stored value that is to be shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct StoredValue {
    /// The field's configuration as a JSON object.
    pub config_json: String,
    /// The value as JSON text.
    pub value_json: String,
}

/// Where a value is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Target {
    /// The page of one record.
    #[default]
    Page,
    /// A cell of a list.
    List,
    /// An e-mail.
    Mail,
    /// Plain text, for example an export.
    Text,
}

/// What a plugin says about its kind of field.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Description {
    /// Id under `[[provides]]`.
    pub id: String,
    /// Name of the kind of field.
    pub name: String,
    /// What it is good for.
    pub help: String,
    /// The form that configures one field.
    pub config: Vec<Control>,
}

/// One element of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub struct Control {
    /// Name inside the field.
    pub name: String,
    /// Which element it is.
    pub kind: ControlKind,
    /// Its label.
    pub label: String,
    /// A sentence below the label.
    pub help: Option<String>,
    /// What stands in it at first.
    pub value: Option<String>,
    /// Whether it must be filled in when the field must.
    pub required: bool,
    /// Longest text in characters.
    pub max_length: Option<u32>,
    /// Pattern for the browser; a hint.
    pub pattern: Option<String>,
    /// Keyboard of a telephone.
    pub input_mode: Option<InputMode>,
    /// Autocomplete token of the browser.
    pub autocomplete: Option<String>,
    /// What can be chosen.
    pub choices: Vec<Choice>,
}

/// Which element a control becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ControlKind {
    /// One line of text.
    Text,
    /// A number with a decimal point.
    Number,
    /// One of the choices.
    Select,
    /// Ticked (`true`) or absent.
    Checkbox,
    /// A day as `2026-11-22`.
    Date,
    /// Several lines of text.
    Textarea,
}

/// Which keyboard a telephone offers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum InputMode {
    /// Letters.
    Text,
    /// Digits.
    Numeric,
    /// Digits and a decimal separator.
    Decimal,
    /// Telephone numbers.
    Tel,
    /// E-mail addresses.
    Email,
    /// Web addresses.
    Url,
}

/// One thing to choose.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// What the form sends.
    pub value: String,
    /// What the person reads.
    pub label: String,
}

/// A value in the form in which it is stored.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ParsedValue {
    /// Valid JSON text; `null` for an empty field.
    pub value_json: String,
    /// Words for the search; may be empty.
    pub search: String,
}

/// Why a field cannot be accepted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Problem {
    /// The control it belongs to; None for the field as a whole.
    pub control: Option<String>,
    /// A short name for programs.
    pub code: String,
    /// The sentence for the person.
    pub message: String,
}

/// One part of a shown value; text that the theme escapes and draws.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "kind", rename_all = "kebab-case")]
pub enum Node {
    /// Ordinary text.
    Text {
        /// The words.
        text: String,
    },
    /// Text that stands out.
    Strong {
        /// The words.
        text: String,
    },
    /// Characters to be read one by one.
    Code {
        /// The characters.
        text: String,
    },
    /// A short word with a background.
    Badge {
        /// The word.
        text: String,
        /// Its meaning.
        tone: Tone,
    },
    /// A name and its value.
    Pair {
        /// The name.
        name: String,
        /// The value.
        text: String,
    },
    /// A new line.
    LineBreak,
}

/// What a badge means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tone {
    /// Nothing.
    Neutral,
    /// All is well.
    Good,
    /// Look at it.
    Warning,
    /// Something is wrong.
    Bad,
}

impl Node {
    /// The words of a shown value without any form, for exports and plain-text mail.
    pub fn plain_text(nodes: &[Self]) -> String {
        let mut out = String::new();
        for node in nodes {
            match node {
                Self::LineBreak => out.push('\n'),
                Self::Pair { name, text } => push_words(&mut out, &format!("{name}: {text}")),
                Self::Text { text } | Self::Strong { text } | Self::Code { text } | Self::Badge { text, .. } => {
                    push_words(&mut out, text);
                }
            }
        }
        out
    }
}

fn push_words(out: &mut String, words: &str) {
    if !out.is_empty() && !out.ends_with(char::is_whitespace) && !words.starts_with(char::is_whitespace) {
        out.push(' ');
    }
    out.push_str(words);
}
