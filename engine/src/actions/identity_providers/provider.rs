//! One provider: its documents and keys, kept for a while, and the way to its sign-in page.

use std::{fs, time::Duration};

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::{SignedDuration, Timestamp};
use openidconnect::{
    PkceCodeChallenge, PkceCodeVerifier,
    core::{CoreJsonWebKeySet, CoreProviderMetadata},
};
use rustls::ClientConfig;
use secrecy::SecretString;
use serde::Deserialize;
use tokio::{
    sync::{Mutex, MutexGuard},
    time::timeout_at,
};

use super::client::{Client, Deadline, plain};
use crate::{
    config::IdentityProvider,
    domain::{clock::Clock, identity::Shown, text::Slug},
};

/// How long documents and keys are good without a look at the provider.
const KEPT: SignedDuration = SignedDuration::from_hours(1);

/// After a look that failed, nobody waits for another one for so long.
const PAUSE: SignedDuration = SignedDuration::from_secs(10);

/// A token with a key that is not known has the keys fetched anew, but only once in so long, whatever else arrives.
const KEYS_AT_MOST_EVERY: SignedDuration = SignedDuration::from_secs(60);

/// A provider with its secret and what is known of it.
pub struct Provider {
    pub name: Slug,
    pub configured: IdentityProvider,
    pub(super) secret: SecretString,
    pub(super) client: Client,
    known: Mutex<Known>,
}

/// What the last look brought.
#[derive(Default)]
enum Known {
    #[default]
    Nothing,
    Failed {
        at: Timestamp,
        why: String,
    },
    Documents {
        at: Timestamp,
        keys_at: Timestamp,
        documents: Box<Documents>,
    },
}

#[derive(Clone)]
pub(super) struct Documents {
    pub metadata: CoreProviderMetadata,
    pub keys: CoreJsonWebKeySet,
    /// Whether it names itself when it sends people back (RFC 9207).
    pub names_itself: bool,
}

/// Why there are no claims, for the log.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    /// It is down, slow, or not what the configuration says; or we are not what it expects.
    #[error("{0}")]
    Provider(String),
    /// Its answer does not belong to this sign-in, or cannot be believed.
    #[error("{0}")]
    Answer(String),
}

#[derive(Deserialize)]
struct Further {
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

impl Provider {
    pub(super) fn new(name: &Slug, configured: &IdentityProvider, trust: &ClientConfig) -> Result<Self, String> {
        let file = configured.client_secret_file.display();
        let wrong = |what: String| format!("identity_providers.{name}.client_secret_file: {file}: {what}");
        let secret = fs::read_to_string(&configured.client_secret_file).map_err(|error| wrong(error.to_string()))?;
        let secret = secret.trim().to_owned();
        if secret.is_empty() {
            return Err(wrong("is empty; write the secret into it that the provider gave out".to_owned()));
        }
        let timeout = Duration::from_secs(configured.timeout_s);
        let client = Client::new(&configured.issuer, timeout, trust.clone())
            .map_err(|error| format!("identity_providers.{name}.issuer: {error}"))?;
        let (name, configured) = (name.clone(), configured.clone());
        Ok(Self { name, configured, secret: SecretString::from(secret), client, known: Mutex::default() })
    }

    /// Where a browser goes to sign in there. `anew`: the provider must ask once more who it is, whoever is signed in there, and say when.
    pub async fn address(
        &self,
        clock: &dyn Clock,
        browser: &[u8; 32],
        (back, anew): (&str, bool),
    ) -> Result<String, Wrong> {
        let documents = self.documents(clock, self.client.deadline()).await?;
        let mut url = documents.metadata.authorization_endpoint().url().clone();
        let challenge = PkceCodeChallenge::from_code_verifier_sha256(&verifier(browser));
        url.query_pairs_mut()
            .append_pair("response_type", "code")
            .append_pair("client_id", &self.configured.client_id)
            .append_pair("redirect_uri", back)
            .append_pair("scope", "openid email profile")
            .append_pair("state", &shown(Shown::State, browser))
            .append_pair("nonce", &shown(Shown::Nonce, browser))
            .append_pair("code_challenge", challenge.as_str())
            .append_pair("code_challenge_method", challenge.method().as_str());
        if anew {
            url.query_pairs_mut().append_pair("prompt", "login").append_pair("max_age", "0");
        }
        Ok(url.into())
    }

    /// Fetches documents and keys, as the doctor does, and says what is wrong with them.
    pub async fn look(&self, clock: &dyn Clock) -> Result<(), Wrong> {
        self.documents(clock, self.client.deadline()).await.map(|_| ())
    }

    pub(super) async fn documents(&self, clock: &dyn Clock, by: Deadline) -> Result<Documents, Wrong> {
        // Held over the fetching, so that a thousand people make one request; what it brings, they all get.
        let mut known = self.known(by).await?;
        let now = clock.now();
        match &*known {
            Known::Documents { at, documents, .. } if now.duration_since(*at) < KEPT => {
                return Ok((**documents).clone());
            }
            Known::Failed { at, why } if now.duration_since(*at) < PAUSE => return Err(Wrong::Provider(why.clone())),
            _ => {}
        }
        let fetched = self.fetch(by).await;
        // Fetching may have taken longer than the pause is long.
        let now = clock.now();
        match fetched {
            Ok(documents) => {
                *known = Known::Documents { at: now, keys_at: now, documents: Box::new(documents.clone()) };
                Ok(documents)
            }
            Err(why) => {
                *known = Known::Failed { at: now, why: why.clone() };
                Err(Wrong::Provider(why))
            }
        }
    }

    /// The documents with keys of this minute. None: they are of this minute already.
    pub(super) async fn renewed_keys(&self, clock: &dyn Clock, by: Deadline) -> Result<Option<Documents>, Wrong> {
        let mut known = self.known(by).await?;
        let Known::Documents { keys_at, documents, .. } = &mut *known else { return Ok(None) };
        let now = clock.now();
        if now.duration_since(*keys_at) < KEYS_AT_MOST_EVERY {
            return Ok(None);
        }
        *keys_at = now;
        documents.keys = self.fetch_keys(&documents.metadata, by).await.map_err(Wrong::Provider)?;
        Ok(Some((**documents).clone()))
    }

    /// Waiting for somebody else's look counts too.
    async fn known(&self, by: Deadline) -> Result<MutexGuard<'_, Known>, Wrong> {
        timeout_at(by.0, self.known.lock()).await.map_err(|_| Wrong::Provider(self.client.too_late()))
    }

    async fn fetch(&self, by: Deadline) -> Result<Documents, String> {
        let issuer = &self.configured.issuer;
        let url = format!("{}/.well-known/openid-configuration", issuer.trim_end_matches('/'));
        let document = self.client.get(by, &url, None).await?;
        let wrong = |error: serde_json::Error| format!("{url}: is no document of a provider: {error}");
        let metadata: CoreProviderMetadata = serde_json::from_slice(&document).map_err(wrong)?;
        let further: Further = serde_json::from_slice(&document).map_err(wrong)?;
        if metadata.issuer().as_str() != issuer {
            let named = plain(metadata.issuer().as_str());
            return Err(format!("{url}: the provider names itself {named}; write exactly that as issuer"));
        }
        // People go there by themselves, with the state and the nonce in the address.
        let away = metadata.authorization_endpoint().as_str();
        if !self.client.is_secure(away) {
            return Err(format!("{url}: its authorization_endpoint is {}, not https", plain(away)));
        }
        let keys = self.fetch_keys(&metadata, by).await?;
        let names_itself = further.authorization_response_iss_parameter_supported;
        Ok(Documents { metadata, keys, names_itself })
    }

    async fn fetch_keys(&self, metadata: &CoreProviderMetadata, by: Deadline) -> Result<CoreJsonWebKeySet, String> {
        let url = metadata.jwks_uri().as_str();
        let keys = self.client.get(by, url, None).await?;
        serde_json::from_slice(&keys).map_err(|error| format!("{url}: holds no keys: {error}"))
    }
}

pub(super) fn shown(what: Shown, browser: &[u8; 32]) -> String {
    URL_SAFE_NO_PAD.encode(what.of(browser))
}

pub(super) fn verifier(browser: &[u8; 32]) -> PkceCodeVerifier {
    PkceCodeVerifier::new(shown(Shown::Verifier, browser))
}
