//! Every page in every language as a browser and a screen reader take it: headings, labels, ids, languages.

use std::collections::BTreeSet;

use portico::views::PAGES;

use super::built_in;

/// Elements with a void or raw body, which close themselves.
const VOID: [&str; 9] = ["meta", "link", "input", "img", "br", "hr", "path", "circle", "rect"];

/// One opening tag: name and attributes.
struct Tag<'a> {
    name: &'a str,
    attributes: Vec<(&'a str, &'a str)>,
}

impl Tag<'_> {
    fn get(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(own, _)| *own == name).map(|(_, value)| *value)
    }
}

/// All opening tags in order. Fails when tags do not close in the order they opened.
fn walk(html: &str) -> Vec<Tag<'_>> {
    let (mut tags, mut open) = (Vec::new(), Vec::new());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (inside, after) = rest[at + 1..].split_once('>').expect("every tag ends");
        rest = after;
        if let Some(name) = inside.strip_prefix('/') {
            assert_eq!(open.pop(), Some(name), "before {}", &after[..after.len().min(60)]);
            continue;
        }
        if inside.starts_with('!') {
            continue;
        }
        let tag = parse(inside.trim_end_matches('/'));
        if !VOID.contains(&tag.name)
            && !inside.ends_with('/')
            && !["ellipse", "line", "polyline", "polygon"].contains(&tag.name)
        {
            open.push(tag.name);
        }
        tags.push(tag);
    }
    assert_eq!(open, Vec::<&str>::new());
    tags
}

fn parse(inside: &str) -> Tag<'_> {
    let (name, mut rest) = inside.split_once(char::is_whitespace).unwrap_or((inside, ""));
    let mut attributes = Vec::new();
    while !rest.trim_start().is_empty() {
        rest = rest.trim_start();
        let end = rest.find(|c: char| c == '=' || c.is_whitespace()).unwrap_or(rest.len());
        let (name, after) = rest.split_at(end);
        if let Some(quoted) = after.strip_prefix("=\"") {
            let (value, after) = quoted.split_once('"').expect("every value ends");
            attributes.push((name, value));
            rest = after;
        } else {
            attributes.push((name, ""));
            rest = after;
        }
    }
    Tag { name, attributes }
}

#[test]
fn every_page_is_well_formed_and_usable_in_every_language() {
    let theme = built_in();
    for language in theme.languages() {
        for kind in &PAGES {
            for (name, page) in kind.samples(language) {
                let html = theme.preview(kind, &page, language).unwrap();
                let place = format!("{language} {} {name}", kind.template);
                let tags = walk(&html);
                headings(&tags, &place);
                ids(&tags, &place);
                inputs(&tags, &place);
                let root = tags.iter().find(|tag| tag.name == "html").unwrap();
                assert_eq!(root.get("lang"), Some(language), "{place}");
                assert!(!html.contains(" style=\"") && !html.contains("onclick"), "{place}");
            }
        }
    }
}

fn headings(tags: &[Tag<'_>], place: &str) {
    let levels: Vec<u8> = tags
        .iter()
        .filter(|tag| tag.name.len() == 2 && tag.name.starts_with('h'))
        .filter_map(|tag| tag.name[1..].parse().ok())
        .collect();
    assert_eq!(levels.iter().filter(|level| **level == 1).count(), 1, "{place}");
    // A summary of problems and the words beside a form may stand before the first heading.
    for pair in levels.windows(2) {
        assert!(pair[1] <= pair[0] + 1 || pair[0] == 2, "{place}: {levels:?}");
    }
}

fn ids(tags: &[Tag<'_>], place: &str) {
    let mut known = BTreeSet::new();
    for id in tags.iter().filter_map(|tag| tag.get("id")) {
        assert!(known.insert(id), "{place}: the id {id} is there twice");
    }
    for tag in tags {
        for name in ["for", "aria-labelledby", "aria-describedby"] {
            for id in tag.get(name).unwrap_or_default().split_whitespace() {
                assert!(known.contains(id), "{place}: {name} names {id}, which is not there");
            }
        }
        if let Some(id) = tag.get("href").and_then(|href| href.strip_prefix('#')) {
            assert!(known.contains(id), "{place}: a link to {id} leads nowhere");
        }
    }
}

fn inputs(tags: &[Tag<'_>], place: &str) {
    let labelled: BTreeSet<&str> = tags.iter().filter_map(|tag| tag.get("for")).collect();
    for tag in tags.iter().filter(|tag| ["input", "textarea", "select"].contains(&tag.name)) {
        if tag.get("type") == Some("hidden") {
            continue;
        }
        let id = tag.get("id").unwrap_or_else(|| panic!("{place}: an input has no id"));
        assert!(labelled.contains(id), "{place}: {id} has no label");
    }
}

/// A start of a release trusts this instead of rendering everything again.
#[test]
fn the_built_in_theme_renders_every_sample_in_every_language_without_a_finding() {
    let found = portico::themes::check(&built_in());
    assert!(found.is_empty(), "{}", found[0]);
}
