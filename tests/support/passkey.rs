//! A device with passkeys, as far as a browser's answers go: it makes keys, signs, and lies when a test wants it to.

use std::collections::BTreeMap;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use http::Method;
use ring::{
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair},
};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{answer::Answer, form::Form, person::Person};

/// Where browsers of tests are, unless they are at a portal's own host.
pub const ORIGIN: &str = "http://localhost:8080";

const PRESENT: u8 = 1;
const VERIFIED: u8 = 4;
const WITH_KEY: u8 = 64;

/// A device. What it says can be changed before it says it.
#[derive(Clone)]
pub struct Device {
    /// Where its browser believes to be.
    pub origin: String,
    /// Whom it signs for; None: the host that it was asked for.
    pub rp: Option<String>,
    /// Whether it recognises its owner.
    pub verifies: bool,
    /// How often its keys were used; 0 for ever: it does not count.
    pub counter: u32,
    /// What it says about whose key that is; None: the truth.
    pub user: Option<Vec<u8>>,
    pub keys: BTreeMap<Vec<u8>, Key>,
}

/// A key pair in a device.
#[derive(Clone)]
pub struct Key {
    pair: Vec<u8>,
    rp: String,
    user: Vec<u8>,
}

impl Key {
    fn pair(&self) -> EcdsaKeyPair {
        EcdsaKeyPair::from_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &self.pair, &SystemRandom::new()).expect("a key")
    }
}

impl Device {
    pub fn new() -> Self {
        let keys = BTreeMap::new();
        Self { origin: ORIGIN.to_owned(), rp: None, verifies: true, counter: 0, user: None, keys }
    }

    pub fn at(origin: &str) -> Self {
        Self { origin: origin.to_owned(), ..Self::new() }
    }

    /// Makes a key, as `navigator.credentials.create` does.
    pub fn make(&mut self, options: &Value) -> String {
        assert_eq!(options["authenticatorSelection"]["residentKey"], "required", "nobody will type an address");
        assert_eq!(options["authenticatorSelection"]["userVerification"], "required");
        let pair = EcdsaKeyPair::generate_pkcs8(&ECDSA_P256_SHA256_ASN1_SIGNING, &SystemRandom::new()).expect("chance");
        let rp = options["rp"]["id"].as_str().expect("a host").to_owned();
        let key = Key { pair: pair.as_ref().to_vec(), rp, user: bytes(&options["user"]["id"]) };
        let id = Sha256::digest(&key.pair)[..16].to_vec();
        let mut said = self.said(&key.rp, WITH_KEY);
        said.extend([0; 16]);
        said.extend([0, 16]);
        said.extend(&id);
        said.extend(cose(key.pair().public_key().as_ref()));
        let response = json!({
            "clientDataJSON": text(&self.client("webauthn.create", options)),
            "attestationObject": text(&attestation(&said)),
        });
        self.keys.insert(id.clone(), key);
        credential(&id, &response)
    }

    /// Signs with the only key that it has for a host, as `navigator.credentials.get` does.
    pub fn sign(&mut self, options: &Value) -> String {
        assert_eq!(options["userVerification"], "required");
        let rp = options["rpId"].as_str().expect("a host");
        let (id, key) =
            self.keys.iter().find(|(_, key)| key.rp == rp || self.rp.is_some()).expect("a key for the host");
        let (id, key) = (id.clone(), key.clone());
        if self.counter > 0 {
            self.counter += 1;
        }
        let (said, client) = (self.said(rp, 0), self.client("webauthn.get", options));
        let signed = [said.clone(), Sha256::digest(&client).to_vec()].concat();
        let signature = key.pair().sign(&SystemRandom::new(), &signed).expect("chance");
        let response = json!({
            "clientDataJSON": text(&client),
            "authenticatorData": text(&said),
            "signature": text(signature.as_ref()),
            "userHandle": text(self.user.as_ref().unwrap_or(&key.user)),
        });
        credential(&id, &response)
    }

    fn said(&self, rp: &str, more: u8) -> Vec<u8> {
        let mut said = Sha256::digest(self.rp.as_deref().unwrap_or(rp)).to_vec();
        said.push(PRESENT | if self.verifies { VERIFIED } else { 0 } | more);
        said.extend(self.counter.to_be_bytes());
        said
    }

    fn client(&self, kind: &str, options: &Value) -> Vec<u8> {
        let (challenge, origin) = (&options["challenge"], &self.origin);
        json!({"type": kind, "challenge": challenge, "origin": origin, "crossOrigin": false}).to_string().into_bytes()
    }

    /// Adds a passkey through the pages, for somebody who proved lately who she is.
    pub async fn add(&mut self, who: &Person) -> Answer {
        let page = who.post(&who.path("/profile/passkeys/new"), &[]).await.expect(200);
        let form = self.made(&page);
        who.submit(&form).await
    }

    /// The form of the page that asks for a new passkey, answered.
    pub fn made(&mut self, page: &Answer) -> Form {
        let credential = self.make(&asked(page, "new"));
        page.form("/profile/passkeys").forge("credential", &[&credential])
    }

    /// Signs somebody in at a door.
    pub async fn sign_in(&mut self, who: &Person) -> Answer {
        let challenge = challenge(who).await;
        let credential = self.sign(&challenge["options"]);
        send(who, &challenge, &credential).await
    }
}

/// What the page asks its script to ask the browser.
pub fn asked(page: &Answer, what: &str) -> Value {
    let html = page.page();
    let form = html.all(&format!("form[data-passkey={what}]")).into_iter().next().expect("the page asks for a passkey");
    serde_json::from_str(form.attribute("data-options").expect("it says for which")).expect("as JSON")
}

/// Asks for a challenge, as the script of a sign-in page does.
pub async fn challenge(who: &Person) -> Value {
    let path = who.path("/sign-in/passkey/challenge");
    who.ask(Method::POST, &path, &[("accept", "application/json")], Vec::new()).await.expect(200).json()
}

/// Sends an answer to a challenge, as the form of a sign-in page does.
pub async fn send(who: &Person, challenge: &Value, credential: &str) -> Answer {
    let state = challenge["state"].as_str().expect("a challenge has a state");
    let sent = [("state", state), ("credential", credential), ("next", &who.path("/profile"))];
    who.post(&who.path("/sign-in/passkey"), &sent).await
}

fn credential(id: &[u8], response: &Value) -> String {
    json!({"id": text(id), "rawId": text(id), "type": "public-key", "response": response}).to_string()
}

fn text(bytes: &[u8]) -> String {
    URL_SAFE_NO_PAD.encode(bytes)
}

fn bytes(text: &Value) -> Vec<u8> {
    URL_SAFE_NO_PAD.decode(text.as_str().expect("a text")).expect("of bytes")
}

/// A public key of P-256 as COSE writes it: kind 2, algorithm -7, curve 1, both coordinates.
fn cose(point: &[u8]) -> Vec<u8> {
    let (x, y) = point[1..].split_at(32);
    [&[0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21, 0x58, 32], x, &[0x22, 0x58, 32], y].concat()
}

/// What a device says about itself, without saying which one it is.
fn attestation(said: &[u8]) -> Vec<u8> {
    let length = u8::try_from(said.len()).expect("it is short");
    [b"\xa3\x63fmt\x64none\x67attStmt\xa0\x68authData\x58", &[length][..], said].concat()
}
