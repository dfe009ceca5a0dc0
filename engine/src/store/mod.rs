//! SQL: everything that Portico keeps, on SQLite or PostgreSQL. [`Store::read`] and [`Store::write`] give connections that are bound to
//! one tenant; the functions that use them are in one module per noun.

mod arg;
mod batch;
mod conn;
mod dialect;
mod error;
mod hints;
mod migrate;
mod options;
mod postgres;
mod row;
mod search;
mod sqlite;
mod statement;
mod together;
mod version;
mod visible;
mod wal;
mod writer;

pub mod addresses;
pub mod audit;
pub mod catalogue;
pub mod contacts;
pub mod customers;
pub mod devices;
pub mod drafts;
pub mod effects;
pub mod events;
pub mod factors;
pub mod fields;
pub mod files;
pub mod flows;
pub mod generations;
pub mod half_sign_ins;
pub mod idempotency;
pub mod identities;
pub mod invitations;
pub mod mail_sign_ins;
pub mod mails;
pub mod members;
pub mod memberships;
pub mod objects;
pub mod outbox;
pub mod password_resets;
pub mod portals;
pub mod provider_sign_ins;
pub mod roles;
pub mod runs;
pub mod sessions;
pub mod statuses;
pub mod tenants;
pub mod users;
pub mod work_orders;
pub mod work_types;

mod open;

pub use conn::{Conn, Reader};
pub use error::StoreError;
pub use hints::EventHint;
pub use migrate::{MigrationReport, migration_names};
pub use open::{Store, StoreKind, statement_text};
pub use options::{DatabaseUrl, StoreOptions};
pub use version::refusal as sqlite_refusal;
pub use wal::{WAL_ALARM_BYTES, WalAlarm};
pub use writer::Writer;
