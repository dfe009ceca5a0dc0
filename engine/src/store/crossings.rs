//! Links from one portal to another, found by the hash of their secret and taken once.

use jiff::Timestamp;

use super::{
    Conn, StoreError, Writer,
    arg::args,
    row::Row,
    statement::{sql, statements},
};
use crate::domain::{
    crossing::Crossing,
    id::{PortalId, UserId},
};

statements! { "crossings":
    DELETE_OF_SESSION = sql("delete from crossings where tenant_id = $1 and session_id = $2");
    INSERT = sql(
        "insert into crossings (tenant_id, secret_hash, session_id, user_id, portal_id, expires_at) \
         values ($1, $2, $3, $4, $5, $6)"
    );
    FIND = sql(
        "select secret_hash, session_id, user_id, portal_id, expires_at from crossings \
         where tenant_id = $1 and secret_hash = $2 and portal_id = $3 and expires_at > $4"
    );
    TAKE = sql("delete from crossings where tenant_id = $1 and secret_hash = $2");
    DELETE_OF_USER = sql("delete from crossings where tenant_id = $1 and user_id = $2");
    SWEEP = sql("delete from crossings where expires_at <= $1");
}

/// Keeps a link, in place of the one that its session had.
pub async fn set(tx: &mut Writer, crossing: &Crossing) -> Result<(), StoreError> {
    let tenant = tx.own_tenant()?;
    tx.execute(&DELETE_OF_SESSION, args![tenant, crossing.session]).await?;
    let (session, user, portal) = (crossing.session, crossing.user, crossing.portal);
    let values = args![tenant, &crossing.secret_hash, session, user, portal, crossing.expires_at];
    tx.execute(&INSERT, values).await.map(|_| ())
}

// unscoped: by the secret of a link, for who is not signed in at this portal; the connection is bound to the tenant of the door.
pub async fn find(
    conn: &mut Conn,
    portal: PortalId,
    secret_hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<Crossing>, StoreError> {
    let tenant = conn.own_tenant()?;
    conn.optional(&FIND, args![tenant, secret_hash, portal, now], read).await
}

/// Uses a link up. False: somebody else did.
pub async fn take(tx: &mut Writer, secret_hash: &[u8; 32]) -> Result<bool, StoreError> {
    let tenant = tx.own_tenant()?;
    Ok(tx.execute(&TAKE, args![tenant, secret_hash]).await? == 1)
}

/// Ends all links of a person.
pub async fn delete_for_user(tx: &mut Writer, user: UserId) -> Result<u64, StoreError> {
    let tenant = tx.own_tenant()?;
    tx.execute(&DELETE_OF_USER, args![tenant, user]).await
}

/// Removes what is over, of all tenants on the platform's connection.
pub async fn sweep(tx: &mut Writer, now: Timestamp) -> Result<u64, StoreError> {
    tx.must_be_platform()?;
    tx.execute(&SWEEP, args![now]).await
}

fn read(row: &Row) -> Result<Crossing, StoreError> {
    Ok(Crossing {
        secret_hash: row.hash("secret_hash")?,
        session: row.id("session_id")?,
        user: row.id("user_id")?,
        portal: row.id("portal_id")?,
        expires_at: row.time("expires_at")?,
    })
}
