//! Mail against a real SMTP server that is told how to misbehave, and against a disk that is full: what is owed is sent, or visibly stuck.

mod folder;
mod lanes;
mod letters;
mod order;
mod peer;
mod secret;
mod session;
mod tries;
mod world;
