//! The office's door.

mod extensions;
mod orders;
mod roster;
mod users;
mod viewers;
