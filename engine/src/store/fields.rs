//! Free fields.

use super::{
    Conn, StoreError, Writer,
    arg::{Arg, args},
    row::Row,
    statement::{sql, statements},
};
use crate::domain::field::FreeField;

statements! { "fields":
    INSERT = sql("insert into fields (tenant_id, id, slug, label, help, kind) values ($1, $2, $3, $4, $5, $6)");
    LIST = sql("select tenant_id, id, slug, label, help, kind from fields where tenant_id = $1 order by slug");
}

pub async fn insert(tx: &mut Writer, field: &FreeField) -> Result<(), StoreError> {
    tx.must_own(field.tenant)?;
    let (label, help, kind) = (Arg::json(&field.label), Arg::json(&field.help), Arg::json(&field.kind));
    tx.execute(&INSERT, args![field.tenant, field.id, field.slug.as_str(), label, help, kind]).await.map(|_| ())
}

// unscoped: the catalogue belongs to the tenant, not to a customer.
pub async fn list(conn: &mut Conn) -> Result<Vec<FreeField>, StoreError> {
    let tenant = conn.own_tenant()?;
    conn.all(&LIST, args![tenant], read).await
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
