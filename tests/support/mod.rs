//! What tests need before they can say what they are about.

pub mod databases;
