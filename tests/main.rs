//! One test program for everything outside the source files: it links once, and its folders follow the modules of the engine.

mod cli;
mod durability;
mod mail;
mod reload;
mod store;
mod support;
mod tidy;
