//! Sessions, found by the hash of the cookie's secret.

use jiff::Timestamp;

use super::{
    Conn, EventHint, StoreError, Writer,
    arg::args,
    hints::Hint,
    memberships,
    row::Row,
    statement::{sql, statements},
    users::read_user,
};
use crate::domain::{
    id::{PasskeyId, PortalId, SessionId, UserId},
    session::{Door, Origin, Session},
    user::{Membership, User},
};

statements! { "sessions":
    INSERT = sql(
        "insert into sessions (tenant_id, id, secret_hash, portal_id, user_id, agent, address, created_at, seen_at, fresh_at, expires_at, passkey_id) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
    );
    // One look: the session is alive, the account open, the membership fits the door.
    FIND = sql(
        "select s.tenant_id, s.id as session_id, s.secret_hash, s.portal_id, s.user_id, s.agent, s.address, s.created_at, s.seen_at, \
         s.fresh_at, s.expires_at, s.passkey_id, \
         u.id, u.email, u.name, u.language, u.password_hash, u.disabled_at, m.id as membership_id, m.customer_id, m.contact_id, m.staff_role, m.closed_at, t.revision, \
         (select count(*) from factors f where f.tenant_id = s.tenant_id and f.user_id = s.user_id) as factors, \
         (select count(*) from memberships o where o.tenant_id = s.tenant_id and o.user_id = s.user_id and o.closed_at is null \
         and o.portal_id is not null and o.portal_id <> s.portal_id) as others, \
         case when s.passkey_id is null then cast(0 as bigint) else (\
             select count(*) from passkeys k where k.tenant_id = s.tenant_id and k.id = s.passkey_id) end as passkeys \
         from sessions s \
         join tenants t on t.id = s.tenant_id \
         join users u on u.tenant_id = s.tenant_id and u.id = s.user_id and u.disabled_at is null \
         join memberships m on m.tenant_id = s.tenant_id and m.user_id = s.user_id \
         and (m.portal_id = s.portal_id or (m.portal_id is null and s.portal_id is null)) \
         and m.closed_at is null \
         where s.secret_hash = $1 and s.expires_at > $2 and (s.tenant_id = $3 or $3 is null) \
         and (s.portal_id = $4 or ($4 is null and s.portal_id is null))"
    );
    ROLES = sql(
        "select r.role_slug from sessions s \
         join memberships m on m.tenant_id = s.tenant_id and m.user_id = s.user_id and m.portal_id = s.portal_id \
         join membership_roles r on r.tenant_id = m.tenant_id and r.membership_id = m.id \
         where s.secret_hash = $1 and (s.tenant_id = $2 or $2 is null) and s.portal_id = $3 order by r.role_slug"
    );
    LIST = sql(
        "select tenant_id, id as session_id, secret_hash, portal_id, user_id, agent, address, created_at, seen_at, fresh_at, expires_at, passkey_id \
         from sessions where tenant_id = $1 and user_id = $2 and expires_at > $3 order by seen_at desc, id desc"
    );
    TOUCH = sql("update sessions set seen_at = $3, expires_at = $4 where tenant_id = $1 and secret_hash = $2");
    RENEW = sql("update sessions set secret_hash = $3, fresh_at = $4 where tenant_id = $1 and id = $2");
    SET_PASSKEY = sql("update sessions set passkey_id = $3 where tenant_id = $1 and id = $2");
    DELETE = sql("delete from sessions where tenant_id = $1 and secret_hash = $2");
    DELETE_ONE = sql("delete from sessions where tenant_id = $1 and user_id = $2 and id = $3");
    DELETE_OTHERS = sql("delete from sessions where tenant_id = $1 and user_id = $2 and id <> $3");
    DELETE_FOR_USER = sql("delete from sessions where tenant_id = $1 and user_id = $2");
    DELETE_AT = sql("delete from sessions where tenant_id = $1 and user_id = $2 and portal_id = $3");
    KEEP_YOUNGEST = sql(
        "delete from sessions where tenant_id = $1 and user_id = $2 and id not in (\
             select k.id from sessions k where k.tenant_id = $1 and k.user_id = $2 order by k.created_at desc, k.id desc limit $3)"
    );
    SWEEP = sql("delete from sessions where expires_at <= $1");
}

/// A session that is alive, with its person. The sites of the membership stay in the database: queries look there.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    pub session: Session,
    pub user: User,
    pub membership: Membership,
    /// Whether the person has a second factor.
    pub has_factor: bool,
    /// Whether she has open places at other portals too.
    pub has_choice: bool,
    /// Whether a passkey opened the session that the person still has.
    pub by_passkey: bool,
    /// Of the tenant's catalogue, at this moment.
    pub revision: i64,
}

pub async fn insert(tx: &mut Writer, session: &Session) -> Result<(), StoreError> {
    tx.must_own(session.tenant)?;
    let (agent, address) = (session.from.agent.as_str(), session.from.address.as_str());
    let (created, seen, fresh) = (session.created_at, session.seen_at, session.fresh_at);
    let values = args![
        session.tenant,
        session.id,
        &session.secret_hash,
        session.door.portal(),
        session.user,
        agent,
        address,
        created,
        seen,
        fresh,
        session.expires_at,
        session.passkey
    ];
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
    let find = args![secret_hash, now, tenant, door.portal()];
    let (found, roles) = match door {
        Door::Office => (conn.together([(&FIND, find)]).await?, Vec::new()),
        Door::Portal(_) => {
            let roles = args![secret_hash, tenant, door.portal()];
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

/// Gives a session another secret, because its person proved anew who she is. False: it is gone.
pub async fn renew(
    tx: &mut Writer,
    id: SessionId,
    secret_hash: &[u8; 32],
    fresh: Timestamp,
) -> Result<bool, StoreError> {
    let tenant = tx.own_tenant()?;
    Ok(tx.execute(&RENEW, args![tenant, id, secret_hash, fresh]).await? == 1)
}

/// Notes that a session's person proved who she is by a passkey.
pub async fn set_passkey(tx: &mut Writer, id: SessionId, passkey: PasskeyId) -> Result<(), StoreError> {
    let tenant = tx.own_tenant()?;
    tx.execute(&SET_PASSKEY, args![tenant, id, passkey]).await.map(|_| ())
}

// unscoped: the person's own sessions.
pub async fn list(conn: &mut Conn, user: UserId, now: Timestamp) -> Result<Vec<Session>, StoreError> {
    let tenant = conn.own_tenant()?;
    conn.all(&LIST, args![tenant, user, now], read).await
}

pub async fn delete(tx: &mut Writer, session: &Session) -> Result<(), StoreError> {
    let tenant = tx.own_tenant()?;
    tx.execute(&DELETE, args![tenant, &session.secret_hash]).await?;
    told(tx, session.user)
}

/// Ends one session of a person. False: she has no such one.
pub async fn delete_one(tx: &mut Writer, user: UserId, id: SessionId) -> Result<bool, StoreError> {
    let tenant = tx.own_tenant()?;
    let ended = tx.execute(&DELETE_ONE, args![tenant, user, id]).await? == 1;
    told(tx, user)?;
    Ok(ended)
}

/// Ends all sessions of a person but one, and returns how many that were.
pub async fn delete_others(tx: &mut Writer, user: UserId, kept: SessionId) -> Result<u64, StoreError> {
    let tenant = tx.own_tenant()?;
    let ended = tx.execute(&DELETE_OTHERS, args![tenant, user, kept]).await?;
    told(tx, user)?;
    Ok(ended)
}

/// Ends all sessions of a person at one portal.
pub async fn delete_at(tx: &mut Writer, user: UserId, portal: PortalId) -> Result<u64, StoreError> {
    let tenant = tx.own_tenant()?;
    let ended = tx.execute(&DELETE_AT, args![tenant, user, portal]).await?;
    told(tx, user)?;
    Ok(ended)
}

/// Signs a person out everywhere and returns how many sessions that ended.
pub async fn delete_for_user(tx: &mut Writer, user: UserId) -> Result<u64, StoreError> {
    let tenant = tx.own_tenant()?;
    let ended = tx.execute(&DELETE_FOR_USER, args![tenant, user]).await?;
    told(tx, user)?;
    Ok(ended)
}

/// Ends all but the youngest `most` sessions of a person.
pub async fn keep_youngest(tx: &mut Writer, user: UserId, most: u32) -> Result<u64, StoreError> {
    let tenant = tx.own_tenant()?;
    let ended = tx.execute(&KEEP_YOUNGEST, args![tenant, user, i64::from(most)]).await?;
    if ended > 0 {
        told(tx, user)?;
    }
    Ok(ended)
}

/// Tells open event streams that a session of this person may have ended.
fn told(tx: &mut Writer, user: UserId) -> Result<(), StoreError> {
    let tenant = tx.own_tenant()?;
    tx.hint(Hint::Event(EventHint::PersonChanged { tenant, user }));
    Ok(())
}

/// Removes sessions that have ended, of all tenants on the platform's connection.
pub async fn sweep(tx: &mut Writer, now: Timestamp) -> Result<u64, StoreError> {
    tx.must_be_platform()?;
    tx.execute(&SWEEP, args![now]).await
}

fn read_found(row: &Row, roles: &[Row]) -> Result<Found, StoreError> {
    let (session, user, membership) = (read(row)?, read_user(row)?, memberships::read(row, roles.iter())?);
    let (has_factor, has_choice) = (row.int("factors")? > 0, row.int("others")? > 0);
    let (by_passkey, revision) = (row.int("passkeys")? > 0, row.int("revision")?);
    Ok(Found { session, user, membership, has_factor, has_choice, by_passkey, revision })
}

fn read(row: &Row) -> Result<Session, StoreError> {
    Ok(Session {
        id: row.id("session_id")?,
        secret_hash: row.hash("secret_hash")?,
        tenant: row.id("tenant_id")?,
        door: row.maybe_id("portal_id")?.map_or(Door::Office, Door::Portal),
        user: row.id("user_id")?,
        from: Origin { agent: row.text("agent")?, address: row.text("address")? },
        created_at: row.time("created_at")?,
        seen_at: row.time("seen_at")?,
        fresh_at: row.time("fresh_at")?,
        expires_at: row.time("expires_at")?,
        passkey: row.maybe_id("passkey_id")?,
    })
}
