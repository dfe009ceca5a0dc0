//! Rhai rules: compile, check, call.
