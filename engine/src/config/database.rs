//! `[database]`: which database and how it is used.

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Database {
    /// `sqlite:PATH` or `postgres://USER@HOST/NAME`. A password belongs into the environment: `PORTICO__DATABASE__URL`.
    pub url: String,
    /// SQLite: connections for reading at the same time.
    pub readers: u32,
    /// PostgreSQL: connections of this node for reading and writing at the same time, at least 2. One more listens for the other nodes.
    pub connections: u32,
    /// SQLite: actions that share one commit at most.
    pub batch_max_actions: usize,
    /// SQLite: milliseconds that a commit is held open for further actions at most.
    pub batch_max_ms: u64,
    /// Days after which a draft of a request that was not changed any more is removed, sent or not.
    pub keep_drafts_days: u64,
    /// Run pending migrations at start.
    pub migrate: bool,
}

impl Default for Database {
    fn default() -> Self {
        Self {
            url: "sqlite:data/portico.db".to_owned(),
            readers: 4,
            connections: 16,
            batch_max_actions: 64,
            batch_max_ms: 5,
            keep_drafts_days: 90,
            migrate: true,
        }
    }
}
