//! Passkeys, found by their own name or by their person; and the challenges that were answered already.

use jiff::Timestamp;
use serde_json::Value;

use super::{
    Conn, StoreError, Writer,
    arg::{Arg, args},
    dialect::locking,
    row::Row,
    statement::{sql, statements},
};
use crate::domain::{
    id::{PasskeyId, UserId},
    passkey::Passkey,
};

statements! { "passkeys":
    INSERT = sql(
        "insert into passkeys (tenant_id, id, user_id, credential_id, rp_id, name, credential, created_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict do nothing"
    );
    LIST = sql(
        "select id, user_id, credential_id, rp_id, name, credential, created_at, used_at from passkeys \
         where tenant_id = $1 and user_id = $2 order by created_at, id"
    );
    OWNER = sql("select user_id from passkeys where tenant_id = $1 and credential_id = $2 and rp_id = $3");
    LOCK = locking!(
        "select id, user_id, credential_id, rp_id, name, credential, created_at, used_at from passkeys \
         where tenant_id = $1 and credential_id = $2 and rp_id = $3 and user_id = $4"
    );
    COUNT = sql("select count(*) as passkeys from passkeys where tenant_id = $1 and user_id = $2");
    USED = sql("update passkeys set credential = $3, used_at = $4 where tenant_id = $1 and id = $2");
    RENAME = sql("update passkeys set name = $4 where tenant_id = $1 and user_id = $2 and id = $3");
    DELETE = sql("delete from passkeys where tenant_id = $1 and user_id = $2 and id = $3");
    DELETE_FOR_USER = sql("delete from passkeys where tenant_id = $1 and user_id = $2");
    ANSWER = sql("insert into answered_challenges (tenant_id, hash, expires_at) values ($1, $2, $3) on conflict do nothing");
    SWEEP = sql("delete from answered_challenges where expires_at <= $1");
}

/// Keeps a passkey. False: the tenant has this one already, whosever it is.
pub async fn insert(tx: &mut Writer, passkey: &Passkey) -> Result<bool, StoreError> {
    let tenant = tx.own_tenant()?;
    let (credential_id, rp_id) = (passkey.credential_id.as_slice(), passkey.rp_id.as_str());
    let (name, credential) = (passkey.name.as_str(), Arg::json(&passkey.credential));
    let values = args![tenant, passkey.id, passkey.user, credential_id, rp_id, name, credential, passkey.created_at];
    tx.execute(&INSERT, values).await.map(|kept| kept == 1)
}

// unscoped: the passkeys of the person who acts or signs in.
/// Oldest first.
pub async fn list(conn: &mut Conn, user: UserId) -> Result<Vec<Passkey>, StoreError> {
    let tenant = conn.own_tenant()?;
    conn.all(&LIST, args![tenant, user], read).await
}

// unscoped: finds out who signs in; the connection is bound to the tenant of the door.
/// Whose passkey this is at a host.
pub async fn owner(conn: &mut Conn, credential_id: &[u8], rp_id: &str) -> Result<Option<UserId>, StoreError> {
    let tenant = conn.own_tenant()?;
    conn.optional(&OWNER, args![tenant, credential_id, rp_id], |row| row.id("user_id")).await
}

// unscoped: the passkey of the person who signs in; held until the transaction ends, so that its counter is looked at by one after the other.
pub async fn lock(
    tx: &mut Writer,
    user: UserId,
    credential_id: &[u8],
    rp_id: &str,
) -> Result<Option<Passkey>, StoreError> {
    let tenant = tx.own_tenant()?;
    tx.optional(&LOCK, args![tenant, credential_id, rp_id, user], read).await
}

// unscoped: whether the person who signs in, or whom the office looks at, has any; the caller found her within its scope.
pub async fn count(conn: &mut Conn, user: UserId) -> Result<i64, StoreError> {
    let tenant = conn.own_tenant()?;
    conn.one(&COUNT, args![tenant, user], |row| row.int("passkeys")).await
}

/// Notes that a passkey was used, with its counter as it is now.
pub async fn used(tx: &mut Writer, id: PasskeyId, credential: &Value, at: Timestamp) -> Result<(), StoreError> {
    let tenant = tx.own_tenant()?;
    tx.execute(&USED, args![tenant, id, Arg::json(credential), at]).await.map(|_| ())
}

/// Gives a passkey of a person another name. False: she has no such one.
pub async fn rename(tx: &mut Writer, user: UserId, id: PasskeyId, name: &str) -> Result<bool, StoreError> {
    let tenant = tx.own_tenant()?;
    Ok(tx.execute(&RENAME, args![tenant, user, id, name]).await? == 1)
}

/// Removes a passkey of a person. False: she has no such one.
pub async fn delete(tx: &mut Writer, user: UserId, id: PasskeyId) -> Result<bool, StoreError> {
    let tenant = tx.own_tenant()?;
    Ok(tx.execute(&DELETE, args![tenant, user, id]).await? == 1)
}

/// Removes all passkeys of a person, and returns how many those were.
pub async fn delete_for_user(tx: &mut Writer, user: UserId) -> Result<u64, StoreError> {
    let tenant = tx.own_tenant()?;
    tx.execute(&DELETE_FOR_USER, args![tenant, user]).await
}

/// Notes that a challenge was answered. False: it was answered before.
pub async fn answer(tx: &mut Writer, hash: &[u8; 32], expires: Timestamp) -> Result<bool, StoreError> {
    let tenant = tx.own_tenant()?;
    Ok(tx.execute(&ANSWER, args![tenant, hash, expires]).await? == 1)
}

/// Forgets challenges that are over by themselves, of all tenants on the platform's connection.
pub async fn sweep(tx: &mut Writer, now: Timestamp) -> Result<u64, StoreError> {
    tx.must_be_platform()?;
    tx.execute(&SWEEP, args![now]).await
}

fn read(row: &Row) -> Result<Passkey, StoreError> {
    Ok(Passkey {
        id: row.id("id")?,
        user: row.id("user_id")?,
        credential_id: row.bytes("credential_id")?,
        rp_id: row.text("rp_id")?,
        name: row.text("name")?,
        credential: row.json("credential")?,
        created_at: row.time("created_at")?,
        used_at: row.maybe_time("used_at")?,
    })
}
