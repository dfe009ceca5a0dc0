//! Free fields.

use super::{
    StoreError, Writer,
    arg::{Arg, args},
    statement::{sql, statements},
};
use crate::domain::field::FreeField;

statements! { "fields":
    INSERT = sql("insert into fields (tenant_id, id, slug, label, help, kind) values ($1, $2, $3, $4, $5, $6)");
}

pub async fn insert(tx: &mut Writer, field: &FreeField) -> Result<(), StoreError> {
    tx.must_own(field.tenant)?;
    let (label, help, kind) = (Arg::json(&field.label), Arg::json(&field.help), Arg::json(&field.kind));
    tx.execute(&INSERT, args![field.tenant, field.id, field.slug.as_str(), label, help, kind]).await.map(|_| ())
}
