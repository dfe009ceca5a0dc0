//! What every finished page must have, whoever wrote its templates.

use portico_host::diagnostic::Diagnostic;
use serde_json::Value;

/// What must be there exactly once, and why.
const ONCE: [(&str, &str); 4] = [
    ("<h1", "a page has one heading of the first level"),
    ("<main", "a page has one main element"),
    ("<title>", "a page has one title"),
    ("<html lang=\"", "a page says its language"),
];

/// What is wrong with a rendered page of the template `file`, made from a sample.
pub fn check(html: &str, file: &str, sample: &Value) -> Option<Diagnostic> {
    for (mark, rule) in ONCE {
        let count = html.matches(mark).count();
        if count != 1 {
            return Some(Diagnostic::error(file, format!("{rule}, this one has {count}")));
        }
    }
    if !html.contains("id=\"main\"") || !html.contains("href=\"#main\"") {
        let message = "the link that skips to the content is gone";
        return Some(Diagnostic::error(file, message).suggest("keep the beginning of base.html"));
    }
    let look = &sample["look"];
    let says = |field: &str| look[field].as_str().is_none_or(|text| html.contains(text));
    if !says("name") || !says("staff") || !says("end") {
        let message = "the page does not tell staff that they see it as somebody else does";
        return Some(Diagnostic::error(file, message).suggest("keep the part about \"look\" of base.html"));
    }
    None
}
