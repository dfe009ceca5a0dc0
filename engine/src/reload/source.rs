//! The three folders as they are now, and the candidates that they hold: what each extension is made of, with its hash.

use std::{collections::BTreeMap, sync::Arc};

use portico_host::diagnostic::Diagnostic;

use super::{
    classify::{self, Unit},
    snapshot::{Files, Snapshot, hash},
};
use crate::config;

/// The three folders.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Sources {
    pub themes: Snapshot,
    pub scripts: Snapshot,
    pub plugins: Snapshot,
}

/// What one extension is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    pub unit: Unit,
    /// Its own files by path within it; for a rule, the file and the libraries of its folder.
    pub files: Files,
    pub hash: [u8; 32],
}

impl Sources {
    /// Reads the folders.
    pub fn read(folders: &config::Extensions) -> Self {
        Self {
            themes: Snapshot::read(&folders.themes, &classify::THEMES),
            scripts: Snapshot::read(&folders.scripts, &classify::SCRIPTS),
            plugins: Snapshot::read(&folders.plugins, &classify::PLUGINS),
        }
    }

    /// All candidates that the folders hold, and one without files for each that is there but cannot be read.
    pub fn candidates(&self) -> BTreeMap<Unit, Candidate> {
        let themes = self
            .themes
            .folders()
            .into_iter()
            .filter(|name| self.themes.files.contains_key(&format!("{name}/theme.toml")));
        let plugins = self
            .plugins
            .folders()
            .into_iter()
            .filter(|name| self.plugins.files.contains_key(&format!("{name}/plugin.toml")));
        let themes = themes.map(|name| candidate(Unit::Theme(name.clone()), self.themes.below(&name)));
        let plugins = plugins.map(|name| candidate(Unit::Plugin(name.clone()), self.plugins.below(&name)));
        let rules = self.scripts.files.iter().filter_map(|(path, text)| {
            let unit = classify::script(path)?;
            Some(candidate(unit, self.with_library(path, text)))
        });
        let unread = self.unread().filter_map(|found| classify::unread(&found.file));
        let mut all: BTreeMap<_, _> = unread.map(|unit| (unit.clone(), candidate(unit, Files::new()))).collect();
        all.extend(themes.chain(plugins).chain(rules).map(|candidate| (candidate.unit.clone(), candidate)));
        all
    }

    /// A rule with the libraries of its tenant, since a changed library changes the rule.
    fn with_library(&self, path: &str, text: &Arc<[u8]>) -> Files {
        let tenant = path.split('/').next().unwrap_or_default();
        let library = self.scripts.below(&format!("{tenant}/lib"));
        let mut files: Files = library.into_iter().map(|(name, text)| (format!("lib/{name}"), text)).collect();
        files.insert(path[tenant.len() + 1..].to_owned(), Arc::clone(text));
        files
    }

    /// What is there but could not be read.
    fn unread(&self) -> impl Iterator<Item = &Diagnostic> {
        [&self.themes, &self.scripts, &self.plugins].into_iter().flat_map(|snapshot| &snapshot.problems)
    }

    /// What could not be read, for the extensions that it belongs to.
    pub fn problems(&self, unit: &Unit) -> Vec<Diagnostic> {
        self.unread().filter(|problem| unit.is_touched_by(&problem.file)).cloned().collect()
    }

    /// Whether everything that is there could be read.
    pub fn are_whole(&self) -> bool {
        self.unread().next().is_none()
    }
}

pub fn candidate(unit: Unit, files: Files) -> Candidate {
    let hash = hash(&files);
    Candidate { unit, files, hash }
}

/// The first eight hexadecimal digits of a hash: enough for people to compare.
pub fn short(hash: &[u8; 32]) -> String {
    hash.iter().take(4).map(|byte| format!("{byte:02x}")).collect()
}
