//! Secrets that are shown once, in a link or a cookie. Only the hash is kept, so what is stored opens nothing.

use std::{fmt, str::FromStr};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// 256 random bits. Written as 43 letters, digits, hyphens and underscores.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret([u8; 32]);

/// A text that is no secret of ours, whatever is wrong with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a secret")]
pub struct NoSecret;

impl Secret {
    pub const fn new(random: [u8; 32]) -> Self {
        Self(random)
    }

    /// SHA-256, which is what the store keeps. The secret is random in full, so nothing slower is needed.
    pub fn hash(&self) -> [u8; 32] {
        Sha256::digest(self.0).into()
    }
}

impl fmt::Display for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret")
    }
}

impl FromStr for Secret {
    type Err = NoSecret;

    fn from_str(text: &str) -> Result<Self, NoSecret> {
        let bytes = URL_SAFE_NO_PAD.decode(text).map_err(|_| NoSecret)?;
        bytes.try_into().map(Self).map_err(|_| NoSecret)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_reads_back_from_its_text_and_nothing_else_is_one() {
        let secret = Secret::new([7; 32]);
        let text = secret.to_string();
        assert_eq!(text.parse(), Ok(secret));
        let shorter = URL_SAFE_NO_PAD.encode([7; 31]);
        for bad in ["", "null", &text[1..], &format!("{text}A"), &format!(" {text}"), &shorter, &format!("{text}=")] {
            assert_eq!(bad.parse::<Secret>(), Err(NoSecret), "{bad}");
        }
    }

    #[test]
    fn a_secret_does_not_show_itself_in_a_log() {
        assert_eq!(format!("{:?}", Secret::new([7; 32])), "Secret");
    }
}
