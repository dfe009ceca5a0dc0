//! What a plugin may use. Every number holds for one call unless its line says otherwise.

use std::time::Duration;

/// The operator's limits. A plugin's `[limits]` may ask for less, never for more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PluginLimits {
    /// Size of a component file. Default 2 MiB, because compiling grows with it.
    pub component_bytes: usize,
    /// Size of a plugin.toml, texts included. Default 256 KiB.
    pub manifest_bytes: usize,
    /// Wall time of a call, without the wait for a free instance. Default 100 ms.
    pub deadline: Duration,
    /// All linear memories of an instance together. Default 16 MiB.
    pub memory_bytes: usize,
    /// All tables of an instance together, in elements. Default 10 000.
    pub table_elements: usize,
    /// What a call hands back, and what one log line or setting name hands over. Default 256 KiB.
    pub output_bytes: usize,
    /// What a call is given: configurations, inputs and stored values together. Default 1 MiB.
    pub input_bytes: usize,
    /// Values in one call. Default 500.
    pub values_per_call: usize,
    /// Lines kept in the log of a call; later ones are dropped. Default 100.
    pub log_lines: usize,
    /// Bytes kept of a log line. Default 1 KiB.
    pub log_line_bytes: usize,
    /// Calls from the plugin to the engine. Default 10 000.
    pub host_calls: u32,
    /// Stack of the WebAssembly code. Default 512 KiB.
    pub stack_bytes: usize,
    /// Calls of compiled plugins that run at the same time, over all tenants. Default 64.
    pub concurrent_instances: u32,
    /// Calls of scripted plugins (JavaScript) that run at the same time, over all tenants. Default 16.
    pub concurrent_scripted: u32,
    /// Calls that run at the same time for one tenant. Default 32.
    pub concurrent_per_tenant: u32,
    /// How long a call waits for its turn before it is refused. Default 50 ms.
    pub queue_wait: Duration,
    /// Calls without an answer, in a row and within a minute, after which a plugin is put aside for the tenant. Default 5; 0: never.
    pub faults_in_a_row: u32,
    /// How long a plugin is put aside for the first time; each time after that twice as long. Default 30 s.
    pub aside_first: Duration,
    /// How long it is put aside at most. Default 10 min.
    pub aside_longest: Duration,
    /// Compiled artefacts kept in the cache folder; the least recently written go first. Default 64.
    pub cached_artefacts: usize,
}

impl Default for PluginLimits {
    fn default() -> Self {
        Self {
            component_bytes: 2 << 20,
            manifest_bytes: 256 << 10,
            deadline: Duration::from_millis(100),
            memory_bytes: 16 << 20,
            table_elements: 10_000,
            output_bytes: 256 << 10,
            input_bytes: 1 << 20,
            values_per_call: 500,
            log_lines: 100,
            log_line_bytes: 1 << 10,
            host_calls: 10_000,
            stack_bytes: 512 << 10,
            concurrent_instances: 64,
            concurrent_scripted: 16,
            concurrent_per_tenant: 32,
            queue_wait: Duration::from_millis(50),
            faults_in_a_row: 5,
            aside_first: Duration::from_secs(30),
            aside_longest: Duration::from_secs(600),
            cached_artefacts: 64,
        }
    }
}
