//! What actions do that no page shows.

mod automations;
mod flow_rules;
mod generations;
mod leftovers;
mod outbox;
mod plugin_fields;
mod requests;
mod retention;
mod retries;
mod sealing;
mod sessions;
mod tenants;
