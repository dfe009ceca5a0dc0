//! What tests need before they can say what they are about.

pub mod answer;
pub mod component;
pub mod contents;
pub mod databases;
pub mod factor;
pub mod flow;
pub mod form;
pub mod html;
pub mod invitation;
pub mod links;
pub mod look;
pub mod passkey;
pub mod person;
pub mod portal;
pub mod provider;
pub mod skip;
pub mod walk;
