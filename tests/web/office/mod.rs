//! The office's door.

mod extensions;
mod orders;
mod users;
