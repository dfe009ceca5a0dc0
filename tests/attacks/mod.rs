//! Attacks that really happened elsewhere, each as a test named after its case in the list that the project keeps.

mod case_16_session_tricks;
