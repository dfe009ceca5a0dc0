//! The plugin host against small hostile components and against the real sample plugins.
#![expect(clippy::unwrap_used, reason = "a test may fail by panicking")]
#![expect(clippy::disallowed_methods, reason = "tests have no configuration but their environment")]

mod guards;
mod health;
mod loading;
mod queue;
mod samples;
mod support;
