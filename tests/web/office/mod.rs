//! The office's door.

mod audit;
mod erasures;
mod extensions;
mod looks;
mod orders;
mod privacy;
mod roles;
mod roster;
mod staff;
mod users;
mod viewers;
