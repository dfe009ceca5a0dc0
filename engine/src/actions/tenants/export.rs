//! The shape of a tenant as a document.

use super::{
    document::{
        FlowPart, FreeFieldPart, PlacedFieldPart, PortalPart, RolePart, StatusPart, StepPart, TenantDocument,
        TenantPart, WorkTypePart,
    },
    roles,
    shape::Shape,
};
use crate::{
    actions::{Context, Error},
    domain::{
        field::FreeField, flow::Flow, form::Field, portal::Portal, role::Role, status::Status, text::Localised,
        work_type::WorkType,
    },
};

/// The document of a tenant: all that [`super::prepare`] would change. People, customers and work orders are not in it.
pub async fn export(cx: &Context, slug: &str) -> Result<TenantDocument, Error> {
    let gone = || Error::Failed(format!("there is no tenant \"{slug}\"; see \"portico tenant list\""));
    document(&Shape::named(cx, slug).await?.ok_or_else(gone)?)
}

/// A shape as a document. What every tenant begins with is left out as long as it is as it was at the beginning.
pub fn document(shape: &Shape) -> Result<TenantDocument, Error> {
    let tenant = &shape.tenant;
    let mut document = TenantDocument::bare(TenantPart {
        slug: tenant.slug.to_string(),
        name: tenant.name.clone(),
        language: tenant.language.clone(),
        time_zone: tenant.time_zone.clone(),
        office_email: tenant.office_email.clone(),
    });
    let built_in = roles::built_in(tenant.id)?;
    let own = shape.roles.iter().filter(|role| !built_in.contains(role));
    document.roles = own.map(role).collect();
    document.portals = shape.portals.iter().map(portal).collect();
    document.statuses = shape.statuses.iter().map(status).collect();
    document.fields = shape.fields.iter().map(free_field).collect();
    document.work_types = shape.work_types.iter().map(|kind| work_type(kind, &shape.fields)).collect();
    document.flows = shape.flows.iter().map(|one| flow(one, shape)).collect();
    Ok(document)
}

fn portal(portal: &Portal) -> PortalPart {
    PortalPart {
        slug: portal.slug.to_string(),
        host: portal.host.clone(),
        name: portal.name.clone(),
        language: portal.language.clone(),
        theme: portal.theme.to_string(),
        enabled: portal.enabled,
        settings: portal.settings.clone(),
    }
}

fn role(role: &Role) -> RolePart {
    RolePart {
        slug: role.slug.to_string(),
        name: role.name.clone(),
        sight: role.sight,
        allows: role.allows.clone(),
        denies: role.denies.clone(),
        shows: role.shows.clone(),
    }
}

fn status(status: &Status) -> StatusPart {
    StatusPart {
        slug: status.slug.to_string(),
        category: status.category.as_str().to_owned(),
        name: status.name.clone(),
        customer_label: status.customer_label.clone(),
    }
}

fn free_field(field: &FreeField) -> FreeFieldPart {
    let (label, help, kind) = (field.label.clone(), field.help.clone(), field.kind.clone());
    FreeFieldPart { slug: field.slug.to_string(), label, help, kind }
}

fn work_type(kind: &WorkType, free: &[FreeField]) -> WorkTypePart {
    let step = |step: &crate::domain::form::Step| StepPart {
        key: step.key.clone(),
        title: step.title.clone(),
        fields: step.fields.iter().map(|field| placed(field, free)).collect(),
    };
    WorkTypePart {
        slug: kind.slug.to_string(),
        name: kind.name.clone(),
        steps: kind.form.steps.iter().map(step).collect(),
    }
}

/// A question that is a free field's, word for word, is placed by its name; every other one is written out.
fn placed(field: &Field, free: &[FreeField]) -> PlacedFieldPart {
    let is_it = |free: &&FreeField| {
        free.slug.as_str() == field.key && free.label == field.label && free.kind == field.kind
            // An empty help cannot be said of a field that has one.
            && (free.help.is_empty() || !field.help.is_empty())
    };
    let own = PlacedFieldPart {
        free: None,
        key: None,
        label: Localised::default(),
        help: field.help.clone(),
        kind: None,
        need: field.need,
        show_if: field.show_if.clone(),
        default: field.default.clone(),
        autocomplete: field.autocomplete.clone(),
    };
    match free.iter().find(is_it) {
        Some(free) => {
            let help = if free.help == field.help { Localised::default() } else { field.help.clone() };
            PlacedFieldPart { free: Some(free.slug.to_string()), help, ..own }
        }
        None => {
            let (key, kind) = (Some(field.key.clone()), Some(field.kind.clone()));
            PlacedFieldPart { key, kind, label: field.label.clone(), ..own }
        }
    }
}

fn flow(flow: &Flow, shape: &Shape) -> FlowPart {
    let portal = shape.portals.iter().find(|portal| portal.id == flow.portal);
    let work_type = shape.work_types.iter().find(|kind| kind.id == flow.work_type);
    FlowPart {
        portal: portal.map(|portal| portal.slug.to_string()).unwrap_or_default(),
        slug: flow.slug.to_string(),
        work_type: work_type.map(|kind| kind.slug.to_string()).unwrap_or_default(),
        title: flow.title.clone(),
        summary: flow.summary.clone(),
        icon: flow.icon.clone(),
        confirmation: flow.confirmation.clone(),
        enabled: flow.enabled,
    }
}
