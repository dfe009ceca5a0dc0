//! The check of a theme: what its files say, and what every page with every sample in every language becomes.

mod markup;
pub(super) mod names;
mod page;
mod suggest;

use portico_host::diagnostic::Diagnostic;
use serde_json::Value;

use super::{RenderError, Theme, engine::Wanted, error::diagnose, layers::Family, meter::Frame, render::Around};
use crate::views::{
    Door, PAGES, PageKind, Site,
    mail::{MAILS, MailKind},
    sample,
};

/// What a mail consists of.
pub const MAIL_PARTS: [&str; 3] = ["subject.txt", "body.txt", "body.html"];

/// Everything that only rendering finds, each thing once.
pub fn check(theme: &Theme) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    let mut note = |problem: Option<Diagnostic>| {
        if let Some(problem) = problem.filter(|problem| !found.contains(problem)) {
            found.push(problem);
        }
    };
    for language in theme.languages() {
        for kind in &PAGES {
            for (_, page) in kind.samples(language) {
                note(match theme.preview(kind, &page, language) {
                    Ok(html) => page::check(&html, &theme.file_of(kind)),
                    Err(error) => Some(*error.diagnostic),
                });
            }
        }
        for kind in &MAILS {
            for (_, mail) in kind.samples(language) {
                for part in MAIL_PARTS {
                    let result = theme.preview_mail(kind, (&mail, part), language);
                    note(result.err().map(|error| *error.diagnostic));
                }
            }
        }
    }
    found
}

impl Theme {
    /// Renders a sample of a page through the whole theme, without its parents' help.
    pub fn preview(&self, kind: &PageKind, page: &Value, language: &str) -> Result<String, RenderError> {
        let site = sample::site(kind.door);
        self.try_sample((Family::Pages, kind.template), (&site, language), page)
    }

    /// Renders one part of a sample of a mail.
    pub fn preview_mail(
        &self,
        kind: &MailKind,
        (mail, part): (&Value, &str),
        language: &str,
    ) -> Result<String, RenderError> {
        let name = format!("{}/{part}", kind.name);
        self.try_sample((Family::Mails, &name), (&sample::site(Door::Portal), language), mail)
    }

    /// The file that makes a page.
    fn file_of(&self, kind: &PageKind) -> String {
        self.shared.layers.find(Family::Pages, kind.template, 0).unwrap_or(kind.template).to_owned()
    }

    fn try_sample(
        &self,
        wanted: Wanted<'_>,
        (site, language): (&Site, &str),
        page: &Value,
    ) -> Result<String, RenderError> {
        let frame = Frame { strict: true, ..self.frame(site, language, sample::now()) };
        let around = Around { frame, root: minijinja::value::Serde(page).into() };
        let max_bytes = if wanted.0 == Family::Pages { self.limits.page_bytes } else { self.limits.mail_bytes };
        self.render_level(&self.levels[0], wanted, &around, max_bytes).map_err(|error| {
            let found = diagnose(&error, &self.shared, wanted.1);
            let own = self.shared.guarded.get(&found.file).map_or(&[][..], |guarded| &guarded.uses.declared);
            let mut root = page.clone();
            root["theme"] = serde_json::to_value(&self.shared.theme).unwrap_or_default();
            RenderError { diagnostic: Box::new(suggest::undefined(found, &root, own)) }
        })
    }
}
