//! The program `portico`: reads arguments, runs a command, and answers with its exit code.

use std::process::ExitCode;

/// Memory is taken and given back by many threads at once, which the system's allocator is slow at.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    portico::cli::run()
}
