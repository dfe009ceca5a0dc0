//! A passkey: a key pair of which only the public half is kept. It proves by itself that its owner has it and was recognised by it.

use jiff::Timestamp;
use serde_json::Value;

use super::id::{PasskeyId, UserId};

/// Passkeys of one login at most.
pub const MOST_PASSKEYS: usize = 20;

/// Longest name in characters.
pub const MAX_NAME_CHARS: usize = 60;

/// Whom a passkey signs in, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Passkey {
    pub id: PasskeyId,
    pub user: UserId,
    /// The name that its device gave it.
    pub credential_id: Vec<u8>,
    /// The host that it was made at and is good for.
    pub rp_id: String,
    /// What its person calls it.
    pub name: String,
    /// The public key and the counter, as the library that checks them writes them down.
    pub credential: Value,
    pub created_at: Timestamp,
    pub used_at: Option<Timestamp>,
}

/// A name as it is kept: on one line, and not too long. A device has made the passkey already when its name arrives, so what somebody typed
/// is shortened instead of refused.
pub fn named(typed: &str) -> Option<String> {
    let words = typed.split_whitespace().collect::<Vec<_>>().join(" ");
    let name: String = words.chars().filter(|letter| !letter.is_control()).take(MAX_NAME_CHARS).collect();
    let name = name.trim();
    (!name.is_empty()).then(|| name.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_one_line_of_sixty_characters_at_most() {
        assert_eq!(named("  Mein\n Telefon ").as_deref(), Some("Mein Telefon"));
        assert_eq!(named(&"ä".repeat(80)).map(|name| name.chars().count()), Some(MAX_NAME_CHARS));
        assert_eq!((named(" \t"), named("")), (None, None));
    }
}
