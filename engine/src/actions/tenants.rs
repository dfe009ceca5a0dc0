//! Tenants: made from a document, whole or not at all.

mod build;
pub mod document;
mod orders;
mod people;
mod setup;
mod start;

use std::collections::BTreeMap;

use serde_json::json;

use super::{Context, Error, audit};
use crate::{
    domain::{
        access::{Actor, ActorRef},
        id::TenantId,
        setting,
        tenant::{Tenant, is_reserved},
    },
    store::{self, Writer},
};
pub use document::TenantDocument;
pub use setup::{NewOperator, is_set_up, set_up};
pub use start::{NewTenant, make};

/// Makes a tenant from a document, in one transaction.
pub async fn import(cx: &Context, document: &TenantDocument) -> Result<TenantId, Error> {
    let tenant = tenant(cx, document)?;
    if is_reserved(tenant.slug.as_str()) {
        let slug = &tenant.slug;
        return Err(Error::Failed(format!("tenant.slug: \"{slug}\" names a part of the installation; take another")));
    }
    let hashes = build::hash_passwords(cx, document).await?;
    let mut tx = cx.store.write(tenant.id).await?;
    insert(cx, &mut tx, &tenant, document, &hashes).await?;
    let by = Actor::Engine { tenant: tenant.id }.to_ref();
    note(cx, &mut tx, &by, ("tenants.import", &tenant), document.work_orders.len()).await?;
    tx.commit().await?;
    Ok(tenant.id)
}

/// The tenant that a document describes.
fn tenant(cx: &Context, document: &TenantDocument) -> Result<Tenant, Error> {
    let part = &document.tenant;
    if jiff::tz::TimeZone::get(&part.time_zone).is_err() {
        return Err(Error::Failed(format!("tenant.time_zone: there is no time zone \"{}\"", part.time_zone)));
    }
    for portal in &document.portals {
        setting::check_all(&portal.settings)
            .map_err(|error| Error::Failed(format!("portal {}: {error}", portal.slug)))?;
    }
    Ok(Tenant {
        id: cx.id(),
        slug: build::slug(&part.slug)?,
        name: part.name.clone(),
        language: part.language.clone(),
        time_zone: part.time_zone.clone(),
        office_email: part.office_email.clone(),
    })
}

/// Everything of a document as rows. Hashes are by password.
async fn insert(
    cx: &Context,
    tx: &mut Writer,
    tenant: &Tenant,
    document: &TenantDocument,
    hashes: &BTreeMap<String, String>,
) -> Result<(), Error> {
    store::tenants::insert(tx, tenant).await?;
    let mut names = build::Names::default();
    build::catalogue(cx, tx, tenant, document, &mut names).await?;
    people::people(cx, tx, tenant, document, (&mut names, hashes)).await?;
    for part in &document.work_orders {
        orders::insert(cx, tx, tenant, part, &names).await?;
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
