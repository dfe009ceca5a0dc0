//! The words of the product as plain types and rules: no I/O, no async, no clock of its own.
//!
//! Everything here is a value or a pure function, so every rule of the business can be read and tested without a database.

pub mod access;
pub mod address;
pub mod catalogue;
pub mod clock;
pub mod contact;
pub mod crossing;
pub mod customer;
pub mod draft;
pub mod effect;
pub mod erasure;
pub mod event;
pub mod factor;
pub mod field;
pub mod file;
pub mod flow;
pub mod form;
pub mod id;
pub mod identity;
pub mod invitation;
pub mod look;
pub mod mail;
pub mod object;
pub mod offer;
pub mod outbox;
pub mod part;
pub mod passkey;
pub mod password;
pub mod portal;
pub mod reach;
pub mod registration;
pub mod role;
pub mod routes;
pub mod rule_values;
pub mod run;
pub mod secret;
pub mod session;
pub mod setting;
pub mod staff;
pub mod status;
pub mod tenant;
pub mod text;
pub mod user;
pub mod work_order;
pub mod work_type;
