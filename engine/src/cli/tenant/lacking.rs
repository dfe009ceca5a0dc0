//! Icons, themes and plugins that a document names and that are not there.

use std::path::Path;

use crate::{
    actions::tenants::{Fault, TenantDocument},
    config::Extensions,
    domain::form::FieldKind,
    themes::{BUILT_IN, icons},
};

/// One for each name.
pub fn of(document: &TenantDocument, folders: &Extensions) -> Vec<Fault> {
    let mut found = Vec::new();
    for flow in document.flows.iter().filter(|flow| icons::names().all(|name| name != flow.icon)) {
        let fault = Fault::new("flows", &flow.slug, "icon", format!("there is no icon \"{}\"", flow.icon));
        found.push(fault.meant(&flow.icon, icons::names()));
    }
    for portal in document.portals.iter().filter(|portal| portal.theme != BUILT_IN) {
        if let Some(message) = missing(&folders.themes, "theme", &portal.theme) {
            found.push(Fault::new("portals", &portal.slug, "theme", message));
        }
    }
    for field in &document.fields {
        found.extend(lacks_plugin(&field.kind, folders).map(|why| Fault::new("fields", &field.slug, "kind", why)));
    }
    for work_type in &document.work_types {
        for field in work_type.steps.iter().flat_map(|step| &step.fields) {
            let (Some(key), Some(kind)) = (&field.key, &field.kind) else { continue };
            let fault = |why| Fault::new("work_types", &work_type.slug, "kind", why).in_field(key);
            found.extend(lacks_plugin(kind, folders).map(fault));
        }
    }
    found
}

fn lacks_plugin(kind: &FieldKind, folders: &Extensions) -> Option<String> {
    match kind {
        FieldKind::Plugin { plugin, .. } => missing(&folders.plugins, "plugin", plugin),
        _ => None,
    }
}

fn missing(folder: &Path, what: &str, name: &str) -> Option<String> {
    let place = folder.join(name);
    (!place.is_dir()).then(|| format!("there is no {what} \"{name}\" at {}", place.display()))
}
