//! `[security]`: sessions, password hashing and rate limits.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Security {
    /// Days after which a customer's session ends, used or not.
    pub customer_session_days: u64,
    /// Days after which an unused customer's session ends.
    pub customer_idle_days: u64,
    /// Hours after which a staff session ends, used or not.
    pub staff_session_hours: u64,
    /// Hours after which an unused staff session ends.
    pub staff_idle_hours: u64,
    /// Sessions of one person at most; a further one ends the oldest.
    pub sessions_per_person: u32,
    /// Minutes after a password or code in which sensitive acts ask for none again.
    pub fresh_minutes: u64,
    /// Minutes after which a look of the office at a portal, as one of its users sees it, ends by itself. At least 1.
    pub look_minutes: u64,
    /// Whether staff must have a second factor.
    pub staff_second_factor: SecondFactor,
    /// Minutes in which the second factor must follow the password.
    pub half_sign_in_minutes: u64,
    /// Minutes in which a browser must answer the challenge to a passkey, 1 to 60.
    pub passkey_minutes: u64,
    /// Minutes that the link to a new password is good for.
    pub reset_link_minutes: u64,
    /// Links by mail in an hour: to one mailbox, from one network address, and of one tenant.
    pub links_per_mailbox: u32,
    pub links_per_address: u32,
    pub links_per_tenant: u32,
    /// Days in which a remembered browser asks for no second factor. 0: browsers cannot be remembered.
    pub remember_device_days: u64,
    /// File with the key that seals seeds of second factors. Made at the first start; several nodes need the same.
    pub key_file: PathBuf,
    /// Shortest password in characters, 8 to 64. 15 is better where nobody has a second factor.
    pub password_min_chars: usize,
    /// Lowest estimate of a new password, from 0 (taken whatever it is) to 4: 3 withstands 10^8 guesses.
    pub password_min_score: u8,
    /// A sorted list of breached passwords that are refused, as SHA-1 or as they are. Empty: only the built-in list counts.
    pub breached_passwords: PathBuf,
    /// Passwords that are checked at the same time. Each takes 19 MiB and about 50 ms of one core.
    pub hash_parallel: usize,
    /// Sign-ins that wait for a check at most; further ones are told to come back.
    pub hash_queue: usize,
    /// Sign-in tries of one network address in a burst; then one more every `sign_in_every_s` seconds.
    pub sign_in_burst: u32,
    pub sign_in_every_s: u64,
    /// Sign-in tries for one account in a burst; then one more every `account_every_s` seconds. Never a lock.
    pub account_burst: u32,
    pub account_every_s: u64,
    /// What one customer stores in a burst: steps, uploads, requests and messages; then one more every `writes_every_s` seconds.
    pub writes_burst: u32,
    pub writes_every_s: u64,
}

/// Whether a second factor must be there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SecondFactor {
    /// Who has none is led to set one up and can do nothing else.
    Required,
    /// Everybody may have one.
    Optional,
}

impl Default for Security {
    fn default() -> Self {
        Self {
            customer_session_days: 30,
            customer_idle_days: 7,
            staff_session_hours: 168,
            staff_idle_hours: 8,
            sessions_per_person: 20,
            fresh_minutes: 15,
            look_minutes: 15,
            staff_second_factor: SecondFactor::Required,
            half_sign_in_minutes: 10,
            passkey_minutes: 5,
            reset_link_minutes: 30,
            links_per_mailbox: 3,
            links_per_address: 10,
            links_per_tenant: 500,
            remember_device_days: 30,
            key_file: PathBuf::from("data/portico.key"),
            password_min_chars: 8,
            password_min_score: 3,
            breached_passwords: PathBuf::new(),
            hash_parallel: 2,
            hash_queue: 100,
            sign_in_burst: 10,
            sign_in_every_s: 20,
            account_burst: 60,
            account_every_s: 2,
            writes_burst: 200,
            writes_every_s: 2,
        }
    }
}
