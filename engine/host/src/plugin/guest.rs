//! What belongs to one running instance: its limits, its log, and the functions it can call.

use std::sync::Arc;

use wasmtime::{ResourceLimiter, Result};

use super::bindings::portico::plugin::{config, log, types};
use super::fault::FaultKind;
use super::limits::PluginLimits;
use super::settings::Setting;
use crate::effect::LogLine;

/// Who runs for whom; marks the lines of the log.
#[derive(Debug, Clone, Default)]
pub(super) struct Caller {
    pub(super) plugin: String,
    pub(super) tenant: String,
    pub(super) call: u64,
}

/// State of one instance; lives and dies with its call.
pub(super) struct Guest {
    pub(super) limits: Arc<PluginLimits>,
    declared: Arc<[Setting]>,
    caller: Caller,
    pub(super) log: Vec<LogLine>,
    /// The limit that was hit first. The guest may survive it: a refused growth is only a failed allocation to it.
    pub(super) hit: Option<FaultKind>,
    host_calls: u32,
    memory_bytes: usize,
    table_elements: usize,
}

impl Guest {
    pub(super) fn new(limits: Arc<PluginLimits>, declared: Arc<[Setting]>, caller: Caller) -> Self {
        Self { limits, declared, caller, log: Vec::new(), hit: None, host_calls: 0, memory_bytes: 0, table_elements: 0 }
    }

    /// Adds a line to the log, cut and counted; the engine's own remarks about a run go the same way.
    pub(super) fn note(&mut self, level: &str, text: &str) {
        if self.log.len() >= self.limits.log_lines {
            return;
        }
        let text = &text[..text.floor_char_boundary(self.limits.log_line_bytes)];
        let Caller { plugin, tenant, call } = &self.caller;
        match level {
            "warn" => tracing::warn!(plugin.id = plugin, tenant, call, text, "a plugin says"),
            "info" => tracing::info!(plugin.id = plugin, tenant, call, text, "a plugin says"),
            _ => tracing::debug!(plugin.id = plugin, tenant, call, text, "a plugin says"),
        }
        self.log.push(LogLine { level: level.to_string(), text: text.to_string() });
    }

    fn count_host_call(&mut self) -> Result<()> {
        self.host_calls += 1;
        if self.host_calls > self.limits.host_calls {
            self.hit = Some(FaultKind::HostCalls);
            return Err(wasmtime::Error::msg("too many calls to the engine"));
        }
        Ok(())
    }

    fn grow(&mut self, kind: FaultKind, allowed: bool) -> Result<bool> {
        if !allowed {
            self.hit.get_or_insert(kind);
        }
        Ok(allowed)
    }
}

/// Counts all memories and all tables of an instance together, because a component may have many of each.
impl ResourceLimiter for Guest {
    fn memory_growing(&mut self, current: usize, desired: usize, _maximum: Option<usize>) -> Result<bool> {
        let total = self.memory_bytes.saturating_sub(current).saturating_add(desired);
        let allowed = total <= self.limits.memory_bytes;
        if allowed {
            self.memory_bytes = total;
        }
        self.grow(FaultKind::Memory, allowed)
    }

    fn table_growing(&mut self, current: usize, desired: usize, _maximum: Option<usize>) -> Result<bool> {
        let total = self.table_elements.saturating_sub(current).saturating_add(desired);
        let allowed = total <= self.limits.table_elements;
        if allowed {
            self.table_elements = total;
        }
        self.grow(FaultKind::Table, allowed)
    }
}

impl types::Host for Guest {}

impl log::Host for Guest {
    fn write(&mut self, level: log::Level, text: String) -> Result<()> {
        self.count_host_call()?;
        let level = match level {
            log::Level::Debug => "debug",
            log::Level::Info => "info",
            log::Level::Warn => "warn",
        };
        self.note(level, &text);
        Ok(())
    }
}

impl config::Host for Guest {
    fn get(&mut self, key: String) -> Result<Option<String>> {
        self.count_host_call()?;
        let declared = Arc::clone(&self.declared);
        let Some(setting) = declared.iter().find(|setting| setting.key == key) else {
            self.note("warn", &format!("asked for the setting \"{key}\", which plugin.toml does not declare"));
            return Ok(None);
        };
        Ok(setting.default.clone())
    }
}
