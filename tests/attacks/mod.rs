//! Attacks that really happened elsewhere, each as a test named after its case in the list that the project keeps. Cases about
//! who sees what are tested where everything is: 1 (every route with every kind of person) in `tests/access/matrix.rs`, 2 (an id in a form or
//! query) in `tests/web/strangers.rs`, 3 (side channels) in `tests/access/canaries.rs` and `tests/access/twins.rs`, 4 (stale access) in
//! `tests/web/portal/sight.rs` and `tests/web/live.rs`, 5 (links to files) in `tests/access/matrix.rs` and `tests/web/portal/uploads.rs`.

mod case_11_reset_to_the_attacker;
mod case_12_links_of_another_kind;
mod case_13_link_scanners;
mod case_14_enumeration;
mod case_14_same_work;
mod case_15_forged_trust_headers;
mod case_16_session_tricks;
mod case_17_cross_site_requests;
mod case_18_looking_as_somebody;
mod case_19_passkeys;
