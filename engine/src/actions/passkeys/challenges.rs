//! Challenges on their way through the browser. They are not kept: the page carries them, sealed for one purpose, browser and host. What is
//! kept is which of them were answered, so nobody writes anything into the database by only looking at a sign-in page.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::Timestamp;
use serde::{Serialize, de::DeserializeOwned};
use sha2::{Digest, Sha256};

use crate::actions::{Context, Error};

/// A challenge that came back in time.
pub struct Brought<T> {
    pub state: T,
    pub until: Timestamp,
    /// Names it among those that were answered.
    pub hash: [u8; 32],
}

/// Seals what must be known again when the answer comes.
pub fn seal(cx: &Context, bond: &str, life: Duration, state: &impl Serialize) -> Result<String, Error> {
    let until = cx.now() + life;
    let plain = serde_json::to_vec(&(until.as_microsecond(), state));
    let plain = plain.map_err(|error| Error::Failed(format!("a challenge as JSON: {error}")))?;
    Ok(URL_SAFE_NO_PAD.encode(cx.sealer.seal(&*cx.random, bond, &plain)?))
}

/// Opens it. None: it is over, or was not sealed for this.
pub fn open<T: DeserializeOwned>(cx: &Context, bond: &str, sealed: &str) -> Option<Brought<T>> {
    let sealed = URL_SAFE_NO_PAD.decode(sealed).ok()?;
    let plain = cx.sealer.unseal(bond, &sealed).ok()?;
    let (until, state) = serde_json::from_slice::<(i64, T)>(&plain).ok()?;
    let until = Timestamp::from_microsecond(until).ok()?;
    (cx.now() < until).then(|| Brought { state, until, hash: Sha256::digest(&sealed).into() })
}
