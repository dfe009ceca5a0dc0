//! Attacks that really happened elsewhere, each as a test named after its case in the list that the project keeps.

mod case_11_reset_to_the_attacker;
mod case_12_links_of_another_kind;
mod case_13_link_scanners;
mod case_14_enumeration;
mod case_16_session_tricks;
