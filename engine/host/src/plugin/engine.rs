//! The two engines: one sized for compiled guests, one for guests that carry an interpreter with them.

use wasmtime::component::{HasSelf, Linker};
use wasmtime::{Config, Enabled, Engine, InstanceAllocationStrategy, PoolingAllocationConfig};

use super::bindings::FreeField;
use super::guest::Guest;
use super::limits::PluginLimits;

/// An engine with everything that plugins can import.
pub(super) struct Runtime {
    pub(super) engine: Engine,
    pub(super) linker: Linker<Guest>,
    pub(super) pooled: bool,
}

/// How much of the pool one instance may take.
#[derive(Clone, Copy)]
pub(super) struct Shape {
    pub(super) instances: u32,
    core_instances: u32,
    memories: u32,
    tables: u32,
}

impl Shape {
    /// A component from a compiler: one memory, its own core module and small adapters around it.
    pub(super) fn compiled(limits: &PluginLimits) -> Self {
        Self { instances: limits.concurrent_instances + SPARE, core_instances: 8, memories: 2, tables: 4 }
    }

    /// A component with QuickJS inside: its parts are linked from several core modules.
    pub(super) fn scripted(limits: &PluginLimits) -> Self {
        Self { instances: limits.concurrent_scripted + SPARE, core_instances: 20, memories: 4, tables: 8 }
    }
}

/// Places beyond those the gate hands out: loading a plugin runs it once without passing the gate, and a dropped call gives its place
/// back a moment after its permit.
const SPARE: u32 = 4;

/// Memory that stays with a free slot, so that the next instance needs no page faults.
const KEEP_RESIDENT: usize = 2 << 20;

impl Runtime {
    /// Takes a pool when the address space allows it, and falls back to allocating on demand.
    pub(super) fn new(limits: &PluginLimits, shape: Shape) -> Result<Self, String> {
        let pooled = Engine::new(config(limits).allocation_strategy(pool(limits, shape)));
        let (engine, pooled) = match pooled {
            Ok(engine) => (engine, true),
            Err(error) => {
                tracing::warn!(
                    "no address space for a pool of {} plugin instances, allocating on demand: {error:#}",
                    shape.instances
                );
                let engine = Engine::new(&config(limits)).map_err(|e| format!("cannot start WebAssembly: {e:#}"))?;
                (engine, false)
            }
        };
        let mut linker = Linker::new(&engine);
        FreeField::add_to_linker::<Guest, HasSelf<Guest>>(&mut linker, |guest| guest)
            .map_err(|e| format!("cannot offer the plugin contract: {e:#}"))?;
        Ok(Self { engine, linker, pooled })
    }
}

fn config(limits: &PluginLimits) -> Config {
    let mut config = Config::new();
    config
        .wasm_component_model(true)
        // No world has asynchronous functions of its own, and the bookkeeping for them costs several times the call.
        .concurrency_support(false)
        .epoch_interruption(true)
        .memory_init_cow(true)
        .wasm_backtrace_max_frames(None)
        .native_unwind_info(false)
        .wasm_memory64(false)
        .wasm_relaxed_simd(false)
        // The same input gives the same answer on every processor.
        .cranelift_nan_canonicalization(true)
        .max_wasm_stack(limits.stack_bytes)
        .async_stack_size(limits.stack_bytes + HOST_STACK);
    config
}

/// Stack for the engine's own functions while a plugin calls them.
const HOST_STACK: usize = 512 << 10;

fn pool(limits: &PluginLimits, shape: Shape) -> InstanceAllocationStrategy {
    let mut pool = PoolingAllocationConfig::new();
    pool.total_component_instances(shape.instances)
        .total_core_instances(shape.instances.saturating_mul(shape.core_instances))
        .total_memories(shape.instances.saturating_mul(shape.memories))
        .total_tables(shape.instances.saturating_mul(shape.tables))
        .total_stacks(shape.instances)
        .max_core_instances_per_component(shape.core_instances)
        .max_memories_per_component(shape.memories)
        .max_tables_per_component(shape.tables)
        .max_memory_size(limits.memory_bytes)
        .table_elements(limits.table_elements)
        .max_core_instance_size(1 << 20)
        .max_component_instance_size(1 << 20)
        .max_unused_warm_slots(shape.instances)
        .linear_memory_keep_resident(KEEP_RESIDENT)
        .table_keep_resident(64 << 10)
        .async_stack_keep_resident(64 << 10)
        .pagemap_scan(Enabled::Auto);
    InstanceAllocationStrategy::Pooling(pool)
}
