//! Which file a template name means: the tenant's theme first, then its parents, then the built-in theme.
//!
//! Inside the engine a template is named by its path from the project's top folder, so that every error already names its file.

use std::{
    borrow::Cow,
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use portico_host::diagnostic::Diagnostic;

use super::source::ThemeSource;

/// How a template names the same template of the level above.
pub const PARENT: &str = "@parent/";

/// The two families of templates. A name means a template of the same family.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Family {
    Pages,
    Mails,
}

impl Family {
    const fn folder(self) -> &'static str {
        match self {
            Self::Pages => "templates/",
            Self::Mails => "mail/",
        }
    }
}

/// One template of one layer.
#[derive(Debug, Clone)]
pub struct Template {
    /// `themes/{theme}/templates/portal/home.html`.
    pub file: String,
    pub family: Family,
    /// `portal/home.html`.
    pub name: String,
    /// 0 is the strongest layer.
    pub layer: usize,
    pub source: Arc<str>,
}

/// All templates of all layers.
#[derive(Debug, Clone, Default)]
pub struct Layers {
    templates: BTreeMap<String, Template>,
    /// Files by name, the strongest first: of pages, of mails.
    by_name: [BTreeMap<String, Vec<String>>; 2],
}

impl Layers {
    pub fn new(sources: &[ThemeSource], found: &mut Vec<Diagnostic>) -> Self {
        let mut layers = Self::default();
        for (layer, source) in sources.iter().enumerate() {
            for file in source.files.keys() {
                let families = [Family::Pages, Family::Mails].into_iter();
                let Some((family, name)) = families.filter_map(|f| Some((f, file.strip_prefix(f.folder())?))).next()
                else {
                    continue;
                };
                match source.text(file) {
                    Some(Ok(text)) => layers.add(Template {
                        file: source.path(file),
                        family,
                        name: name.to_owned(),
                        layer,
                        source: Arc::from(text),
                    }),
                    Some(Err(problem)) => found.push(problem),
                    None => {}
                }
            }
        }
        layers
    }

    fn add(&mut self, template: Template) {
        let named = self.by_name[template.family as usize].entry(template.name.clone());
        named.or_default().push(template.file.clone());
        self.templates.insert(template.file.clone(), template);
    }

    pub fn templates(&self) -> impl Iterator<Item = &Template> {
        self.templates.values()
    }

    /// A template by its file.
    pub fn get(&self, file: &str) -> Option<&Template> {
        self.templates.get(file)
    }

    /// The file of a page or mail, looked for from layer `from` on.
    pub fn find(&self, family: Family, name: &str, from: usize) -> Option<&str> {
        let files = self.by_name[family as usize].get(name)?;
        files.iter().find(|file| self.templates[*file].layer >= from).map(String::as_str)
    }

    /// What `name` means inside the template `file`, looked for from layer `from` on.
    pub fn resolve(&self, name: &str, file: &str, from: usize) -> Option<&str> {
        let inside = self.templates.get(file)?;
        match name.strip_prefix(PARENT) {
            Some(name) => self.find(inside.family, name, (inside.layer + 1).max(from)),
            None => self.find(inside.family, name, from),
        }
    }

    /// For the engine's loader: an unknown name stays as it is and is then not found.
    pub fn join<'s>(&self, name: &'s str, file: &str, from: usize) -> Cow<'s, str> {
        self.resolve(name, file, from).map_or(Cow::Borrowed(name), |file| Cow::Owned(file.to_owned()))
    }

    /// Names that a template of this family may use.
    pub fn names(&self, family: Family) -> BTreeSet<&str> {
        self.by_name[family as usize].keys().map(String::as_str).collect()
    }
}
