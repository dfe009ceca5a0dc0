//! Reads a page as far as a person without scripts meets it: elements, their words, and finding them by simple selectors. It knows what our
//! templates write, not all of HTML; real browsers have tests of their own.

use std::collections::BTreeMap;

/// Elements that have no end tag.
const VOID: [&str; 8] = ["br", "hr", "img", "input", "link", "meta", "path", "source"];

/// A page.
#[derive(Debug)]
pub struct Html {
    nodes: Vec<Node>,
}

#[derive(Debug)]
struct Node {
    /// Empty for a piece of text.
    tag: String,
    attributes: BTreeMap<String, String>,
    text: String,
    parent: Option<usize>,
}

/// An element of a page.
#[derive(Debug, Clone, Copy)]
pub struct Element<'a> {
    page: &'a Html,
    at: usize,
}

impl Html {
    pub fn parse(text: &str) -> Self {
        let mut reading = Reading { nodes: Vec::new(), open: Vec::new() };
        reading.read(text);
        Self { nodes: reading.nodes }
    }

    /// Elements that a selector finds, in order. A selector is `tag`, `.class`, `#id`, `[attribute]` and `[attribute=value]` in any
    /// mixture; a space between two means "inside of".
    pub fn all(&self, selector: &str) -> Vec<Element<'_>> {
        let steps: Vec<&str> = selector.split(' ').collect();
        (0..self.nodes.len()).map(|at| Element { page: self, at }).filter(|element| element.is_path(&steps)).collect()
    }

    pub fn first(&self, selector: &str) -> Option<Element<'_>> {
        self.all(selector).into_iter().next()
    }

    /// The words of every element that a selector finds.
    pub fn texts(&self, selector: &str) -> Vec<String> {
        self.all(selector).iter().map(Element::text).collect()
    }

    /// Everything that can be read on the page.
    pub fn text(&self) -> String {
        self.words(|_| true)
    }

    fn words(&self, wanted: impl Fn(usize) -> bool) -> String {
        let unread = |at: usize| self.above(at).any(|up| matches!(self.nodes[up].tag.as_str(), "script" | "style"));
        let pieces = (0..self.nodes.len()).filter(|at| self.nodes[*at].tag.is_empty() && wanted(*at) && !unread(*at));
        let text: Vec<&str> = pieces.map(|at| self.nodes[at].text.as_str()).collect();
        text.join("").split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// What a node is in, the nearest first.
    fn above(&self, at: usize) -> impl Iterator<Item = usize> {
        std::iter::successors(self.nodes[at].parent, |up| self.nodes[*up].parent)
    }
}

impl<'a> Element<'a> {
    pub fn tag(&self) -> &'a str {
        &self.page.nodes[self.at].tag
    }

    pub fn attribute(&self, name: &str) -> Option<&'a str> {
        self.page.nodes[self.at].attributes.get(name).map(String::as_str)
    }

    /// Its words, with all white space as single spaces.
    pub fn text(&self) -> String {
        self.page.words(|at| self.page.above(at).any(|up| up == self.at))
    }

    /// Its words exactly as they stand, as a text area holds them.
    pub fn raw_text(&self) -> String {
        let nodes = self.page.nodes.iter().filter(|node| node.tag.is_empty() && node.parent == Some(self.at));
        nodes.map(|node| node.text.as_str()).collect()
    }

    /// Elements in it.
    pub fn all(&self, selector: &str) -> Vec<Self> {
        let inside = |found: &Element<'a>| self.page.above(found.at).any(|up| up == self.at);
        self.page.all(selector).into_iter().filter(inside).collect()
    }

    /// Whether it, or what it is in, is hidden by the page.
    pub fn is_hidden(&self) -> bool {
        let hides = |at: usize| self.page.nodes[at].attributes.contains_key("hidden");
        hides(self.at) || self.page.above(self.at).any(hides)
    }

    fn is_path(&self, steps: &[&str]) -> bool {
        let Some((last, before)) = steps.split_last() else { return true };
        self.is(last)
            && (before.is_empty()
                || self.page.above(self.at).any(|up| Element { page: self.page, at: up }.is_path(before)))
    }

    fn is(&self, simple: &str) -> bool {
        if self.tag().is_empty() {
            return false;
        }
        let start = simple.find(['.', '#', '[']).unwrap_or(simple.len());
        let (tag, mut rest) = simple.split_at(start);
        if !tag.is_empty() && tag != self.tag() {
            return false;
        }
        while !rest.is_empty() {
            let end = rest[1..].find(['.', '#', '[']).map_or(rest.len(), |at| at + 1);
            let (part, after) = rest.split_at(end);
            if !self.has(part) {
                return false;
            }
            rest = after;
        }
        true
    }

    fn has(&self, part: &str) -> bool {
        let (kind, name) = part.split_at(1);
        match kind {
            "." => self.attribute("class").is_some_and(|classes| classes.split_whitespace().any(|class| class == name)),
            "#" => self.attribute("id") == Some(name),
            _ => match name.trim_end_matches(']').split_once('=') {
                Some((name, value)) => self.attribute(name) == Some(value),
                None => self.attribute(name.trim_end_matches(']')).is_some(),
            },
        }
    }
}

struct Reading {
    nodes: Vec<Node>,
    open: Vec<usize>,
}

impl Reading {
    fn read(&mut self, mut rest: &str) {
        while !rest.is_empty() {
            if let Some(after) = rest.strip_prefix("<!") {
                let end = if after.starts_with("--") { "-->" } else { ">" };
                rest = after.split_once(end).map_or("", |(_, rest)| rest);
            } else if let Some(after) = rest.strip_prefix("</") {
                let (tag, after) = after.split_once('>').unwrap_or((after, ""));
                self.close(tag.trim());
                rest = after;
            } else if rest.starts_with('<') {
                rest = self.open(&rest[1..]);
            } else {
                let end = rest.find('<').unwrap_or(rest.len());
                self.text(decode(&rest[..end]));
                rest = &rest[end..];
            }
        }
    }

    /// Reads a start tag, and for elements whose content is no markup that too.
    fn open<'t>(&mut self, text: &'t str) -> &'t str {
        let end = text.find(|c: char| c.is_whitespace() || c == '>' || c == '/').unwrap_or(text.len());
        let tag = text[..end].to_ascii_lowercase();
        let (attributes, mut rest) = attributes(&text[end..]);
        let closed = VOID.contains(&tag.as_str()) || rest.starts_with('/');
        rest = rest.split_once('>').map_or("", |(_, rest)| rest);
        self.nodes.push(Node { tag: tag.clone(), attributes, text: String::new(), parent: self.open.last().copied() });
        if closed {
            return rest;
        }
        self.open.push(self.nodes.len() - 1);
        if matches!(tag.as_str(), "textarea" | "title" | "script" | "style") {
            let end = rest.find(&format!("</{tag}")).unwrap_or(rest.len());
            // A browser drops the line break after the start tag of a text area.
            let inside = &rest[..end];
            let inside = if tag == "textarea" { inside.strip_prefix('\n').unwrap_or(inside) } else { inside };
            self.text(if tag.len() > 6 || tag == "title" { decode(inside) } else { inside.to_owned() });
            rest = &rest[end..];
        }
        rest
    }

    fn close(&mut self, tag: &str) {
        let known = self.open.iter().rposition(|at| self.nodes[*at].tag == tag);
        let at = known.unwrap_or_else(|| panic!("the page closes <{tag}>, which is not open"));
        self.open.truncate(at);
    }

    fn text(&mut self, text: String) {
        self.nodes.push(Node {
            tag: String::new(),
            attributes: BTreeMap::new(),
            text,
            parent: self.open.last().copied(),
        });
    }
}

fn attributes(mut rest: &str) -> (BTreeMap<String, String>, &str) {
    let mut found = BTreeMap::new();
    loop {
        rest = rest.trim_start();
        if rest.is_empty() || rest.starts_with('>') || rest.starts_with("/>") {
            return (found, rest);
        }
        let end = rest.find(|c: char| c.is_whitespace() || c == '=' || c == '>').unwrap_or(rest.len());
        let name = rest[..end].to_ascii_lowercase();
        rest = &rest[end..];
        let mut value = "";
        if let Some(after) = rest.strip_prefix('=') {
            let quoted = after.strip_prefix('"').and_then(|inside| inside.split_once('"'));
            (value, rest) = quoted.unwrap_or_else(|| panic!("the attribute {name} has no double quotes"));
        }
        found.insert(name, decode(value));
    }
}

/// Character references as our templates write them.
fn decode(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        let (name, after) = rest[at + 1..].split_once(';').unwrap_or((&rest[at + 1..], ""));
        let number = name.strip_prefix("#x").map(|hex| u32::from_str_radix(hex, 16));
        let number = number.or_else(|| name.strip_prefix('#').map(str::parse));
        let letter = match (name, number) {
            ("amp", _) => '&',
            ("lt", _) => '<',
            ("gt", _) => '>',
            ("quot", _) => '"',
            ("nbsp", _) => '\u{a0}',
            (_, Some(Ok(number))) => char::from_u32(number).expect("a page names only characters that exist"),
            _ => panic!("the page has a bare & or an unknown character &{name};"),
        };
        out.push(letter);
        rest = after;
    }
    out.push_str(rest);
    out
}

mod tests {
    use super::Html;

    #[test]
    fn a_page_is_read_by_selectors_and_words() {
        let page = Html::parse(
            "<!doctype html><main id=\"m\"><h1>Küche &amp;\n Bad</h1><ul class=\"a b\"><li>1<li hidden>2</ul>\
             <textarea name=\"t\">\n\n<b>&lt;</textarea><input type=\"text\" value=\"&quot;&#x27;\"><script>x < 1</script></main>",
        );
        assert_eq!(page.texts("main h1"), ["Küche & Bad"]);
        assert_eq!(page.all("#m ul.b li").len(), 2);
        assert!(page.first("li[hidden]").unwrap().is_hidden());
        assert_eq!(page.first("[name=t]").unwrap().raw_text(), "\n<b><");
        assert_eq!(page.first("input[type=text]").unwrap().attribute("value"), Some("\"'"));
        assert!(!page.text().contains('x'));
    }
}
