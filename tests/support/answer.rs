//! What came back: status, headers and body, as a page, as JSON or as text.

use http::{HeaderMap, StatusCode, header};
use serde_json::Value;

use super::{form::Form, html::Html};

/// A response that was read to its end.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The path that was asked for.
    pub asked: String,
    pub status: StatusCode,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

impl Answer {
    /// The answer, if it has this status; else the test ends and shows it.
    #[track_caller]
    pub fn expect(self, status: u16) -> Self {
        let start: String = self.text().chars().take(3_000).collect();
        assert_eq!(self.status.as_u16(), status, "{} gave {:?}\n{start}", self.asked, self.headers);
        self
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    pub fn page(&self) -> Html {
        Html::parse(&self.text())
    }

    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{}: {error}: {}", self.asked, self.text()))
    }

    pub fn header(&self, name: impl header::AsHeaderName) -> &str {
        self.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
    }

    /// Where a redirect leads.
    #[track_caller]
    pub fn location(&self) -> &str {
        let to = self.header(header::LOCATION);
        assert!(self.status.is_redirection() && !to.is_empty(), "{} does not redirect: {}", self.asked, self.status);
        to
    }

    /// The form whose address ends like this.
    #[track_caller]
    pub fn form(&self, ends: &str) -> Form {
        let forms = Form::all(&self.page());
        let actions: Vec<String> = forms.iter().map(|form| form.action.clone()).collect();
        let found = forms.into_iter().find(|form| form.action.ends_with(ends));
        found.unwrap_or_else(|| panic!("{} has no form to …{ends}, only {actions:?}", self.asked))
    }

    /// The form that the page is about: the first one that is not for the language, a search or signing out.
    #[track_caller]
    pub fn main_form(&self) -> Form {
        let page = self.page();
        let own = Form::all(&page).into_iter().filter(|form| form.is_post);
        let mut own = own.filter(|form| !form.action.ends_with("/language") && !form.action.ends_with("/sign-out"));
        own.next().unwrap_or_else(|| panic!("{} has no form of its own", self.asked))
    }

    /// The one heading of the page.
    pub fn heading(&self) -> String {
        self.page().texts("h1").join(" | ")
    }

    /// What the error summary says, line by line.
    pub fn problems(&self) -> Vec<String> {
        self.page().texts(".problems li")
    }

    /// The answer without what differs each time: the nonce, the reference, and the given words.
    pub fn normalised(&self, words: &[&str]) -> String {
        let policy = self.header(header::CONTENT_SECURITY_POLICY).to_owned();
        let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).unwrap_or_default();
        let reference = self.header("x-request-id");
        // The length follows from the words that are taken out.
        let counted = self.headers.iter().filter(|(name, _)| *name != header::CONTENT_LENGTH);
        let mut lines: Vec<String> =
            counted.map(|(name, value)| format!("{name}: {}", value.to_str().unwrap_or("?"))).collect();
        lines.sort();
        let body = self.text().replace("&#x2f;", "/");
        let mut text = format!("{}\n{}\n\n{body}", self.status, lines.join("\n"));
        for (at, word) in words.iter().chain([&nonce, &reference]).enumerate().filter(|(_, word)| !word.is_empty()) {
            text = text.replace(word, &format!("<{}>", at.min(words.len())));
        }
        text
    }
}
