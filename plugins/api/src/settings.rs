//! The plugin's own settings. Using this needs `capabilities = ["config"]` in `plugin.toml`.

use crate::bindings::portico::plugin::config;

/// The value of a declared setting as text; its default when the tenant left it empty, None when neither exists.
pub fn get(key: &str) -> Option<String> {
    config::get(key)
}
