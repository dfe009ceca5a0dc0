//! The customer's door.

mod answers;
mod colleagues;
mod crossings;
mod demo_form;
mod exactly_once;
mod forms;
mod home;
mod invitation;
mod parts;
mod provider_ties;
mod providers;
mod registrations;
mod requests;
mod sight;
mod sign_in;
mod sizes;
mod steps;
mod story;
mod timeline;
mod uploads;
mod withdrawals;
