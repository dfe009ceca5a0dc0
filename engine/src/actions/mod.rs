//! The use cases: one file per noun, one function per verb. Only this module writes, so a rule, an audit line and a mail happen
//! whoever calls: a page, the API, a worker, the command line, a rule or a plugin.

mod audit;
pub mod automations;
pub mod catalogues;
pub mod colleagues;
pub mod contacts;
pub mod context;
pub mod demo;
pub mod erasures;
pub mod error;
pub mod files;
pub mod flow_rules;
pub mod generations;
pub mod identity_providers;
pub mod invitations;
mod joining;
pub mod leftovers;
pub mod letters;
pub mod looks;
pub mod mail_sign_ins;
pub mod mails;
pub mod members;
pub mod offers;
pub mod outbox;
pub mod password_resets;
pub mod passwords;
pub mod personal_data;
pub mod plugin_fields;
pub mod profiles;
pub mod provider_sign_ins;
pub mod registrations;
pub mod request_forms;
pub mod requests;
pub mod retention;
pub mod roles;
pub mod roster;
pub mod rule_places;
pub mod sealing;
pub mod second_factors;
pub mod sessions;
pub mod staff;
pub mod tenants;
pub mod users;
pub mod work_orders;

pub use context::Context;
pub use error::Error;
