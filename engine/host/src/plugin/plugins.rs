//! The owner of engines, pool, clock thread and artefacts, from which plugins are loaded.

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use super::artefact::Artefacts;
use super::check;
use super::engine::{Runtime, Shape};
use super::limits::PluginLimits;
use super::load;
use super::loaded::Plugin;
use super::manifest::GuestKind;
use super::ticker::Ticker;
use crate::diagnostic::Diagnostic;
use crate::gate::Gate;

/// Everything that plugins share. Cloning gives another handle to the same; the clock thread ends with the last handle and plugin.
#[derive(Clone)]
pub struct Plugins {
    shared: Arc<Shared>,
}

pub(super) struct Shared {
    pub(super) limits: PluginLimits,
    pub(super) artefacts: Artefacts,
    compiled: Runtime,
    scripted: Runtime,
    compiled_gate: Gate,
    scripted_gate: Gate,
    /// Numbers the calls, so that lines of the log that belong together are found.
    pub(super) calls: AtomicU64,
    _ticker: Ticker,
}

impl Plugins {
    /// Starts the engines. `cache_dir` keeps compiled components between starts; only this process's user may write in it.
    pub fn new(limits: PluginLimits, cache_dir: Option<PathBuf>) -> Result<Self, String> {
        let artefacts = Artefacts::new(cache_dir, limits.cached_artefacts)?;
        let compiled = Runtime::new(&limits, Shape::compiled(&limits))?;
        let scripted = Runtime::new(&limits, Shape::scripted(&limits))?;
        let ticker = Ticker::start(vec![compiled.engine.clone(), scripted.engine.clone()])?;
        let gate = |places| Gate::new(places, limits.concurrent_per_tenant, limits.queue_wait);
        let (compiled_gate, scripted_gate) = (gate(limits.concurrent_instances), gate(limits.concurrent_scripted));
        let calls = AtomicU64::new(1);
        let shared =
            Shared { limits, artefacts, compiled, scripted, compiled_gate, scripted_gate, calls, _ticker: ticker };
        Ok(Self { shared: Arc::new(shared) })
    }

    /// Loads a plugin: checks manifest and component, compiles it or takes the kept artefact, and asks it to describe itself.
    ///
    /// `dir_label` is the plugin's folder as it is shown in findings, for example `plugins/iban`. This blocks for up to some seconds
    /// while a new component is compiled, so an async caller runs it on a blocking thread. Warnings are in [`Plugin::warnings`].
    pub fn load(&self, dir_label: &str, manifest_text: &str, component: &[u8]) -> Result<Plugin, Vec<Diagnostic>> {
        load::load(&self.shared, dir_label, manifest_text, component)
    }

    /// The file name of the component that a manifest names, so that a caller knows what to read before loading.
    pub fn component_file(&self, dir_label: &str, manifest_text: &str) -> Result<String, Vec<Diagnostic>> {
        load::component_file(&self.shared.limits, dir_label, manifest_text)
    }

    /// Asks the plugin what every form asks, then runs the fixtures in `fixtures_text` (its `tests/fixtures.toml`), and reports what it
    /// cannot answer and each fixture that does not hold.
    ///
    /// `file` is how findings name the file. Blocks like [`Plugins::load`].
    pub fn check(&self, plugin: &Plugin, file: &str, fixtures_text: &str) -> Vec<Diagnostic> {
        check::check(plugin, file, fixtures_text)
    }

    /// Whether the instances come from a pool. Without one (too little address space) a call takes some ten microseconds longer.
    pub fn is_pooled(&self) -> bool {
        self.shared.compiled.pooled && self.shared.scripted.pooled
    }
}

impl Shared {
    pub(super) fn runtime(&self, kind: GuestKind) -> &Runtime {
        match kind {
            GuestKind::Compiled => &self.compiled,
            GuestKind::Scripted => &self.scripted,
        }
    }

    pub(super) fn gate(&self, kind: GuestKind) -> &Gate {
        match kind {
            GuestKind::Compiled => &self.compiled_gate,
            GuestKind::Scripted => &self.scripted_gate,
        }
    }
}
