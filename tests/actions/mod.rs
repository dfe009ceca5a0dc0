//! What actions do that no page shows.

mod automations;
mod leftovers;
mod outbox;
