//! Logins. Where they belong stands with the memberships.

use jiff::Timestamp;

use super::{
    Conn, EventHint, StoreError, Writer,
    arg::args,
    dialect::locking,
    hints::Hint,
    row::Row,
    statement::{sql, statements},
};
use crate::domain::{access::Scope, id::UserId, text::Email, user::User};

statements! { "users":
    INSERT = sql(
        "insert into users (tenant_id, id, email, name, language, password_hash, disabled_at, search) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)"
    );
    GET = sql(
        "select tenant_id, id, email, name, language, password_hash, disabled_at from users \
         where tenant_id = $1 and id = $2"
    );
    LOCK = locking!(
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
    STAFF = sql(
        "select u.tenant_id, u.id, u.email, u.name, u.language, u.password_hash, u.disabled_at from users u \
         join memberships m on m.tenant_id = u.tenant_id and m.user_id = u.id and m.portal_id is null \
         where u.tenant_id = $1 order by u.email"
    );
    SET_PASSWORD = sql("update users set password_hash = $3 where tenant_id = $1 and id = $2");
    SET_DETAILS = sql("update users set name = $3, language = $4, search = $5 where tenant_id = $1 and id = $2");
    SET_LANGUAGE = sql("update users set language = $3 where tenant_id = $1 and id = $2");
    SET_NAME = sql("update users set name = $3, email = $4, search = $5 where tenant_id = $1 and id = $2");
    JOINED = sql("select joined_at from users where tenant_id = $1 and id = $2");
    // Whoever comes second joins nothing: a link that is still about must not set the password of a login in use.
    JOIN = sql(
        "update users set joined_at = $3, bounced_at = null where tenant_id = $1 and id = $2 and joined_at is null"
    );
    SIGNED_IN = sql(
        "update users set last_sign_in_at = $3, joined_at = coalesce(joined_at, $3) where tenant_id = $1 and id = $2"
    );
    SET_BOUNCED = sql(
        "update users set bounced_at = $3 where tenant_id = $1 and id = $2 \
         and (cast($3 as bigint) is not null or bounced_at is not null)"
    );
    ENABLE = sql("update users set disabled_at = null where tenant_id = $1 and id = $2 and disabled_at is not null");
    DISABLE = sql("update users set disabled_at = $3 where tenant_id = $1 and id = $2 and disabled_at is null");
}

pub async fn insert(tx: &mut Writer, user: &User) -> Result<(), StoreError> {
    tx.must_own(user.tenant)?;
    let (name, language) = (user.name.as_str(), user.language.as_str());
    let hash = user.password_hash.as_deref();
    let search = searched(name, &user.email);
    let values =
        args![user.tenant, user.id, user.email.as_str(), name, language, hash, user.disabled_at, search.as_str()];
    tx.execute(&INSERT, values).await.map(|_| ())
}

// unscoped: reads the person who acts or is written to, by an id that the caller found in a record of its own scope.
pub async fn get(conn: &mut Conn, id: UserId) -> Result<Option<User>, StoreError> {
    let tenant = conn.own_tenant()?;
    conn.optional(&GET, args![tenant, id], read_user).await
}

// unscoped: the person who signs in; held until the transaction ends, so that whatever ends her sign-ins comes before or after this one.
pub async fn lock(tx: &mut Writer, id: UserId) -> Result<Option<User>, StoreError> {
    let tenant = tx.own_tenant()?;
    tx.optional(&LOCK, args![tenant, id], read_user).await
}

/// All logins of the tenant, for the office and the operator.
pub async fn list(conn: &mut Conn, scope: &Scope) -> Result<Vec<User>, StoreError> {
    let Some(tenant) = conn.serves_office(scope)? else { return Ok(Vec::new()) };
    conn.all(&LIST, args![tenant], read_user).await
}

/// Who works in the office of the tenant; a customer's scope sees nobody.
pub async fn staff(conn: &mut Conn, scope: &Scope) -> Result<Vec<User>, StoreError> {
    let Some(tenant) = conn.serves_office(scope)? else { return Ok(Vec::new()) };
    conn.all(&STAFF, args![tenant], read_user).await
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

/// Sets what a person says about herself. False: there is no such user.
pub async fn set_details(tx: &mut Writer, user: &User, name: &str, language: &str) -> Result<bool, StoreError> {
    tx.must_own(user.tenant)?;
    let search = searched(name, &user.email);
    Ok(tx.execute(&SET_DETAILS, args![user.tenant, user.id, name, language, search.as_str()]).await? == 1)
}

/// Sets the person's own language. False: there is no such user.
pub async fn set_language(tx: &mut Writer, id: UserId, language: &str) -> Result<bool, StoreError> {
    let tenant = tx.own_tenant()?;
    Ok(tx.execute(&SET_LANGUAGE, args![tenant, id, language]).await? == 1)
}

/// Corrects name and address. False: there is no such user.
pub async fn set_name(tx: &mut Writer, id: UserId, name: &str, email: &Email) -> Result<bool, StoreError> {
    let tenant = tx.own_tenant()?;
    let search = searched(name, email);
    Ok(tx.execute(&SET_NAME, args![tenant, id, name, email.as_str(), search.as_str()]).await? == 1)
}

fn searched(name: &str, email: &Email) -> String {
    format!("{name}\n{email}").to_lowercase()
}

// unscoped: about a login that its caller found within its own scope, or by the secret of an invitation.
pub async fn joined_at(conn: &mut Conn, id: UserId) -> Result<Option<Timestamp>, StoreError> {
    let tenant = conn.own_tenant()?;
    let found = conn.optional(&JOINED, args![tenant, id], |row| row.maybe_time("joined_at")).await?;
    Ok(found.flatten())
}

/// Notes that a login has a way in from now on. False: it had one before.
pub async fn join(tx: &mut Writer, id: UserId, at: Timestamp) -> Result<bool, StoreError> {
    let tenant = tx.own_tenant()?;
    Ok(tx.execute(&JOIN, args![tenant, id, at]).await? == 1)
}

/// Notes when somebody signed in.
pub async fn signed_in(tx: &mut Writer, id: UserId, at: Timestamp) -> Result<(), StoreError> {
    let tenant = tx.own_tenant()?;
    tx.execute(&SIGNED_IN, args![tenant, id, at]).await.map(|_| ())
}

/// Notes that a mail to the login was refused for good, or with None that one was taken.
pub async fn set_bounced(tx: &mut Writer, id: UserId, at: Option<Timestamp>) -> Result<(), StoreError> {
    let tenant = tx.own_tenant()?;
    tx.execute(&SET_BOUNCED, args![tenant, id, at]).await.map(|_| ())
}

/// Opens a closed account. False: there is none, or it is open.
pub async fn enable(tx: &mut Writer, id: UserId) -> Result<bool, StoreError> {
    let tenant = tx.own_tenant()?;
    Ok(tx.execute(&ENABLE, args![tenant, id]).await? == 1)
}

/// Closes an account; its sessions stop working at once, because every look-up asks. False: there is none, or it was closed before.
pub async fn disable(tx: &mut Writer, id: UserId, at: Timestamp) -> Result<bool, StoreError> {
    let tenant = tx.own_tenant()?;
    tx.hint(Hint::Event(EventHint::PersonChanged { tenant, user: id }));
    Ok(tx.execute(&DISABLE, args![tenant, id, at]).await? == 1)
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
