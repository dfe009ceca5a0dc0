//! The customer's door.

mod sign_in;
mod story;
