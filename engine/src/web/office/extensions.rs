//! The health of the tenant's themes, rules and plugins.

use axum::{extract::State, response::Response};
use jiff::Timestamp;
use portico_host::diagnostic::{Diagnostic, Severity};

use crate::{
    reload::{Generation, Report, State as Health, Unit},
    store::{self, runs::RunCount},
    views::office::extensions::{ExtensionRow, Finding, OfficeExtensions, PluginCalls},
    web::{
        AppState, Error,
        person::Staff,
        routes::{office as paths, path},
    },
};

pub async fn show(State(state): State<AppState>, who: Staff) -> Result<Response, Error> {
    let generation = &who.place.generation;
    let mut conn = state.cx.store.read(who.place.tenant.id).await?;
    let counts = store::runs::counts(&mut conn, &who.scope()).await?;
    drop(conn);
    let runs = path(who.place.base(), paths::RUNS, &[]);
    let page = OfficeExtensions {
        generation: generation.number,
        loaded_at: Some(generation.built_at),
        rows: generation
            .report
            .iter()
            .map(|report| row(report, generation, (&counts, &runs)))
            .map(|row| with_calls(row, generation, (who.place.tenant.slug.as_str(), state.cx.now())))
            .collect(),
        folders: folders(generation, who.place.tenant.slug.as_str()),
    };
    who.show(&state, page)
}

fn folders(generation: &Generation, tenant: &str) -> Vec<String> {
    let themes = generation.themes.keys().map(|name| format!("themes/{name}"));
    themes.chain([format!("scripts/{tenant}"), "plugins".to_owned()]).collect()
}

fn row(report: &Report, generation: &Generation, (counts, runs): (&[RunCount], &str)) -> ExtensionRow {
    let (kind, name) = (report.unit.kind(), report.unit.name().to_owned());
    // What the samples did not find shows only when a page is made for somebody.
    let theme = generation.themes.get(&name).filter(|_| matches!(report.unit, Unit::Theme(_)));
    let failures = theme.map(|theme| theme.problems()).unwrap_or_default();
    let state = match report.state {
        Health::Broken => "failed",
        Health::Stale => "stale",
        Health::Good if report.diagnostics.is_empty() && failures.is_empty() => "ok",
        Health::Good => "warning",
    };
    let rule = match kind {
        "flow" => format!("flows/{name}"),
        "automation" => name.clone(),
        _ => String::new(),
    };
    let count = counts.iter().find(|count| count.rule == rule);
    ExtensionRow {
        runs: count.map(|_| {
            let query = form_urlencoded::Serializer::new(String::new()).append_pair("rule", &rule).finish();
            format!("{runs}?{query}")
        }),
        run_count: count.map_or(0, |count| u64::try_from(count.runs).unwrap_or_default()),
        failed_count: count.map_or(0, |count| u64::try_from(count.failed).unwrap_or_default()),
        kind,
        name,
        state,
        generation: generation.number,
        loaded_at: Some(report.loaded_at),
        version: match report.version.as_str() {
            "" => report.live_hash.clone(),
            version => format!("{version} · {}", report.live_hash),
        },
        calls: None,
        findings: report.diagnostics.iter().chain(&failures).map(finding).collect(),
    }
}

/// Adds how a plugin does for the tenant. One that is put aside is not healthy, however good its files are.
fn with_calls(row: ExtensionRow, generation: &Generation, (tenant, now): (&str, Timestamp)) -> ExtensionRow {
    let plugin = generation.extensions.plugins.get(&row.name).filter(|_| row.kind == "plugin");
    let Some(health) = plugin.map(|plugin| plugin.health(tenant)) else { return row };
    let aside_until = health.aside_until.filter(|until| *until > now);
    let state = match row.state {
        "ok" | "warning" if aside_until.is_some() => "aside",
        state => state,
    };
    let (last_fault_at, last_fault) = health.last_fault.map(|fault| (fault.at, fault.message)).unzip();
    let calls = PluginCalls {
        count: health.runs,
        failed: health.failures,
        last_fault: last_fault.unwrap_or_default(),
        last_fault_at,
        aside_until,
    };
    ExtensionRow { state, calls: Some(calls), ..row }
}

fn finding(found: &Diagnostic) -> Finding {
    Finding {
        severity: match found.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        file: found.file.clone(),
        line: found.line,
        column: found.column,
        message: found.message.clone(),
        suggestion: found.suggestion.clone(),
        excerpt: found.excerpt.clone(),
    }
}
