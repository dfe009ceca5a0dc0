//! Removing what is older than the operator keeps it.

use jiff::Timestamp;

use super::{Context, Error, erasures};
use crate::{
    domain::{access::Actor, id::TenantId},
    store,
};

/// Rows of one kind that are removed at once at most; the next round goes on.
pub const MAX_ROWS: u32 = 1_000;
/// Logins that are erased at once at most: each reads the whole audit log.
pub const MAX_ERASED: u32 = 10;

/// What goes when it is older than this. None: it is kept for ever.
#[derive(Debug, Clone, Copy, Default)]
pub struct Before {
    pub mail_texts: Option<Timestamp>,
    pub runs: Option<Timestamp>,
    /// Offers of places too.
    pub invitations: Option<Timestamp>,
    /// Logins that were closed, and not used since.
    pub closed: Option<Timestamp>,
}

/// How many of each went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Removed {
    pub mail_texts: u64,
    pub runs: u64,
    pub invitations: u64,
    pub offers: u64,
    pub logins: u64,
}

/// One round for a tenant.
pub async fn sweep(cx: &Context, tenant: TenantId, before: Before) -> Result<Removed, Error> {
    let mut removed = Removed::default();
    let mut tx = cx.store.write(tenant).await?;
    if let Some(before) = before.mail_texts {
        removed.mail_texts = store::retention::mail_texts(&mut tx, before, MAX_ROWS).await?;
    }
    if let Some(before) = before.runs {
        removed.runs = store::retention::runs(&mut tx, before, MAX_ROWS).await?;
    }
    if let Some(before) = before.invitations {
        removed.invitations = store::retention::invitations(&mut tx, before, MAX_ROWS).await?;
        removed.offers = store::retention::offers(&mut tx, before, MAX_ROWS).await?;
    }
    tx.commit().await?;
    if let Some(before) = before.closed {
        removed.logins = erasures::sweep(cx, &Actor::Engine { tenant }, before, MAX_ERASED).await?;
    }
    Ok(removed)
}
