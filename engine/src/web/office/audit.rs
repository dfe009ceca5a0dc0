//! The audit log of the tenant, newest first. Whether its chain holds is for `portico doctor`, which reads it whole.

use axum::{
    extract::{RawQuery, State},
    response::Response,
};

use crate::{
    actions::erasures,
    domain::access::{self, Verb},
    store::{self, audit::AuditRow},
    views::office::audit::{AuditEntry, OfficeAudit, text_of},
    web::{
        AppState, Error,
        form_body::{FormBody, decode},
        person::Staff,
        routes::{office as paths, path},
    },
};

/// Entries of a page.
const SIZE: u32 = 50;

pub async fn list(State(state): State<AppState>, who: Staff, RawQuery(query): RawQuery) -> Result<Response, Error> {
    access::can(&who.person.actor, Verb::Audit)?;
    let form = FormBody(decode(query.unwrap_or_default().as_bytes())?);
    let before = form.one("before")?;
    let before: Option<i64> = (!before.is_empty()).then(|| before.parse()).transpose().map_err(|_| Error::NOT_FOUND)?;
    let base = who.place.base();
    let list = path(base, paths::AUDIT, &[]);
    let mut conn = state.cx.store.read(who.place.tenant.id).await?;
    let found = store::audit::list(&mut conn, &who.scope(), before, SIZE).await?;
    drop(conn);
    // Positions have no gaps, so the last one tells whether there are entries before it.
    let last = found.last().map(|row| row.position).filter(|position| *position > 1);
    let page = OfficeAudit {
        rows: found.iter().map(|row| entry(row, base)).collect(),
        older: last.map(|position| format!("{list}?before={position}")),
        newest: before.map(|_| list.clone()),
    };
    who.show(&state, page)
}

fn entry(row: &AuditRow, base: &str) -> AuditEntry {
    let href = row.subject.split_once(':').and_then(|(noun, id)| {
        let page = match noun {
            "work_order" => paths::ORDER,
            "membership" => paths::USER,
            "user" if row.action == erasures::ACTION => paths::ERASURE,
            _ => return None,
        };
        // Some entries are about several at once, which have no page together.
        id.parse::<uuid::Uuid>().is_ok().then(|| path(base, page, &[id]))
    });
    AuditEntry {
        position: row.position,
        at: row.at,
        kind: row.actor.kind.clone(),
        name: row.actor.name.clone(),
        what: text_of(&row.action),
        action: row.action.clone(),
        subject: row.subject.clone(),
        href,
        before: row.before.as_deref().map(laid_out),
        after: Some(laid_out(&row.after)).filter(|after| after != "{}"),
    }
}

/// JSON with a line for each part, or as it is.
fn laid_out(json: &str) -> String {
    let value = serde_json::from_str::<serde_json::Value>(json);
    value.and_then(|value| serde_json::to_string_pretty(&value)).unwrap_or_else(|_| json.to_owned())
}
