//! The program `portico`: reads arguments, runs a command, and answers with its exit code.

use std::process::ExitCode;

/// Memory is taken and given back by many threads at once, which the system's allocator is slow at.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Milliseconds after which memory that nobody uses goes back to the system. Building and checking all extensions takes some 50 MB for a
/// moment; with the allocator's own second they would stay for as long as the program idles.
const PURGE_DELAY_MS: std::ffi::c_long = 100;

fn main() -> ExitCode {
    give_memory_back();
    portico::cli::run()
}

#[expect(unsafe_code, reason = "the allocator is written in C and has no other way to set this")]
fn give_memory_back() {
    /// `mi_option_purge_delay` in mimalloc.h.
    const PURGE_DELAY: libmimalloc_sys::mi_option_t = 15;
    // SAFETY: sets one number; the function may be called at any time, from any thread.
    unsafe { libmimalloc_sys::mi_option_set(PURGE_DELAY, PURGE_DELAY_MS) };
}
