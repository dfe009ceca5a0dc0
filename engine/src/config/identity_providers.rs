//! `[identity_providers.NAME]`: where the people of a portal, or of one of its customers, sign in with the login that they have there.

use std::{collections::BTreeMap, net::IpAddr, path::PathBuf};

use serde::{Deserialize, Serialize};

use crate::domain::{identity::MAX_ISSUER, text::Slug};

/// By name, which is part of the address that the provider sends people back to.
pub type IdentityProviders = BTreeMap<Slug, IdentityProvider>;

/// A provider that speaks OpenID Connect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IdentityProvider {
    /// Name of the portal in its address.
    pub portal: Slug,
    /// What people call it.
    pub label: String,
    /// Its own address, letter by letter as it names itself.
    pub issuer: String,
    /// What it calls this portal.
    pub client_id: String,
    /// File that holds the secret that it gave out for that name.
    pub client_secret_file: PathBuf,
    /// Domains whose mail addresses it may vouch for. `*`: all, which only a provider of the whole portal may.
    pub domains: Vec<String>,
    /// Number of the customer that it belongs to; empty: to the portal.
    #[serde(default)]
    pub customer: String,
    /// Whether somebody of the customer who has no login yet gets one at her first sign-in.
    #[serde(default)]
    pub new_logins: bool,
    /// Organisations whose accounts it signs in, as the claim `hd` names them. Empty: at Google the domains, elsewhere nothing is asked for.
    #[serde(default)]
    pub organisations: Vec<String>,
    /// Seconds in which the provider must have answered all that one step of a sign-in asks, 20 at most.
    #[serde(default = "default_timeout_s")]
    pub timeout_s: u64,
}

/// Longest name that people see, in characters.
const MAX_LABEL: usize = 60;

/// Longest wait for all answers together, of which the way back needs up to five.
const MAX_TIMEOUT_S: u64 = 20;

/// Whose accounts may be anybody's, with a verified address of any domain; the organisation is in a claim of its own.
const GOOGLE: &str = "https://accounts.google.com";

const fn default_timeout_s() -> u64 {
    10
}

impl IdentityProvider {
    /// Whether it signs in accounts of this organisation, or of none.
    pub fn admits(&self, organisation: Option<&str>) -> bool {
        let admitted = match (self.organisations.as_slice(), self.issuer.as_str()) {
            ([], GOOGLE) => self.domains.as_slice(),
            (organisations, _) => organisations,
        };
        let is_any = admitted.is_empty() || admitted.iter().any(|one| one == "*");
        is_any || organisation.is_some_and(|organisation| admitted.iter().any(|one| one == organisation))
    }

    /// Whether it may vouch for addresses of this domain.
    pub fn vouches_for(&self, domain: &str) -> bool {
        self.domains.iter().any(|own| own == "*" || own == domain)
    }
}

/// Whether an address is on this machine, where nobody listens in and no certificate is to be had.
pub fn is_loopback(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("http://") else { return false };
    let authority = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit_once(':').map_or(authority, |(host, _)| host);
    let address = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
    host == "localhost" || address.is_ok_and(|address| address.is_loopback())
}

/// The first thing that types cannot say and that is wrong: key and what to do.
pub(super) fn problem(providers: &IdentityProviders) -> Option<String> {
    let mut companies: BTreeMap<(&Slug, &str), &Slug> = BTreeMap::new();
    for (name, provider) in providers {
        if let Some((key, what)) = wrong(provider) {
            return Some(format!("identity_providers.{name}.{key}: {what}"));
        }
        for domain in provider.domains.iter().filter(|_| !provider.customer.is_empty()) {
            if let Some(other) = companies.insert((&provider.portal, domain), name) {
                return Some(format!(
                    "identity_providers.{name}.domains: {domain} leads to {other} already; a domain belongs to one provider of a customer"
                ));
            }
        }
    }
    None
}

fn wrong(provider: &IdentityProvider) -> Option<(&'static str, String)> {
    let issuer = &provider.issuer;
    let label = provider.label.trim().chars().count();
    let ours = provider.customer.is_empty();
    if label == 0 || label > MAX_LABEL {
        return Some(("label", format!("must have 1 to {MAX_LABEL} characters, since people read it on a button")));
    }
    if !(issuer.starts_with("https://") || is_loopback(issuer)) || issuer.contains(['?', '#', ' ']) {
        return Some(("issuer", format!("\"{issuer}\" must begin with https:// and have no ? and no #")));
    }
    if issuer.len() > MAX_ISSUER {
        return Some(("issuer", format!("has {} characters; {MAX_ISSUER} are the most", issuer.len())));
    }
    if let Some(organisation) = provider.organisations.iter().find(|name| name.trim().is_empty()) {
        return Some(("organisations", format!("\"{organisation}\" names none; leave the list out to admit all")));
    }
    if provider.client_id.is_empty() {
        return Some(("client_id", "is empty; the provider shows it where the portal is registered".to_owned()));
    }
    if provider.client_secret_file.as_os_str().is_empty() {
        return Some((
            "client_secret_file",
            "is empty; write the provider's secret into a file and name it".to_owned(),
        ));
    }
    if provider.domains.is_empty() {
        return Some(("domains", "is empty; list the mail domains that the provider may vouch for".to_owned()));
    }
    if let Some(domain) = provider.domains.iter().find(|domain| !is_domain(domain, ours)) {
        let what = match domain.as_str() {
            "*" => "a customer's provider cannot vouch for all addresses; list the customer's domains".to_owned(),
            other => format!("\"{other}\" is no mail domain in lower case, such as example.org"),
        };
        return Some(("domains", what));
    }
    if provider.new_logins && ours {
        return Some(("new_logins", "needs a customer, to whom the new logins belong".to_owned()));
    }
    if !(1..=MAX_TIMEOUT_S).contains(&provider.timeout_s) {
        return Some(("timeout_s", format!("{} is not between 1 and {MAX_TIMEOUT_S}", provider.timeout_s)));
    }
    None
}

fn is_domain(text: &str, may_be_any: bool) -> bool {
    let is_part = |part: &str| {
        !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    (may_be_any && text == "*") || (text.contains('.') && text.len() <= 253 && text.split('.').all(is_part))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn provider(text: &str) -> IdentityProvider {
        let rest = "portal = \"p\"\nlabel = \"L\"\nclient_id = \"c\"\nclient_secret_file = \"f\"\n";
        toml::from_str(&format!("{rest}{text}")).unwrap()
    }

    #[test]
    fn at_google_the_organisation_must_be_one_of_the_domains() {
        let google = |more: &str| provider(&format!("issuer = \"https://accounts.google.com\"\n{more}"));
        let limited = google("domains = [\"harms.example\"]");
        assert!(limited.admits(Some("harms.example")));
        assert!(!limited.admits(None) && !limited.admits(Some("evil.example")));
        assert!(google("domains = [\"*\"]").admits(None));
        let named = google("domains = [\"*\"]\norganisations = [\"harms.example\"]");
        assert!(named.admits(Some("harms.example")) && !named.admits(None));
        let elsewhere = "issuer = \"https://login.example\"\ndomains = [\"harms.example\"]";
        assert!(provider(elsewhere).admits(None));
        let named = provider(&format!("{elsewhere}\norganisations = [\"harms.example\"]"));
        assert!(named.admits(Some("harms.example")) && !named.admits(None));
    }

    #[test]
    fn only_this_machine_may_do_without_a_certificate() {
        for near in ["http://localhost", "http://localhost:4000/a", "http://127.0.0.1:1", "http://[::1]:80/x"] {
            assert!(is_loopback(near), "{near}");
        }
        for far in ["http://localhost.example", "http://127.0.0.1.example", "http://10.0.0.1", "https://localhost"] {
            assert!(!is_loopback(far), "{far}");
        }
    }
}
