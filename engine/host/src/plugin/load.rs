//! The way of a plugin from bytes to something that can be called. Each step's findings are complete before the next begins.

use std::sync::Arc;

use sha2::{Digest, Sha256};

use super::bindings::{FreeFieldPre, portico::plugin::types};
use super::convert::Reader;
use super::guest::Guest;
use super::imports;
use super::limits::PluginLimits;
use super::manifest::{Findings, GuestKind, Manifest, Provided};
use super::plugins::Shared;
use super::settings::Setting;
use super::texts::Texts;
use super::value::Description;
use crate::diagnostic::{Diagnostic, Severity};

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
    name: String,
    version: String,
    sha256: String,
    provides: Vec<Provided>,
    description: types::Description,
    warnings: Vec<Diagnostic>,
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

    /// The settings a tenant can fill in. Labels and helps are message keys; [`Plugin::text`] translates them.
    pub fn settings(&self) -> &[Setting] {
        &self.inner.settings
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
        f.debug_struct("Plugin").field("id", &self.inner.id).field("version", &self.inner.version).finish_non_exhaustive()
    }
}

pub(super) fn component_file(dir_label: &str, manifest_text: &str) -> Result<String, Vec<Diagnostic>> {
    let mut findings = Findings::new(format!("{dir_label}/plugin.toml"), manifest_text);
    match Manifest::parse(folder(dir_label), &mut findings) {
        Some(manifest) if findings.found.is_empty() => Ok(manifest.component.into_inner()),
        _ => Err(findings.found),
    }
}

pub(super) fn load(shared: &Arc<Shared>, dir_label: &str, manifest_text: &str, bytes: &[u8]) -> Result<Plugin, Vec<Diagnostic>> {
    let mut findings = Findings::new(format!("{dir_label}/plugin.toml"), manifest_text);
    let Some(manifest) = Manifest::parse(folder(dir_label), &mut findings) else { return Err(findings.found) };
    let limits = Arc::new(manifest.limits(&shared.limits, &mut findings));
    let file = format!("{dir_label}/{}", manifest.component.get_ref());
    let sha256 = hex(&Sha256::digest(bytes));
    check_bytes(&file, bytes, &sha256, &limits, &manifest, &mut findings);
    stop_at_errors(&mut findings)?;

    let pre = link(shared, &file, bytes, &sha256, &manifest, &mut findings);
    stop_at_errors(&mut findings)?;
    let Some(pre) = pre else { return Err(findings.found) };

    let settings: Arc<[Setting]> = manifest.settings.iter().map(|setting| setting.get_ref().clone()).collect();
    let guest = Guest::new(Arc::clone(&limits), Arc::clone(&settings), Arc::default());
    let described = super::call::describe(shared.runtime(manifest.guest), &pre, guest);
    let description = match described {
        Ok(description) => description,
        Err(message) => {
            findings.push(Diagnostic::error(&file, format!("describe {message}")));
            return Err(findings.found);
        }
    };
    check_description(&file, &description, &manifest, &limits, &mut findings);
    stop_at_errors(&mut findings)?;
    let inner = Inner {
        shared: Arc::clone(shared),
        pre,
        id: manifest.id.into_inner(),
        kind: manifest.guest,
        limits,
        settings,
        texts: manifest.texts,
        name: manifest.name.into_inner(),
        version: manifest.version.into_inner(),
        sha256,
        provides: manifest.provides.into_iter().map(toml::Spanned::into_inner).collect(),
        description,
        warnings: findings.found,
    };
    Ok(Plugin { inner: Arc::new(inner) })
}

fn stop_at_errors(findings: &mut Findings) -> Result<(), Vec<Diagnostic>> {
    if findings.found.iter().any(|finding| finding.severity == Severity::Error) {
        return Err(std::mem::take(&mut findings.found));
    }
    Ok(())
}

/// What can be said of a file before any of it is compiled.
fn check_bytes(file: &str, bytes: &[u8], sha256: &str, limits: &PluginLimits, manifest: &Manifest, findings: &mut Findings) {
    const WASM: &[u8] = b"\0asm";
    const CORE_MODULE: &[u8] = &[1, 0, 0, 0];
    if bytes.len() > limits.component_bytes {
        let message = format!("the component has {} KiB, the operator allows {}", bytes.len().div_ceil(1024), limits.component_bytes >> 10);
        findings.push(Diagnostic::error(file, message).suggest("build it in release mode and stripped, or raise the limit"));
    } else if !bytes.starts_with(WASM) {
        let what = if bytes.is_empty() { "is empty" } else { "is not WebAssembly" };
        findings.push(Diagnostic::error(file, format!("the file {what}")).suggest("build the plugin, for example with cargo xtask plugins"));
    } else if bytes.get(4..8) == Some(CORE_MODULE) {
        findings.push(
            Diagnostic::error(file, "the file is a core module, not a component")
                .suggest("link it with wasm-component-ld, see plugins/README.md"),
        );
    }
    if let Some(stated) = &manifest.sha256
        && !stated.get_ref().eq_ignore_ascii_case(sha256)
    {
        let message = format!("the sha256 does not belong to {}, which has {sha256}", manifest.component.get_ref());
        findings.error(stated.span(), message);
    }
}

/// Parses, validates and compiles the component, and ties its imports.
fn link(
    shared: &Shared,
    file: &str,
    bytes: &[u8],
    sha256: &str,
    manifest: &Manifest,
    findings: &mut Findings,
) -> Option<FreeFieldPre<Guest>> {
    let runtime = shared.runtime(manifest.guest);
    let component = match shared.artefacts.component(&runtime.engine, bytes, sha256) {
        Ok(component) => component,
        Err(error) => {
            let mut finding = Diagnostic::error(file, format!("the component does not compile: {error:#}"));
            if manifest.guest == GuestKind::Compiled && format!("{error:#}").contains("instances count") {
                finding = finding.suggest("write guest = \"scripted\" in plugin.toml when the component carries an interpreter");
            }
            findings.push(finding);
            return None;
        }
    };
    imports::check(&runtime.engine, &component, manifest, file, findings);
    if findings.found.iter().any(|finding| finding.severity == Severity::Error) {
        return None;
    }
    match runtime.linker.instantiate_pre(&component).and_then(FreeFieldPre::new) {
        Ok(pre) => Some(pre),
        Err(error) => {
            let message = format!("the component does not fit the world free-field: {error:#}");
            findings.push(Diagnostic::error(file, message).suggest("build it against plugins/api/wit/since_v0.1"));
            None
        }
    }
}

fn check_description(file: &str, said: &types::Description, manifest: &Manifest, limits: &PluginLimits, findings: &mut Findings) {
    let Some(provided) = manifest.provides.first() else { return };
    if said.id != provided.get_ref().id {
        let message = format!("[[provides]] says \"{}\", the component describes itself as \"{}\"", provided.get_ref().id, said.id);
        findings.error(provided.span(), message);
    }
    if let Err(message) = Reader::new(&manifest.texts, "en", limits).description(said.clone()) {
        findings.push(Diagnostic::error(file, format!("the description is not allowed: {message}")));
    }
    check_texts(said, manifest, findings);
}

/// A key without any text is an error; a gap in one language, or a text that nobody asks for, is a warning.
fn check_texts(said: &types::Description, manifest: &Manifest, findings: &mut Findings) {
    let texts = &manifest.texts;
    let of_settings = manifest.settings.iter().map(|setting| setting.get_ref());
    let of_settings = of_settings.flat_map(|setting| [Some(&setting.label), setting.help.as_ref()]).flatten();
    let keys: Vec<&str> = said.message_keys.iter().chain(of_settings).map(String::as_str).collect();
    let file = findings.file.clone();
    for key in keys.iter().filter(|key| texts.resolve("en", key, []).is_none()) {
        let finding = Diagnostic::error(&file, format!("no language has a text for \"{key}\""));
        findings.push(finding.suggest_nearest(key, texts.keys()));
    }
    for (language, key) in texts.missing(keys.iter().copied()) {
        findings.push(Diagnostic::warning(&file, format!("[texts.{language}] has no \"{key}\"")));
    }
    for (language, key) in texts.odd_places() {
        findings.push(Diagnostic::warning(&file, format!("\"{key}\" has other {{places}} in [texts.{language}] than in the first language")));
    }
    let mut idle: Vec<&str> = texts.keys().filter(|key| !keys.contains(key)).collect();
    idle.sort_unstable();
    idle.dedup();
    for key in idle {
        findings.push(Diagnostic::warning(&file, format!("nothing asks for the text \"{key}\"")).suggest_nearest(key, keys.iter().copied()));
    }
}

fn folder(dir_label: &str) -> &str {
    dir_label.trim_end_matches('/').rsplit('/').next().unwrap_or(dir_label)
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        out.push(char::from_digit(u32::from(byte >> 4), 16).unwrap_or('0'));
        out.push(char::from_digit(u32::from(byte & 15), 16).unwrap_or('0'));
        out
    })
}
