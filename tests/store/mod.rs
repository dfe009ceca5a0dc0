//! The contract of the store: every function, on both databases.

mod audit;
mod catalogue;
mod customers;
mod drafts;
mod events;
mod files;
mod group_commit;
mod hints;
mod idempotency;
mod isolation;
mod mails;
mod opening;
mod outbox;
mod people;
mod runs;
mod schema;
mod upgrade;
pub mod wall;
mod work_orders;
mod world;
mod writing;
