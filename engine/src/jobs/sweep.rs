//! What runs now and then: uploads that were never sent, sessions that are over.

use jiff::SignedDuration;

use super::Jobs;
use crate::{actions, store};

/// Removes what has expired, tenant by tenant.
pub async fn run(jobs: &Jobs) -> Result<(), actions::Error> {
    let cx = &jobs.cx;
    let keep = i64::try_from(jobs.config.files.keep_unattached_days).unwrap_or(i64::MAX / 86_400);
    let before = cx.now() - SignedDuration::from_hours(24 * keep);
    let mut conn = cx.store.platform_read().await?;
    let tenants = store::tenants::list(&mut conn).await?;
    drop(conn);
    for tenant in tenants {
        let removed = actions::files::sweep(cx, tenant.id, before).await?;
        if removed > 0 {
            tracing::info!(tenant = tenant.slug.as_str(), removed, "uploads that were never sent were removed");
        }
    }
    actions::sessions::sweep(cx).await
}
