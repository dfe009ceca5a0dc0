//! What a code is worth that a provider gave out: handed in, and the token for it checked.

use base64::{Engine, engine::general_purpose::STANDARD};
use jiff::Timestamp;
use openidconnect::{
    AdditionalClaims, ClaimsVerificationError, ClientId, IdToken, Nonce, SignatureVerificationError,
    core::{
        CoreClientAuthMethod, CoreGenderClaim, CoreIdTokenVerifier, CoreJweContentEncryptionAlgorithm,
        CoreJwsSigningAlgorithm,
    },
};
use secrecy::{ExposeSecret, SecretString};
use serde::{Deserialize, Serialize};

use super::{
    client::Deadline,
    provider::{Documents, Provider, Wrong, shown, verifier},
};
use crate::domain::{
    clock::Clock,
    identity::{MAX_SUBJECT, Shown},
};

/// Signatures that are believed: by key pairs. A shared secret or no signature at all proves nothing.
const ALGORITHMS: [CoreJwsSigningAlgorithm; 9] = [
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha256,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha384,
    CoreJwsSigningAlgorithm::RsaSsaPkcs1V15Sha512,
    CoreJwsSigningAlgorithm::RsaSsaPssSha256,
    CoreJwsSigningAlgorithm::RsaSsaPssSha384,
    CoreJwsSigningAlgorithm::RsaSsaPssSha512,
    CoreJwsSigningAlgorithm::EcdsaP256Sha256,
    CoreJwsSigningAlgorithm::EcdsaP384Sha384,
    CoreJwsSigningAlgorithm::EdDsa,
];

/// What a provider says of somebody, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claims {
    pub subject: String,
    pub email: Option<String>,
    pub email_verified: bool,
    pub name: Option<String>,
    /// The organisation whose account it is (`hd`), where the provider has such.
    pub organisation: Option<String>,
    /// When the person last proved there who she is (`auth_time`), where the provider says so.
    pub proved_at: Option<Timestamp>,
}

/// The claims, and what else may be asked with.
pub struct Handed {
    pub claims: Claims,
    access_token: Option<SecretString>,
    documents: Documents,
    by: Deadline,
}

/// What a provider sends along when it sends somebody back.
#[derive(Debug, Clone, Default)]
pub struct Returned {
    pub code: String,
    pub issuer: Option<String>,
}

/// What tokens have beside the claims of the standard.
#[derive(Debug, Clone, Serialize, Deserialize)]
struct Further {
    hd: Option<String>,
}

impl AdditionalClaims for Further {}

type Token = IdToken<Further, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm>;

#[derive(Deserialize)]
struct Tokens {
    id_token: Token,
    access_token: Option<SecretString>,
}

/// Some providers say it as a text.
#[derive(Deserialize)]
#[serde(untagged)]
enum Flag {
    Is(bool),
    Says(String),
}

impl Flag {
    fn is_set(&self) -> bool {
        match self {
            Self::Is(set) => *set,
            Self::Says(text) => text == "true",
        }
    }
}

#[derive(Deserialize)]
struct UserInfo {
    sub: String,
    email: Option<String>,
    email_verified: Option<Flag>,
    name: Option<String>,
}

impl Provider {
    /// What the provider says of who comes back with a code.
    pub async fn claims(
        &self,
        clock: &dyn Clock,
        browser: &[u8; 32],
        (returned, back): (&Returned, &str),
    ) -> Result<Handed, Wrong> {
        let by = self.client.deadline();
        let documents = self.documents(clock, by).await?;
        match &returned.issuer {
            Some(issuer) if *issuer != self.configured.issuer => {
                return Err(Wrong::Answer("another issuer sent the browser back".to_owned()));
            }
            None if documents.names_itself => {
                return Err(Wrong::Answer("the issuer did not name itself, though it says that it does".to_owned()));
            }
            _ => {}
        }
        let form = self.handing_in(takes_basic(&documents), browser, (&returned.code, back));
        let tokens = self.exchange(&documents, by, form).await?;
        let claims = self.verified(clock, (&documents, by), &tokens.id_token, browser).await?;
        Ok(Handed { claims, access_token: tokens.access_token, documents, by })
    }

    /// Hands the code in.
    async fn exchange(
        &self,
        documents: &Documents,
        by: Deadline,
        form: (Option<String>, String),
    ) -> Result<Tokens, Wrong> {
        let endpoint = documents.metadata.token_endpoint();
        let endpoint = endpoint.ok_or_else(|| Wrong::Provider("its document names no token_endpoint".to_owned()))?;
        let answer = self.client.post(by, endpoint.as_str(), form).await.map_err(Wrong::Provider)?;
        // What is wrong with a token is told without the token.
        let wrong =
            |error: serde_json::Error| Wrong::Answer(format!("its answer with the token: {:?}", error.classify()));
        serde_json::from_slice(&answer).map_err(wrong)
    }

    /// The header and the form that hand a code in.
    fn handing_in(&self, basic: bool, browser: &[u8; 32], (code, back): (&str, &str)) -> (Option<String>, String) {
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.append_pair("grant_type", "authorization_code")
            .append_pair("code", code)
            .append_pair("redirect_uri", back)
            .append_pair("code_verifier", verifier(browser).secret());
        let (id, secret) = (self.configured.client_id.as_str(), self.secret.expose_secret());
        if !basic {
            form.append_pair("client_id", id).append_pair("client_secret", secret);
            return (None, form.finish());
        }
        // Both are form-encoded first (RFC 6749, 2.3.1).
        let encode = |text: &str| form_urlencoded::byte_serialize(text.as_bytes()).collect::<String>();
        let pair = STANDARD.encode(format!("{}:{}", encode(id), encode(secret)));
        (Some(format!("Basic {pair}")), form.finish())
    }

    /// Checks the token: signature, issuer, audience, party, times and nonce. With a key that is not known, the keys are fetched anew.
    async fn verified(
        &self,
        clock: &dyn Clock,
        (documents, by): (&Documents, Deadline),
        token: &Token,
        browser: &[u8; 32],
    ) -> Result<Claims, Wrong> {
        let nonce = Nonce::new(shown(Shown::Nonce, browser));
        match self.check(clock.now(), documents, token, &nonce) {
            Err(error) if is_about_the_key(&error) => match self.renewed_keys(clock, by).await? {
                Some(documents) => self.check(clock.now(), &documents, token, &nonce),
                None => Err(error),
            },
            checked => checked,
        }
        .map_err(|error| Wrong::Answer(format!("its token: {error}{}", cause(&error)).replace(char::is_control, " ")))
    }

    fn check(
        &self,
        now: Timestamp,
        documents: &Documents,
        token: &Token,
        nonce: &Nonce,
    ) -> Result<Claims, ClaimsVerificationError> {
        let client = ClientId::new(self.configured.client_id.clone());
        let issuer = documents.metadata.issuer().clone();
        let time = std::time::SystemTime::from(now);
        let verifier = CoreIdTokenVerifier::new_public_client(client, issuer, documents.keys.clone())
            .set_allowed_algs(ALGORITHMS)
            .set_time_fn(move || time.into());
        let claims = token.claims(&verifier, nonce)?;
        if claims.authorized_party().is_some_and(|party| party.as_str() != self.configured.client_id) {
            return Err(ClaimsVerificationError::Other("it was made for another party (azp)".to_owned()));
        }
        let subject = claims.subject().to_string();
        if subject.is_empty() || subject.len() > MAX_SUBJECT || subject.contains(char::is_control) {
            return Err(ClaimsVerificationError::InvalidSubject(
                "it is empty, too long, or has control characters".to_owned(),
            ));
        }
        Ok(Claims {
            subject,
            email: claims.email().map(|email| email.to_string()),
            email_verified: claims.email_verified() == Some(true),
            name: claims.name().and_then(|name| name.get(None)).map(|name| name.to_string()),
            organisation: claims.additional_claims().hd.clone(),
            proved_at: claims.auth_time().and_then(|at| Timestamp::from_second(at.timestamp()).ok()),
        })
    }

    /// Asks for the address, as is needed of providers that follow the standard to the letter and leave it out of the token.
    pub async fn ask_for_address(&self, handed: &mut Handed) -> Result<(), Wrong> {
        let endpoint = handed.documents.metadata.userinfo_endpoint();
        let (Some(endpoint), Some(token)) = (endpoint, &handed.access_token) else { return Ok(()) };
        let authorization = Some(format!("Bearer {}", token.expose_secret()));
        let answer = self.client.get(handed.by, endpoint.as_str(), authorization).await.map_err(Wrong::Provider)?;
        let wrong = |what: String| Wrong::Answer(format!("its answer about the person: {what}"));
        let info: UserInfo =
            serde_json::from_slice(&answer).map_err(|error| wrong(format!("{:?}", error.classify())))?;
        let claims = &mut handed.claims;
        if info.sub != claims.subject {
            return Err(wrong("it is about somebody else".to_owned()));
        }
        claims.email = info.email;
        claims.email_verified = info.email_verified.is_some_and(|flag| flag.is_set());
        claims.name = claims.name.take().or(info.name);
        Ok(())
    }
}

/// Whether the secret goes into a header, which every provider takes that does not say otherwise.
fn takes_basic(documents: &Documents) -> bool {
    let methods = documents.metadata.token_endpoint_auth_methods_supported();
    methods.is_none_or(|methods| {
        methods.contains(&CoreClientAuthMethod::ClientSecretBasic)
            || !methods.contains(&CoreClientAuthMethod::ClientSecretPost)
    })
}

/// Whether newer keys could make a difference.
fn is_about_the_key(error: &ClaimsVerificationError) -> bool {
    use SignatureVerificationError::{AmbiguousKeyId, CryptoError, NoMatchingKey};
    matches!(error, ClaimsVerificationError::SignatureVerification(NoMatchingKey | CryptoError(_) | AmbiguousKeyId(_)))
}

fn cause(error: &ClaimsVerificationError) -> String {
    match error {
        ClaimsVerificationError::SignatureVerification(cause) => format!(": {cause}"),
        _ => String::new(),
    }
}
