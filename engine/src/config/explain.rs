//! What is wrong with a TOML file, in words for who wrote it: with place, excerpt and suggestion.

use std::ops::Range;

use portico_host::diagnostic::Diagnostic;

/// Why a file called `name` with this text could not be read.
pub fn toml_error(name: &str, text: &str, error: &toml::de::Error) -> Diagnostic {
    explain(name, text, error.message(), error.span())
}

/// Turns the parser's message into one with place, excerpt and suggestion.
pub(super) fn explain(name: &str, text: &str, message: &str, span: Option<Range<usize>>) -> Diagnostic {
    let first = message.lines().next().unwrap_or("is not valid TOML");
    let mut found = Diagnostic::error(name, in_plain_words(first));
    if let Some(span) = span.filter(|_| !text.is_empty()) {
        found = at(found, text, span.start);
    }
    let mut quoted = message.split('`').skip(1).step_by(2);
    match quoted.next() {
        Some(unknown) if message.starts_with("unknown") => {
            let known: Vec<&str> = quoted.collect();
            let listed = format!("known here: {}", known.join(", "));
            let near = found.clone().suggest_nearest(unknown, known);
            if near.suggestion.is_some() { near } else { found.suggest(listed) }
        }
        _ => found,
    }
}

/// The finding with the place of a byte of the text.
pub fn at(found: Diagnostic, text: &str, byte: usize) -> Diagnostic {
    let before = text.get(..byte).unwrap_or(text);
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().map_or(1, |start| start.chars().count() + 1);
    found.at(text, line, Some(column))
}

/// The parser speaks of the program's types; an author knows those of TOML.
fn in_plain_words(message: &str) -> String {
    let quoted = |rest: &str| rest.split('`').nth(1).unwrap_or_default().to_owned();
    if let Some(rest) = message.strip_prefix("unknown field ") {
        return format!("unknown key \"{}\"", quoted(rest));
    }
    if let Some(rest) = message.strip_prefix("unknown variant ") {
        return format!("unknown word \"{}\"", quoted(rest));
    }
    if let Some(rest) = message.strip_prefix("missing field ") {
        return format!("the key \"{}\" is missing", quoted(rest));
    }
    let of_types = message.strip_prefix("invalid type: ").or_else(|| message.strip_prefix("invalid value: "));
    match of_types.and_then(|rest| rest.split_once(", expected ")) {
        Some((is, must)) => format!("is {}, and must be {}", what_is(is), what_must_be(must)),
        None => message.replace('`', "\""),
    }
}

fn what_is(found: &str) -> String {
    let value = found.split('`').nth(1).unwrap_or_default();
    match found.split(' ').next().unwrap_or_default() {
        "string" => format!("the text {}", found.trim_start_matches("string ")),
        "integer" | "floating" => format!("the number {value}"),
        "boolean" => value.to_owned(),
        "map" => "a table".to_owned(),
        "sequence" => "a list".to_owned(),
        _ => found.replace('`', "\""),
    }
}

fn what_must_be(wanted: &str) -> String {
    let whole = |from: &str, to: &str| format!("a whole number from {from} to {to}");
    match wanted {
        "u8" => whole("0", "255"),
        "u16" => whole("0", "65535"),
        "u32" => whole("0", "4294967295"),
        "u64" | "usize" => "a whole number, 0 or more".to_owned(),
        "i64" | "i32" => "a whole number".to_owned(),
        "f64" => "a number".to_owned(),
        "a string" | "path string" | "str" => "a text in quotes".to_owned(),
        "a boolean" => "true or false".to_owned(),
        "a sequence" => "a list".to_owned(),
        "a map" => "a table".to_owned(),
        // The program's own types: "struct Server", "internally tagged enum FieldKind", "string or table".
        own if own.starts_with("struct ") || own.contains("enum ") => "a table with keys".to_owned(),
        other => other.replace('`', "\""),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_parser_says_is_told_in_words_of_the_file() {
        for (said, told) in [
            (
                "invalid type: string \"x\", expected u16",
                "is the text \"x\", and must be a whole number from 0 to 65535",
            ),
            ("invalid value: integer `-1`, expected u64", "is the number -1, and must be a whole number, 0 or more"),
            ("invalid type: boolean `true`, expected a string", "is true, and must be a text in quotes"),
            ("invalid type: map, expected a sequence", "is a table, and must be a list"),
            ("invalid type: sequence, expected struct Server", "is a list, and must be a table with keys"),
            ("missing field `slug`", "the key \"slug\" is missing"),
            ("unknown field `stuff`, expected one of `staff`, `flows`", "unknown key \"stuff\""),
            ("unknown variant `reed`, expected `read`", "unknown word \"reed\""),
            ("something `else`", "something \"else\""),
        ] {
            assert_eq!(in_plain_words(said), told);
        }
    }
}
