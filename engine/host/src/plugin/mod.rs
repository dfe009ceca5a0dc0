//! WebAssembly component plugins: load, check, call.
