//! From the plugin's words to ours: texts are chosen by language, and what the contract forbids is found here.

use super::bindings::portico::plugin::types as wit;
use super::limits::PluginLimits;
use super::manifest::is_name;
use super::texts::Texts;
use super::value::{Choice, Control, ControlKind, Description, InputMode, Node, ParsedValue, Problem, Tone};
use crate::nul::{has_nul, replaced};

/// Reads the answers of one call.
pub(super) struct Reader<'a> {
    texts: &'a Texts,
    locale: &'a str,
    room: usize,
    /// Message keys without a text in any language.
    pub(super) unknown_keys: Vec<String>,
    /// Whether the answers together were longer than allowed.
    pub(super) too_long: bool,
}

/// What is wrong with an answer, as a sentence part.
type Wrong = String;

const NUL: &str = "an answer has the character U+0000, which cannot be stored";

/// Longest text that a control may allow.
const LONGEST_INPUT: u32 = 10_000;
/// Most controls of one field, and most choices of one control.
const MOST_CONTROLS: usize = 20;
const MOST_CHOICES: usize = 500;

impl<'a> Reader<'a> {
    pub(super) fn new(texts: &'a Texts, locale: &'a str, limits: &PluginLimits) -> Self {
        Self { texts, locale, room: limits.output_bytes, unknown_keys: Vec::new(), too_long: false }
    }

    pub(super) fn description(&mut self, said: wit::Description) -> Result<Description, Wrong> {
        let config = self.controls(said.config)?;
        Ok(Description { id: said.id, name: self.text(said.name)?, help: self.text(said.help)?, config })
    }

    pub(super) fn controls(&mut self, said: Vec<wit::Control>) -> Result<Vec<Control>, Wrong> {
        if said.len() > MOST_CONTROLS {
            return Err(format!("a field has {} controls, at most {MOST_CONTROLS} are allowed", said.len()));
        }
        let mut controls: Vec<Control> = Vec::with_capacity(said.len());
        for control in said {
            let control = self.control(control)?;
            if controls.iter().any(|other| other.name == control.name) {
                return Err(format!("two controls are named \"{}\"", control.name));
            }
            controls.push(control);
        }
        Ok(controls)
    }

    fn control(&mut self, said: wit::Control) -> Result<Control, Wrong> {
        if !is_name(&said.name) {
            return Err(format!("\"{}\" is not a control's name: small letters, digits and -, at most 40", said.name));
        }
        if said.max_length.is_some_and(|length| length == 0 || length > LONGEST_INPUT) {
            return Err(format!("the max-length of \"{}\" is not between 1 and {LONGEST_INPUT}", said.name));
        }
        let is_select = matches!(said.kind, wit::ControlKind::Select);
        if is_select == said.choices.is_empty() || said.choices.len() > MOST_CHOICES {
            return Err(format!(
                "\"{}\" has {} choices; a select has 1 to {MOST_CHOICES}, others none",
                said.name,
                said.choices.len()
            ));
        }
        let mut choices = Vec::with_capacity(said.choices.len());
        for choice in said.choices {
            choices.push(Choice { value: self.take(choice.value)?, label: self.text(choice.label)? });
        }
        Ok(Control {
            name: self.take(said.name)?,
            kind: control_kind(said.kind),
            label: self.text(said.label)?,
            help: said.help.map(|help| self.text(help)).transpose()?,
            value: said.value.map(|value| self.take(value)).transpose()?,
            required: said.required,
            max_length: said.max_length,
            pattern: said.pattern.map(|pattern| self.take(pattern)).transpose()?,
            input_mode: said.input_mode.map(input_mode),
            autocomplete: said.autocomplete.map(|token| self.take(token)).transpose()?,
            choices,
        })
    }

    pub(super) fn parsed(
        &mut self,
        said: Result<wit::ParsedValue, Vec<wit::Problem>>,
    ) -> Result<Result<ParsedValue, Vec<Problem>>, Wrong> {
        let problems = match said {
            Ok(value) => return self.value(value).map(Ok),
            Err(problems) => problems,
        };
        if problems.is_empty() {
            return Err("a field was refused without a problem".into());
        }
        let mut read = Vec::with_capacity(problems.len());
        for problem in problems {
            let control = problem.control.map(|control| self.take(control)).transpose()?;
            read.push(Problem { control, code: self.take(problem.code)?, message: self.text(problem.text)? });
        }
        Ok(Err(read))
    }

    fn value(&mut self, said: wit::ParsedValue) -> Result<ParsedValue, Wrong> {
        match serde_json::from_str::<serde_json::Value>(&said.value) {
            Err(error) => return Err(format!("a value is not JSON text: {error}")),
            // In JSON text it can be written as an escape, which `take` does not see.
            Ok(value) if has_nul(&value) => return Err(NUL.into()),
            Ok(_) => {}
        }
        Ok(ParsedValue { value_json: self.take(said.value)?, search: self.take(said.search)? })
    }

    pub(super) fn nodes(&mut self, said: Vec<wit::Node>) -> Result<Vec<Node>, Wrong> {
        said.into_iter().map(|node| self.node(node)).collect()
    }

    fn node(&mut self, said: wit::Node) -> Result<Node, Wrong> {
        Ok(match said {
            wit::Node::Text(text) => Node::Text { text: self.text(text)? },
            wit::Node::Strong(text) => Node::Strong { text: self.text(text)? },
            wit::Node::Code(code) => Node::Code { text: self.read_by_people(code)? },
            wit::Node::Badge(badge) => Node::Badge { text: self.text(badge.label)?, tone: tone(badge.tone) },
            wit::Node::Pair(pair) => Node::Pair { name: self.text(pair.name)?, text: self.text(pair.value)? },
            wit::Node::LineBreak => Node::LineBreak,
        })
    }

    fn text(&mut self, said: wit::Text) -> Result<String, Wrong> {
        let message = match said {
            wit::Text::Plain(text) => return self.read_by_people(text),
            wit::Text::Message(message) => message,
        };
        let params = message.params.iter().map(|param| (param.name.as_str(), param.value.as_str()));
        match self.texts.resolve(self.locale, &message.key, params, self.room) {
            Some(text) => self.read_by_people(text),
            None => {
                self.unknown_keys.push(message.key.clone());
                self.read_by_people(message.key)
            }
        }
    }

    /// A text that is shown and not stored; it may repeat what a visitor typed.
    fn read_by_people(&mut self, text: String) -> Result<String, Wrong> {
        self.take(if text.contains('\0') { replaced(&text) } else { text })
    }

    /// Counts what is handed over: a short message can become a long text, and there may be very many of them.
    fn take(&mut self, text: String) -> Result<String, Wrong> {
        if text.contains('\0') {
            return Err(NUL.into());
        }
        match self.room.checked_sub(text.len()) {
            Some(left) => {
                self.room = left;
                Ok(text)
            }
            None => {
                self.too_long = true;
                Err("the answer is too long".into())
            }
        }
    }
}

fn control_kind(said: wit::ControlKind) -> ControlKind {
    match said {
        wit::ControlKind::Text => ControlKind::Text,
        wit::ControlKind::Number => ControlKind::Number,
        wit::ControlKind::Select => ControlKind::Select,
        wit::ControlKind::Checkbox => ControlKind::Checkbox,
        wit::ControlKind::Date => ControlKind::Date,
        wit::ControlKind::Textarea => ControlKind::Textarea,
    }
}

fn input_mode(said: wit::InputMode) -> InputMode {
    match said {
        wit::InputMode::Text => InputMode::Text,
        wit::InputMode::Numeric => InputMode::Numeric,
        wit::InputMode::Decimal => InputMode::Decimal,
        wit::InputMode::Tel => InputMode::Tel,
        wit::InputMode::Email => InputMode::Email,
        wit::InputMode::Url => InputMode::Url,
    }
}

fn tone(said: wit::Tone) -> Tone {
    match said {
        wit::Tone::Neutral => Tone::Neutral,
        wit::Tone::Good => Tone::Good,
        wit::Tone::Warning => Tone::Warning,
        wit::Tone::Bad => Tone::Bad,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_database_stores_is_a_wrong_answer_of_the_plugin() {
        let texts = Texts::default();
        let reader = || Reader::new(&texts, "de", &PluginLimits::default());
        let shown = reader().nodes(vec![wit::Node::Code("a\0b".into())]).unwrap();
        assert_eq!(shown, [Node::Code { text: "a\u{fffd}b".into() }]);
        for (value, search) in [("\"a\\u0000b\"", ""), ("{\"a\\u0000\": 1}", ""), ("1", "a\0b")] {
            let said = wit::ParsedValue { value: value.into(), search: search.into() };
            assert!(reader().parsed(Ok(said)).is_err_and(|wrong| wrong.contains("U+0000")), "{value}");
        }
    }
}
