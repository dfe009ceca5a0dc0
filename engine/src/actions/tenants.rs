//! Tenants: made from a document, whole or not at all.

mod build;
pub mod document;
mod orders;
mod people;

use serde_json::json;

use super::{Context, Error, audit};
use crate::{
    domain::{access::Actor, id::TenantId, setting, tenant::Tenant},
    store,
};
pub use document::TenantDocument;

/// Makes a tenant from a document, in one transaction.
pub async fn import(cx: &Context, document: &TenantDocument) -> Result<TenantId, Error> {
    let part = &document.tenant;
    let tenant = Tenant {
        id: cx.id(),
        slug: build::slug(&part.slug)?,
        name: part.name.clone(),
        language: part.language.clone(),
        time_zone: part.time_zone.clone(),
        office_email: part.office_email.clone(),
    };
    if jiff::tz::TimeZone::get(&tenant.time_zone).is_err() {
        return Err(Error::Failed(format!("tenant.time_zone: there is no time zone \"{}\"", tenant.time_zone)));
    }
    for portal in &document.portals {
        setting::check_all(&portal.settings)
            .map_err(|error| Error::Failed(format!("portal {}: {error}", portal.slug)))?;
    }
    let hashes = build::hash_passwords(cx, document).await?;
    let mut tx = cx.store.write(tenant.id).await?;
    store::tenants::insert(&mut tx, &tenant).await?;
    let mut names = build::Names::default();
    build::catalogue(cx, &mut tx, &tenant, document, &mut names).await?;
    people::people(cx, &mut tx, &tenant, document, (&mut names, &hashes)).await?;
    for part in &document.work_orders {
        orders::insert(cx, &mut tx, &tenant, part, &names).await?;
    }
    let actor = Actor::Engine { tenant: tenant.id }.to_ref();
    let what = json!({"slug": part.slug, "work_orders": document.work_orders.len()});
    let subject = format!("tenant:{}", tenant.id);
    audit::note(cx, &mut tx, &actor, ("tenants.import", &subject), (None, &what)).await?;
    tx.commit().await?;
    Ok(tenant.id)
}
