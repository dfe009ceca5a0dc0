//! What runs now and then: uploads that were never sent, drafts and keys that nobody needs any more, sessions that are over.

use jiff::{SignedDuration, Timestamp};

use super::Jobs;
use crate::{actions, domain::tenant::Tenant, store};

/// Removes what has expired, tenant by tenant. What fails for one is tried again at the next round and keeps none of the others waiting.
pub async fn run(jobs: &Jobs) -> Result<(), actions::Error> {
    let cx = &jobs.cx;
    actions::sessions::sweep(cx).await?;
    let mut conn = cx.store.platform_read().await?;
    let tenants = store::tenants::list(&mut conn).await?;
    drop(conn);
    for tenant in tenants {
        if let Err(error) = of_tenant(jobs, &tenant).await {
            tracing::warn!(tenant = tenant.slug.as_str(), %error, "expired things of a tenant could not be removed");
        }
    }
    Ok(())
}

async fn of_tenant(jobs: &Jobs, tenant: &Tenant) -> Result<(), actions::Error> {
    let (cx, slug) = (&jobs.cx, tenant.slug.as_str());
    let drafts_before = days_before(cx.now(), jobs.config.database.keep_drafts_days);
    let actions::leftovers::Removed { drafts, keys } = actions::leftovers::sweep(cx, tenant.id, drafts_before).await?;
    actions::looks::sweep(cx, tenant.id).await?;
    let gone = actions::retention::sweep(cx, tenant.id, before(jobs)).await?;
    if gone != actions::retention::Removed::default() {
        tracing::info!(tenant = slug, ?gone, "what was kept long enough was removed");
    }
    // Last, because the place of files is the likeliest to fail.
    let uploads_before = days_before(cx.now(), jobs.config.files.keep_unattached_days);
    let uploads = actions::files::sweep(cx, tenant.id, uploads_before).await?;
    if uploads > 0 || drafts > 0 || keys > 0 {
        let tenant = slug;
        tracing::info!(
            tenant,
            uploads,
            drafts,
            keys,
            "unsent uploads, old drafts and old submission keys were removed"
        );
    }
    Ok(())
}

/// From when on the operator keeps what.
fn before(jobs: &Jobs) -> actions::retention::Before {
    let privacy = &jobs.config.privacy;
    let before = |days: u64| (days > 0).then(|| days_before(jobs.cx.now(), days));
    actions::retention::Before {
        mail_texts: before(privacy.keep_mail_texts_days),
        runs: before(privacy.keep_runs_days),
        invitations: before(privacy.keep_invitations_days),
        closed: before(privacy.erase_closed_after_days),
    }
}

/// More days than there were before `now` mean: nothing is that old.
fn days_before(now: Timestamp, days: u64) -> Timestamp {
    let age = i64::try_from(days).ok().and_then(|days| days.checked_mul(24)).map(SignedDuration::try_from_hours);
    age.flatten().and_then(|age| now.checked_sub(age).ok()).unwrap_or(Timestamp::MIN)
}
