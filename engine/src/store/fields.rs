//! Free fields.

use super::{
    Conn, StoreError, Writer,
    arg::{Arg, args},
    row::Row,
    statement::{sql, statements},
};
use crate::domain::{field::FreeField, id::FieldId};

statements! { "fields":
    INSERT = sql("insert into fields (tenant_id, id, slug, label, help, kind) values ($1, $2, $3, $4, $5, $6)");
    UPDATE = sql("update fields set slug = $3, label = $4, help = $5, kind = $6 where tenant_id = $1 and id = $2");
    DELETE = sql("delete from fields where tenant_id = $1 and id = $2");
    LIST = sql("select tenant_id, id, slug, label, help, kind from fields where tenant_id = $1 order by slug");
}

pub async fn insert(tx: &mut Writer, field: &FreeField) -> Result<(), StoreError> {
    tx.must_own(field.tenant)?;
    tx.execute(&INSERT, values(field)).await.map(|_| ())
}

/// Writes everything but the identity. Forms have their own copy of it.
pub async fn update(tx: &mut Writer, field: &FreeField) -> Result<(), StoreError> {
    tx.must_own(field.tenant)?;
    tx.execute(&UPDATE, values(field)).await.map(|_| ())
}

pub async fn delete(tx: &mut Writer, id: FieldId) -> Result<(), StoreError> {
    let tenant = tx.own_tenant()?;
    tx.execute(&DELETE, args![tenant, id]).await.map(|_| ())
}

// unscoped: the catalogue belongs to the tenant, not to a customer.
pub async fn list(conn: &mut Conn) -> Result<Vec<FreeField>, StoreError> {
    let tenant = conn.own_tenant()?;
    conn.all(&LIST, args![tenant], read).await
}

fn values(field: &FreeField) -> Vec<Arg> {
    let (label, help, kind) = (Arg::json(&field.label), Arg::json(&field.help), Arg::json(&field.kind));
    args![field.tenant, field.id, field.slug.as_str(), label, help, kind]
}

fn read(row: &Row) -> Result<FreeField, StoreError> {
    Ok(FreeField {
        id: row.id("id")?,
        tenant: row.id("tenant_id")?,
        slug: row.slug("slug")?,
        label: row.json("label")?,
        help: row.json("help")?,
        kind: row.json("kind")?,
    })
}
