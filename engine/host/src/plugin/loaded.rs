//! A loaded plugin and what it says about itself; calling it is in `call.rs`.

use std::sync::Arc;

use super::bindings::{FreeFieldPre, portico::plugin::types};
use super::convert::Reader;
use super::guest::Guest;
use super::health::{Health, Records};
use super::limits::PluginLimits;
use super::manifest::{GuestKind, Provided};
use super::plugins::Shared;
use super::settings::Setting;
use super::texts::Texts;
use super::value::Description;
use crate::diagnostic::Diagnostic;

/// A loaded plugin. Cloning gives another handle to the same.
#[derive(Clone)]
pub struct Plugin {
    pub(super) inner: Arc<Inner>,
}

pub(super) struct Inner {
    pub(super) shared: Arc<Shared>,
    pub(super) pre: FreeFieldPre<Guest>,
    pub(super) id: String,
    pub(super) kind: GuestKind,
    pub(super) limits: Arc<PluginLimits>,
    pub(super) settings: Arc<[Setting]>,
    pub(super) texts: Texts,
    pub(super) name: String,
    pub(super) version: String,
    pub(super) sha256: String,
    pub(super) provides: Vec<Provided>,
    pub(super) description: types::Description,
    pub(super) warnings: Vec<Diagnostic>,
    /// How findings name the component.
    pub(super) file: String,
    pub(super) records: Records,
}

impl Plugin {
    /// The plugin's id, which is the name of its folder.
    pub fn id(&self) -> &str {
        &self.inner.id
    }

    /// Its name for people.
    pub fn name(&self) -> &str {
        &self.inner.name
    }

    /// Its own version, three numbers.
    pub fn version(&self) -> &str {
        &self.inner.version
    }

    /// SHA-256 of the component, in hexadecimal.
    pub fn sha256(&self) -> &str {
        &self.inner.sha256
    }

    /// What it offers.
    pub fn provides(&self) -> &[Provided] {
        &self.inner.provides
    }

    /// What is inside the component.
    pub fn guest_kind(&self) -> GuestKind {
        self.inner.kind
    }

    /// Its limits: the operator's, tightened by what its manifest asks for.
    pub fn limits(&self) -> &PluginLimits {
        &self.inner.limits
    }

    /// How it does for a tenant, since this version went live in this process.
    pub fn health(&self, tenant: &str) -> Health {
        self.inner.records.of(tenant)
    }

    /// Findings that did not keep it from being loaded.
    pub fn warnings(&self) -> &[Diagnostic] {
        &self.inner.warnings
    }

    /// One of the plugin's own texts in the reader's language, or the key when there is none.
    pub fn text(&self, locale: &str, key: &str) -> String {
        self.inner.texts.label(locale, key)
    }

    /// How the plugin describes its kind of field, in the reader's language.
    pub fn description(&self, locale: &str) -> Description {
        let inner = &self.inner;
        let mut reader = Reader::new(&inner.texts, locale, &inner.limits);
        // It was read without a fault when the plugin was loaded, and reading does not depend on the language.
        reader.description(inner.description.clone()).expect("the description was accepted when the plugin was loaded")
    }
}

impl std::fmt::Debug for Plugin {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Plugin")
            .field("id", &self.inner.id)
            .field("version", &self.inner.version)
            .finish_non_exhaustive()
    }
}
