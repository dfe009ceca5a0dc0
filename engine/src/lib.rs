//! Portico: a self-hosted, multi-tenant customer-portal engine.
//!
//! The code map, in the direction that a request takes: [`web`] and [`cli`] know HTTP and text; they call [`actions`], which check
//! access, run rules and plugins and write; [`store`] keeps; [`domain`] holds the words and rules of the business. [`jobs`] does what must
//! follow from a change, [`views`] is what templates, mails and the API see, [`themes`] renders it, [`reload`] swaps extensions when a
//! file changes, and [`app`] puts it all together. `tests/tidy.rs` holds the directions.

pub mod actions;
pub mod app;
pub mod cli;
pub mod config;
pub mod domain;
pub mod jobs;
pub mod mail;
pub mod reload;
pub mod store;
pub mod themes;
pub mod views;
pub mod web;
