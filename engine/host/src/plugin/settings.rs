//! The plugin's own settings, as `[[settings]]` declares them.

use serde::{Deserialize, Serialize};

/// One setting that a tenant can fill in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Setting {
    /// Name by which the plugin asks for it.
    pub key: String,
    /// What it holds.
    #[serde(default)]
    pub kind: SettingKind,
    /// Message key of its label.
    pub label: String,
    /// Message key of the sentence below it.
    pub help: Option<String>,
    /// Its value while the tenant leaves it empty, as text.
    pub default: Option<String>,
    /// Whether it must be filled in before the plugin can be switched on.
    #[serde(default)]
    pub required: bool,
    /// Whether its value is hidden once it is stored.
    #[serde(default)]
    pub secret: bool,
}

/// What a setting holds.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SettingKind {
    /// One line of text.
    #[default]
    Text,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
}
