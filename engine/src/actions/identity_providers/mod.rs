//! Identity providers as they are configured, each with what is known of it. Only here is anything asked of them.

mod claims;
mod client;
mod network;
mod provider;

use std::{collections::BTreeMap, sync::Arc};

use crate::{
    config::IdentityProviders,
    domain::text::{Email, Slug},
};

pub use claims::{Claims, Handed, Returned};
pub(super) use client::plain;
pub use provider::{Provider, Wrong};

/// All providers; cheap to clone.
#[derive(Clone, Default)]
pub struct Providers(Arc<BTreeMap<Slug, Arc<Provider>>>);

impl Providers {
    /// Reads the secrets of the providers. Nothing is asked of them yet: one that is down must not keep anybody's portal from starting.
    pub fn new(configured: &IdentityProviders) -> Result<Self, String> {
        if configured.is_empty() {
            return Ok(Self::default());
        }
        let trust = client::trust()?;
        let provider = |(name, configured)| Ok((Slug::clone(name), Arc::new(Provider::new(name, configured, &trust)?)));
        Ok(Self(Arc::new(configured.iter().map(provider).collect::<Result<_, String>>()?)))
    }

    /// Those of a portal that stand on its sign-in page, by name.
    pub fn of_portal(&self, portal: &Slug) -> impl Iterator<Item = &Arc<Provider>> {
        self.of(portal).filter(|provider| provider.configured.customer.is_empty())
    }

    /// Whether customers of a portal have providers of their own.
    pub fn has_companies(&self, portal: &Slug) -> bool {
        self.of(portal).any(|provider| !provider.configured.customer.is_empty())
    }

    /// The provider of the customer whose people have addresses of this domain. Who has the address makes no difference.
    pub fn of_domain(&self, portal: &Slug, email: &Email) -> Option<&Arc<Provider>> {
        let mut companies = self.of(portal).filter(|provider| !provider.configured.customer.is_empty());
        companies.find(|provider| provider.configured.vouches_for(email.domain()))
    }

    /// A provider of a portal by its name.
    pub fn named(&self, portal: &Slug, name: &str) -> Option<&Arc<Provider>> {
        self.of(portal).find(|provider| provider.name.as_str() == name)
    }

    /// All of a portal: its own and those of its customers.
    pub fn at_portal(&self, portal: &Slug) -> impl Iterator<Item = &Arc<Provider>> {
        self.of(portal)
    }

    pub fn all(&self) -> impl Iterator<Item = &Arc<Provider>> {
        self.0.values()
    }

    fn of(&self, portal: &Slug) -> impl Iterator<Item = &Arc<Provider>> {
        self.0.values().filter(move |provider| provider.configured.portal == *portal)
    }
}
