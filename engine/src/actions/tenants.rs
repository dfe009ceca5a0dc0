//! Tenants: made from a document and brought to what it says later, whole or not at all.

mod apply;
mod build;
mod differences;
pub mod document;
mod export;
mod fault;
mod forms;
mod orders;
mod people;
mod roles;
mod setup;
mod shape;
mod start;
mod uses;
mod write;

use std::collections::BTreeMap;

use serde_json::json;

use super::{Context, Error, audit};
use crate::{
    domain::{
        access::{Actor, ActorRef},
        id::TenantId,
        tenant::{Tenant, is_reserved},
    },
    store::Writer,
};
pub use apply::{Changes, carry_out, prepare};
pub use document::TenantDocument;
pub use export::export;
pub use fault::Fault;
pub use setup::{NewOperator, is_set_up, set_up};
use shape::Shape;
pub use start::{NewTenant, make};

/// Makes a tenant from a document, in one transaction.
pub async fn import(cx: &Context, document: &TenantDocument) -> Result<TenantId, Error> {
    let shape = Shape::of(cx, document, None)?;
    let tenant = &shape.tenant;
    if is_reserved(tenant.slug.as_str()) {
        let message = format!("\"{}\" names a part of the installation; take another", tenant.slug);
        return Err(Fault::new("tenant", "", "slug", message).into());
    }
    let hashes = build::hash_passwords(cx, document).await?;
    let mut tx = cx.store.write(tenant.id).await?;
    insert(cx, &mut tx, &shape, document, &hashes).await?;
    let by = Actor::Engine { tenant: tenant.id }.to_ref();
    note(cx, &mut tx, &by, ("tenants.import", tenant), document.work_orders.len()).await?;
    tx.commit().await?;
    Ok(tenant.id)
}

/// Everything of a document as rows. Hashes are by password.
async fn insert(
    cx: &Context,
    tx: &mut Writer,
    shape: &Shape,
    document: &TenantDocument,
    hashes: &BTreeMap<String, String>,
) -> Result<(), Error> {
    shape.insert(tx).await?;
    let mut names = build::Names::of(shape);
    people::people(cx, tx, shape, document, (&mut names, hashes)).await?;
    for part in &document.work_orders {
        orders::insert(cx, tx, &shape.tenant, part, &names).await?;
    }
    Ok(())
}

async fn note(
    cx: &Context,
    tx: &mut Writer,
    by: &ActorRef,
    (action, tenant): (&str, &Tenant),
    work_orders: usize,
) -> Result<(), Error> {
    let what = json!({"slug": tenant.slug.as_str(), "work_orders": work_orders});
    audit::note(cx, tx, by, (action, &format!("tenant:{}", tenant.id)), (None, &what)).await
}
