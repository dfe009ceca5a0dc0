//! The way of a plugin from bytes to something that can be called. Each step's findings are complete before the next begins.

use std::sync::Arc;

use sha2::{Digest, Sha256};
use toml::Spanned;

use super::bindings::{FreeFieldPre, portico::plugin::types};
use super::described;
use super::guest::{Caller, Guest};
use super::health::Records;
use super::imports;
use super::limits::PluginLimits;
use super::loaded::{Inner, Plugin};
use super::manifest::{Findings, GuestKind, Manifest};
use super::plugins::Shared;
use super::settings::Setting;
use crate::diagnostic::{Diagnostic, Severity};

/// A plugin on its way.
pub(super) struct Candidate<'a> {
    /// How findings name the component.
    pub(super) file: String,
    pub(super) manifest: Manifest,
    pub(super) limits: Arc<PluginLimits>,
    bytes: &'a [u8],
    sha256: String,
}

pub(super) fn component_file(
    limits: &PluginLimits,
    dir_label: &str,
    manifest_text: &str,
) -> Result<String, Vec<Diagnostic>> {
    let mut findings = Findings::new(format!("{dir_label}/plugin.toml"), manifest_text);
    match parse(limits, dir_label, &mut findings) {
        Some(manifest) if findings.found.is_empty() => Ok(manifest.component.into_inner()),
        _ => Err(findings.found),
    }
}

fn parse(limits: &PluginLimits, dir_label: &str, findings: &mut Findings) -> Option<Manifest> {
    if findings.source.len() > limits.manifest_bytes {
        let message = format!("the file is longer than the {} KiB allowed", limits.manifest_bytes >> 10);
        findings.push(Diagnostic::error(&findings.file, message));
        return None;
    }
    Manifest::parse(folder(dir_label), findings)
}

pub(super) fn load(shared: &Arc<Shared>, dir_label: &str, text: &str, bytes: &[u8]) -> Result<Plugin, Vec<Diagnostic>> {
    let mut findings = Findings::new(format!("{dir_label}/plugin.toml"), text);
    let candidate = read(shared, dir_label, bytes, &mut findings);
    let candidate = go_on(candidate, &mut findings)?;
    let pre = link(shared, &candidate, &mut findings);
    let pre = go_on(pre, &mut findings)?;
    let description = describe(shared, &candidate, &pre, &mut findings);
    let description = go_on(description, &mut findings)?;
    described::check(&candidate, &description, &mut findings);
    go_on(Some(()), &mut findings)?;
    Ok(publish(shared, candidate, pre, (description, findings.found)))
}

/// The step's result, unless there is an error among the findings.
fn go_on<T>(result: Option<T>, findings: &mut Findings) -> Result<T, Vec<Diagnostic>> {
    let failed = findings.found.iter().any(|finding| finding.severity == Severity::Error);
    result.filter(|_| !failed).ok_or_else(|| std::mem::take(&mut findings.found))
}

fn read<'a>(shared: &Shared, dir_label: &str, bytes: &'a [u8], findings: &mut Findings) -> Option<Candidate<'a>> {
    let manifest = parse(&shared.limits, dir_label, findings)?;
    let limits = Arc::new(manifest.limits(&shared.limits, findings));
    let file = format!("{dir_label}/{}", manifest.component.get_ref());
    let candidate = Candidate { file, manifest, limits, bytes, sha256: hex(&Sha256::digest(bytes)) };
    check_bytes(&candidate, findings);
    Some(candidate)
}

/// What can be said of a file before any of it is compiled.
fn check_bytes(candidate: &Candidate, findings: &mut Findings) {
    const WASM: &[u8] = b"\0asm";
    const CORE_MODULE: &[u8] = &[1, 0, 0, 0];
    let Candidate { file, manifest, limits, bytes, sha256 } = candidate;
    let wrong = if bytes.len() > limits.component_bytes {
        let (has, allowed) = (bytes.len().div_ceil(1024), limits.component_bytes >> 10);
        let message = format!("the component has {has} KiB, the operator allows {allowed}");
        Some((
            message,
            "build it in release mode and stripped, or raise extensions.limits.plugin_component_kib in portal.toml",
        ))
    } else if !bytes.starts_with(WASM) {
        let what = if bytes.is_empty() { "is empty" } else { "is not WebAssembly" };
        Some((format!("the file {what}"), "build the plugin, for example with cargo xtask plugins"))
    } else if bytes.get(4..8) == Some(CORE_MODULE) {
        let message = "the file is a core module, not a component".to_string();
        Some((message, "link it with wasm-component-ld, see plugins/README.md"))
    } else {
        None
    };
    if let Some((message, suggestion)) = wrong {
        findings.push(Diagnostic::error(file, message).suggest(suggestion));
    }
    if let Some(stated) = &manifest.sha256
        && !stated.get_ref().eq_ignore_ascii_case(sha256)
    {
        let message = format!("the sha256 does not belong to {}, which has {sha256}", manifest.component.get_ref());
        findings.error(stated.span(), message);
    }
}

/// Parses, validates and compiles the component, and ties its imports.
fn link(shared: &Shared, candidate: &Candidate, findings: &mut Findings) -> Option<FreeFieldPre<Guest>> {
    let Candidate { file, manifest, bytes, sha256, .. } = candidate;
    let runtime = shared.runtime(manifest.guest);
    let component = match shared.artefacts.component(&runtime.engine, bytes, sha256) {
        Ok(component) => component,
        Err(error) => {
            let mut finding = Diagnostic::error(file, format!("the component does not compile: {error:#}"));
            if manifest.guest == GuestKind::Compiled && format!("{error:#}").contains("exceeds the configured maximum")
            {
                let suggestion = "write guest = \"scripted\" in plugin.toml when the component carries an interpreter";
                finding = finding.suggest(suggestion);
            }
            findings.push(finding);
            return None;
        }
    };
    imports::check(&runtime.engine, &component, candidate, findings);
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

fn describe(
    shared: &Shared,
    candidate: &Candidate,
    pre: &FreeFieldPre<Guest>,
    findings: &mut Findings,
) -> Option<types::Description> {
    let caller = Caller { plugin: candidate.manifest.id.get_ref().clone(), ..Caller::default() };
    let guest = Guest::new(Arc::clone(&candidate.limits), Arc::default(), caller);
    let described = super::call::describe(shared.runtime(candidate.manifest.guest), pre, guest);
    let wrong = |message| Diagnostic::error(&candidate.file, format!("describe {message}"));
    described.map_err(|message| findings.found.push(wrong(message))).ok()
}

fn publish(
    shared: &Arc<Shared>,
    candidate: Candidate,
    pre: FreeFieldPre<Guest>,
    (description, warnings): (types::Description, Vec<Diagnostic>),
) -> Plugin {
    let Candidate { file, manifest, limits, sha256, .. } = candidate;
    let settings: Arc<[Setting]> = manifest.settings.into_iter().map(Spanned::into_inner).collect();
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
        provides: manifest.provides.into_iter().map(Spanned::into_inner).collect(),
        description,
        warnings,
        file,
        records: Records::default(),
    };
    Plugin { inner: Arc::new(inner) }
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
