//! Who may ask what: every route with every kind of person, each answer and each refusal held to one table of rules.

mod canaries;
mod matrix;
pub mod rules;
mod twins;
pub mod visitors;
