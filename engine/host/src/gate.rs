//! The queue in front of guest code: never more calls than there are places, and never all places for one tenant.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

/// Hands out places.
pub struct Gate {
    all: Arc<Semaphore>,
    per_tenant: usize,
    tenants: Mutex<HashMap<String, Weak<Semaphore>>>,
    wait: Duration,
}

/// A place, given back when dropped.
pub struct Place {
    _tenant: OwnedSemaphorePermit,
    _all: OwnedSemaphorePermit,
}

/// Tenants remembered before those without a running call are forgotten.
const REMEMBERED: usize = 1024;

impl Gate {
    /// So many places for all tenants together, so many for each, and the longest wait for one.
    pub fn new(places: u32, per_tenant: u32, wait: Duration) -> Self {
        Self { all: semaphore(places), per_tenant: count(per_tenant), tenants: Mutex::default(), wait }
    }

    /// Waits for a place; None when none becomes free in time.
    pub async fn enter(&self, tenant: &str) -> Option<Place> {
        let own = self.of(tenant);
        // The tenant's own places come first, so that a crowd of one tenant does not queue for the places of all.
        if let (Ok(own), Ok(all)) = (Arc::clone(&own).try_acquire_owned(), Arc::clone(&self.all).try_acquire_owned()) {
            return Some(Place { _tenant: own, _all: all });
        }
        let enter = async {
            let tenant = own.acquire_owned().await.ok()?;
            let all = Arc::clone(&self.all).acquire_owned().await.ok()?;
            Some(Place { _tenant: tenant, _all: all })
        };
        timeout(self.wait, enter).await.ok().flatten()
    }

    fn of(&self, tenant: &str) -> Arc<Semaphore> {
        let mut tenants = self.tenants.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = tenants.get(tenant).and_then(Weak::upgrade) {
            return known;
        }
        if tenants.len() >= REMEMBERED {
            tenants.retain(|_, own| own.strong_count() > 0);
        }
        let own = Arc::new(Semaphore::new(self.per_tenant));
        tenants.insert(tenant.to_string(), Arc::downgrade(&own));
        own
    }
}

fn semaphore(places: u32) -> Arc<Semaphore> {
    Arc::new(Semaphore::new(count(places)))
}

fn count(places: u32) -> usize {
    places.max(1) as usize
}
