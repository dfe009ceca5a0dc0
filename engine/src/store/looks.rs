//! Looks of the office at a portal as one of its users sees it, found by the hash of a secret.

use jiff::Timestamp;

use super::{
    Conn, EventHint, StoreError, Writer,
    arg::args,
    hints::Hint,
    memberships,
    row::Row,
    statement::{Statement, sql, statements},
    users::read_user,
};
use crate::domain::{
    id::{LookId, PortalId, SessionId, UserId},
    look::Look,
    user::{Membership, User},
};

/// A look is alive while its time runs, the staff session is, who looks has a role that allows it, and neither login is closed or has lost its
/// place. A test holds the roles to the domain's.
macro_rules! alive {
    ($now:literal) => {
        concat!(
            " from looks l join tenants t on t.id = l.tenant_id \
             join sessions s on s.tenant_id = l.tenant_id and s.id = l.session_id and s.user_id = l.staff_id \
             and s.portal_id is null and s.expires_at > ",
            $now,
            " join users w on w.tenant_id = l.tenant_id and w.id = l.staff_id and w.disabled_at is null \
             join memberships o on o.tenant_id = l.tenant_id and o.user_id = l.staff_id and o.portal_id is null \
             and o.staff_role in ('administrator', 'coordinator') \
             join users u on u.tenant_id = l.tenant_id and u.id = l.user_id and u.disabled_at is null \
             join memberships m on m.tenant_id = l.tenant_id and m.user_id = l.user_id and m.portal_id = l.portal_id \
             and m.closed_at is null \
             where l.expires_at > ",
            $now
        )
    };
}

/// The person is read without what proves who she is.
macro_rules! find {
    ($rest:literal) => {
        sql(concat!(
            "select l.id as look_id, l.session_id, l.staff_id, l.portal_id, l.user_id, l.secret_hash, l.created_at, l.begun_at, \
             l.expires_at, w.name as staff_name, l.tenant_id, u.id, u.email, u.name, u.language, null as password_hash, \
             u.disabled_at, m.id as membership_id, m.customer_id, m.contact_id, m.staff_role, m.closed_at, t.revision",
            alive!("$3"),
            " and l.tenant_id = $1 and l.secret_hash = $2 and l.portal_id = $4 and ",
            $rest
        ))
    };
}

macro_rules! select {
    ($rest:literal) => {
        sql(concat!(
            "select l.tenant_id, l.id as look_id, l.session_id, l.staff_id, l.portal_id, l.user_id, l.secret_hash, l.created_at, \
             l.begun_at, l.expires_at from looks l where l.tenant_id = $1 and ",
            $rest
        ))
    };
}

statements! { "looks":
    INSERT = sql(
        "insert into looks (tenant_id, id, session_id, staff_id, portal_id, user_id, secret_hash, created_at, expires_at) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    );
    OFFERED = find!("l.begun_at is null");
    BEGUN = find!("l.begun_at is not null");
    ROLES = sql(
        "select r.role_slug from looks l \
         join memberships m on m.tenant_id = l.tenant_id and m.user_id = l.user_id and m.portal_id = l.portal_id \
         join membership_roles r on r.tenant_id = m.tenant_id and r.membership_id = m.id \
         where l.tenant_id = $1 and l.secret_hash = $2 and l.portal_id = $3 order by r.role_slug"
    );
    // Of two clicks one finds a link that was not used.
    BEGIN = sql(
        "update looks set secret_hash = $3, begun_at = $4, expires_at = $5 \
         where tenant_id = $1 and id = $2 and begun_at is null and expires_at > $4"
    );
    OF_SESSION = select!("l.session_id = $2 order by l.id");
    OVER = sql(concat!(
        "select l.tenant_id, l.id as look_id, l.session_id, l.staff_id, l.portal_id, l.user_id, l.secret_hash, l.created_at, \
         l.begun_at, l.expires_at from looks l where l.tenant_id = $1 and l.id not in (select l.id",
        alive!("$2"),
        " and l.tenant_id = $1) order by l.id limit 1000"
    ));
    DELETE = sql("delete from looks where tenant_id = $1 and id = $2");
}

/// A look with who looks and who is seen.
#[derive(Debug, Clone, PartialEq)]
pub struct Found {
    pub look: Look,
    pub staff_name: String,
    /// Without her password's hash.
    pub user: User,
    pub membership: Membership,
    /// Of the tenant's catalogue, at this moment.
    pub revision: i64,
}

pub async fn insert(tx: &mut Writer, look: &Look) -> Result<(), StoreError> {
    tx.must_own(look.tenant)?;
    let values = args![
        look.tenant,
        look.id,
        look.session,
        look.staff,
        look.portal,
        look.user,
        &look.secret_hash,
        look.created_at,
        look.expires_at
    ];
    tx.execute(&INSERT, values).await.map(|_| ())
}

// unscoped: nobody is signed in at the portal; who has the secret has the link. The connection is bound to the tenant of the door.
pub async fn offered(
    conn: &mut Conn,
    portal: PortalId,
    secret_hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<Found>, StoreError> {
    found(conn, &OFFERED, (portal, secret_hash), now).await
}

// unscoped: finds out who asks. The connection is bound to the tenant of the door.
pub async fn begun(
    conn: &mut Conn,
    portal: PortalId,
    secret_hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<Found>, StoreError> {
    found(conn, &BEGUN, (portal, secret_hash), now).await
}

// unscoped: for the two above.
async fn found(
    conn: &mut Conn,
    statement: &Statement,
    (portal, secret_hash): (PortalId, &[u8; 32]),
    now: Timestamp,
) -> Result<Option<Found>, StoreError> {
    let tenant = conn.own_tenant()?;
    let (find, roles) = (args![tenant, secret_hash, now, portal], args![tenant, secret_hash, portal]);
    let [found, roles] = conn.together([(statement, find), (&ROLES, roles)]).await?;
    found.first().map(|row| read_found(row, &roles)).transpose()
}

/// Uses a link up: from now on another secret stands for the look. False: somebody was faster, or it is too old.
pub async fn begin(
    tx: &mut Writer,
    id: LookId,
    secret_hash: &[u8; 32],
    (now, expires): (Timestamp, Timestamp),
) -> Result<bool, StoreError> {
    let tenant = tx.own_tenant()?;
    Ok(tx.execute(&BEGIN, args![tenant, id, secret_hash, now, expires]).await? == 1)
}

// unscoped: looks that a staff session has open, for its own next one.
pub async fn of_session(conn: &mut Conn, session: SessionId) -> Result<Vec<Look>, StoreError> {
    let tenant = conn.own_tenant()?;
    conn.all(&OF_SESSION, args![tenant, session], read).await
}

// unscoped: what has ended by itself, for the log.
pub async fn over(conn: &mut Conn, now: Timestamp) -> Result<Vec<Look>, StoreError> {
    let tenant = conn.own_tenant()?;
    conn.all(&OVER, args![tenant, now], read).await
}

/// Ends a look, and tells its open event streams. False: it had ended.
pub async fn delete(tx: &mut Writer, id: LookId, staff: UserId) -> Result<bool, StoreError> {
    let tenant = tx.own_tenant()?;
    let ended = tx.execute(&DELETE, args![tenant, id]).await? == 1;
    tx.hint(Hint::Event(EventHint::PersonChanged { tenant, user: staff }));
    Ok(ended)
}

fn read_found(row: &Row, roles: &[Row]) -> Result<Found, StoreError> {
    Ok(Found {
        look: read(row)?,
        staff_name: row.text("staff_name")?,
        user: read_user(row)?,
        membership: memberships::read(row, roles.iter())?,
        revision: row.int("revision")?,
    })
}

fn read(row: &Row) -> Result<Look, StoreError> {
    Ok(Look {
        id: row.id("look_id")?,
        tenant: row.id("tenant_id")?,
        session: row.id("session_id")?,
        staff: row.id("staff_id")?,
        portal: row.id("portal_id")?,
        user: row.id("user_id")?,
        secret_hash: row.hash("secret_hash")?,
        created_at: row.time("created_at")?,
        begun_at: row.maybe_time("begun_at")?,
        expires_at: row.time("expires_at")?,
    })
}
