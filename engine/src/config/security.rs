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
}

impl Default for Security {
    fn default() -> Self {
        Self {
            customer_session_days: 30,
            customer_idle_days: 7,
            staff_session_hours: 168,
            staff_idle_hours: 8,
            password_min_chars: 8,
            password_min_score: 3,
            breached_passwords: PathBuf::new(),
            hash_parallel: 2,
            hash_queue: 100,
            sign_in_burst: 10,
            sign_in_every_s: 20,
            account_burst: 60,
            account_every_s: 2,
        }
    }
}
