//! Lines for the server's log. Using this needs `capabilities = ["log"]` in `plugin.toml`.

use crate::bindings::portico::plugin::log::{Level, write};

/// A line that matters only while developing.
pub fn debug(text: &str) {
    write(Level::Debug, text);
}

/// A line worth knowing.
pub fn info(text: &str) {
    write(Level::Info, text);
}

/// A line that somebody should look at.
pub fn warn(text: &str) {
    write(Level::Warn, text);
}
