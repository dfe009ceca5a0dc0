//! Claims rows of the outbox for a worker.

use crate::{
    actions::{Context, Error},
    domain::outbox::{LeasedTask, Task},
    store,
};

/// Leases tasks of one kind that can be done now. The lease is committed before the work begins, so that no other worker takes them.
pub async fn claim(cx: &Context, worker: &str, kind: Task, most: usize) -> Result<Vec<LeasedTask>, Error> {
    let most = u32::try_from(most).unwrap_or(u32::MAX);
    let mut tx = cx.store.platform_write().await?;
    let tasks = store::outbox::claim(&mut tx, worker, cx.now(), kind, most).await?;
    tx.commit().await?;
    Ok(tasks)
}
