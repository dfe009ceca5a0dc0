//! The customer's door.

mod exactly_once;
mod forms;
mod sign_in;
mod story;
mod uploads;
