//! `plugin.toml`, read strictly: an unknown key is an error with its place and the nearest known name.

use serde::{Deserialize, Serialize};
use toml::Spanned;

use super::limits::PluginLimits;
use super::settings::Setting;
use super::texts::Texts;
use crate::diagnostic::Diagnostic;

/// Version of the contract that this engine offers.
pub(super) const API: &str = "0.1";

/// Everything a plugin states about itself.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Manifest {
    pub(super) id: Spanned<String>,
    pub(super) name: Spanned<String>,
    pub(super) version: Spanned<String>,
    pub(super) api: Spanned<String>,
    #[serde(default, rename = "license")]
    _license: Option<String>,
    pub(super) component: Spanned<String>,
    pub(super) sha256: Option<Spanned<String>>,
    #[serde(default)]
    pub(super) guest: GuestKind,
    #[serde(default)]
    pub(super) capabilities: Vec<Spanned<String>>,
    pub(super) provides: Vec<Spanned<Provided>>,
    #[serde(default)]
    limits: AskedLimits,
    #[serde(default)]
    pub(super) settings: Vec<Spanned<Setting>>,
    #[serde(default)]
    pub(super) texts: Texts,
}

/// What a plugin offers to the engine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Provided {
    /// Which world of the contract.
    pub world: World,
    /// Name of the offer; unique in the plugin and stable for ever, since stored values belong to it.
    pub id: String,
}

/// A world of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum World {
    /// A kind of free field.
    FreeField,
}

/// What is inside the component, which decides how it is kept ready.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum GuestKind {
    /// Compiled code, for example from Rust.
    #[default]
    Compiled,
    /// A script with its interpreter, for example JavaScript.
    Scripted,
}

#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct AskedLimits {
    deadline_ms: Option<Spanned<u64>>,
    memory_kib: Option<Spanned<usize>>,
    output_kib: Option<Spanned<usize>>,
    host_calls: Option<Spanned<u32>>,
}

/// Collects findings in one manifest.
pub(super) struct Findings<'a> {
    pub(super) file: String,
    pub(super) source: &'a str,
    pub(super) found: Vec<Diagnostic>,
}

impl<'a> Findings<'a> {
    pub(super) fn new(file: String, source: &'a str) -> Self {
        Self { file, source, found: Vec::new() }
    }

    /// An error at a byte range of the manifest.
    pub(super) fn error(&mut self, at: std::ops::Range<usize>, message: impl Into<String>) -> &mut Diagnostic {
        let (line, column) = place(self.source, at.start);
        self.push(Diagnostic::error(&self.file, message).at(self.source, line, Some(column)))
    }

    pub(super) fn push(&mut self, finding: Diagnostic) -> &mut Diagnostic {
        self.found.push(finding);
        let last = self.found.len() - 1;
        &mut self.found[last]
    }
}

impl Manifest {
    /// Reads and checks everything that can be checked without the component.
    pub(super) fn parse(folder: &str, findings: &mut Findings) -> Option<Self> {
        let manifest: Self = match toml::from_str(findings.source) {
            Ok(manifest) => manifest,
            Err(error) => {
                let finding = syntax(&findings.file, findings.source, &error);
                findings.push(finding);
                return None;
            }
        };
        manifest.check_names(folder, findings);
        manifest.check_lists(findings);
        Some(manifest)
    }

    fn check_names(&self, folder: &str, findings: &mut Findings) {
        let id = self.id.get_ref();
        if !is_name(id) {
            findings.error(
                self.id.span(),
                format!("the id \"{id}\" may hold small letters, digits and - only, and begins with a letter"),
            );
        } else if id != folder {
            let suggestion = format!("write id = \"{folder}\" or rename the folder");
            findings.error(self.id.span(), format!("the id \"{id}\" is not the name of the folder")).suggestion =
                Some(suggestion);
        }
        let three_numbers = |v: &str| v.split('.').count() == 3 && v.split('.').all(|n| n.parse::<u32>().is_ok());
        if !three_numbers(self.version.get_ref()) {
            findings.error(self.version.span(), "the version has three numbers, for example \"1.4.0\"");
        }
        if self.name.get_ref().trim().is_empty() {
            findings.error(self.name.span(), "the name is empty");
        }
        let api = self.api.get_ref();
        if api != API {
            findings.error(self.api.span(), format!("contract \"{api}\" is not offered, this engine offers \"{API}\""));
        }
        let component = self.component.get_ref();
        if component.is_empty() || component.contains(['/', '\\']) || component.starts_with('.') {
            findings
                .error(self.component.span(), format!("\"{component}\" is not the name of a file beside plugin.toml"));
        }
    }

    fn check_lists(&self, findings: &mut Findings) {
        for capability in &self.capabilities {
            let name = capability.get_ref();
            if !CAPABILITIES.contains(&name.as_str()) {
                let finding = findings.error(capability.span(), format!("there is no capability \"{name}\""));
                let nearest = crate::diagnostic::nearest(name, CAPABILITIES);
                finding.suggestion = Some(match nearest {
                    Some(near) => format!("did you mean \"{near}\"?"),
                    None => format!("known are {}", CAPABILITIES.join(", ")),
                });
            }
        }
        match self.provides.as_slice() {
            [one] if !is_name(&one.get_ref().id) => {
                findings.error(
                    one.span(),
                    format!("the id \"{}\" may hold small letters, digits and - only", one.get_ref().id),
                );
            }
            [_] => {}
            [] => {
                findings
                    .push(Diagnostic::error(&findings.file, "nothing is provided").suggest("add a [[provides]] table"));
            }
            [_, second, ..] => {
                findings.error(second.span(), "a component provides one world, so there is one [[provides]] table");
            }
        }
        let mut seen = std::collections::BTreeSet::new();
        for setting in &self.settings {
            let key = &setting.get_ref().key;
            if !is_name(key) || !seen.insert(key) {
                findings.error(
                    setting.span(),
                    format!("the setting key \"{key}\" occurs twice or is not made of small letters, digits and -"),
                );
            }
        }
    }

    /// The operator's limits, tightened by what the plugin asks for.
    pub(super) fn limits(&self, host: &PluginLimits, findings: &mut Findings) -> PluginLimits {
        let mut limits = host.clone();
        let asked = &self.limits;
        let deadline = host.deadline.as_millis().try_into().unwrap_or(u64::MAX);
        if let Some(ms) = tightened("deadline-ms", asked.deadline_ms.as_ref(), deadline, findings) {
            limits.deadline = std::time::Duration::from_millis(ms);
        }
        if let Some(kib) = tightened("memory-kib", asked.memory_kib.as_ref(), host.memory_bytes >> 10, findings) {
            limits.memory_bytes = kib << 10;
        }
        if let Some(kib) = tightened("output-kib", asked.output_kib.as_ref(), host.output_bytes >> 10, findings) {
            limits.output_bytes = kib << 10;
        }
        if let Some(calls) = tightened("host-calls", asked.host_calls.as_ref(), host.host_calls, findings) {
            limits.host_calls = calls;
        }
        limits
    }
}

/// Names of the capabilities, which are the interfaces of the contract with functions in them.
pub(super) const CAPABILITIES: [&str; 2] = ["log", "config"];

/// A small letter, then small letters, digits and hyphens, at most 40.
pub(super) fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.len() <= 40
        && name.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == b'-')
}

fn tightened<T>(name: &str, asked: Option<&Spanned<T>>, host: T, findings: &mut Findings) -> Option<T>
where
    T: Copy + PartialOrd + std::fmt::Display,
{
    let asked = asked?;
    if *asked.get_ref() > host {
        findings.error(asked.span(), format!("{name} asks for {}, the operator allows {host}", asked.get_ref()));
    }
    Some(*asked.get_ref())
}

/// A TOML error with its place; for an unknown key or word, with the nearest one that is known.
pub(super) fn syntax(file: &str, source: &str, error: &toml::de::Error) -> Diagnostic {
    let message = error.message().replace('`', "\"");
    let mut finding = Diagnostic::error(file, &message);
    if let Some(span) = error.span() {
        let (line, column) = place(source, span.start);
        finding = finding.at(source, line, Some(column));
    }
    let mut quoted = message.split('"').skip(1).step_by(2);
    match quoted.next() {
        Some(name) if message.starts_with("unknown") => finding.suggest_nearest(name, quoted),
        _ => finding,
    }
}

fn place(source: &str, offset: usize) -> (usize, usize) {
    let before = &source[..source.floor_char_boundary(offset)];
    let line_start = before.rfind('\n').map_or(0, |at| at + 1);
    (before.matches('\n').count() + 1, before[line_start..].chars().count() + 1)
}
