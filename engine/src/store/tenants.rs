//! Tenants.

use super::{
    Conn, StoreError, Writer,
    arg::{Arg, args},
    row::Row,
    statement::{sql, statements},
};
use crate::domain::{id::TenantId, tenant::Tenant};

statements! { "tenants":
    INSERT = sql("insert into tenants (id, slug, name, language, time_zone, office_email) values ($1, $2, $3, $4, $5, $6)");
    // Like a change of its catalogue, so that whoever keeps something of the tenant in memory reads it again.
    UPDATE = sql(
        "update tenants set slug = $2, name = $3, language = $4, time_zone = $5, office_email = $6, revision = revision + 1 \
         where id = $1"
    );
    GET = sql("select id, slug, name, language, time_zone, office_email from tenants where id = $1");
    MARK = sql("select count(*) as tenants, cast(coalesce(sum(revision), 0) as bigint) as revisions from tenants");
    NAMED = sql("select count(*) as tenants from tenants where slug = $1");
    LIST = sql("select id, slug, name, language, time_zone, office_email from tenants order by slug");
}

/// Adds a tenant; the writer is that of the new tenant.
pub async fn insert(tx: &mut Writer, tenant: &Tenant) -> Result<(), StoreError> {
    tx.must_own(tenant.id)?;
    tx.execute(&INSERT, values(tenant)).await.map(|_| ())
}

/// Writes everything but the identity.
pub async fn update(tx: &mut Writer, tenant: &Tenant) -> Result<(), StoreError> {
    tx.must_own(tenant.id)?;
    tx.execute(&UPDATE, values(tenant)).await.map(|_| ())
}

fn values(tenant: &Tenant) -> Vec<Arg> {
    let (name, language) = (tenant.name.as_str(), tenant.language.as_str());
    let (zone, email) = (tenant.time_zone.as_str(), tenant.office_email.as_str());
    args![tenant.id, tenant.slug.as_str(), name, language, zone, email]
}

// unscoped: everybody of a tenant may know its name, and the connection is bound to it.
pub async fn get(conn: &mut Conn, id: TenantId) -> Result<Option<Tenant>, StoreError> {
    conn.must_own(id)?;
    conn.optional(&GET, args![id], read).await
}

// unscoped: routing and the platform's operator need all of them; needs the platform's connection.
pub async fn list(conn: &mut Conn) -> Result<Vec<Tenant>, StoreError> {
    conn.must_be_platform()?;
    conn.all(&LIST, args![], read).await
}

// unscoped: whether an installation has an office of the platform; needs the platform's connection.
pub async fn exists(conn: &mut Conn, slug: &str) -> Result<bool, StoreError> {
    conn.must_be_platform()?;
    conn.one(&NAMED, args![slug], |row| Ok(row.int("tenants")? > 0)).await
}

/// Equal as long as no tenant came, went or changed its catalogue or portals.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    tenants: i64,
    revisions: i64,
}

// unscoped: two numbers that tell whether anything must be read again; needs the platform's connection.
pub async fn mark(conn: &mut Conn) -> Result<Mark, StoreError> {
    conn.must_be_platform()?;
    conn.one(&MARK, args![], |row| Ok(Mark { tenants: row.int("tenants")?, revisions: row.int("revisions")? })).await
}

fn read(row: &Row) -> Result<Tenant, StoreError> {
    Ok(Tenant {
        id: row.id("id")?,
        slug: row.slug("slug")?,
        name: row.text("name")?,
        language: row.text("language")?,
        time_zone: row.text("time_zone")?,
        office_email: row.text("office_email")?,
    })
}
