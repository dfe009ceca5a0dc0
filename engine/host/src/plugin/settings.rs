//! The plugin's own settings, as `[[settings]]` declares them.

use serde::Deserialize;

/// A value that the plugin reads by its name. It is the same for every tenant.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Setting {
    /// Name by which the plugin asks for it.
    pub(super) key: String,
    /// Its value, as text.
    pub(super) default: Option<String>,
}
