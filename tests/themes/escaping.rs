//! Hostile words stay words wherever they are shown.

use portico::{
    themes::check::MAIL_PARTS,
    views::{PAGES, mail::MAILS, request_list::Requests},
};
use serde_json::Value;

use super::{built_in, render_extra, sample_page};

const EVIL: &str = "\"'><img src=x onerror=alert(1)><script>alert(2)</script>{{7*191}}&";

/// Puts hostile words into every text of a page, except where the engine itself chooses the word.
fn poison(value: &mut Value, key: &str) {
    let chosen = [
        "kind",
        "category",
        "priority",
        "state",
        "outcome",
        "key",
        "language",
        "tag",
        "theme",
        "slug",
        "time_zone",
        "icon",
        "level",
        "severity",
        "task",
        "order",
        "scheme",
        "accent",
        "signal",
        "problem",
        "detail",
        "actor_kind",
        "door",
        "act",
        "why",
        "told",
        "what",
        "role",
        "sight",
        "allows",
        "denies",
        "shows",
        "may",
        "id",
        "slug",
    ];
    match value {
        Value::String(text) if !chosen.contains(&key) && text.parse::<jiff::Timestamp>().is_err() => {
            *text = EVIL.to_owned()
        }
        Value::Array(items) => items.iter_mut().for_each(|item| poison(item, key)),
        Value::Object(map) if key != "params" => {
            // Only what was found to be a number or a day is told to be one.
            let is_typed = matches!(map.get("kind").and_then(Value::as_str), Some("number" | "day"));
            let texts = map.iter_mut().filter(|(key, _)| !(is_typed && *key == "text"));
            texts.for_each(|(key, inner)| poison(inner, key));
        }
        _ => {}
    }
}

#[test]
fn hostile_words_in_any_field_of_any_page_or_mail_stay_words() {
    let theme = built_in();
    for kind in &PAGES {
        for (name, mut page) in kind.samples("de") {
            for part in ["page", "person", "path", "nonce"] {
                poison(&mut page[part], part);
            }
            for part in ["name", "tenant", "phone", "logo"] {
                poison(&mut page["site"][part], part);
            }
            let html = theme
                .preview(kind, &page, "de")
                .unwrap_or_else(|problem| panic!("{} {name}: {problem}", kind.template));
            assert!(!html.contains("<img src=x") && !html.contains("<script>alert"), "{} {name}", kind.template);
            assert!(!html.contains("\"'>") && !html.contains("1337"), "{} {name}: an attribute is left", kind.template);
        }
    }
    for kind in &MAILS {
        for (name, mut mail) in kind.samples("de") {
            poison(&mut mail["mail"], "mail");
            poison(&mut mail["to_name"], "to_name");
            for part in MAIL_PARTS.iter().filter(|part| part.ends_with(".html")) {
                let html = theme.preview_mail(kind, (&mail, part), "de").unwrap();
                assert!(!html.contains("<img src=x") && !html.contains("<script>"), "{} {name}", kind.name);
            }
        }
    }
}

#[test]
fn a_subject_is_one_line_whatever_a_title_has() {
    use portico::views::mail::{MailView, RequestReceived};
    let mut mail = RequestReceived::samples().swap_remove(0).1;
    mail.request.title = "Heizung\r\nBcc: alle@example.de\u{2028}kalt & nass".into();
    let rendered = built_in().render_mail(&portico::views::sample::mail_page("de", mail)).unwrap();
    assert!(!rendered.subject.contains(['\r', '\n', '\u{2028}']), "{:?}", rendered.subject);
    assert!(
        rendered.subject.contains("kalt & nass") && rendered.text.contains("kalt & nass"),
        "text is not escaped as HTML"
    );
    assert!(rendered.html.contains("kalt &amp; nass"));
}

#[test]
fn a_search_comes_back_as_typed() {
    let mut page = sample_page::<Requests>();
    page.page.search = "<b>\"Wärme\"</b>".into();
    let html = built_in().render(&page).unwrap();
    assert!(
        html.contains("value=\"&lt;b&gt;&quot;Wärme&quot;&lt;") && !html.contains("<b>\"Wärme"),
        "escaped in the input"
    );
}

#[test]
fn templates_cannot_mark_text_as_safe() {
    assert!(render_extra("{{ '<i>x</i>' }}").unwrap().contains("&lt;i&gt;x&lt;"));
    assert!(render_extra("{{ ('<i>' ~ 'x') }}").unwrap().contains("&lt;i&gt;x"));
    assert!(
        render_extra("{% set x %}<i>{{ '<u>' }}</i>{% endset %}{{ x ~ '<s>' }}")
            .unwrap()
            .contains("&lt;i&gt;&amp;lt;u&amp;gt;")
    );
    assert!(render_extra("{{ '<i>x</i>\n\n<u>y</u>'|paragraphs }}").unwrap().contains("<p>&lt;i&gt;x"));
}
