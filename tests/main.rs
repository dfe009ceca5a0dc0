//! One test program for everything outside the source files: it links once, and its folders follow the modules of the engine.

mod store;
mod support;
mod themes;
mod tidy;
