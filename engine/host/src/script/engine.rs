//! Builds Rhai engines: a raw one with chosen packages, our functions and the limits.
//!
//! The functions live in two shared modules, so that an engine for one call costs about a microsecond. Every call has its
//! own engine, because the deadline, the record of the run and the imports belong to that call and to nothing else.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use rhai::packages::{
    ArithmeticPackage, BasicArrayPackage, BasicFnPackage, BasicIteratorPackage, BasicMapPackage, BasicMathPackage,
    BasicStringPackage, LogicPackage, MoreStringPackage, Package,
};
use rhai::{Dynamic, Engine, Module, OptimizationLevel, Shared};

use super::api;
use super::library::{Library, Resolver};
use super::limits::ScriptLimits;
use super::memory::Memory;
use super::record::Recorder;

/// Words that a rule may not use, and what to do instead.
pub(super) const FORBIDDEN: &[(&str, &str)] = &[
    ("eval", "rules cannot run text as code; write a function"),
    ("print", "use log(\"...\")"),
    ("debug", "use log(\"debug\", \"...\")"),
    ("curry", "pass the value as a parameter"),
];

/// The deadline is looked at every so many operations: one clock reading is about as dear as one operation, and the
/// dearest native function on values within the limits takes about a tenth of a millisecond.
const CLOCK_EVERY: u64 = 32;

/// The functions that every rule has, shared by all engines.
#[derive(Clone)]
pub(super) struct Functions {
    standard: Shared<Module>,
    ours: Shared<Module>,
}

impl Functions {
    pub(super) fn new(limits: &ScriptLimits) -> Self {
        Self { standard: standard().into(), ours: api::module(limits).into() }
    }

    /// An engine that parses rules. It is never asked to run one.
    pub(super) fn parser(&self, limits: &ScriptLimits) -> Engine {
        let mut engine = self.bare(limits);
        for (word, _) in FORBIDDEN {
            engine.disable_symbol(*word);
        }
        engine
    }

    /// An engine for one run.
    #[expect(
        deprecated,
        reason = "Rhai marks on_var so to say that its signature may change, which the pinned version will not"
    )]
    pub(super) fn runner(&self, limits: &ScriptLimits, run: RunParts) -> Engine {
        let mut engine = self.bare(limits);
        engine.set_module_resolver(Resolver(run.library));
        engine.set_default_tag(Dynamic::from(run.recorder));
        engine.on_progress(move |operations| run.meter.tick(operations));
        let memory = Memory::new(limits);
        engine.on_var(move |_, _, context| memory.look(&context).map(|()| None));
        engine
    }

    fn bare(&self, limits: &ScriptLimits) -> Engine {
        let mut engine = Engine::new_raw();
        engine.register_global_module(Shared::clone(&self.standard));
        engine.register_global_module(Shared::clone(&self.ours));
        engine.set_optimization_level(OptimizationLevel::None);
        engine.set_strict_variables(true);
        engine.set_fail_on_invalid_map_property(true);
        engine.set_max_operations(limits.operations);
        engine.set_max_call_levels(limits.call_levels);
        engine.set_max_expr_depths(limits.expression_depth, limits.expression_depth);
        engine.set_max_string_size(limits.string_bytes);
        engine.set_max_array_size(limits.array_items);
        engine.set_max_map_size(limits.map_entries);
        engine.set_max_variables(limits.variables);
        engine.set_max_functions(limits.functions);
        engine.set_max_modules(limits.modules);
        engine
    }
}

/// What belongs to one run.
pub(super) struct RunParts {
    pub library: Library,
    pub recorder: Arc<Recorder>,
    pub meter: Arc<Meter>,
}

/// Counts a run's operations and ends it at its deadline. Once tripped it stays tripped.
pub(super) struct Meter {
    started: Instant,
    allowed: Duration,
    operations: AtomicU64,
    late: AtomicBool,
}

impl Meter {
    pub(super) fn start(limits: &ScriptLimits) -> Arc<Self> {
        Arc::new(Self {
            started: Instant::now(),
            allowed: Duration::from_millis(limits.deadline_ms),
            operations: AtomicU64::new(0),
            late: AtomicBool::new(false),
        })
    }

    pub(super) fn operations(&self) -> u64 {
        self.operations.load(Ordering::Relaxed)
    }

    pub(super) fn micros(&self) -> u64 {
        u64::try_from(self.started.elapsed().as_micros()).unwrap_or(u64::MAX)
    }

    fn tick(&self, operations: u64) -> Option<Dynamic> {
        self.operations.store(operations, Ordering::Relaxed);
        if operations.is_multiple_of(CLOCK_EVERY) && self.started.elapsed() > self.allowed {
            self.late.store(true, Ordering::Relaxed);
        }
        self.late.load(Ordering::Relaxed).then_some(Dynamic::UNIT)
    }
}

/// The packages a rule gets. The language core is left out on purpose: it brings `sleep`, `exit` and reflection.
fn standard() -> Module {
    let mut module = Module::new();
    ArithmeticPackage::init(&mut module);
    LogicPackage::init(&mut module);
    BasicStringPackage::init(&mut module);
    MoreStringPackage::init(&mut module);
    BasicIteratorPackage::init(&mut module);
    BasicFnPackage::init(&mut module);
    BasicArrayPackage::init(&mut module);
    BasicMapPackage::init(&mut module);
    BasicMathPackage::init(&mut module);
    // Otherwise every first call in a run searches the packages from end to end, which costs 15 microseconds each time.
    module.register_lazy_functions();
    module.build_index();
    module
}
