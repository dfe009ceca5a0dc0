//! The host that passkeys belong to, as the browser sees it. One that was made at a host works at no other.

use std::time::Duration;

use serde::Serialize;
use serde_json::Value;
use webauthn_rs::prelude::{Url, Webauthn, WebauthnBuilder};

use crate::actions::Error;

/// Minutes that a challenge is good for, at most: standards and browsers expect minutes.
const MOST_MINUTES: u64 = 60;

/// A host at which passkeys work.
pub struct Host {
    pub(super) webauthn: Webauthn,
    pub(super) rp_id: String,
    /// How long a challenge is good for.
    pub(super) life: Duration,
}

impl Host {
    /// The host of an address like `https://portal.example`, under the name that devices show. None: browsers know no passkeys there, because
    /// it is a bare network address or not reached over HTTPS.
    pub fn at(root: &str, name: &str, minutes: u64) -> Option<Self> {
        let origin = Url::parse(root).ok()?;
        let rp_id = origin.domain()?.to_owned();
        if origin.scheme() != "https" && rp_id != "localhost" && !rp_id.ends_with(".localhost") {
            return None;
        }
        let life = Duration::from_secs(60 * minutes.clamp(1, MOST_MINUTES));
        let webauthn = WebauthnBuilder::new(&rp_id, &origin).ok()?.rp_name(name).timeout(life).build().ok()?;
        Some(Self { webauthn, rp_id, life })
    }

    /// The name of the host.
    pub fn name(&self) -> &str {
        &self.rp_id
    }
}

/// A value of the library as JSON.
pub(super) fn plain(value: &impl Serialize) -> Result<Value, Error> {
    serde_json::to_value(value).map_err(|error| Error::Failed(format!("a passkey as JSON: {error}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passkeys_belong_to_the_host_of_the_address() {
        let name = |root: &str| Host::at(root, "Nordwind", 5).map(|host| host.name().to_owned());
        assert_eq!(name("https://portal.example").as_deref(), Some("portal.example"));
        assert_eq!(name("https://portal.example:8443").as_deref(), Some("portal.example"));
        assert_eq!(name("http://localhost:8080").as_deref(), Some("localhost"));
        for none in ["http://portal.example", "http://127.0.0.1:8080", "https://[::1]", "", "portal.example"] {
            assert_eq!(name(none), None, "{none}");
        }
    }
}
