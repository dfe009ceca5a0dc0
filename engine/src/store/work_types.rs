//! Work types with their forms.

use super::{
    Conn, StoreError, Writer,
    arg::{Arg, args},
    row::Row,
    statement::{sql, statements},
};
use crate::domain::{form::Form, id::WorkTypeId, work_type::WorkType};

statements! { "work_types":
    INSERT = sql("insert into work_types (tenant_id, id, slug, name, form, version) values ($1, $2, $3, $4, $5, $6)");
    LIST = sql("select tenant_id, id, slug, name, form, version from work_types where tenant_id = $1 order by slug");
    UPDATE = sql(
        "update work_types set slug = $3, name = $4, form = $5, version = $6 where tenant_id = $1 and id = $2"
    );
    DELETE = sql("delete from work_types where tenant_id = $1 and id = $2");
    USES = sql("select count(*) as work_orders from work_orders where tenant_id = $1 and work_type_id = $2");
    UPDATE_FORM = sql(
        "update work_types set form = $3, version = version + 1 where tenant_id = $1 and id = $2 returning version"
    );
}

pub async fn insert(tx: &mut Writer, work_type: &WorkType) -> Result<(), StoreError> {
    tx.must_own(work_type.tenant)?;
    tx.execute(&INSERT, values(work_type)).await.map(|_| ())
}

/// Writes everything but the identity. The version is the caller's: another form needs another one.
pub async fn update(tx: &mut Writer, work_type: &WorkType) -> Result<(), StoreError> {
    tx.must_own(work_type.tenant)?;
    tx.execute(&UPDATE, values(work_type)).await.map(|_| ())
}

/// Removes a work type that no work order and no flow has.
pub async fn delete(tx: &mut Writer, id: WorkTypeId) -> Result<(), StoreError> {
    let tenant = tx.own_tenant()?;
    tx.execute(&DELETE, args![tenant, id]).await.map(|_| ())
}

// unscoped: a count for who changes the catalogue; nothing of a work order comes back.
/// How many work orders have a work type.
pub async fn uses(conn: &mut Conn, id: WorkTypeId) -> Result<u64, StoreError> {
    let tenant = conn.own_tenant()?;
    conn.one(&USES, args![tenant, id], |row| row.count("work_orders")).await
}

fn values(work_type: &WorkType) -> Vec<Arg> {
    let (name, form) = (Arg::json(&work_type.name), Arg::json(&work_type.form));
    args![work_type.tenant, work_type.id, work_type.slug.as_str(), name, form, work_type.version]
}

// unscoped: a write of the tenant's own catalogue; only the new version comes back.
/// Replaces the form and returns its new version. None: there is no such work type.
pub async fn update_form(tx: &mut Writer, id: WorkTypeId, form: &Form) -> Result<Option<i64>, StoreError> {
    let tenant = tx.own_tenant()?;
    tx.optional(&UPDATE_FORM, args![tenant, id, Arg::json(form)], |row| row.int("version")).await
}

pub(super) fn read(row: &Row) -> Result<WorkType, StoreError> {
    Ok(WorkType {
        id: row.id("id")?,
        tenant: row.id("tenant_id")?,
        slug: row.slug("slug")?,
        name: row.json("name")?,
        form: row.json("form")?,
        version: row.int("version")?,
    })
}
