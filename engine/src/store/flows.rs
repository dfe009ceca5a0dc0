//! Flows: the ways to make a request that each portal offers.

use std::{cell::RefCell, collections::HashMap, sync::Arc};

use super::{
    Conn, StoreError, Writer,
    arg::{Arg, args},
    row::Row,
    statement::{sql, statements},
};
use crate::domain::{
    flow::Flow,
    form::Form,
    id::{FlowId, PortalId, TenantId},
    text::Localised,
};

macro_rules! select {
    ($rest:literal) => {
        sql(concat!(
            "select tenant_id, id, portal_id, slug, work_type_id, title, summary, icon, confirmation, position, \
             enabled from flows ",
            $rest
        ))
    };
}

statements! { "flows":
    INSERT = sql(
        "insert into flows (tenant_id, id, portal_id, slug, work_type_id, title, summary, icon, confirmation, position, enabled) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"
    );
    UPDATE = sql(
        "update flows set portal_id = $3, slug = $4, work_type_id = $5, title = $6, summary = $7, icon = $8, confirmation = $9, \
         position = $10, enabled = $11 where tenant_id = $1 and id = $2"
    );
    DELETE = sql("delete from flows where tenant_id = $1 and id = $2");
    USES = sql(
        "select (select count(*) from work_orders where tenant_id = $1 and flow_id = $2) as work_orders, \
         (select count(*) from drafts where tenant_id = $1 and flow_id = $2) as drafts"
    );
    LIST = select!("where tenant_id = $1 order by position, slug");
    FORMS = sql(
        "select f.tenant_id, f.id, f.slug, cast(w.form as text) as form from flows f \
         join work_types w on w.tenant_id = f.tenant_id and w.id = f.work_type_id order by f.tenant_id, f.slug, f.id"
    );
    TITLES = sql("select portal_id, title from flows order by portal_id, position, id");
}

pub async fn insert(tx: &mut Writer, flow: &Flow) -> Result<(), StoreError> {
    tx.must_own(flow.tenant)?;
    tx.execute(&INSERT, values(flow)).await.map(|_| ())
}

/// Writes everything but the identity.
pub async fn update(tx: &mut Writer, flow: &Flow) -> Result<(), StoreError> {
    tx.must_own(flow.tenant)?;
    tx.execute(&UPDATE, values(flow)).await.map(|_| ())
}

/// Removes a flow that nothing names.
pub async fn delete(tx: &mut Writer, id: FlowId) -> Result<(), StoreError> {
    let tenant = tx.own_tenant()?;
    tx.execute(&DELETE, args![tenant, id]).await.map(|_| ())
}

// unscoped: counts for who changes the catalogue; nothing of a work order or draft comes back.
/// How many work orders and drafts name a flow.
pub async fn uses(conn: &mut Conn, id: FlowId) -> Result<(u64, u64), StoreError> {
    let tenant = conn.own_tenant()?;
    conn.one(&USES, args![tenant, id], |row| Ok((row.count("work_orders")?, row.count("drafts")?))).await
}

fn values(flow: &Flow) -> Vec<Arg> {
    args![
        flow.tenant,
        flow.id,
        flow.portal,
        flow.slug.as_str(),
        flow.work_type,
        Arg::json(&flow.title),
        Arg::json(&flow.summary),
        flow.icon.as_str(),
        Arg::json(&flow.confirmation),
        flow.position,
        flow.enabled,
    ]
}

// unscoped: rules are checked against the forms of all tenants when they are loaded; needs the platform's connection.
/// Tenant, name and form of every flow. Tenants that were made alike have equal forms, and equal ones are one value.
pub async fn forms(conn: &mut Conn) -> Result<Vec<(TenantId, String, Arc<Form>)>, StoreError> {
    conn.must_be_platform()?;
    let known: RefCell<HashMap<String, Arc<Form>>> = RefCell::default();
    let read = move |row: &Row| {
        let (text, mut known) = (row.text("form")?, known.borrow_mut());
        let form = match known.get(&text) {
            Some(form) => Arc::clone(form),
            None => {
                let form = serde_json::from_str(&text).map_err(|error| row.invalid("form", error.to_string()))?;
                Arc::clone(known.entry(text).or_insert(Arc::new(form)))
            }
        };
        Ok((row.id("tenant_id")?, row.text("slug")?, form))
    };
    conn.all(&FORMS, args![], read).await
}

// unscoped: which languages a portal is written in is decided before anybody signs in; needs the platform's connection.
/// Portal and title of every flow.
pub async fn titles(conn: &mut Conn) -> Result<Vec<(PortalId, Localised)>, StoreError> {
    conn.must_be_platform()?;
    conn.all(&TITLES, args![], |row| Ok((row.id("portal_id")?, row.json("title")?))).await
}

pub(super) fn read(row: &Row) -> Result<Flow, StoreError> {
    Ok(Flow {
        id: row.id("id")?,
        tenant: row.id("tenant_id")?,
        portal: row.id("portal_id")?,
        slug: row.slug("slug")?,
        work_type: row.id("work_type_id")?,
        title: row.json("title")?,
        summary: row.json("summary")?,
        icon: row.text("icon")?,
        confirmation: row.json("confirmation")?,
        position: row.int("position")?,
        enabled: row.int("enabled")? != 0,
    })
}
