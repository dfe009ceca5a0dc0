//! What a component wants from outside, held against what its manifest says it wants.

use wasmtime::Engine;
use wasmtime::component::Component;
use wasmtime::component::types::ComponentItem;

use super::load::Candidate;
use super::manifest::{API, Findings, Manifest};
use crate::diagnostic::Diagnostic;

const PACKAGE: &str = "portico:plugin/";
/// Interfaces of the contract that hold types only, so that importing them gives nothing away.
const TYPES: [&str; 1] = ["types"];

/// Reports every import that the manifest does not cover, and every capability that nothing uses.
pub(super) fn check(engine: &Engine, component: &Component, candidate: &Candidate, findings: &mut Findings) {
    let Candidate { file: component_file, manifest, .. } = candidate;
    let ty = component.component_type();
    let wanted: Vec<(String, bool)> =
        ty.imports(engine).map(|(name, item)| (name.to_string(), has_functions(engine, &item.ty))).collect();
    let wasi: Vec<&str> =
        wanted.iter().map(|(name, _)| name.as_str()).filter(|name| name.starts_with("wasi:")).collect();
    if let Some(first) = wasi.first() {
        let more = if wasi.len() > 1 { format!(" and {} more", wasi.len() - 1) } else { String::new() };
        let message = format!("the component imports {first}{more}; a plugin gets no WASI");
        findings.push(Diagnostic::error(component_file, message).suggest(
            "build Rust for the target wasm32-unknown-unknown instead of wasm32-wasip2, and JavaScript with --stub-wasi",
        ));
    }
    for (name, used) in wanted.iter().filter(|(name, _)| !name.starts_with("wasi:")) {
        if let Err((message, suggestion)) = allowed(name, *used, manifest) {
            findings.push(Diagnostic::error(component_file, message).suggest(suggestion));
        }
    }
    warn_of_unused(&wanted, manifest, findings);
}

fn has_functions(engine: &Engine, item: &ComponentItem) -> bool {
    match item {
        ComponentItem::ComponentInstance(instance) => {
            instance.exports(engine).any(|(_, export)| matches!(export.ty, ComponentItem::ComponentFunc(_)))
        }
        ComponentItem::Type(_) => false,
        _ => true,
    }
}

fn allowed(name: &str, used: bool, manifest: &Manifest) -> Result<(), (String, String)> {
    let Some((interface, version)) = name.strip_prefix(PACKAGE).and_then(|rest| rest.split_once('@')) else {
        let message = format!("the component imports {name}, which the engine does not offer");
        return Err((message, "import nothing but the interfaces of portico:plugin".into()));
    };
    if version.rsplit_once('.').map_or(version, |(line, _)| line) != API {
        let message = format!("the component was built for contract {version}, this engine offers {API}");
        return Err((message, format!("build it against plugins/api/wit/since_v{API}")));
    }
    let declared = manifest.capabilities.iter().any(|capability| capability.get_ref() == interface);
    if !used || declared || TYPES.contains(&interface) {
        return Ok(());
    }
    let message =
        format!("the component imports {name}, but plugin.toml does not declare the capability \"{interface}\"");
    Err((message, format!("add \"{interface}\" to capabilities")))
}

fn warn_of_unused(wanted: &[(String, bool)], manifest: &Manifest, findings: &mut Findings) {
    for capability in &manifest.capabilities {
        let name = capability.get_ref();
        let prefix = format!("{PACKAGE}{name}@");
        if !wanted.iter().any(|(import, _)| import.starts_with(&prefix)) {
            let finding =
                findings.error(capability.span(), format!("the capability \"{name}\" is declared but never used"));
            finding.severity = crate::diagnostic::Severity::Warning;
            finding.suggestion = Some("remove it, so that an administrator grants no more than is needed".into());
        }
    }
}
