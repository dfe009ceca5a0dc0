//! A free field for bank account numbers: checks country, length and check digits, stores them bare, shows them in groups of four.

mod countries;
mod number;

use number::{Fault, Iban};
use portico_plugin::serde::Deserialize;
use portico_plugin::*;

struct IbanField;

/// What the office chose for one field.
#[derive(Default, Deserialize)]
#[serde(crate = "portico_plugin::serde", default)]
struct Config {
    /// Accepted countries as codes in any separation; all when empty.
    countries: String,
    /// Whether shown numbers hide all but their first and last characters.
    mask: bool,
}

impl Config {
    fn accepts(&self, country: &str) -> bool {
        let mut listed = self.listed().peekable();
        listed.peek().is_none() || listed.any(|code| code.eq_ignore_ascii_case(country))
    }

    fn listed(&self) -> impl Iterator<Item = &str> {
        self.countries.split(|c: char| !c.is_ascii_alphabetic()).filter(|code| !code.is_empty())
    }
}

const MESSAGES: [&str; 13] = [
    "name",
    "help",
    "config-countries",
    "config-countries-help",
    "config-mask",
    "config-mask-help",
    "label",
    "control-help",
    "characters",
    "country",
    "not-accepted",
    "length",
    "checksum",
];

impl FreeField for IbanField {
    fn describe() -> Description {
        Description::new("iban", key("name"), key("help")).messages(MESSAGES).config(vec![
            Control::text("countries", key("config-countries")).help(key("config-countries-help")).max_length(200),
            Control::checkbox("mask", key("config-mask")).help(key("config-mask-help")),
        ])
    }

    fn controls(_: &CallContext, field: &Field) -> Vec<Control> {
        let shown = field.stored::<String>().map(|stored| number::grouped(&stored));
        vec![
            Control::text("iban", key("label"))
                .help(key("control-help"))
                .value(shown)
                .max_length(60)
                .pattern("[A-Za-z]{2}[0-9]{2}[A-Za-z0-9 ]{8,40}")
                .autocomplete("off")
                .required(),
        ]
    }

    fn parse(_: &CallContext, field: &RawField) -> Result<ParsedValue, Vec<Problem>> {
        let typed = field.input("iban");
        if typed.is_empty() {
            return Ok(ParsedValue::empty());
        }
        let config: Config = field.config();
        let iban = Iban::parse(typed).map_err(|fault| vec![explain(&fault)])?;
        if !config.accepts(iban.country()) {
            let accepted = config.listed().collect::<Vec<_>>().join(", ").to_ascii_uppercase();
            let text = key("not-accepted").with("country", iban.country()).with("accepted", accepted);
            return Err(vec![Problem::at("iban", "not-accepted", text)]);
        }
        let bare = iban.bare();
        Ok(ParsedValue::new(bare).search(format!("{bare} {}", number::grouped(bare))))
    }

    fn display(_: &CallContext, value: &StoredValue, target: Target) -> Vec<Node> {
        let Some(stored) = value.stored::<String>() else { return Vec::new() };
        let shown = match (value.config::<Config>().mask, target) {
            (true, _) => number::masked(&stored),
            (false, Target::Text) => stored,
            (false, _) => number::grouped(&stored),
        };
        vec![Node::Code(shown)]
    }
}

fn explain(fault: &Fault) -> Problem {
    let (code, text) = match fault {
        Fault::Character(character) => ("characters", key("characters").with("character", character)),
        Fault::Country(country) => ("country", key("country").with("country", country)),
        Fault::Length { country, expected, found } => {
            ("length", key("length").with("country", country).with("expected", expected).with("found", found))
        }
        Fault::Checksum => ("checksum", key("checksum")),
    };
    Problem::at("iban", code, text)
}

free_field!(IbanField);
