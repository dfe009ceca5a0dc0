//! A signed-in browser, and browsers that a person used before. Cookies hold random secrets; the store holds only their hashes.

use std::net::IpAddr;

use jiff::Timestamp;

use super::{
    id::{DeviceId, PasskeyId, PortalId, SessionId, TenantId, UserId},
    identity::Tie,
};

/// Where a session is valid: one portal, or the tenant's office. Portals on one host by path never share a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Door {
    Portal(PortalId),
    Office,
}

impl Door {
    /// None: the office.
    pub const fn portal(self) -> Option<PortalId> {
        match self {
            Self::Portal(portal) => Some(portal),
            Self::Office => None,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Session {
    /// Public; names the session in its person's list.
    pub id: SessionId,
    /// SHA-256 of the cookie's secret.
    pub secret_hash: [u8; 32],
    pub tenant: TenantId,
    pub door: Door,
    pub user: UserId,
    pub from: Origin,
    pub created_at: Timestamp,
    pub seen_at: Timestamp,
    /// When the person last gave a password or a code, or used a passkey.
    pub fresh_at: Timestamp,
    pub expires_at: Timestamp,
    /// The passkey that opened it, which may be gone meanwhile.
    pub passkey: Option<PasskeyId>,
}

/// A browser that somebody has signed in with before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Device {
    pub id: DeviceId,
    pub tenant: TenantId,
    pub user: UserId,
    /// SHA-256 of the cookie's secret.
    pub secret_hash: [u8; 32],
    pub from: Origin,
    pub created_at: Timestamp,
    pub seen_at: Timestamp,
    /// Until then it asks for no second factor.
    pub trusted_until: Option<Timestamp>,
}

/// A right password whose second factor is still owed. It opens nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HalfSignIn {
    pub secret_hash: [u8; 32],
    pub tenant: TenantId,
    pub door: Door,
    pub user: UserId,
    /// Wrong codes so far.
    pub tries: i64,
    /// What the sign-in ties to the login when it is complete.
    pub tie: Option<Tie>,
    pub expires_at: Timestamp,
}

/// A mail that signs somebody in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailSignIn {
    pub user: UserId,
    pub portal: PortalId,
    pub secret_hash: [u8; 32],
    /// SHA-256 of the secret of the browser that asked.
    pub browser_hash: [u8; 32],
    pub code_hash: String,
    /// Wrong codes so far.
    pub tries: i64,
    pub expires_at: Timestamp,
}

/// What a browser says it is, and roughly where it is.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Origin {
    /// The user agent, shortened.
    pub agent: String,
    /// The network address without its last part.
    pub address: String,
}

/// Longest user agent that is kept, in characters.
const MAX_AGENT: usize = 300;

impl Origin {
    pub fn new(agent: &str, address: IpAddr) -> Self {
        let agent = agent.chars().filter(|letter| !letter.is_control()).take(MAX_AGENT).collect();
        Self { agent, address: masked(address) }
    }
}

/// A network address without the part that tells one machine from its neighbours: the last number of IPv4, all but /48 of IPv6.
fn masked(address: IpAddr) -> String {
    match address {
        IpAddr::V4(v4) => {
            let [a, b, c, _] = v4.octets();
            format!("{a}.{b}.{c}.x")
        }
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => masked(IpAddr::V4(v4)),
            None => {
                let [a, b, c, ..] = v6.segments();
                format!("{a:x}:{b:x}:{c:x}:x")
            }
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_an_address_only_the_network_is_kept() {
        let from = |address: &str| Origin::new("a\u{7}b", address.parse().unwrap());
        assert_eq!(from("203.0.113.77"), Origin { agent: "ab".into(), address: "203.0.113.x".into() });
        assert_eq!(from("::ffff:203.0.113.77").address, "203.0.113.x");
        assert_eq!(from("2001:db8:1:2::7").address, "2001:db8:1:x");
    }
}
