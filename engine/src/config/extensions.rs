//! `[extensions]`: where themes, rules and plugins are and how fast a saved file becomes live.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Extensions {
    pub themes: PathBuf,
    pub scripts: PathBuf,
    pub plugins: PathBuf,
    /// Compiled plugins and the last good version of every extension. Only Portico may write here.
    pub cache: PathBuf,
    /// Watch the folders and make saved files live.
    pub watch: bool,
    /// Milliseconds of quiet after a change before it is read.
    pub settle_ms: u64,
    /// Milliseconds after which a change is read even while others follow.
    pub settle_max_ms: u64,
    /// Seconds between looks at the folders, for file systems that send no events.
    pub poll_s: u64,
}

impl Default for Extensions {
    fn default() -> Self {
        Self {
            themes: PathBuf::from("themes"),
            scripts: PathBuf::from("scripts"),
            plugins: PathBuf::from("plugins"),
            cache: PathBuf::from("data/cache"),
            watch: true,
            settle_ms: 150,
            settle_max_ms: 1_000,
            poll_s: 5,
        }
    }
}
