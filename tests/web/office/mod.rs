//! The office's door.

mod audit;
mod extensions;
mod orders;
mod roster;
mod users;
mod viewers;
