//! `[files]`: where uploads are kept and how large they may be.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Files {
    /// Folder for uploaded files.
    pub path: PathBuf,
    /// Largest file in MiB. A portal may set a smaller limit.
    pub max_file_mib: u64,
    /// Uploads of one person that belong to no request yet, in MiB together at most.
    pub max_unattached_mib: u64,
    /// Days after which a file that was never sent with a request is removed. As long as a draft names it, it stays.
    pub keep_unattached_days: u64,
}

impl Default for Files {
    fn default() -> Self {
        Self { path: PathBuf::from("data/files"), max_file_mib: 25, max_unattached_mib: 1024, keep_unattached_days: 30 }
    }
}
