//! Registrations: one per portal and address, from the mail until somebody decides; then it is gone, and the audit log has what became of
//! it.

use jiff::Timestamp;

use super::{
    Conn, StoreError, Writer,
    arg::args,
    row::Row,
    statement::{sql, statements},
};
use crate::domain::{
    access::Scope,
    id::{PortalId, RegistrationId},
    registration::Registration,
};

macro_rules! select {
    ($rest:literal) => {
        sql(concat!(
            "select tenant_id, id, portal_id, customer_id, email, name, language, created_at, expires_at, confirmed_at, \
             password_hash from registrations where tenant_id = $1 and ",
            $rest
        ))
    };
}

statements! { "registrations":
    INSERT = sql(
        "insert into registrations (tenant_id, id, portal_id, customer_id, email, name, language, created_at, secret_hash, \
         expires_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) \
         on conflict (tenant_id, portal_id, email) do update set id = excluded.id, customer_id = excluded.customer_id, \
         name = excluded.name, language = excluded.language, created_at = excluded.created_at, \
         secret_hash = excluded.secret_hash, expires_at = excluded.expires_at where registrations.confirmed_at is null"
    );
    GET = select!("id = $2 and confirmed_at is not null");
    BY_SECRET = select!("portal_id = $2 and secret_hash = $3 and confirmed_at is null and expires_at > $4");
    WAITING = select!(
        "(customer_id = $2 or $2 is null) and (portal_id = $3 or $3 is null) and confirmed_at is not null \
         order by confirmed_at, id limit 200"
    );
    // Whoever comes second finds nothing left to confirm: of two clicks one goes on.
    CONFIRM = sql(
        "update registrations set confirmed_at = $3, name = $4, language = $5, password_hash = $6 \
         where tenant_id = $1 and id = $2 and confirmed_at is null"
    );
    DELETE = sql("delete from registrations where tenant_id = $1 and id = $2");
    SWEEP = sql("delete from registrations where confirmed_at is null and expires_at <= $1");
}

/// Keeps a registration under the secret of its mail, in place of one that was not confirmed. False: one waits for approval already.
pub async fn set(tx: &mut Writer, registration: &Registration, secret_hash: &[u8; 32]) -> Result<bool, StoreError> {
    tx.must_own(registration.tenant)?;
    let values = args![
        registration.tenant,
        registration.id,
        registration.portal,
        registration.customer,
        registration.email.as_str(),
        registration.name.as_str(),
        registration.language.as_str(),
        registration.created_at,
        secret_hash,
        registration.expires_at
    ];
    Ok(tx.execute(&INSERT, values).await? == 1)
}

/// One that waits for approval, if the scope sees it: a customer's scope its own, the office all.
pub async fn get(conn: &mut Conn, scope: &Scope, id: RegistrationId) -> Result<Option<Registration>, StoreError> {
    let tenant = conn.serves(scope)?;
    let found = conn.optional(&GET, args![tenant, id], read).await?;
    Ok(found.filter(|found| scope.customer().is_none_or(|customer| customer == found.customer)))
}

/// Those that wait for approval, the oldest first, at most 200.
pub async fn waiting(
    conn: &mut Conn,
    scope: &Scope,
    portal: Option<PortalId>,
) -> Result<Vec<Registration>, StoreError> {
    let tenant = conn.serves(scope)?;
    conn.all(&WAITING, args![tenant, scope.customer(), portal], read).await
}

// unscoped: nobody is signed in; who has the secret has the mail. The connection is bound to the tenant of the door.
pub async fn by_secret(
    conn: &mut Conn,
    portal: PortalId,
    hash: &[u8; 32],
    now: Timestamp,
) -> Result<Option<Registration>, StoreError> {
    let tenant = conn.own_tenant()?;
    conn.optional(&BY_SECRET, args![tenant, portal, hash, now], read).await
}

/// Notes that the address is confirmed, with what the person said. False: it was before, or is gone.
pub async fn confirm(
    tx: &mut Writer,
    registration: &Registration,
    at: Timestamp,
    password_hash: Option<&str>,
) -> Result<bool, StoreError> {
    tx.must_own(registration.tenant)?;
    let (name, language) = (registration.name.as_str(), registration.language.as_str());
    let values = args![registration.tenant, registration.id, at, name, language, password_hash];
    Ok(tx.execute(&CONFIRM, values).await? == 1)
}

/// Takes a registration away. False: it is gone.
pub async fn delete(tx: &mut Writer, id: RegistrationId) -> Result<bool, StoreError> {
    let tenant = tx.own_tenant()?;
    Ok(tx.execute(&DELETE, args![tenant, id]).await? == 1)
}

/// Removes those whose link is too old, of all tenants on the platform's connection.
pub async fn sweep(tx: &mut Writer, now: Timestamp) -> Result<u64, StoreError> {
    tx.must_be_platform()?;
    tx.execute(&SWEEP, args![now]).await
}

fn read(row: &Row) -> Result<Registration, StoreError> {
    Ok(Registration {
        id: row.id("id")?,
        tenant: row.id("tenant_id")?,
        portal: row.id("portal_id")?,
        customer: row.id("customer_id")?,
        email: row.email("email")?,
        name: row.text("name")?,
        language: row.text("language")?,
        created_at: row.time("created_at")?,
        expires_at: row.time("expires_at")?,
        confirmed_at: row.maybe_time("confirmed_at")?,
        password_hash: row.maybe_text("password_hash")?,
    })
}
