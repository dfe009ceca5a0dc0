//! What every action is given: where to keep things, and the time and randomness that it may use.

use std::sync::Arc;

use jiff::Timestamp;
use uuid::Uuid;

use super::{
    catalogues::Catalogues, files::FileStore, identity_providers::Providers, passwords::Passwords,
    rule_places::RulePlaces, sealing::Sealer,
};
use crate::{
    domain::{
        clock::{Clock, Random},
        id,
    },
    store::Store,
};

/// Shared by all actions; cheap to clone.
#[derive(Clone)]
pub struct Context {
    pub store: Store,
    pub files: FileStore,
    pub passwords: Passwords,
    pub sealer: Sealer,
    pub providers: Providers,
    pub catalogues: Catalogues,
    pub rules: RulePlaces,
    pub clock: Arc<dyn Clock>,
    pub random: Arc<dyn Random>,
}

impl Context {
    pub fn now(&self) -> Timestamp {
        self.clock.now()
    }

    /// A new identifier.
    pub fn id<T: From<Uuid>>(&self) -> T {
        id::new(&*self.clock, &*self.random)
    }

    /// 256 random bits, for secrets.
    pub fn secret(&self) -> [u8; 32] {
        let mut bytes = [0; 32];
        self.random.fill(&mut bytes);
        bytes
    }
}
