//! What `portico check --keys` prints: every key by which rules, themes and documents name something of a tenant.

use std::fmt::Write as _;

use super::user;
use crate::{
    actions::Context,
    domain::{
        catalogue::Catalogue,
        form::{Field, FieldKind, Need},
        portal::Portal,
        setting::SETTINGS,
        work_order::Priority,
        work_type::WorkType,
    },
    store,
};

/// The list for the tenant whose folder has this name, in its own language.
pub async fn list(cx: &Context, tenant: &str) -> anyhow::Result<String> {
    let id = user::find(cx, tenant).await?;
    let mut conn = cx.store.read(id).await?;
    let portals = store::portals::list(&mut conn).await?;
    let catalogue = store::catalogue::get(&mut conn).await?;
    drop(conn);
    let language = portals.first().map_or("en", |portal| portal.language.as_str());
    let mut work_types: Vec<&WorkType> = Vec::new();
    let mut out = format!("keys of {tenant}\n");
    for portal in &portals {
        out.push_str(&flows(tenant, portal, &catalogue));
        let used = catalogue.flows_of(portal.id).filter_map(|flow| catalogue.work_type(flow.work_type));
        for kind in used.map(|kind| &**kind) {
            if !work_types.iter().any(|known| known.id == kind.id) {
                work_types.push(kind);
            }
        }
    }
    work_types.iter().for_each(|kind| out.push_str(&fields(kind, language)));
    out.push_str("\nstatuses\n");
    for status in catalogue.statuses() {
        line(
            &mut out,
            2,
            status.slug.as_str(),
            &format!("{}, {}", status.category.as_str(), status.name.get(language)),
        );
    }
    out.push_str("\nroles\n");
    catalogue.roles().iter().for_each(|role| line(&mut out, 2, role.slug.as_str(), role.name.get(language)));
    out.push_str("\npriorities\n");
    Priority::ALL.iter().for_each(|priority| line(&mut out, 2, priority.as_str(), ""));
    out.push_str("\nsettings of each portal\n");
    SETTINGS.iter().for_each(|setting| line(&mut out, 2, setting.key, &format!("default {}", setting.default)));
    Ok(out)
}

fn flows(tenant: &str, portal: &Portal, catalogue: &Catalogue) -> String {
    let mut out = format!("\nflows of portal {} (themes/{})\n", portal.slug, portal.theme);
    for flow in catalogue.flows_of(portal.id) {
        let work_type = catalogue.work_type(flow.work_type).map(|kind| kind.slug.to_string()).unwrap_or_default();
        let title = flow.title.get(&portal.language);
        let said = format!("{title} · work type {work_type} · scripts/{tenant}/flows/{}.rhai", flow.slug);
        line(&mut out, 2, flow.slug.as_str(), &said);
    }
    out
}

/// The form of a work type: steps, fields and choices.
fn fields(kind: &WorkType, language: &str) -> String {
    let mut out = format!("\nwork type {} ({})\n", kind.slug, kind.name.get(language));
    for step in &kind.form.steps {
        line(&mut out, 2, &format!("step {}", step.key), step.title.get(language));
        for field in &step.fields {
            let said = format!("{} · {}", kind_of(field), field.label.get(language));
            line(&mut out, 4, &field.key, &said);
            if let FieldKind::Choice { choices, .. } = &field.kind {
                choices.iter().for_each(|choice| line(&mut out, 6, &choice.value, choice.label.get(language)));
            }
        }
    }
    out
}

/// What kind of answer a field takes, in the words of a tenant's document, and whether it must be answered.
fn kind_of(field: &Field) -> String {
    let kind = serde_json::to_value(&field.kind).unwrap_or_default();
    let several = matches!(&field.kind, FieldKind::Choice { multiple: true, .. });
    let of_plugin = match &field.kind {
        FieldKind::Plugin { plugin, .. } => format!(" {plugin}"),
        _ => String::new(),
    };
    let need = match field.need {
        Need::Optional => "",
        Need::Required => ", required",
        Need::Hidden => ", hidden",
        Need::ReadOnly => ", read only",
    };
    let kind = kind["type"].as_str().unwrap_or_default();
    format!("{kind}{of_plugin}{}{need}", if several { ", several" } else { "" })
}

/// A key and what it means, in two columns.
fn line(out: &mut String, indent: usize, key: &str, said: &str) {
    let width = 34 - indent;
    let line = format!("{:indent$}{key:<width$} {said}", "");
    writeln!(out, "{}", line.trim_end()).expect("writing to a string cannot fail");
}
