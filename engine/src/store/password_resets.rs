//! Links that set a new password: one per person, found by the hash of its secret.

use jiff::Timestamp;

use super::{
    Conn, StoreError, Writer,
    arg::args,
    statement::{sql, statements},
};
use crate::domain::{id::UserId, session::Door};

statements! { "password_resets":
    INSERT = sql(
        "insert into password_resets (tenant_id, user_id, portal_id, secret_hash, expires_at) values ($1, $2, $3, $4, $5)"
    );
    FIND = sql(
        "select user_id from password_resets where tenant_id = $1 and secret_hash = $2 and expires_at > $3 \
         and (portal_id = $4 or ($4 is null and portal_id is null))"
    );
    TAKE = sql("delete from password_resets where tenant_id = $1 and secret_hash = $2");
    DELETE_FOR_USER = sql("delete from password_resets where tenant_id = $1 and user_id = $2");
    SWEEP = sql("delete from password_resets where expires_at <= $1");
}

/// Gives a person a link in place of the one that she may have.
pub async fn set(
    tx: &mut Writer,
    user: UserId,
    door: Door,
    (secret_hash, expires): (&[u8; 32], Timestamp),
) -> Result<(), StoreError> {
    let tenant = tx.own_tenant()?;
    tx.execute(&DELETE_FOR_USER, args![tenant, user]).await?;
    tx.execute(&INSERT, args![tenant, user, door.portal(), secret_hash, expires]).await.map(|_| ())
}

// unscoped: finds out whose link was opened; the connection is bound to the tenant of the door.
pub async fn find(
    conn: &mut Conn,
    door: Door,
    secret_hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<UserId>, StoreError> {
    let tenant = conn.own_tenant()?;
    conn.optional(&FIND, args![tenant, secret_hash, now, door.portal()], |row| row.id("user_id")).await
}

/// Uses a link up. False: somebody was faster.
pub async fn take(tx: &mut Writer, secret_hash: &[u8; 32]) -> Result<bool, StoreError> {
    let tenant = tx.own_tenant()?;
    Ok(tx.execute(&TAKE, args![tenant, secret_hash]).await? == 1)
}

/// Ends the link of a person, if she has one.
pub async fn delete_for_user(tx: &mut Writer, user: UserId) -> Result<(), StoreError> {
    let tenant = tx.own_tenant()?;
    tx.execute(&DELETE_FOR_USER, args![tenant, user]).await.map(|_| ())
}

/// Removes links that are over, of all tenants on the platform's connection.
pub async fn sweep(tx: &mut Writer, now: Timestamp) -> Result<u64, StoreError> {
    tx.must_be_platform()?;
    tx.execute(&SWEEP, args![now]).await
}
