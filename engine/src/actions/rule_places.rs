//! Where rules run: away from the threads that serve requests, because a rule may use its whole deadline, and never more at once than
//! there are places, of which one tenant gets a part.

use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};
use portico_host::{gate::Gate, script::ScriptLimits};

use super::Error;
use crate::domain::id::TenantId;

/// The same fault is written down once in this time, however often a form is touched.
const NEWS: SignedDuration = SignedDuration::from_secs(60);
/// Faults remembered before old ones are forgotten.
const REMEMBERED: usize = 1_024;

/// Shared by all rules of the process; cheap to clone.
#[derive(Clone)]
pub struct RulePlaces(Arc<Inner>);

struct Inner {
    gate: Gate,
    told: Mutex<HashMap<(TenantId, String), Timestamp>>,
}

impl RulePlaces {
    pub fn new(limits: &ScriptLimits) -> Self {
        let wait = Duration::from_millis(limits.queue_ms);
        let gate = Gate::new(limits.concurrent, limits.concurrent_per_tenant, wait);
        Self(Arc::new(Inner { gate, told: Mutex::default() }))
    }

    /// Runs a rule of a tenant. None: no place became free in time.
    pub async fn run<T: Send + 'static>(
        &self,
        tenant: &str,
        run: impl FnOnce() -> T + Send + 'static,
    ) -> Result<Option<T>, Error> {
        let Some(place) = self.0.gate.enter(tenant).await else { return Ok(None) };
        let ran = tokio::task::spawn_blocking(move || {
            // The place is taken until the rule ends, even when nobody waits for its answer any more.
            let _place = place;
            run()
        });
        ran.await.map(Some).map_err(|error| Error::Failed(error.to_string()))
    }

    /// Whether a fault was not told for a while.
    pub fn is_news(&self, tenant: TenantId, what: &str, now: Timestamp) -> bool {
        let mut told = self.0.told.lock().unwrap_or_else(PoisonError::into_inner);
        let is_old = |at: &Timestamp| now.duration_since(*at) >= NEWS;
        if told.len() >= REMEMBERED {
            told.retain(|_, at| !is_old(at));
        }
        let key = (tenant, what.to_owned());
        if told.get(&key).is_some_and(|at| !is_old(at)) {
            return false;
        }
        told.insert(key, now);
        true
    }
}
