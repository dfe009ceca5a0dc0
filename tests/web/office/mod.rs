//! The office's door.

mod audit;
mod erasures;
mod extensions;
mod looks;
mod orders;
mod privacy;
mod roster;
mod users;
mod viewers;
