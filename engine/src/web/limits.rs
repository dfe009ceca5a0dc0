//! Rate limits of signing in, per network address and per account, and of what one person stores. They slow down and tell when to come back; no account is ever
//! closed, though its owner waits as long as somebody goes on guessing at it.

use std::{
    net::{IpAddr, Ipv6Addr},
    num::NonZeroU32,
    time::Duration,
};

use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};
use sha2::{Digest, Sha256};

use super::alarms::Alarm;
use crate::{
    config::Security,
    domain::id::{TenantId, UserId},
};

/// Questions of one network address about the strength of a password in a burst; then one a second.
const STRENGTH_BURST: u32 = 60;

/// Challenges for passkeys to one network address in a burst; then one a second. An open sign-in page asks for one now and then.
const CHALLENGE_BURST: u32 = 60;

/// Seconds in an hour, over which links by mail are counted.
const HOUR_S: u64 = 3_600;

pub struct Limits {
    /// Of forms that other sites sent.
    pub(super) forged: Alarm,
    /// Of what browsers say that pages were kept from.
    pub(super) reported: Alarm,
    links: Links,
    strengths: DefaultKeyedRateLimiter<IpAddr>,
    challenges: DefaultKeyedRateLimiter<IpAddr>,
    addresses: DefaultKeyedRateLimiter<IpAddr>,
    accounts: DefaultKeyedRateLimiter<[u8; 32]>,
    writers: DefaultKeyedRateLimiter<UserId>,
    address_every_s: u64,
    account_every_s: u64,
    write_every_s: u64,
}

impl Limits {
    pub fn new(security: &Security) -> Self {
        Self {
            forged: Alarm::default(),
            reported: Alarm::default(),
            links: Links::new(security),
            strengths: RateLimiter::keyed(quota(STRENGTH_BURST, 1)),
            challenges: RateLimiter::keyed(quota(CHALLENGE_BURST, 1)),
            addresses: RateLimiter::keyed(quota(security.sign_in_burst, security.sign_in_every_s)),
            accounts: RateLimiter::keyed(quota(security.account_burst, security.account_every_s)),
            writers: RateLimiter::keyed(quota(security.writes_burst, security.writes_every_s)),
            write_every_s: security.writes_every_s.max(1),
            address_every_s: security.sign_in_every_s.max(1),
            account_every_s: security.account_every_s.max(1),
        }
    }

    /// Whether one more sign-in may be tried, or after how many seconds.
    pub fn sign_in(&self, peer: IpAddr, tenant: TenantId, email: &str) -> Result<(), u64> {
        let account = account(tenant, email);
        self.addresses.check_key(&prefix(peer)).map_err(|_| self.address_every_s)?;
        self.accounts.check_key(&account).map_err(|_| self.account_every_s)
    }

    /// The same without an account, as long as nobody knows whose it will be.
    pub fn arrive(&self, peer: IpAddr) -> Result<(), u64> {
        self.addresses.check_key(&prefix(peer)).map_err(|_| self.address_every_s)
    }

    /// Whether the strength of one more password may be asked for.
    pub fn strength(&self, peer: IpAddr) -> Result<(), u64> {
        self.strengths.check_key(&prefix(peer)).map_err(|_| 1)
    }

    /// Whether one more challenge for a passkey may be asked for. Answering one counts as a sign-in.
    pub fn challenge(&self, peer: IpAddr) -> Result<(), u64> {
        self.challenges.check_key(&prefix(peer)).map_err(|_| 1)
    }

    /// Whether a customer may store one more thing, or after how many seconds.
    pub fn write(&self, user: UserId) -> Result<(), u64> {
        self.writers.check_key(&user).map_err(|_| self.write_every_s)
    }

    /// Whether one more link may be sent to a typed address, or after how many seconds. Known and unknown addresses count alike.
    pub fn link(&self, peer: IpAddr, tenant: TenantId, email: &str) -> Result<(), u64> {
        self.links.check(prefix(peer), tenant, account(tenant, email))
    }

    /// Forgets keys that are no longer limited; to be called now and then.
    pub fn forget(&self) {
        for addresses in [&self.strengths, &self.challenges, &self.addresses] {
            addresses.retain_recent();
            addresses.shrink_to_fit();
        }
        self.links.forget();
        self.writers.retain_recent();
        self.writers.shrink_to_fit();
        self.accounts.retain_recent();
        self.accounts.shrink_to_fit();
    }
}

/// Links by mail, counted per mailbox, per network address, and per tenant: the last keeps a portal from being used to flood others.
struct Links {
    mailboxes: DefaultKeyedRateLimiter<[u8; 32]>,
    addresses: DefaultKeyedRateLimiter<IpAddr>,
    tenants: DefaultKeyedRateLimiter<TenantId>,
    /// Seconds until one more: of a mailbox, an address, a tenant.
    every_s: [u64; 3],
}

impl Links {
    fn new(security: &Security) -> Self {
        let (mailbox, address, tenant) =
            (security.links_per_mailbox, security.links_per_address, security.links_per_tenant);
        let every = |most: u32| (HOUR_S / u64::from(most.max(1))).max(1);
        Self {
            mailboxes: RateLimiter::keyed(quota(mailbox, every(mailbox))),
            addresses: RateLimiter::keyed(quota(address, every(address))),
            tenants: RateLimiter::keyed(quota(tenant, every(tenant))),
            every_s: [every(mailbox), every(address), every(tenant)],
        }
    }

    fn check(&self, peer: IpAddr, tenant: TenantId, account: [u8; 32]) -> Result<(), u64> {
        self.addresses.check_key(&peer).map_err(|_| self.every_s[1])?;
        self.mailboxes.check_key(&account).map_err(|_| self.every_s[0])?;
        self.tenants.check_key(&tenant).map_err(|_| self.every_s[2])
    }

    fn forget(&self) {
        self.mailboxes.retain_recent();
        self.addresses.retain_recent();
        self.mailboxes.shrink_to_fit();
        self.addresses.shrink_to_fit();
    }
}

/// Accounts are kept as hashes, so that the table in memory holds no addresses of people.
fn account(tenant: TenantId, email: &str) -> [u8; 32] {
    Sha256::digest(format!("{tenant} {}", email.trim().to_lowercase())).into()
}

fn quota(burst: u32, every_s: u64) -> Quota {
    let burst = NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN);
    let every = Duration::from_secs(every_s.max(1));
    Quota::with_period(every).unwrap_or(Quota::per_second(NonZeroU32::MIN)).allow_burst(burst)
}

/// A home has a whole /64 of IPv6 addresses, so they count as one.
fn prefix(peer: IpAddr) -> IpAddr {
    match peer {
        IpAddr::V4(_) => peer,
        IpAddr::V6(v6) => match v6.to_ipv4_mapped() {
            Some(v4) => IpAddr::V4(v4),
            None => IpAddr::V6(Ipv6Addr::from_bits(v6.to_bits() >> 64 << 64)),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limits(burst: u32, account: u32) -> Limits {
        let security = Security { sign_in_burst: burst, account_burst: account, ..Security::default() };
        Limits::new(&security)
    }

    const TENANT: TenantId = TenantId(uuid::Uuid::nil());

    #[test]
    fn a_burst_passes_and_the_next_try_is_told_when_to_come_back() {
        let limits = limits(2, 60);
        let peer = "203.0.113.9".parse().unwrap();
        assert!(limits.sign_in(peer, TENANT, "a@x.de").is_ok() && limits.sign_in(peer, TENANT, "b@x.de").is_ok());
        assert_eq!(limits.sign_in(peer, TENANT, "c@x.de"), Err(20));
        assert!(limits.sign_in("203.0.113.10".parse().unwrap(), TENANT, "c@x.de").is_ok());
    }

    #[test]
    fn one_account_is_limited_over_all_addresses_and_however_it_is_written() {
        let limits = limits(60, 1);
        assert!(limits.sign_in("203.0.113.1".parse().unwrap(), TENANT, "A@x.de ").is_ok());
        let wait = Security::default().account_every_s;
        assert_eq!(limits.sign_in("203.0.113.2".parse().unwrap(), TENANT, "a@x.de"), Err(wait));
    }

    #[test]
    fn links_are_counted_per_mailbox_whoever_asks_and_then_told_when_to_come_back() {
        let limits = limits(60, 60);
        let ask = |last: u8, email: &str| limits.link(IpAddr::from([203, 0, 113, last]), TENANT, email);
        assert!((1..=3).all(|last| ask(last, "a@x.de").is_ok()));
        assert_eq!(ask(4, " A@X.de"), Err(1_200));
        assert!(ask(4, "b@x.de").is_ok());
    }

    #[test]
    fn addresses_of_one_home_count_as_one() {
        let limits = limits(1, 60);
        assert!(limits.sign_in("2001:db8:1:2::1".parse().unwrap(), TENANT, "a@x.de").is_ok());
        assert!(limits.sign_in("2001:db8:1:2:ffff::9".parse().unwrap(), TENANT, "b@x.de").is_err());
        assert!(limits.sign_in("2001:db8:1:3::1".parse().unwrap(), TENANT, "c@x.de").is_ok());
    }
}
