//! Right passwords whose second factor is still owed, found by the hash of a cookie's secret.

use jiff::Timestamp;

use super::{
    Conn, StoreError, Writer,
    arg::args,
    row::Row,
    statement::{sql, statements},
};
use crate::domain::{
    id::UserId,
    identity::Tie,
    session::{Door, HalfSignIn},
};

statements! { "half_sign_ins":
    INSERT = sql(
        "insert into half_sign_ins (tenant_id, secret_hash, portal_id, user_id, tries, expires_at, provider, issuer, subject) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    );
    FIND = sql(
        "select tenant_id, secret_hash, portal_id, user_id, tries, expires_at, provider, issuer, subject from half_sign_ins \
         where tenant_id = $1 and secret_hash = $2 and expires_at > $3 \
         and (portal_id = $4 or ($4 is null and portal_id is null))"
    );
    MISSED = sql("update half_sign_ins set tries = tries + 1 where tenant_id = $1 and secret_hash = $2");
    DELETE = sql("delete from half_sign_ins where tenant_id = $1 and secret_hash = $2");
    DELETE_FOR_USER = sql("delete from half_sign_ins where tenant_id = $1 and user_id = $2");
    SWEEP = sql("delete from half_sign_ins where expires_at <= $1");
}

pub async fn insert(tx: &mut Writer, half: &HalfSignIn) -> Result<(), StoreError> {
    tx.must_own(half.tenant)?;
    let tie = half.tie.as_ref();
    let (provider, issuer) = (tie.map(|tie| tie.provider.as_str()), tie.map(|tie| tie.issuer.as_str()));
    let mut values = args![half.tenant, &half.secret_hash, half.door.portal(), half.user, half.tries, half.expires_at];
    values.extend(args![provider, issuer, tie.map(|tie| tie.subject.as_str())]);
    tx.execute(&INSERT, values).await.map(|_| ())
}

// unscoped: finds out who signs in; the connection is bound to the tenant of the door.
pub async fn find(
    conn: &mut Conn,
    door: Door,
    secret_hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<HalfSignIn>, StoreError> {
    let tenant = conn.own_tenant()?;
    conn.optional(&FIND, args![tenant, secret_hash, now, door.portal()], read).await
}

/// Counts a wrong code.
pub async fn missed(tx: &mut Writer, secret_hash: &[u8; 32]) -> Result<(), StoreError> {
    let tenant = tx.own_tenant()?;
    tx.execute(&MISSED, args![tenant, secret_hash]).await.map(|_| ())
}

/// Ends it. False: somebody else did.
pub async fn delete(tx: &mut Writer, secret_hash: &[u8; 32]) -> Result<bool, StoreError> {
    let tenant = tx.own_tenant()?;
    Ok(tx.execute(&DELETE, args![tenant, secret_hash]).await? == 1)
}

/// Ends all of a person's.
pub async fn delete_for_user(tx: &mut Writer, user: UserId) -> Result<u64, StoreError> {
    let tenant = tx.own_tenant()?;
    tx.execute(&DELETE_FOR_USER, args![tenant, user]).await
}

/// Removes what is over, of all tenants on the platform's connection.
pub async fn sweep(tx: &mut Writer, now: Timestamp) -> Result<u64, StoreError> {
    tx.must_be_platform()?;
    tx.execute(&SWEEP, args![now]).await
}

fn tie(row: &Row) -> Result<Option<Tie>, StoreError> {
    let found = (row.maybe_text("provider")?, row.maybe_text("issuer")?, row.maybe_text("subject")?);
    let (Some(provider), Some(issuer), Some(subject)) = found else { return Ok(None) };
    Ok(Some(Tie { provider, issuer, subject }))
}

fn read(row: &Row) -> Result<HalfSignIn, StoreError> {
    Ok(HalfSignIn {
        secret_hash: row.hash("secret_hash")?,
        tenant: row.id("tenant_id")?,
        door: row.maybe_id("portal_id")?.map_or(Door::Office, Door::Portal),
        user: row.id("user_id")?,
        tries: row.int("tries")?,
        tie: tie(row)?,
        expires_at: row.time("expires_at")?,
    })
}
