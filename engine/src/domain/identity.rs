//! A login's name at an identity provider, and a sign-in that is on its way there.

use jiff::Timestamp;
use sha2::{Digest, Sha256};

use super::id::{PortalId, SessionId, UserId};

/// Who somebody is elsewhere. The subject never changes at its issuer, unlike her mail address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    pub issuer: String,
    pub subject: String,
    pub user: UserId,
    pub linked_at: Timestamp,
}

/// A name at a provider that is to be tied to a login, once the person has proved all that is asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tie {
    /// Name of the provider in the configuration.
    pub provider: String,
    pub issuer: String,
    pub subject: String,
}

/// Longest address of an issuer in bytes.
pub const MAX_ISSUER: usize = 500;

/// Longest subject in bytes, as OpenID Connect limits it.
pub const MAX_SUBJECT: usize = 255;

/// A browser that was sent to a provider and is waited for, once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderSignIn {
    /// SHA-256 of the secret in the browser's cookie.
    pub browser_hash: [u8; 32],
    pub portal: PortalId,
    /// Name of the provider in the configuration.
    pub provider: String,
    /// Where to go afterwards.
    pub next: String,
    /// The session of who only proves anew who she is. None: she signs in.
    pub session: Option<SessionId>,
    pub expires_at: Timestamp,
}

/// What a sign-in shows to the provider. All of it follows from the browser's secret, so it is bound to that browser and kept nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shown {
    /// Comes back with the browser.
    State,
    /// Comes back within the token.
    Nonce,
    /// Proves to the provider that who fetches the token is who began (RFC 7636).
    Verifier,
}

impl Shown {
    pub fn of(self, browser: &[u8; 32]) -> [u8; 32] {
        let purpose: &[u8] = match self {
            Self::State => b"portico provider state ",
            Self::Nonce => b"portico provider nonce ",
            Self::Verifier => b"portico provider verifier ",
        };
        Sha256::new().chain_update(purpose).chain_update(browser).finalize().into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_differs_by_purpose_and_browser_and_is_never_the_secret() {
        let all: Vec<[u8; 32]> = [[1; 32], [2; 32]]
            .iter()
            .flat_map(|browser| [Shown::State, Shown::Nonce, Shown::Verifier].map(|shown| shown.of(browser)))
            .chain([[1; 32], [2; 32]])
            .collect();
        let unique: std::collections::BTreeSet<_> = all.iter().collect();
        assert_eq!(unique.len(), all.len());
    }
}
