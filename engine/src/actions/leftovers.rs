//! What was kept only for a while: drafts that nobody goes on with, and keys of submissions that nobody repeats any more.

use jiff::Timestamp;

use super::{Context, Error};
use crate::{domain::id::TenantId, store};

/// How many of each were removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Removed {
    pub drafts: u64,
    pub keys: u64,
}

/// Removes drafts that were not changed since `drafts_before`, sent or not, and the keys of submissions that are no longer remembered. In
/// portions, each with a turn of its own: people who send something wait for one of them and not for all.
pub async fn sweep(cx: &Context, tenant: TenantId, drafts_before: Timestamp) -> Result<Removed, Error> {
    let mut removed = Removed { drafts: 0, keys: 0 };
    loop {
        let mut tx = cx.store.write(tenant).await?;
        let drafts = store::drafts::sweep(&mut tx, drafts_before).await?;
        let keys = store::idempotency::sweep(&mut tx, cx.now()).await?;
        tx.commit().await?;
        if (drafts, keys) == (0, 0) {
            return Ok(removed);
        }
        removed.drafts += drafts;
        removed.keys += keys;
    }
}
