//! Browsers that people have signed in with, found by person and the hash of the browser's own cookie.

use jiff::Timestamp;

use super::{
    Conn, StoreError, Writer,
    arg::args,
    row::Row,
    statement::{sql, statements},
};
use crate::domain::{
    id::{DeviceId, UserId},
    session::{Device, Origin},
};

statements! { "devices":
    INSERT = sql(
        "insert into devices (tenant_id, id, user_id, secret_hash, agent, address, created_at, seen_at, trusted_until) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    );
    FIND = sql(
        "select tenant_id, id, user_id, secret_hash, agent, address, created_at, seen_at, trusted_until from devices \
         where tenant_id = $1 and user_id = $2 and secret_hash = $3"
    );
    ANY = sql("select id from devices where tenant_id = $1 and user_id = $2 limit 1");
    LIST = sql(
        "select tenant_id, id, user_id, secret_hash, agent, address, created_at, seen_at, trusted_until from devices \
         where tenant_id = $1 and user_id = $2 and trusted_until > $3 order by seen_at desc, id"
    );
    SEEN = sql("update devices set seen_at = $3, agent = $4, address = $5 where tenant_id = $1 and id = $2");
    DELETE = sql("delete from devices where tenant_id = $1 and user_id = $2 and id = $3");
    DISTRUST = sql("update devices set trusted_until = null where tenant_id = $1 and user_id = $2");
    SWEEP = sql("delete from devices where seen_at < $1");
}

pub async fn insert(tx: &mut Writer, device: &Device) -> Result<(), StoreError> {
    tx.must_own(device.tenant)?;
    let (agent, address) = (device.from.agent.as_str(), device.from.address.as_str());
    let (created, seen) = (device.created_at, device.seen_at);
    let values = args![
        device.tenant,
        device.id,
        device.user,
        &device.secret_hash,
        agent,
        address,
        created,
        seen,
        device.trusted_until
    ];
    tx.execute(&INSERT, values).await.map(|_| ())
}

// unscoped: finds out which browser somebody signs in with; her user is known by her password.
pub async fn find(conn: &mut Conn, user: UserId, secret_hash: &[u8; 32]) -> Result<Option<Device>, StoreError> {
    let tenant = conn.own_tenant()?;
    conn.optional(&FIND, args![tenant, user, secret_hash], read).await
}

// unscoped: the person's own browsers that ask for no second factor.
pub async fn list_trusted(conn: &mut Conn, user: UserId, now: Timestamp) -> Result<Vec<Device>, StoreError> {
    let tenant = conn.own_tenant()?;
    conn.all(&LIST, args![tenant, user, now], read).await
}

// unscoped: whether the person who signs in did so before.
pub async fn has_any(conn: &mut Conn, user: UserId) -> Result<bool, StoreError> {
    let tenant = conn.own_tenant()?;
    Ok(conn.optional(&ANY, args![tenant, user], |_| Ok(())).await?.is_some())
}

/// Notes that a browser was used. False: it is gone.
pub async fn seen(tx: &mut Writer, id: DeviceId, at: Timestamp, from: &Origin) -> Result<bool, StoreError> {
    let tenant = tx.own_tenant()?;
    Ok(tx.execute(&SEEN, args![tenant, id, at, from.agent.as_str(), from.address.as_str()]).await? == 1)
}

/// Forgets one browser of a person. False: she has no such one.
pub async fn delete(tx: &mut Writer, user: UserId, id: DeviceId) -> Result<bool, StoreError> {
    let tenant = tx.own_tenant()?;
    Ok(tx.execute(&DELETE, args![tenant, user, id]).await? == 1)
}

/// Makes all browsers of a person ask for the second factor again.
pub async fn distrust(tx: &mut Writer, user: UserId) -> Result<(), StoreError> {
    let tenant = tx.own_tenant()?;
    tx.execute(&DISTRUST, args![tenant, user]).await.map(|_| ())
}

/// Forgets browsers that nobody used since `before`, of all tenants on the platform's connection.
pub async fn sweep(tx: &mut Writer, before: Timestamp) -> Result<u64, StoreError> {
    tx.must_be_platform()?;
    tx.execute(&SWEEP, args![before]).await
}

fn read(row: &Row) -> Result<Device, StoreError> {
    Ok(Device {
        id: row.id("id")?,
        tenant: row.id("tenant_id")?,
        user: row.id("user_id")?,
        secret_hash: row.hash("secret_hash")?,
        from: Origin { agent: row.text("agent")?, address: row.text("address")? },
        created_at: row.time("created_at")?,
        seen_at: row.time("seen_at")?,
        trusted_until: row.maybe_time("trusted_until")?,
    })
}
