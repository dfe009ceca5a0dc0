//! The office's door.

mod audit;
mod extensions;
mod looks;
mod orders;
mod roster;
mod users;
mod viewers;
