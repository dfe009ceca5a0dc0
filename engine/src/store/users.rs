//! Users and their memberships.

use jiff::Timestamp;

use super::{
    Conn, StoreError, Writer,
    arg::args,
    row::Row,
    statement::{sql, statements},
};
use crate::domain::{
    access::Scope,
    id::{PortalId, UserId},
    text::Email,
    user::{Membership, Role, User},
};

statements! { "users":
    INSERT = sql(
        "insert into users (tenant_id, id, email, name, language, password_hash, disabled_at) \
         values ($1, $2, $3, $4, $5, $6, $7)"
    );
    GET = sql(
        "select tenant_id, id, email, name, language, password_hash, disabled_at from users \
         where tenant_id = $1 and id = $2"
    );
    BY_EMAIL = sql(
        "select tenant_id, id, email, name, language, password_hash, disabled_at from users \
         where tenant_id = $1 and email = $2"
    );
    LIST = sql(
        "select tenant_id, id, email, name, language, password_hash, disabled_at from users where tenant_id = $1 \
         order by email"
    );
    SET_PASSWORD = sql("update users set password_hash = $3 where tenant_id = $1 and id = $2");
    SET_LANGUAGE = sql("update users set language = $3 where tenant_id = $1 and id = $2");
    DISABLE = sql("update users set disabled_at = $3 where tenant_id = $1 and id = $2 and disabled_at is null");
    ADD_MEMBERSHIP = sql(
        "insert into memberships (tenant_id, user_id, portal_id, customer_id, contact_id, role) \
         values ($1, $2, $3, $4, $5, $6)"
    );
    MEMBERSHIPS = sql(
        "select tenant_id, user_id, portal_id, customer_id, contact_id, role from memberships \
         where tenant_id = $1 and user_id = $2 order by role, portal_id"
    );
    MEMBERSHIP_IN = sql(
        "select tenant_id, user_id, portal_id, customer_id, contact_id, role from memberships \
         where tenant_id = $1 and user_id = $2 and portal_id = $3"
    );
}

pub async fn insert(tx: &mut Writer, user: &User) -> Result<(), StoreError> {
    tx.must_own(user.tenant)?;
    let (name, language) = (user.name.as_str(), user.language.as_str());
    let hash = user.password_hash.as_deref();
    let values = args![user.tenant, user.id, user.email.as_str(), name, language, hash, user.disabled_at];
    tx.execute(&INSERT, values).await.map(|_| ())
}

// unscoped: reads the person who acts or is written to, by an id that the caller found in a record of its own scope.
pub async fn get(conn: &mut Conn, id: UserId) -> Result<Option<User>, StoreError> {
    let tenant = conn.own_tenant()?;
    conn.optional(&GET, args![tenant, id], read_user).await
}

/// All logins of the tenant, for the office and the operator.
pub async fn list(conn: &mut Conn, scope: &Scope) -> Result<Vec<User>, StoreError> {
    let Some(tenant) = conn.serves_office(scope)? else { return Ok(Vec::new()) };
    conn.all(&LIST, args![tenant], read_user).await
}

// unscoped: nobody is signed in yet; the connection is bound to the tenant of the door.
pub async fn by_email(conn: &mut Conn, email: &Email) -> Result<Option<User>, StoreError> {
    let tenant = conn.own_tenant()?;
    conn.optional(&BY_EMAIL, args![tenant, email.as_str()], read_user).await
}

/// Sets or, with None, removes the password. False: there is no such user.
pub async fn set_password_hash(tx: &mut Writer, id: UserId, hash: Option<&str>) -> Result<bool, StoreError> {
    let tenant = tx.own_tenant()?;
    Ok(tx.execute(&SET_PASSWORD, args![tenant, id, hash]).await? == 1)
}

/// Sets the person's own language. False: there is no such user.
pub async fn set_language(tx: &mut Writer, id: UserId, language: &str) -> Result<bool, StoreError> {
    let tenant = tx.own_tenant()?;
    Ok(tx.execute(&SET_LANGUAGE, args![tenant, id, language]).await? == 1)
}

/// Closes an account; its sessions stop working at once, because every look-up asks. False: there is none, or it was closed before.
pub async fn disable(tx: &mut Writer, id: UserId, at: Timestamp) -> Result<bool, StoreError> {
    let tenant = tx.own_tenant()?;
    Ok(tx.execute(&DISABLE, args![tenant, id, at]).await? == 1)
}

pub async fn add_membership(tx: &mut Writer, membership: &Membership) -> Result<(), StoreError> {
    tx.must_own(membership.tenant)?;
    let (portal, customer, contact) = (membership.portal, membership.customer, membership.contact);
    let values = args![membership.tenant, membership.user, portal, customer, contact, membership.role.as_str()];
    tx.execute(&ADD_MEMBERSHIP, values).await.map(|_| ())
}

// unscoped: decides what a person's scope will be.
pub async fn memberships(conn: &mut Conn, user: UserId) -> Result<Vec<Membership>, StoreError> {
    let tenant = conn.own_tenant()?;
    conn.all(&MEMBERSHIPS, args![tenant, user], read_membership).await
}

// unscoped: decides what a person's scope will be.
pub async fn membership_in(conn: &mut Conn, user: UserId, portal: PortalId) -> Result<Option<Membership>, StoreError> {
    let tenant = conn.own_tenant()?;
    conn.optional(&MEMBERSHIP_IN, args![tenant, user, portal], read_membership).await
}

pub(super) fn read_user(row: &Row) -> Result<User, StoreError> {
    Ok(User {
        id: row.id("id")?,
        tenant: row.id("tenant_id")?,
        email: row.email("email")?,
        name: row.text("name")?,
        language: row.text("language")?,
        password_hash: row.maybe_text("password_hash")?,
        disabled_at: row.maybe_time("disabled_at")?,
    })
}

pub(super) fn read_membership(row: &Row) -> Result<Membership, StoreError> {
    Ok(Membership {
        user: row.id("user_id")?,
        tenant: row.id("tenant_id")?,
        portal: row.maybe_id("portal_id")?,
        customer: row.maybe_id("customer_id")?,
        contact: row.maybe_id("contact_id")?,
        role: row.word("role", Role::parse)?,
    })
}
