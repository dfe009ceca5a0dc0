//! Short ways to make the contract's values, and to read the JSON in them.

use serde::{Serialize, de::DeserializeOwned};

use crate::{
    Choice, Control, ControlKind, Description, Field, InputMode, Message, MessageParam, ParsedValue, Problem, RawField,
    StoredValue, Text,
};

/// A text of the plugin's `[texts]` tables.
pub fn key(key: impl Into<String>) -> Text {
    Text::Message(Message { key: key.into(), params: Vec::new() })
}

/// A text that is the same in every language.
pub fn plain(text: impl Into<String>) -> Text {
    Text::Plain(text.into())
}

impl Text {
    /// Fills the `{name}` of a message; a plain text stays as it is.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        if let Self::Message(message) = &mut self {
            message.params.push(MessageParam { name: name.into(), value: value.to_string() });
        }
        self
    }
}

impl Description {
    /// A description without configuration.
    pub fn new(id: &str, name: Text, help: Text) -> Self {
        Self { id: id.into(), name, help, config: Vec::new(), message_keys: Vec::new() }
    }

    /// The form by which the office configures a field.
    #[must_use]
    pub fn config(mut self, controls: Vec<Control>) -> Self {
        self.config = controls;
        self
    }

    /// Every message key the plugin can ask for.
    #[must_use]
    pub fn messages<'a>(mut self, keys: impl IntoIterator<Item = &'a str>) -> Self {
        self.message_keys = keys.into_iter().map(String::from).collect();
        self
    }
}

impl Control {
    /// A control of any kind, optional and empty.
    pub fn new(kind: ControlKind, name: &str, label: Text) -> Self {
        Self {
            name: name.into(),
            kind,
            label,
            help: None,
            value: None,
            required: false,
            max_length: None,
            pattern: None,
            input_mode: None,
            autocomplete: None,
            choices: Vec::new(),
        }
    }

    /// One line of text.
    pub fn text(name: &str, label: Text) -> Self {
        Self::new(ControlKind::Text, name, label)
    }

    /// A box to tick.
    pub fn checkbox(name: &str, label: Text) -> Self {
        Self::new(ControlKind::Checkbox, name, label)
    }

    /// A list of pairs of value and label to choose from.
    pub fn select<'a>(name: &str, label: Text, choices: impl IntoIterator<Item = (&'a str, Text)>) -> Self {
        let choices = choices.into_iter().map(|(value, label)| Choice { value: value.into(), label }).collect();
        Self { choices, ..Self::new(ControlKind::Select, name, label) }
    }

    /// Adds a sentence below the label.
    #[must_use]
    pub fn help(mut self, help: Text) -> Self {
        self.help = Some(help);
        self
    }

    /// Sets what stands in it at first.
    #[must_use]
    pub fn value(mut self, value: Option<impl Into<String>>) -> Self {
        self.value = value.map(Into::into);
        self
    }

    /// Demands that it is filled in.
    #[must_use]
    pub fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// Sets the longest text in characters.
    #[must_use]
    pub fn max_length(mut self, characters: u32) -> Self {
        self.max_length = Some(characters);
        self
    }

    /// Sets the pattern that the browser checks as a hint.
    #[must_use]
    pub fn pattern(mut self, pattern: &str) -> Self {
        self.pattern = Some(pattern.into());
        self
    }

    /// Sets the keyboard of a telephone.
    #[must_use]
    pub fn input_mode(mut self, mode: InputMode) -> Self {
        self.input_mode = Some(mode);
        self
    }

    /// Sets the browser's autocomplete token.
    #[must_use]
    pub fn autocomplete(mut self, token: &str) -> Self {
        self.autocomplete = Some(token.into());
        self
    }
}

impl Field {
    /// The configuration; the type's default when it does not fit, so that an old configuration never breaks a form.
    pub fn config<T: DeserializeOwned + Default>(&self) -> T {
        serde_json::from_str(&self.config).unwrap_or_default()
    }

    /// The stored value, when there is one of this type.
    pub fn stored<T: DeserializeOwned>(&self) -> Option<T> {
        self.value.as_deref().and_then(|value| serde_json::from_str(value).ok())
    }
}

impl RawField {
    /// The configuration; the type's default when it does not fit.
    pub fn config<T: DeserializeOwned + Default>(&self) -> T {
        serde_json::from_str(&self.config).unwrap_or_default()
    }

    /// What the first control of this name sent, without the white space around it; empty when it sent nothing.
    pub fn input(&self, name: &str) -> &str {
        self.inputs.iter().find(|input| input.name == name).map_or("", |input| input.value.trim())
    }
}

impl StoredValue {
    /// The configuration; the type's default when it does not fit.
    pub fn config<T: DeserializeOwned + Default>(&self) -> T {
        serde_json::from_str(&self.config).unwrap_or_default()
    }

    /// The value, when it is of this type.
    pub fn stored<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_str(&self.value).ok()
    }
}

impl ParsedValue {
    /// A value to store, not found by the search. A value that JSON cannot express (a map with odd keys) is stored as `null`.
    pub fn new<T: Serialize + ?Sized>(value: &T) -> Self {
        Self { value: serde_json::to_string(value).unwrap_or_else(|_| "null".into()), search: String::new() }
    }

    /// The value of an empty field.
    pub fn empty() -> Self {
        Self { value: "null".into(), search: String::new() }
    }

    /// Sets the words by which the search finds it.
    #[must_use]
    pub fn search(mut self, words: impl Into<String>) -> Self {
        self.search = words.into();
        self
    }
}

impl Problem {
    /// A problem of one control.
    pub fn at(control: &str, code: &str, text: Text) -> Self {
        Self { control: Some(control.into()), code: code.into(), text }
    }

    /// A problem of the field as a whole.
    pub fn of_field(code: &str, text: Text) -> Self {
        Self { control: None, code: code.into(), text }
    }
}
