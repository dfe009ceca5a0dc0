//! The plugin's own settings. Using this needs `capabilities = ["config"]` in `plugin.toml`.

use crate::bindings::portico::plugin::config;

/// The default of a declared setting as text; None when it has none, or is not declared.
pub fn get(key: &str) -> Option<String> {
    config::get(key)
}
