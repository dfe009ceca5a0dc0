//! `[extensions]`: where themes, rules and plugins are, how fast a saved file becomes live, and what plugins and rules may use.

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
    /// events cannot be had, or "off": only at the start, and when a tenant comes to be.
    pub watch: Follow,
    /// Milliseconds of quiet after a change before it is read.
    pub settle_ms: u64,
    /// Milliseconds after which a change is read even while others follow.
    pub settle_max_ms: u64,
    /// Seconds between looks at the folders, for file systems that send no events.
    pub poll_s: u64,
    pub limits: ExtensionLimits,
}

/// `[extensions.limits]`: what plugins and rules may use. Each number is for one call unless it says otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct ExtensionLimits {
    /// Size of a plugin's component file in KiB.
    pub plugin_component_kib: usize,
    /// Memory of a plugin in MiB.
    pub plugin_memory_mib: usize,
    /// Milliseconds of a plugin's call, without the wait for its turn.
    pub plugin_call_ms: u64,
    /// Calls of compiled plugins at the same time.
    pub plugin_concurrent: u32,
    /// Calls of scripted plugins (JavaScript) at the same time.
    pub plugin_concurrent_scripted: u32,
    /// Calls at the same time for one tenant.
    pub plugin_concurrent_per_tenant: u32,
    /// Calls without an answer, in a row and within a minute, after which a plugin is put aside for the tenant. 0: never.
    pub plugin_faults_in_a_row: u32,
    /// Milliseconds of a rule's call.
    pub rule_call_ms: u64,
    /// Operations of a rule.
    pub rule_operations: u64,
    /// Variables of a rule together in KiB, roughly.
    pub rule_memory_kib: usize,
}

impl Default for ExtensionLimits {
    fn default() -> Self {
        Self {
            plugin_component_kib: 2_048,
            plugin_memory_mib: 16,
            plugin_call_ms: 100,
            plugin_concurrent: 64,
            plugin_concurrent_scripted: 16,
            plugin_concurrent_per_tenant: 32,
            plugin_faults_in_a_row: 5,
            rule_call_ms: 100,
            rule_operations: 50_000,
            rule_memory_kib: 4_096,
        }
    }
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
            limits: ExtensionLimits::default(),
        }
    }
}
