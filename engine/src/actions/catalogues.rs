//! Catalogues in memory, by tenant and revision. Whoever asks names the revision that this very request has read from the database, so
//! an outdated catalogue is never found, on whichever node it was changed.

use std::sync::Arc;

use moka::future::Cache;

use super::{Context, Error};
use crate::{
    domain::{catalogue::Catalogue, id::TenantId},
    store,
};

/// Catalogues kept at most; those that nobody asked for longest go first.
const KEPT: u64 = 1_000;

/// Cheap to clone.
#[derive(Clone)]
pub struct Catalogues(Cache<(TenantId, i64), Arc<Catalogue>>);

impl Default for Catalogues {
    fn default() -> Self {
        Self(Cache::new(KEPT))
    }
}

/// The catalogue of a tenant at a revision or, if it has been changed since that was read, a newer one.
pub async fn get(cx: &Context, tenant: TenantId, revision: i64) -> Result<Arc<Catalogue>, Error> {
    let read = async {
        let mut conn = cx.store.read(tenant).await?;
        store::catalogue::get(&mut conn).await.map(Arc::new)
    };
    let found = cx.catalogues.0.try_get_with((tenant, revision), read).await;
    found.map_err(|error| Error::Store(store::StoreError::clone(&error)))
}
