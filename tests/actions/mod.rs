//! What actions do that no page shows.

mod automations;
mod flow_rules;
mod retries;
