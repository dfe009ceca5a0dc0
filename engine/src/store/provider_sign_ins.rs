//! Browsers that were sent to an identity provider, found by the hash of their cookie's secret and taken once.

use jiff::Timestamp;

use super::{
    StoreError, Writer,
    arg::args,
    row::Row,
    statement::{sql, statements},
};
use crate::domain::{id::PortalId, identity::ProviderSignIn};

statements! { "provider_sign_ins":
    INSERT = sql(
        "insert into provider_sign_ins (tenant_id, browser_hash, portal_id, provider, next, expires_at, session_id) \
         values ($1, $2, $3, $4, $5, $6, $7)"
    );
    TAKE = sql(
        "delete from provider_sign_ins where tenant_id = $1 and browser_hash = $2 and portal_id = $3 and provider = $4 \
         and expires_at > $5 returning browser_hash, portal_id, provider, next, expires_at, session_id"
    );
    SWEEP = sql("delete from provider_sign_ins where expires_at <= $1");
}

pub async fn insert(tx: &mut Writer, waiting: &ProviderSignIn) -> Result<(), StoreError> {
    let tenant = tx.own_tenant()?;
    let (provider, next) = (waiting.provider.as_str(), waiting.next.as_str());
    let values =
        args![tenant, &waiting.browser_hash, waiting.portal, provider, next, waiting.expires_at, waiting.session];
    tx.execute(&INSERT, values).await.map(|_| ())
}

// unscoped: by the secret of a browser in which nobody is signed in yet; the connection is bound to the tenant of the door.
/// Takes the sign-in that a browser comes back with. None: there is none, it is over, or it was taken before.
pub async fn take(
    tx: &mut Writer,
    browser_hash: &[u8; 32],
    (portal, provider): (PortalId, &str),
    now: Timestamp,
) -> Result<Option<ProviderSignIn>, StoreError> {
    let tenant = tx.own_tenant()?;
    tx.optional(&TAKE, args![tenant, browser_hash, portal, provider, now], read).await
}

/// Removes what is over, of all tenants on the platform's connection.
pub async fn sweep(tx: &mut Writer, now: Timestamp) -> Result<u64, StoreError> {
    tx.must_be_platform()?;
    tx.execute(&SWEEP, args![now]).await
}

fn read(row: &Row) -> Result<ProviderSignIn, StoreError> {
    Ok(ProviderSignIn {
        browser_hash: row.hash("browser_hash")?,
        portal: row.id("portal_id")?,
        provider: row.text("provider")?,
        next: row.text("next")?,
        session: row.maybe_id("session_id")?,
        expires_at: row.time("expires_at")?,
    })
}
