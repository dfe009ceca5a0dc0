//! One test program for everything outside the source files: it links once, and its folders follow the modules of the engine.
#![expect(
    clippy::unwrap_used,
    reason = "what a test needs and does not get ends it; clippy knows that only inside of test functions"
)]
#![expect(clippy::disallowed_methods, reason = "tests have no configuration but their environment")]

mod access;
mod actions;
mod asvs;
mod attacks;
mod cli;
mod durability;
mod mail;
mod reload;
mod store;
mod support;
mod themes;
mod tidy;
mod web;
