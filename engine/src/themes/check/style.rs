//! Style sheets: what the browser would read otherwise than its author, and what its rules refuse.

use portico_host::diagnostic::Diagnostic;

use crate::themes::source::{ThemeSource, line_column};

/// Checks the style sheets of all layers but the last, which is built in.
pub fn check(layers: &[ThemeSource]) -> Vec<Diagnostic> {
    let Some((_, own)) = layers.split_last() else { return Vec::new() };
    own.iter().flat_map(of_layer).collect()
}

fn of_layer(layer: &ThemeSource) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for file in layer.files.keys().filter(|file| file.starts_with("static/") && file.ends_with(".css")) {
        let Some(Ok(text)) = layer.text(file) else { continue };
        let told = |offset: usize, problem: Diagnostic| {
            let (line, column) = line_column(text, offset);
            problem.at(text, line, Some(column))
        };
        if let Some((offset, what)) = open(text) {
            let problem = Diagnostic::error(layer.path(file), what);
            found.push(told(offset, problem.suggest("browsers leave out all that follows it")));
        }
        for offset in remote(text) {
            let message = "a file of another host, which the browser's rules refuse";
            let problem = Diagnostic::warning(layer.path(file), message);
            found.push(told(offset, problem.suggest("put the file into static/ and name it as url(\"./name\")")));
        }
    }
    found
}

/// The first bracket, string or comment that is opened and not closed, or closed and not opened.
fn open(text: &str) -> Option<(usize, String)> {
    let mut brackets: Vec<(usize, char)> = Vec::new();
    let mut next = 0;
    while let Some(sign) = text[next..].chars().next() {
        let at = next;
        next += sign.len_utf8();
        match sign {
            '/' if text[next..].starts_with('*') => match text[next + 1..].find("*/") {
                Some(length) => next += 1 + length + 2,
                None => return Some((at, "a comment that does not end".to_owned())),
            },
            '"' | '\'' => match after_quote(text, next, sign) {
                Some(end) => next = end,
                None => return Some((at, "a text in quotes that does not end on its line".to_owned())),
            },
            '\\' => next += text[next..].chars().next().map_or(0, char::len_utf8),
            '{' | '(' | '[' => brackets.push((at, sign)),
            '}' | ')' | ']' => match brackets.pop() {
                Some((_, opened)) if closes(opened) == sign => {}
                Some((opened_at, opened)) => return Some((opened_at, format!("a {opened} that is not closed"))),
                None => return Some((at, format!("a {sign} that closes nothing"))),
            },
            _ => {}
        }
    }
    brackets.pop().map(|(at, opened)| (at, format!("a {opened} that is not closed")))
}

const fn closes(opened: char) -> char {
    match opened {
        '{' => '}',
        '(' => ')',
        _ => ']',
    }
}

/// Where a text in quotes that begins at `from` is over. None: not on its line.
fn after_quote(text: &str, from: usize, quote: char) -> Option<usize> {
    let mut signs = text[from..].char_indices();
    while let Some((at, sign)) = signs.next() {
        match sign {
            '\\' => drop(signs.next()),
            '\n' => return None,
            sign if sign == quote => return Some(from + at + 1),
            _ => {}
        }
    }
    None
}

/// Where files of other hosts are named.
fn remote(text: &str) -> Vec<usize> {
    let lower = text.to_ascii_lowercase();
    let after = |word: &str| lower.match_indices(word).map(|(at, _)| (at, at + word.len())).collect::<Vec<_>>();
    let is_remote = |end: usize| {
        let target = lower[end..].trim_start_matches([' ', '"', '\'']);
        ["http:", "https:", "//"].iter().any(|begin| target.starts_with(begin))
    };
    let named = after("url(").into_iter().chain(after("@import"));
    named.filter(|(_, end)| is_remote(*end)).map(|(at, _)| at).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_closed_is_found_where_it_was_opened() {
        for (text, at, said) in [
            ("a { color: red", 2, "a { that is not closed"),
            ("a { color: red } }", 17, "a } that closes nothing"),
            ("a { width: calc(1px }", 15, "a ( that is not closed"),
            ("a {} /* b { }", 5, "a comment that does not end"),
            ("a { content: \"x\n }", 13, "a text in quotes that does not end on its line"),
        ] {
            assert_eq!(open(text), Some((at, said.to_owned())), "{text}");
        }
        for text in [
            "",
            "/* } */ a[href=\"}\"] { content: '\\'}' } /**/ b {}",
            "@media (min-width: 1px) { a { } }",
            "ä /* é */ { }",
        ] {
            assert_eq!(open(text), None, "{text}");
        }
    }

    #[test]
    fn files_of_other_hosts_are_found_and_own_ones_are_not() {
        let text = "@import \"//a.example/x.css\"; a { background: URL( 'https://b.example' ) } b { background: url(./c.svg) }";
        assert_eq!(remote(text), [45, 0]);
    }
}
