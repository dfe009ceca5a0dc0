//! A form of a page, filled and sent as a browser without scripts would.

use super::html::{Element, Html};

/// What a form would send now.
#[derive(Debug, Clone)]
pub struct Form {
    pub action: String,
    pub is_post: bool,
    is_multipart: bool,
    pub pairs: Vec<(String, String)>,
    files: Vec<File>,
    /// Names that a person can reach, with the values that choices offer.
    offered: Vec<Offer>,
}

#[derive(Debug, Clone)]
struct Offer {
    name: String,
    kind: Kind,
    value: String,
    hidden: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Typed,
    Radio,
    Check,
    Option,
    Button,
    File,
}

#[derive(Debug, Clone)]
struct File {
    name: String,
    file_name: String,
    bytes: Vec<u8>,
}

/// Where one part of a multipart body ends; the file contents of tests do not have it.
const BOUNDARY: &str = "----testportalboundary7MA4YWxk";

impl Form {
    /// All forms of a page.
    pub fn all(page: &Html) -> Vec<Self> {
        page.all("form").iter().map(Self::read).collect()
    }

    fn read(form: &Element<'_>) -> Self {
        let mut read = Self {
            action: form.attribute("action").unwrap_or_default().to_owned(),
            is_post: form.attribute("method") == Some("post"),
            is_multipart: form.attribute("enctype") == Some("multipart/form-data"),
            pairs: Vec::new(),
            files: Vec::new(),
            offered: Vec::new(),
        };
        for element in form.all("[name]") {
            read.control(&element);
        }
        read
    }

    fn control(&mut self, element: &Element<'_>) {
        let name = element.attribute("name").unwrap_or_default().to_owned();
        let value = element.attribute("value").unwrap_or_default().to_owned();
        let checked = element.attribute("checked").is_some();
        let (kind, sent) = match (element.tag(), element.attribute("type").unwrap_or("text")) {
            ("textarea", _) => (Kind::Typed, Some(element.raw_text())),
            ("select", _) => return self.select(element, &name),
            ("button", _) => (Kind::Button, None),
            ("input", "radio") => (Kind::Radio, checked.then(|| value.clone())),
            ("input", "checkbox") => (Kind::Check, checked.then(|| value.clone())),
            ("input", "file") => (Kind::File, None),
            ("input", _) => (Kind::Typed, Some(value.clone())),
            _ => return,
        };
        if let Some(sent) = sent {
            self.pairs.push((name.clone(), sent));
        }
        let hidden = element.is_hidden() || element.attribute("type") == Some("hidden");
        self.offered.push(Offer { name, kind, value, hidden });
    }

    fn select(&mut self, element: &Element<'_>, name: &str) {
        let options = element.all("option");
        let chosen = options.iter().find(|option| option.attribute("selected").is_some()).or_else(|| options.first());
        if let Some(chosen) = chosen {
            self.pairs.push((name.to_owned(), chosen.attribute("value").unwrap_or_default().to_owned()));
        }
        for option in options {
            let value = option.attribute("value").unwrap_or_default().to_owned();
            self.offered.push(Offer { name: name.to_owned(), kind: Kind::Option, value, hidden: element.is_hidden() });
        }
    }

    /// Types into a field or takes one of its choices. Fails when a person could not do that on this page.
    #[must_use]
    pub fn fill(mut self, name: &str, value: &str) -> Self {
        let offers: Vec<&Offer> = self.offered.iter().filter(|offer| offer.name == name && !offer.hidden).collect();
        let kind =
            offers.first().unwrap_or_else(|| panic!("nobody can fill \"{name}\": the page does not show it")).kind;
        let offered = kind == Kind::Typed || offers.iter().any(|offer| offer.value == value);
        assert!(offered, "\"{name}\" does not offer \"{value}\"");
        if kind != Kind::Check {
            self.pairs.retain(|(known, _)| known != name);
        }
        self.pairs.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Chooses a file.
    #[must_use]
    pub fn attach(mut self, name: &str, file_name: &str, bytes: &[u8]) -> Self {
        let takes_files = self.offered.iter().any(|offer| offer.name == name && offer.kind == Kind::File);
        assert!(takes_files, "\"{name}\" takes no files");
        self.files.push(File { name: name.to_owned(), file_name: file_name.to_owned(), bytes: bytes.to_vec() });
        self
    }

    /// Presses the button with this name and value.
    #[must_use]
    pub fn press(mut self, name: &str, value: &str) -> Self {
        let is_it = |offer: &&Offer| offer.kind == Kind::Button && offer.name == name && offer.value == value;
        assert!(self.offered.iter().any(|offer| is_it(&offer)), "there is no button {name}={value}");
        self.pairs.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Sends what no page offers, as an attacker would: replaces all values of a name.
    #[must_use]
    pub fn forge(mut self, name: &str, values: &[&str]) -> Self {
        self.pairs.retain(|(known, _)| known != name);
        self.pairs.extend(values.iter().map(|value| (name.to_owned(), (*value).to_owned())));
        self
    }

    /// What the form holds for a name now.
    pub fn value(&self, name: &str) -> &str {
        self.pairs.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// Whether a person sees a field or choice of this name.
    pub fn shows(&self, name: &str) -> bool {
        self.offered.iter().any(|offer| offer.name == name && !offer.hidden)
    }

    /// Media type and body.
    pub fn body(&self) -> (String, Vec<u8>) {
        if !self.is_multipart {
            return ("application/x-www-form-urlencoded".to_owned(), urlencoded(&self.pairs).into_bytes());
        }
        let mut body = Vec::new();
        for (name, value) in &self.pairs {
            part(&mut body, &format!("name=\"{name}\""), value.as_bytes());
        }
        for offer in self.offered.iter().filter(|offer| offer.kind == Kind::File) {
            if !self.files.iter().any(|file| file.name == offer.name) {
                // What a browser sends for a file input that nobody used.
                let head = format!("name=\"{}\"; filename=\"\"\r\nContent-Type: application/octet-stream", offer.name);
                part(&mut body, &head, b"");
            }
        }
        for file in &self.files {
            body.extend_from_slice(&file_part(&file.name, &file.file_name, &file.bytes));
        }
        body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
        (multipart_type(), body)
    }
}

pub fn urlencoded(pairs: &[(String, String)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}

pub fn multipart_type() -> String {
    format!("multipart/form-data; boundary={BOUNDARY}")
}

/// A whole multipart body with one file.
pub fn one_file(name: &str, file_name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut body = file_part(name, file_name, bytes);
    body.extend_from_slice(format!("--{BOUNDARY}--\r\n").as_bytes());
    body
}

fn file_part(name: &str, file_name: &str, bytes: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    let head = format!("name=\"{name}\"; filename=\"{file_name}\"\r\nContent-Type: image/jpeg");
    part(&mut body, &head, bytes);
    body
}

fn part(body: &mut Vec<u8>, head: &str, content: &[u8]) {
    body.extend_from_slice(format!("--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n").as_bytes());
    body.extend_from_slice(content);
    body.extend_from_slice(b"\r\n");
}
