//! What actions do that no page shows.

mod automations;
mod generations;
