//! Logins' names at identity providers, found by issuer and subject.

use super::{
    Conn, StoreError, Writer,
    arg::args,
    row::Row,
    statement::{sql, statements},
};
use crate::domain::{id::UserId, identity::Identity};

statements! { "identities":
    INSERT = sql(
        "insert into identities (tenant_id, issuer, subject, user_id, linked_at) values ($1, $2, $3, $4, $5) \
         on conflict do nothing"
    );
    FIND = sql(
        "select issuer, subject, user_id, linked_at from identities where tenant_id = $1 and issuer = $2 and subject = $3"
    );
    ANY = sql("select user_id from identities where tenant_id = $1 and issuer = $2 and user_id = $3 limit 1");
    ISSUERS = sql("select issuer from identities where tenant_id = $1 and user_id = $2 order by issuer");
    DELETE_FOR_USER = sql("delete from identities where tenant_id = $1 and user_id = $2");
}

/// Ties a name to a login. False: the name or the login is tied already; of two browsers that do it at once, one does.
pub async fn insert(tx: &mut Writer, identity: &Identity) -> Result<bool, StoreError> {
    let tenant = tx.own_tenant()?;
    let (issuer, subject) = (identity.issuer.as_str(), identity.subject.as_str());
    tx.execute(&INSERT, args![tenant, issuer, subject, identity.user, identity.linked_at]).await.map(|tied| tied == 1)
}

// unscoped: finds out who signs in; the connection is bound to the tenant of the door.
pub async fn find(conn: &mut Conn, issuer: &str, subject: &str) -> Result<Option<Identity>, StoreError> {
    let tenant = conn.own_tenant()?;
    conn.optional(&FIND, args![tenant, issuer, subject], read).await
}

// unscoped: whether the login that somebody would be tied to is somebody's already; the connection is bound to the tenant of the door.
pub async fn has_any(conn: &mut Conn, issuer: &str, user: UserId) -> Result<bool, StoreError> {
    let tenant = conn.own_tenant()?;
    Ok(conn.optional(&ANY, args![tenant, issuer, user], |_| Ok(())).await?.is_some())
}

// unscoped: about the login of who is signed in; the connection is bound to the tenant of the door.
pub async fn issuers(conn: &mut Conn, user: UserId) -> Result<Vec<String>, StoreError> {
    let tenant = conn.own_tenant()?;
    conn.all(&ISSUERS, args![tenant, user], |row| row.text("issuer")).await
}

/// Unties a login from all its names. How many there were.
pub async fn delete_for_user(tx: &mut Writer, user: UserId) -> Result<u64, StoreError> {
    let tenant = tx.own_tenant()?;
    tx.execute(&DELETE_FOR_USER, args![tenant, user]).await
}

fn read(row: &Row) -> Result<Identity, StoreError> {
    Ok(Identity {
        issuer: row.text("issuer")?,
        subject: row.text("subject")?,
        user: row.id("user_id")?,
        linked_at: row.time("linked_at")?,
    })
}
