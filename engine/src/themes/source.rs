//! A theme's files as they were read, and the built-in theme, which every other stands on.

use std::{collections::BTreeMap, sync::Arc};

use portico_host::diagnostic::Diagnostic;
use rust_embed::RustEmbed;
use serde::Deserialize;

use super::limits::Limits;

/// The files of one theme, read at one moment. Paths are relative to the theme's folder, with forward slashes.
#[derive(Debug, Clone, Default)]
pub struct ThemeSource {
    /// Name of the folder.
    pub name: String,
    pub files: BTreeMap<String, Arc<[u8]>>,
}

/// Version of what templates may rely on: context, functions, block names.
pub const CONTRACT: u32 = 1;

/// Name of the built-in theme.
pub const BUILT_IN: &str = "default";

/// `theme.toml`.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Manifest {
    /// What people call it.
    pub name: String,
    /// Folder of the theme that this one changes. Absent: the built-in theme.
    pub extends: Option<String>,
    /// Version of the engine's contract that it was written for.
    pub contract: u32,
    /// Values of custom properties, without the leading hyphens.
    #[serde(default)]
    pub tokens: BTreeMap<String, toml::Value>,
    /// Values that its templates see as `theme.settings`.
    #[serde(default)]
    pub settings: BTreeMap<String, toml::Value>,
}

#[derive(RustEmbed)]
#[folder = "../themes/default"]
struct BuiltIn;

impl ThemeSource {
    /// The built-in theme: embedded, or read from its folder in a development build.
    pub fn built_in() -> Self {
        let file = |path: &str| BuiltIn::get(path).map(|file| (path.to_owned(), Arc::from(file.data.as_ref())));
        Self { name: BUILT_IN.to_owned(), files: BuiltIn::iter().filter_map(|path| file(&path)).collect() }
    }

    /// Path of a file from the project's top folder, as diagnostics name it.
    pub fn path(&self, file: &str) -> String {
        format!("themes/{}/{file}", self.name)
    }

    /// Reads `theme.toml`.
    pub fn manifest(&self) -> Result<Manifest, Box<Diagnostic>> {
        let path = self.path("theme.toml");
        let text = self.text("theme.toml").ok_or_else(|| {
            Diagnostic::error(&path, "the theme has no theme.toml")
                .suggest("add one with name = \"…\" and contract = 1")
        })??;
        let manifest: Manifest = toml::from_str(text).map_err(|error| {
            let found = Diagnostic::error(&path, error.message());
            match error.span() {
                Some(span) => {
                    let (line, column) = line_column(text, span.start);
                    found.at(text, line, Some(column))
                }
                None => found,
            }
        })?;
        if manifest.contract != CONTRACT {
            let wrong = format!("the theme is written for contract {}, this engine has {CONTRACT}", manifest.contract);
            let found = Diagnostic::error(path, wrong).suggest("see the list of changes in themes/README.md");
            return Err(Box::new(found));
        }
        Ok(manifest)
    }

    /// A file as text. None: there is no such file.
    pub fn text(&self, file: &str) -> Option<Result<&str, Diagnostic>> {
        let bytes = self.files.get(file)?;
        Some(std::str::from_utf8(bytes).map_err(|error| {
            let at = error.valid_up_to();
            Diagnostic::error(self.path(file), format!("the file is not UTF-8 (byte {at})")).suggest("save it as UTF-8")
        }))
    }

    /// What is wrong with the number and size of the files.
    pub fn check_sizes(&self, limits: &Limits) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let total: usize = self.files.values().map(|bytes| bytes.len()).sum();
        let whole = self.path("");
        if self.files.len() > limits.theme_files {
            let message = format!("the theme has {} files, {} are allowed", self.files.len(), limits.theme_files);
            found.push(Diagnostic::error(&whole, message));
        }
        if total > limits.theme_bytes {
            let message = format!("the theme has {total} bytes, {} are allowed", limits.theme_bytes);
            found.push(Diagnostic::error(&whole, message));
        }
        for (file, bytes) in &self.files {
            let source = file.ends_with(".html") || file.ends_with(".txt") || file.ends_with(".ftl");
            let allowed = if source { limits.source_bytes } else { limits.file_bytes };
            if bytes.len() > allowed {
                let message = format!("the file has {} bytes, {allowed} are allowed", bytes.len());
                found.push(Diagnostic::error(self.path(file), message));
            }
        }
        found
    }
}

/// Line and column in characters, both counted from 1, of a byte offset.
pub fn line_column(text: &str, offset: usize) -> (usize, usize) {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    let before = &text[..offset];
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (line, column)
}
