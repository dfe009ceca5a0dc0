//! Sessions, found by the hash of the cookie's secret.

use jiff::Timestamp;

use super::{
    Conn, StoreError, Writer,
    arg::args,
    memberships,
    row::Row,
    statement::{sql, statements},
    users::read_user,
};
use crate::domain::{
    id::{PortalId, UserId},
    session::{Door, Session},
    user::{Membership, User},
};

statements! { "sessions":
    INSERT = sql(
        "insert into sessions (tenant_id, secret_hash, portal_id, user_id, created_at, seen_at, expires_at) \
         values ($1, $2, $3, $4, $5, $6, $7)"
    );
    // One look: the session is alive, the account open, the membership fits the door.
    FIND = sql(
        "select s.tenant_id, s.secret_hash, s.portal_id, s.user_id, s.created_at, s.seen_at, s.expires_at, \
         u.id, u.email, u.name, u.language, u.password_hash, u.disabled_at, m.id as membership_id, m.customer_id, m.contact_id, t.revision \
         from sessions s \
         join tenants t on t.id = s.tenant_id \
         join users u on u.tenant_id = s.tenant_id and u.id = s.user_id and u.disabled_at is null \
         join memberships m on m.tenant_id = s.tenant_id and m.user_id = s.user_id \
         and (m.portal_id = s.portal_id or (m.portal_id is null and s.portal_id is null)) \
         where s.secret_hash = $1 and s.expires_at > $2 and (s.tenant_id = $3 or $3 is null) \
         and (s.portal_id = $4 or ($4 is null and s.portal_id is null))"
    );
    ROLES = sql(
        "select r.role_slug from sessions s \
         join memberships m on m.tenant_id = s.tenant_id and m.user_id = s.user_id and m.portal_id = s.portal_id \
         join membership_roles r on r.tenant_id = m.tenant_id and r.membership_id = m.id \
         where s.secret_hash = $1 and (s.tenant_id = $2 or $2 is null) and s.portal_id = $3 order by r.role_slug"
    );
    TOUCH = sql("update sessions set seen_at = $3, expires_at = $4 where tenant_id = $1 and secret_hash = $2");
    DELETE = sql("delete from sessions where tenant_id = $1 and secret_hash = $2");
    DELETE_FOR_USER = sql("delete from sessions where tenant_id = $1 and user_id = $2");
    SWEEP = sql("delete from sessions where expires_at <= $1");
}

/// A session that is alive, with its person. The sites of the membership stay in the database: queries look there.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    pub session: Session,
    pub user: User,
    pub membership: Membership,
    /// Of the tenant's catalogue, at this moment.
    pub revision: i64,
}

pub async fn insert(tx: &mut Writer, session: &Session) -> Result<(), StoreError> {
    tx.must_own(session.tenant)?;
    let (created, seen, expires) = (session.created_at, session.seen_at, session.expires_at);
    let values =
        args![session.tenant, &session.secret_hash, portal(session.door), session.user, created, seen, expires];
    tx.execute(&INSERT, values).await.map(|_| ())
}

// unscoped: finds out who asks. On a tenant's connection only sessions of that tenant are found, on the platform's all.
pub async fn find(
    conn: &mut Conn,
    door: Door,
    secret_hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<Found>, StoreError> {
    let tenant = conn.own_tenant().ok();
    let find = args![secret_hash, now, tenant, portal(door)];
    let (found, roles) = match door {
        Door::Office => (conn.together([(&FIND, find)]).await?, Vec::new()),
        Door::Portal(_) => {
            let roles = args![secret_hash, tenant, portal(door)];
            let [found, roles] = conn.together([(&FIND, find), (&ROLES, roles)]).await?;
            ([found], roles)
        }
    };
    let [found] = found;
    found.first().map(|row| read_found(row, &roles)).transpose()
}

/// Notes that a session is in use and moves its end. False: it is gone.
pub async fn touch(
    tx: &mut Writer,
    secret_hash: &[u8; 32],
    seen: Timestamp,
    expires: Timestamp,
) -> Result<bool, StoreError> {
    let tenant = tx.own_tenant()?;
    Ok(tx.execute(&TOUCH, args![tenant, secret_hash, seen, expires]).await? == 1)
}

pub async fn delete(tx: &mut Writer, secret_hash: &[u8; 32]) -> Result<(), StoreError> {
    let tenant = tx.own_tenant()?;
    tx.execute(&DELETE, args![tenant, secret_hash]).await.map(|_| ())
}

/// Signs a person out everywhere and returns how many sessions that ended.
pub async fn delete_for_user(tx: &mut Writer, user: UserId) -> Result<u64, StoreError> {
    let tenant = tx.own_tenant()?;
    tx.execute(&DELETE_FOR_USER, args![tenant, user]).await
}

/// Removes sessions that have ended, of all tenants on the platform's connection.
pub async fn sweep(tx: &mut Writer, now: Timestamp) -> Result<u64, StoreError> {
    tx.must_be_platform()?;
    tx.execute(&SWEEP, args![now]).await
}

fn read_found(row: &Row, roles: &[Row]) -> Result<Found, StoreError> {
    let (session, user, membership) = (read(row)?, read_user(row)?, memberships::read(row, roles.iter())?);
    Ok(Found { session, user, membership, revision: row.int("revision")? })
}

const fn portal(door: Door) -> Option<PortalId> {
    match door {
        Door::Portal(portal) => Some(portal),
        Door::Office => None,
    }
}

fn read(row: &Row) -> Result<Session, StoreError> {
    Ok(Session {
        secret_hash: row.hash("secret_hash")?,
        tenant: row.id("tenant_id")?,
        door: row.maybe_id("portal_id")?.map_or(Door::Office, Door::Portal),
        user: row.id("user_id")?,
        created_at: row.time("created_at")?,
        seen_at: row.time("seen_at")?,
        expires_at: row.time("expires_at")?,
    })
}
