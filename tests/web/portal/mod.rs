//! The customer's door.

mod answers;
mod exactly_once;
mod forms;
mod home;
mod requests;
mod sight;
mod sign_in;
mod steps;
mod story;
mod uploads;
