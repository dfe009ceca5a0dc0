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
    /// How saved files are found and made live: "events" of the file system and a look now and then, "poll" for the looks alone, where
    /// events cannot be had, or "off".
    pub watch: Follow,
    /// Milliseconds of quiet after a change before it is read.
    pub settle_ms: u64,
    /// Milliseconds after which a change is read even while others follow.
    pub settle_max_ms: u64,
    /// Seconds between looks at the folders, for file systems that send no events.
    pub poll_s: u64,
}

/// How the folders are followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Follow {
    Events,
    Poll,
    Off,
}

impl Default for Extensions {
    fn default() -> Self {
        Self {
            themes: PathBuf::from("themes"),
            scripts: PathBuf::from("scripts"),
            plugins: PathBuf::from("plugins"),
            cache: PathBuf::from("data/cache"),
            watch: Follow::Events,
            settle_ms: 150,
            settle_max_ms: 1_000,
            poll_s: 5,
        }
    }
}
