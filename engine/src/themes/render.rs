//! Rendering a page or a mail: through the whole theme, and through its parents when that fails.

use std::{collections::BTreeMap, io, sync::Arc};

use jiff::tz::TimeZone;
use minijinja::{Value, value::Serde};
use portico_host::diagnostic::Diagnostic;

use super::{
    RenderError, Theme,
    engine::{Level, Wanted},
    error::diagnose,
    layers::Family,
    meter::{self, Frame},
};
use crate::views::{
    ERASED, Page, Site, View,
    mail::{MailPage, MailView},
};

/// A mail, ready to be handed to the transport.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RenderedMail {
    /// One line.
    pub subject: String,
    pub text: String,
    pub html: String,
}

/// What a render looks at besides its template's own values.
#[derive(Clone)]
pub(super) struct Around {
    pub frame: Frame,
    pub root: Value,
}

impl Theme {
    /// Renders a page. When the theme's own template fails, its parent's page is shown and the failure is kept in [`Theme::problems`].
    pub fn render<T: View>(&self, page: &Page<T>) -> Result<String, RenderError> {
        let frame = self.frame(&page.site, &page.language, page.now);
        let around = Around { frame, root: Value::from(Serde(page)) };
        let html = self.with_fallback((Family::Pages, T::TEMPLATE), &around, self.limits.page_bytes)?;
        Ok(self.without_marks(&page.language, html))
    }

    /// Says in the reader's language where personal details were that are erased. Wherever they stood, the mark stands now, so this is
    /// done once with the finished text.
    fn without_marks(&self, language: &str, text: String) -> String {
        if !text.contains(ERASED) {
            return text;
        }
        text.replace(ERASED, &self.text(language, "erased-person", &BTreeMap::new()))
    }

    /// Renders subject, text and HTML of a mail.
    pub fn render_mail<T: MailView>(&self, mail: &MailPage<T>) -> Result<RenderedMail, RenderError> {
        let frame = self.frame(&mail.site, &mail.language, mail.now);
        let around = Around { frame, root: Value::from(Serde(mail)) };
        let part = |file: &str| {
            let name = format!("{}/{file}", T::NAME);
            let text = self.with_fallback((Family::Mails, &name), &around, self.limits.mail_bytes)?;
            Ok(self.without_marks(&mail.language, text))
        };
        let subject = part("subject.txt")?.split_whitespace().collect::<Vec<_>>().join(" ");
        Ok(RenderedMail { subject, text: part("body.txt")?, html: part("body.html")? })
    }

    pub(super) fn frame(&self, site: &Site, language: &str, now: jiff::Timestamp) -> Frame {
        let tokens = self.tokens(&site.settings, &site.name);
        Frame {
            language: Arc::clone(self.shared.texts.language(language)),
            zone: TimeZone::get(&site.time_zone).unwrap_or(TimeZone::UTC),
            now,
            tokens: format!("{}{}", site.links.assets, tokens.name),
            assets: site.links.assets.clone(),
            strict: false,
        }
    }

    fn with_fallback(&self, wanted: Wanted<'_>, around: &Around, max_bytes: usize) -> Result<String, RenderError> {
        let mut first = None;
        for from in 0..self.levels.len() {
            match self.render_from(from, wanted, around, max_bytes) {
                Ok(text) => {
                    if let Some(problem) = &first {
                        self.report(problem);
                    }
                    return Ok(text);
                }
                Err(problem) => first = first.or(Some(*problem)),
            }
        }
        let missing = || Diagnostic::error(wanted.1, "the theme has no levels");
        Err(RenderError { diagnostic: Box::new(first.unwrap_or_else(missing)) })
    }

    /// Renders through the level of one layer only, and says what is wrong otherwise.
    pub(super) fn render_from(
        &self,
        from: usize,
        wanted: Wanted<'_>,
        around: &Around,
        max_bytes: usize,
    ) -> Result<String, Box<Diagnostic>> {
        let level = self.levels[from].get_or_init(|| Level::new(&self.shared, from, &self.limits));
        let level = level.as_ref().map_err(Clone::clone)?;
        let result = self.render_level(level, wanted, around, max_bytes);
        result.map_err(|error| Box::new(diagnose(&error, &self.shared, wanted.1)))
    }

    fn render_level(
        &self,
        level: &Level,
        (family, name): Wanted<'_>,
        around: &Around,
        max_bytes: usize,
    ) -> Result<String, minijinja::Error> {
        let file = self.shared.layers.find(family, name, level.from).unwrap_or(name);
        let template = level.env.get_template(file)?;
        let mut out = Capped { bytes: Vec::with_capacity(16 * 1024), max_bytes };
        let root = around.root.clone();
        meter::metered(around.frame.clone(), self.limits, || template.render_captured_to(root, &mut out).map(drop))?;
        String::from_utf8(out.bytes).map_err(|_| meter::refuse("the page is not text".to_owned()))
    }
}

/// A page that cannot grow beyond its limit.
struct Capped {
    bytes: Vec<u8>,
    max_bytes: usize,
}

impl io::Write for Capped {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.bytes.len().saturating_add(bytes.len()) > self.max_bytes {
            return Err(io::Error::other("the page is longer than allowed"));
        }
        self.bytes.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
