//! The engine's side of contract 0.1, generated from the same files that a plugin is built from.

wasmtime::component::bindgen!({
    path: "../../plugins/api/wit/since_v0.1",
    world: "free-field",
    imports: { default: trappable },
    exports: { default: async },
});
