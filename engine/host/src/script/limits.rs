//! How much a rule may use. Every number has the reason for its default beside it.

use serde::{Deserialize, Serialize};

/// Limits of one compile and one run of a rule, and of how many run at once. None of them can be caught by a rule's `try`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ScriptLimits {
    /// Wall time of one call. The last line of defence: the number of operations stops a runaway rule first and does so
    /// on every machine alike.
    pub deadline_ms: u64,
    /// Operations of one call. A busy rule needs a few hundred.
    pub operations: u64,
    /// Functions inside functions. Together with the next limit it bounds the stack: the defaults need less than 1 MiB of a
    /// thread's usual 2 MiB, and doubling both would overflow it.
    pub call_levels: usize,
    /// Nesting of expressions and blocks in the source.
    pub expression_depth: usize,
    /// Bytes of one text, and of all texts inside one list or map together. The longest answer of a form, 20,000 characters, fits.
    pub string_bytes: usize,
    /// Items of one list, counted through nested lists.
    pub array_items: usize,
    /// Entries of one map, counted through nested maps.
    pub map_entries: usize,
    /// Bytes of all variables of one run together, roughly.
    pub memory_bytes: usize,
    /// Variables alive at the same time.
    pub variables: usize,
    /// Functions in one file.
    pub functions: usize,
    /// Imports executed in one run.
    pub modules: usize,
    /// Bytes of one source file.
    pub source_bytes: usize,
    /// Nesting of values handed to a rule or taken from it.
    pub value_depth: usize,
    /// Effects, form answers, problems and notices of one run, all together.
    pub effects: usize,
    /// Bytes of everything that one run answers.
    pub output_bytes: usize,
    /// Lines that one run may log; later ones are dropped.
    pub log_lines: usize,
    /// Bytes of one logged line; the rest is cut.
    pub log_line_bytes: usize,
    /// Rules that run at the same time, of all tenants together. A rule needs a thread for as long as it runs, and most run for some
    /// microseconds: more places would only let slow rules take more of the machine.
    pub concurrent: u32,
    /// Of these, rules of one tenant.
    pub concurrent_per_tenant: u32,
    /// Longest wait for a place, in milliseconds.
    pub queue_ms: u64,
}

impl Default for ScriptLimits {
    fn default() -> Self {
        Self {
            deadline_ms: 100,
            operations: 50_000,
            call_levels: 32,
            expression_depth: 32,
            string_bytes: 96 * 1024,
            array_items: 1_000,
            map_entries: 256,
            memory_bytes: 4 * 1024 * 1024,
            variables: 200,
            functions: 100,
            modules: 32,
            source_bytes: 64 * 1024,
            value_depth: 16,
            effects: 500,
            output_bytes: 256 * 1024,
            log_lines: 100,
            log_line_bytes: 1_000,
            concurrent: 16,
            concurrent_per_tenant: 8,
            queue_ms: 1_000,
        }
    }
}
