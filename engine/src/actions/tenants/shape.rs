//! The shape of a tenant: everything about it but its people, customers and work orders. Read from the database or from a document, written
//! as rows.

use std::collections::BTreeSet;

use super::{document::TenantDocument, fault::Fault, forms, roles};
use crate::{
    actions::{Context, Error},
    domain::{
        field::FreeField,
        flow::Flow,
        portal::Portal,
        role::Role,
        setting,
        status::{Category, Status},
        tenant::Tenant,
        text::{Slug, TextError},
        work_type::WorkType,
    },
    store::{self, Conn, Writer},
};

#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    pub tenant: Tenant,
    pub portals: Vec<Portal>,
    /// In the tenant's order, with those that every tenant begins with.
    pub roles: Vec<Role>,
    /// In the tenant's order.
    pub statuses: Vec<Status>,
    pub fields: Vec<FreeField>,
    pub work_types: Vec<WorkType>,
    /// In the order of the page.
    pub flows: Vec<Flow>,
}

impl Shape {
    /// As the tenant of a name is stored.
    pub async fn named(cx: &Context, slug: &str) -> Result<Option<Self>, Error> {
        let mut conn = cx.store.platform_read().await?;
        let tenants = store::tenants::list(&mut conn).await?;
        drop(conn);
        let Some(tenant) = tenants.into_iter().find(|tenant| tenant.slug.as_str() == slug) else { return Ok(None) };
        let mut conn = cx.store.read(tenant.id).await?;
        Self::read(&mut conn, tenant).await.map(Some)
    }

    /// As it is stored.
    pub async fn read(conn: &mut Conn, tenant: Tenant) -> Result<Self, Error> {
        let known = store::catalogue::get(conn).await?;
        let mut work_types: Vec<WorkType> = known.work_types().map(|kind| WorkType::clone(kind)).collect();
        work_types.sort_by(|a, b| a.slug.cmp(&b.slug));
        Ok(Self {
            tenant,
            portals: store::portals::list(conn).await?,
            roles: known.roles().to_vec(),
            statuses: known.statuses().to_vec(),
            fields: store::fields::list(conn).await?,
            work_types,
            flows: known.flows().iter().map(|flow| Flow::clone(flow)).collect(),
        })
    }

    /// As a document describes it. What `known` has by the same name keeps its identity.
    pub fn of(cx: &Context, document: &TenantDocument, known: Option<&Self>) -> Result<Self, Error> {
        let tenant = tenant(cx, document, known)?;
        let nothing = Self::bare(tenant.clone());
        let known = known.unwrap_or(&nothing);
        let mut shape = Self::bare(tenant);
        shape.roles = roles::of(&shape.tenant, document, &known.roles)?;
        shape.portals = portals(cx, &shape.tenant, document, &known.portals)?;
        shape.statuses = statuses(cx, &shape.tenant, document, &known.statuses)?;
        shape.fields = fields(cx, &shape.tenant, document, &known.fields)?;
        shape.work_types = work_types(cx, &shape, document, &known.work_types)?;
        shape.flows = flows(cx, &shape, document, &known.flows)?;
        Ok(shape)
    }

    fn bare(tenant: Tenant) -> Self {
        let (portals, roles, statuses, fields) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { tenant, portals, roles, statuses, fields, work_types: Vec::new(), flows: Vec::new() }
    }

    /// Everything of a tenant that is not there yet.
    pub async fn insert(&self, tx: &mut Writer) -> Result<(), Error> {
        store::tenants::insert(tx, &self.tenant).await?;
        for portal in &self.portals {
            store::portals::insert(tx, portal).await?;
        }
        for status in &self.statuses {
            store::statuses::insert(tx, status).await?;
        }
        for field in &self.fields {
            store::fields::insert(tx, field).await?;
        }
        for work_type in &self.work_types {
            store::work_types::insert(tx, work_type).await?;
        }
        for flow in &self.flows {
            store::flows::insert(tx, flow).await?;
        }
        for role in &self.roles {
            store::roles::insert(tx, role).await?;
        }
        Ok(())
    }
}

/// The name of a part.
pub fn slug(section: &'static str, text: &str) -> Result<Slug, Error> {
    text.parse().map_err(|error| Fault::new(section, text, "slug", format!("{error}")).into())
}

/// Refuses a name that a section gives twice. Flows have names of their own in each portal.
pub fn once<'a>(section: &'static str, names: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<(), Error> {
    let mut seen = BTreeSet::new();
    for (name, portal) in names {
        if !seen.insert((name, portal)) {
            return Err(Fault::new(section, name, "slug", "stands twice in the document").into());
        }
    }
    Ok(())
}

/// The one of a name, or what the document has instead.
fn find<'a, T>(
    all: &'a [T],
    slug_of: impl Fn(&T) -> &Slug,
    (flow, key, wanted): (&str, &'static str, &str),
) -> Result<&'a T, Error> {
    all.iter().find(|one| slug_of(one).as_str() == wanted).ok_or_else(|| {
        let message = format!("the document has no {} \"{wanted}\"", key.replace('_', " "));
        Fault::new("flows", flow, key, message).meant(wanted, all.iter().map(|one| slug_of(one).as_str())).into()
    })
}

fn tenant(cx: &Context, document: &TenantDocument, known: Option<&Shape>) -> Result<Tenant, Error> {
    let part = &document.tenant;
    if jiff::tz::TimeZone::get(&part.time_zone).is_err() {
        let message = format!("there is no time zone \"{}\"", part.time_zone);
        return Err(Fault::new("tenant", "", "time_zone", message).into());
    }
    Ok(Tenant {
        id: known.map_or_else(|| cx.id(), |known| known.tenant.id),
        slug: slug("tenant", &part.slug)?,
        name: part.name.clone(),
        language: part.language.clone(),
        time_zone: part.time_zone.clone(),
        office_email: part.office_email.clone(),
    })
}

fn portals(cx: &Context, tenant: &Tenant, document: &TenantDocument, known: &[Portal]) -> Result<Vec<Portal>, Error> {
    once("portals", document.portals.iter().map(|part| (part.slug.as_str(), "")))?;
    let portal = |part: &super::document::PortalPart| {
        let wrong = |key: &'static str, message: String| Fault::new("portals", &part.slug, key, message);
        setting::check_all(&part.settings).map_err(|error| wrong("settings", error.to_string()))?;
        let theme = part.theme.parse().map_err(|error: TextError| wrong("theme", error.to_string()))?;
        let slug = slug("portals", &part.slug)?;
        Ok(Portal {
            id: known.iter().find(|portal| portal.slug == slug).map_or_else(|| cx.id(), |portal| portal.id),
            tenant: tenant.id,
            slug,
            host: part.host.clone(),
            name: part.name.clone(),
            language: part.language.clone(),
            theme,
            enabled: part.enabled,
            settings: part.settings.clone(),
        })
    };
    let mut portals = document.portals.iter().map(portal).collect::<Result<Vec<_>, Error>>()?;
    portals.sort_by(|a, b| a.slug.cmp(&b.slug));
    Ok(portals)
}

fn statuses(cx: &Context, tenant: &Tenant, document: &TenantDocument, known: &[Status]) -> Result<Vec<Status>, Error> {
    once("statuses", document.statuses.iter().map(|part| (part.slug.as_str(), "")))?;
    let status = |(position, part): (i64, &super::document::StatusPart)| {
        let category = Category::parse(&part.category).ok_or_else(|| {
            let message = format!("there is no category \"{}\"", part.category);
            let fault = Fault::new("statuses", &part.slug, "category", message);
            fault.meant(&part.category, Category::ALL.map(Category::as_str))
        })?;
        if part.customer_label.is_empty() {
            return Err(Fault::new("statuses", &part.slug, "customer_label", "customer_label is empty").into());
        }
        let slug = slug("statuses", &part.slug)?;
        let id = known.iter().find(|status| status.slug == slug).map_or_else(|| cx.id(), |status| status.id);
        let (name, customer_label) = (part.name.clone(), part.customer_label.clone());
        Ok(Status { id, tenant: tenant.id, slug, category, name, customer_label, position })
    };
    (0_i64..).zip(&document.statuses).map(status).collect()
}

fn fields(
    cx: &Context,
    tenant: &Tenant,
    document: &TenantDocument,
    known: &[FreeField],
) -> Result<Vec<FreeField>, Error> {
    once("fields", document.fields.iter().map(|part| (part.slug.as_str(), "")))?;
    let field = |part: &super::document::FreeFieldPart| {
        let slug = slug("fields", &part.slug)?;
        let id = known.iter().find(|field| field.slug == slug).map_or_else(|| cx.id(), |field| field.id);
        let (label, help, kind) = (part.label.clone(), part.help.clone(), part.kind.clone());
        Ok(FreeField { id, tenant: tenant.id, slug, label, help, kind })
    };
    let mut fields = document.fields.iter().map(field).collect::<Result<Vec<_>, Error>>()?;
    fields.sort_by(|a, b| a.slug.cmp(&b.slug));
    Ok(fields)
}

fn work_types(
    cx: &Context,
    shape: &Shape,
    document: &TenantDocument,
    known: &[WorkType],
) -> Result<Vec<WorkType>, Error> {
    once("work_types", document.work_types.iter().map(|part| (part.slug.as_str(), "")))?;
    let work_type = |part: &super::document::WorkTypePart| {
        let (slug, form) = (slug("work_types", &part.slug)?, forms::form(part, &shape.fields)?);
        let before = known.iter().find(|kind| kind.slug == slug);
        let (id, version) = match before {
            Some(kind) => (kind.id, kind.version + i64::from(kind.form != form)),
            None => (cx.id(), 1),
        };
        Ok(WorkType { id, tenant: shape.tenant.id, slug, name: part.name.clone(), form, version })
    };
    let mut work_types = document.work_types.iter().map(work_type).collect::<Result<Vec<_>, Error>>()?;
    work_types.sort_by(|a, b| a.slug.cmp(&b.slug));
    Ok(work_types)
}

fn flows(cx: &Context, shape: &Shape, document: &TenantDocument, known: &[Flow]) -> Result<Vec<Flow>, Error> {
    once("flows", document.flows.iter().map(|part| (part.slug.as_str(), part.portal.as_str())))?;
    let flow = |(position, part): (i64, &super::document::FlowPart)| {
        let portal = find(&shape.portals, |portal| &portal.slug, (&part.slug, "portal", &part.portal))?;
        let work_type = find(&shape.work_types, |kind| &kind.slug, (&part.slug, "work_type", &part.work_type))?;
        let slug = slug("flows", &part.slug)?;
        let before = known.iter().find(|flow| flow.portal == portal.id && flow.slug == slug);
        Ok(Flow {
            id: before.map_or_else(|| cx.id(), |flow| flow.id),
            tenant: shape.tenant.id,
            portal: portal.id,
            slug,
            work_type: work_type.id,
            title: part.title.clone(),
            summary: part.summary.clone(),
            icon: part.icon.clone(),
            confirmation: part.confirmation.clone(),
            position,
            enabled: part.enabled,
        })
    };
    (0_i64..).zip(&document.flows).map(flow).collect()
}
