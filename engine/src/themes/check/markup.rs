//! What a browser would refuse under the portal's content-security policy, found before anybody wonders why it does not work.

use portico_host::diagnostic::Diagnostic;

use crate::themes::{guard::Guarded, layers::Template, source::line_column};

/// Looks through the plain text of a page's template.
pub fn check(template: &Template, guarded: &Guarded) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for raw in &guarded.uses.raw {
        let text = raw.name.to_ascii_lowercase();
        let mut note = |offset: usize, message: &str, help: &str| {
            let (line, column) = line_column(&template.source, raw.offset + offset);
            found.push(
                Diagnostic::error(&template.file, message).at(&template.source, line, Some(column)).suggest(help),
            );
        };
        if let Some(at) = handler(&text) {
            note(
                at,
                "event handlers in HTML do not run here",
                "put the script into static/ and name it by asset(\"…\")",
            );
        }
        for (mark, message, help) in REFUSED {
            if let Some(at) = text.find(mark) {
                note(at, message, help);
            }
        }
        if let Some(at) = text.find("<script") {
            let tag = &template.source[raw.offset + at..];
            let tag = tag.split_once('>').map_or(tag, |(tag, _)| tag);
            let allowed =
                tag.contains("nonce=\"{{ nonce }}\"") && tag.contains("src=") || tag.contains("application/json");
            if !allowed {
                let help = "write <script type=\"module\" nonce=\"{{ nonce }}\" src=\"{{ asset(\"…\") }}\">";
                note(at, "scripts stand in files of static/", help);
            }
        }
    }
    found
}

const REFUSED: [(&str, &str, &str); 6] = [
    (" style=\"", "style attributes have no effect here", "use a class and a style sheet of static/"),
    ("<style", "style elements have no effect here", "use a style sheet of static/"),
    ("javascript:", "links cannot run scripts", "use a button and a script of static/"),
    ("src=\"http", "files of other hosts are not loaded", "put the file into static/ and name it by asset(\"…\")"),
    ("src=\"//", "files of other hosts are not loaded", "put the file into static/ and name it by asset(\"…\")"),
    ("<base", "the base element is not allowed", "name files by asset(\"…\")"),
];

/// Where an attribute like `onclick="` begins.
fn handler(text: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(found) = text[from..].find(" on") {
        let at = from + found + 1;
        let rest = text[at..].trim_start_matches(|c: char| c.is_ascii_lowercase());
        let quoted = rest.strip_prefix('=').is_some_and(|value| value.is_empty() || value.starts_with(['"', '\'']));
        if quoted {
            return Some(at);
        }
        from = at;
    }
    None
}
