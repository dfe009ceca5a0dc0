//! The parts of a document as rows: catalogue first, then people, each part found by its name in the document.

use std::collections::{BTreeMap, BTreeSet};

use super::document::{PlacedFieldPart, TenantDocument, WorkTypePart};
use crate::{
    actions::{Context, Error},
    domain::{
        field::FreeField,
        flow::Flow,
        form::{Field, Form, Step},
        id::{AddressId, CustomerId, FlowId, ObjectId, PortalId, StatusId, UserId, WorkTypeId},
        portal::Portal,
        status::{Category, Status},
        tenant::Tenant,
        text::Slug,
        work_type::WorkType,
    },
    store::{self, Writer},
};

/// Ids by the names that the document uses.
#[derive(Debug, Default)]
pub struct Names {
    pub portals: BTreeMap<String, PortalId>,
    pub statuses: BTreeMap<String, StatusId>,
    pub work_types: BTreeMap<String, WorkTypeId>,
    pub flows: BTreeMap<String, FlowId>,
    pub customers: BTreeMap<String, CustomerId>,
    /// By customer number and key.
    pub addresses: BTreeMap<(String, String), AddressId>,
    pub objects: BTreeMap<(String, String), ObjectId>,
    /// By mail address, with the name for the timeline.
    pub users: BTreeMap<String, (UserId, String)>,
}

/// Looks a name up, or says where the document is wrong.
pub fn find<K: Ord + std::fmt::Debug, V: Copy>(map: &BTreeMap<K, V>, key: &K, what: &str) -> Result<V, Error> {
    map.get(key).copied().ok_or_else(|| Error::Failed(format!("the document has no {what} {key:?}")))
}

pub fn slug(text: &str) -> Result<Slug, Error> {
    text.parse().map_err(|error| Error::Failed(format!("{error}")))
}

/// Hashes each different password once: the demo's are all the same, and a hash takes its time on purpose.
pub async fn hash_passwords(cx: &Context, document: &TenantDocument) -> Result<BTreeMap<String, String>, Error> {
    let staff = document.staff.iter().filter_map(|person| person.password.clone());
    let users = document.customers.iter().flat_map(|customer| &customer.users).filter_map(|user| user.password.clone());
    let mut hashes = BTreeMap::new();
    for password in staff.chain(users).collect::<BTreeSet<_>>() {
        hashes.insert(password.clone(), cx.passwords.hash(password).await?);
    }
    Ok(hashes)
}

/// Portals, statuses, fields, work types and flows.
pub async fn catalogue(
    cx: &Context,
    tx: &mut Writer,
    tenant: &Tenant,
    document: &TenantDocument,
    names: &mut Names,
) -> Result<(), Error> {
    for part in &document.portals {
        let portal = Portal {
            id: cx.id(),
            tenant: tenant.id,
            slug: slug(&part.slug)?,
            host: part.host.clone(),
            name: part.name.clone(),
            language: part.language.clone(),
            theme: slug(&part.theme)?,
            enabled: true,
            settings: part.settings.clone(),
        };
        store::portals::insert(tx, &portal).await?;
        names.portals.insert(part.slug.clone(), portal.id);
    }
    for (position, part) in (0_i64..).zip(&document.statuses) {
        let category = Category::parse(&part.category).ok_or_else(|| {
            Error::Failed(format!("status {}: there is no category \"{}\"", part.slug, part.category))
        })?;
        if part.customer_label.is_empty() {
            return Err(Error::Failed(format!("status {}: customer_label is empty", part.slug)));
        }
        let (name, customer_label) = (part.name.clone(), part.customer_label.clone());
        let (id, slug) = (cx.id(), slug(&part.slug)?);
        let status = Status { id, tenant: tenant.id, slug, category, name, customer_label, position };
        store::statuses::insert(tx, &status).await?;
        names.statuses.insert(part.slug.clone(), status.id);
    }
    let mut free = BTreeMap::new();
    for part in &document.fields {
        let (label, help, kind) = (part.label.clone(), part.help.clone(), part.kind.clone());
        let field = FreeField { id: cx.id(), tenant: tenant.id, slug: slug(&part.slug)?, label, help, kind };
        store::fields::insert(tx, &field).await?;
        free.insert(part.slug.clone(), field);
    }
    for part in &document.work_types {
        let form = form(part, &free)?;
        let (id, slug) = (cx.id(), slug(&part.slug)?);
        let work_type = WorkType { id, tenant: tenant.id, slug, name: part.name.clone(), form, version: 1 };
        store::work_types::insert(tx, &work_type).await?;
        names.work_types.insert(part.slug.clone(), work_type.id);
    }
    flows(cx, tx, tenant, document, names).await
}

async fn flows(
    cx: &Context,
    tx: &mut Writer,
    tenant: &Tenant,
    document: &TenantDocument,
    names: &mut Names,
) -> Result<(), Error> {
    for (position, part) in (0_i64..).zip(&document.flows) {
        let flow = Flow {
            id: cx.id(),
            tenant: tenant.id,
            portal: find(&names.portals, &part.portal, "portal")?,
            slug: slug(&part.slug)?,
            work_type: find(&names.work_types, &part.work_type, "work type")?,
            title: part.title.clone(),
            summary: part.summary.clone(),
            icon: part.icon.clone(),
            confirmation: part.confirmation.clone(),
            position,
        };
        store::flows::insert(tx, &flow).await?;
        names.flows.insert(part.slug.clone(), flow.id);
    }
    Ok(())
}

/// The form of a work type; every key stands once and every condition looks at a field that exists.
fn form(part: &WorkTypePart, free: &BTreeMap<String, FreeField>) -> Result<Form, Error> {
    let place = |placed: &PlacedFieldPart| field(placed, free).map_err(|why| wrong(part, &why));
    let step = |step: &super::document::StepPart| {
        let fields = step.fields.iter().map(place).collect::<Result<Vec<_>, _>>()?;
        Ok::<_, Error>(Step { key: step.key.clone(), title: step.title.clone(), fields })
    };
    let form = Form { steps: part.steps.iter().map(step).collect::<Result<Vec<_>, _>>()? };
    let mut seen = BTreeSet::new();
    for field in form.fields() {
        if !seen.insert(&field.key) || slug(&field.key).is_err() {
            return Err(wrong(part, &format!("the key \"{}\" stands twice or is not a slug", field.key)));
        }
        if let Some(gone) = field.show_if.fields().into_iter().find(|key| form.field(key).is_none()) {
            return Err(wrong(
                part,
                &format!("the condition of \"{}\" looks at \"{gone}\", which is no field", field.key),
            ));
        }
    }
    Ok(form)
}

fn field(placed: &PlacedFieldPart, free: &BTreeMap<String, FreeField>) -> Result<Field, String> {
    let base = match (&placed.free, &placed.key, &placed.kind) {
        (Some(name), None, None) => {
            let field = free.get(name).ok_or_else(|| format!("there is no free field \"{name}\""))?;
            (field.slug.to_string(), field.label.clone(), field.help.clone(), field.kind.clone())
        }
        (None, Some(key), Some(kind)) => (key.clone(), placed.label.clone(), placed.help.clone(), kind.clone()),
        _ => return Err("a field has either free = \"…\" or both key and kind".to_owned()),
    };
    Ok(Field {
        key: base.0,
        label: base.1,
        help: if placed.help.is_empty() { base.2 } else { placed.help.clone() },
        kind: base.3,
        need: placed.need,
        show_if: placed.show_if.clone(),
        default: placed.default.clone(),
        autocomplete: placed.autocomplete.clone(),
    })
}

fn wrong(part: &WorkTypePart, why: &str) -> Error {
    Error::Failed(format!("work type {}: {why}", part.slug))
}
