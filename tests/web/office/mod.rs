//! The office's door.

mod orders;
