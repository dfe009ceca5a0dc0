//! The office's door.

mod audit;
mod extensions;
mod orders;
mod roster;
mod staff;
mod users;
mod viewers;
