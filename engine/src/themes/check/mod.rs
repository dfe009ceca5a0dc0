//! The check of a theme: what its files say, and what every page with every sample in every language becomes.

mod markup;
pub(super) mod names;
mod page;
pub mod style;
mod suggest;
pub mod variables;

use std::num::NonZero;

use portico_host::diagnostic::Diagnostic;
use serde_json::Value;

use super::{RenderError, Theme, engine::Wanted, layers::Family, meter::Frame, render::Around};
use crate::views::{
    Door, PAGES, PageKind, Site,
    mail::{MAILS, MailKind},
    sample,
};

/// What a mail consists of.
pub const MAIL_PARTS: [&str; 3] = ["subject.txt", "body.txt", "body.html"];

/// What is rendered at once: the samples of a page or of a mail in one language.
enum Part<'a> {
    Page(&'a str, &'a PageKind),
    Mail(&'a str, &'a MailKind),
}

/// Everything that only rendering finds, each thing once. Pages do not know of each other, so all processors render: whoever saved a
/// template waits for this.
pub fn check(theme: &Theme) -> Vec<Diagnostic> {
    let languages = theme.languages();
    let pages = languages.iter().flat_map(|language| PAGES.iter().map(|kind| Part::Page(language, kind)));
    let mails = languages.iter().flat_map(|language| MAILS.iter().map(|kind| Part::Mail(language, kind)));
    let parts: Vec<Part<'_>> = pages.chain(mails).collect();
    let threads = std::thread::available_parallelism().map_or(1, NonZero::get);
    // Neighbours weigh alike, so every thread takes some of each kind.
    let share = |thread: usize| parts.iter().enumerate().skip(thread).step_by(threads);
    let found: Vec<(usize, Vec<Diagnostic>)> = std::thread::scope(|scope| {
        let run = |thread| share(thread).map(|(place, part)| (place, part.check(theme))).collect::<Vec<_>>();
        let others: Vec<_> = (1..threads).map(|thread| scope.spawn(move || run(thread))).collect();
        let mut found = run(0);
        for other in others {
            found.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        found
    });
    once_each(found)
}

/// In the order of pages, whichever thread was first.
fn once_each(mut found: Vec<(usize, Vec<Diagnostic>)>) -> Vec<Diagnostic> {
    found.sort_by_key(|(place, _)| *place);
    let mut once: Vec<Diagnostic> = Vec::new();
    for problem in found.into_iter().flat_map(|(_, problems)| problems) {
        if !once.contains(&problem) {
            once.push(problem);
        }
    }
    once
}

impl Part<'_> {
    fn check(&self, theme: &Theme) -> Vec<Diagnostic> {
        match self {
            Self::Page(language, kind) => {
                let problem = |page: &Value| match theme.preview(kind, page, language) {
                    Ok(html) => page::check(&html, &theme.file_of(kind), page),
                    Err(error) => Some(*error.diagnostic),
                };
                kind.samples(language).iter().filter_map(|(_, page)| problem(page)).collect()
            }
            Self::Mail(language, kind) => {
                let problem = |mail: &Value, part| theme.preview_mail(kind, (mail, part), language).err();
                let samples = kind.samples(language);
                let each = samples.iter().flat_map(|(_, mail)| MAIL_PARTS.map(|part| problem(mail, part)));
                each.flatten().map(|error| *error.diagnostic).collect()
            }
        }
    }
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
        self.render_from(0, wanted, &around, max_bytes).map_err(|found| {
            let own = self.shared.guarded.get(&found.file).map_or(&[][..], |guarded| &guarded.uses.declared);
            let mut root = page.clone();
            root["theme"] = serde_json::to_value(&self.shared.theme).unwrap_or_default();
            RenderError { diagnostic: Box::new(suggest::undefined(*found, &root, own)) }
        })
    }
}
