//! Claims rows of the outbox for a worker.

use crate::{
    actions::{Context, Error},
    domain::{
        id::TenantId,
        outbox::{LeasedTask, Task},
    },
    store,
};

/// Leases tasks of one kind that can be done now, none of the tenants that are left out. The lease is committed before the work begins, so
/// that no other worker takes them.
pub async fn claim(
    cx: &Context,
    worker: &str,
    (kind, most): (Task, usize),
    left_out: &[TenantId],
) -> Result<Vec<LeasedTask>, Error> {
    let most = u32::try_from(most).unwrap_or(u32::MAX);
    let mut tx = cx.store.platform_write().await?;
    let tasks = store::outbox::claim_except(&mut tx, worker, cx.now(), (kind, most), left_out).await?;
    tx.commit().await?;
    Ok(tasks)
}
