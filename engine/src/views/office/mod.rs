//! What the tenant's office sees, one file per noun.

pub mod audit;
pub mod customers;
pub mod erasure;
pub mod extensions;
pub mod look;
pub mod orders;
pub mod outbox;
pub mod request;
pub mod requests;
pub mod roles;
pub mod roster;
pub mod runs;
pub mod sign_in;
pub mod staff;
pub mod tenants;
pub mod users;
pub mod viewers;
