//! The check of a theme: what its files say, and what every page with every sample in every language becomes.

use portico_host::diagnostic::Diagnostic;

use super::{Theme, engine::Wanted, error::diagnose, layers::Family, render::Around};
use crate::views::{PAGES, Site, mail::MAILS, sample};

/// Everything that is wrong with a theme, each thing once.
pub fn check(theme: &Theme) -> Vec<Diagnostic> {
    let mut found = Vec::new();
    for language in theme.languages() {
        for kind in &PAGES {
            let site = sample::site(kind.door);
            for (_, page) in kind.samples(language) {
                theme.try_sample((Family::Pages, kind.template), &site, language, &page, &mut found);
            }
        }
        for kind in &MAILS {
            let site = sample::site(crate::views::Door::Portal);
            for (_, mail) in kind.samples(language) {
                for part in ["subject.txt", "body.txt", "body.html"] {
                    let name = format!("{}/{part}", kind.name);
                    theme.try_sample((Family::Mails, &name), &site, language, &mail, &mut found);
                }
            }
        }
    }
    found
}

impl Theme {
    fn try_sample(
        &self,
        wanted: Wanted<'_>,
        site: &Site,
        language: &str,
        page: &serde_json::Value,
        found: &mut Vec<Diagnostic>,
    ) {
        let around =
            Around { frame: self.frame(site, language, sample::now()), root: minijinja::value::Serde(page).into() };
        let max_bytes = if wanted.0 == Family::Pages { self.limits.page_bytes } else { self.limits.mail_bytes };
        if let Err(error) = self.render_level(&self.levels[0], wanted, &around, max_bytes) {
            let problem = diagnose(&error, &self.shared, wanted.1);
            if !found.contains(&problem) {
                found.push(problem);
            }
        }
    }
}
