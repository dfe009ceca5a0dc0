//! Statuses.

use super::{
    Conn, StoreError, Writer,
    arg::{Arg, args},
    row::Row,
    statement::{sql, statements},
};
use crate::domain::{
    id::{StatusId, TenantId},
    status::{Category, Status},
    text::Localised,
};

macro_rules! select {
    ($rest:literal) => {
        sql(concat!("select tenant_id, id, slug, category, name, customer_label, position from statuses ", $rest))
    };
}

statements! { "statuses":
    INSERT = sql(
        "insert into statuses (tenant_id, id, slug, category, name, customer_label, position) \
         values ($1, $2, $3, $4, $5, $6, $7)"
    );
    UPDATE = sql(
        "update statuses set slug = $3, category = $4, name = $5, customer_label = $6, position = $7 \
         where tenant_id = $1 and id = $2"
    );
    DELETE = sql("delete from statuses where tenant_id = $1 and id = $2");
    USES = sql("select count(*) as work_orders from work_orders where tenant_id = $1 and status_id = $2");
    GET = select!("where tenant_id = $1 and id = $2");
    BY_SLUG = select!("where tenant_id = $1 and slug = $2");
    FIRST_OF = select!("where tenant_id = $1 and category = $2 order by position, slug limit 1");
    LIST = select!("where tenant_id = $1 order by position, slug");
    SLUGS = sql("select tenant_id, id, slug from statuses order by tenant_id, position, slug");
    LABELS = sql("select tenant_id, customer_label from statuses order by tenant_id, position, id");
}

pub async fn insert(tx: &mut Writer, status: &Status) -> Result<(), StoreError> {
    tx.must_own(status.tenant)?;
    tx.execute(&INSERT, values(status)).await.map(|_| ())
}

/// Writes everything but the identity.
pub async fn update(tx: &mut Writer, status: &Status) -> Result<(), StoreError> {
    tx.must_own(status.tenant)?;
    tx.execute(&UPDATE, values(status)).await.map(|_| ())
}

/// Removes a status that no work order has.
pub async fn delete(tx: &mut Writer, id: StatusId) -> Result<(), StoreError> {
    let tenant = tx.own_tenant()?;
    tx.execute(&DELETE, args![tenant, id]).await.map(|_| ())
}

// unscoped: a count for who changes the catalogue; nothing of a work order comes back.
/// How many work orders have a status.
pub async fn uses(conn: &mut Conn, id: StatusId) -> Result<u64, StoreError> {
    let tenant = conn.own_tenant()?;
    conn.one(&USES, args![tenant, id], |row| row.count("work_orders")).await
}

fn values(status: &Status) -> Vec<Arg> {
    let (name, label) = (Arg::json(&status.name), Arg::json(&status.customer_label));
    let category = status.category.as_str();
    args![status.tenant, status.id, status.slug.as_str(), category, name, label, status.position]
}

// unscoped: the catalogue belongs to the tenant, not to a customer.
pub async fn get(conn: &mut Conn, id: StatusId) -> Result<Option<Status>, StoreError> {
    let tenant = conn.own_tenant()?;
    conn.optional(&GET, args![tenant, id], read).await
}

// unscoped: the catalogue belongs to the tenant, not to a customer.
pub async fn by_slug(conn: &mut Conn, slug: &str) -> Result<Option<Status>, StoreError> {
    let tenant = conn.own_tenant()?;
    conn.optional(&BY_SLUG, args![tenant, slug], read).await
}

// unscoped: the catalogue belongs to the tenant, not to a customer.
/// The first status of a category, in the tenant's order.
pub async fn first_of(conn: &mut Conn, category: Category) -> Result<Option<Status>, StoreError> {
    let tenant = conn.own_tenant()?;
    conn.optional(&FIRST_OF, args![tenant, category.as_str()], read).await
}

// unscoped: rules are checked against the statuses of all tenants when they are loaded; needs the platform's connection.
pub async fn slugs(conn: &mut Conn) -> Result<Vec<(TenantId, String)>, StoreError> {
    conn.must_be_platform()?;
    conn.all(&SLUGS, args![], |row| Ok((row.id("tenant_id")?, row.text("slug")?))).await
}

// unscoped: which languages a portal is written in is decided before anybody signs in; needs the platform's connection.
/// Tenant of every status, with what customers read.
pub async fn labels(conn: &mut Conn) -> Result<Vec<(TenantId, Localised)>, StoreError> {
    conn.must_be_platform()?;
    conn.all(&LABELS, args![], |row| Ok((row.id("tenant_id")?, row.json("customer_label")?))).await
}

pub(super) fn read(row: &Row) -> Result<Status, StoreError> {
    Ok(Status {
        id: row.id("id")?,
        tenant: row.id("tenant_id")?,
        slug: row.slug("slug")?,
        category: row.word("category", Category::parse)?,
        name: row.json("name")?,
        customer_label: row.json("customer_label")?,
        position: row.int("position")?,
    })
}
