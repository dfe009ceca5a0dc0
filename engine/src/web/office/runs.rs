//! Runs of rules: what each was given, asked for and came to.

use axum::{
    extract::{Path, RawQuery, State},
    response::Response,
};

use crate::{
    domain::{
        id::RunId,
        run::{Outcome, RunRecord},
    },
    store::{self, runs::RunFilter},
    views::{
        office::runs::{OfficeRun, OfficeRuns, RunRow},
        request_list::{Chip, Paging},
    },
    web::{
        AppState, Error,
        form_body::{FormBody, decode},
        lists,
        person::Staff,
        routes::{office as paths, path},
    },
};

/// Rows of a page.
const SIZE: u32 = 50;

pub async fn list(State(state): State<AppState>, who: Staff, RawQuery(query): RawQuery) -> Result<Response, Error> {
    let form = FormBody(decode(query.unwrap_or_default().as_bytes())?);
    let (rule, outcome, page) = (form.one("rule")?, form.one("outcome")?, lists::page(&form)?);
    let wanted = if outcome.is_empty() { None } else { Some(Outcome::parse(&outcome).ok_or(Error::NOT_FOUND)?) };
    let base = who.place.base();
    let list = path(base, paths::RUNS, &[]);
    let mut conn = state.cx.store.read(who.place.tenant.id).await?;
    let rule_wanted = (!rule.is_empty()).then(|| rule.clone());
    // One more than a page tells whether there is another one.
    let (limit, offset) = (SIZE + 1, (page - 1).saturating_mul(SIZE));
    let asked = RunFilter { rule: rule_wanted, outcome: wanted, work_order: None, limit, offset };
    let mut found = store::runs::list(&mut conn, &who.scope(), &asked).await?;
    let more = found.len() > SIZE as usize;
    found.truncate(SIZE as usize);
    drop(conn);
    let href = |outcome: &str, page: u64| {
        let mut out = form_urlencoded::Serializer::new(String::new());
        let page = page.to_string();
        for (name, value) in [("rule", rule.as_str()), ("outcome", outcome), ("page", &page)] {
            if !(value.is_empty() || (name == "page" && value == "1")) {
                out.append_pair(name, value);
            }
        }
        format!("{list}?{}", out.finish())
    };
    let chip = |key: &str, value: &str| Chip::keyed(key, &href(value, 1), outcome == value, None);
    let page = OfficeRuns {
        rows: found.iter().map(|run| row(run, base)).collect(),
        chips: vec![chip("all", ""), chip("ok", "ok"), chip("failed", "failed"), chip("loop_blocked", "loop_blocked")],
        paging: Paging {
            from: u64::from(offset) + u64::from(!found.is_empty()),
            to: u64::from(offset) + found.len() as u64,
            total: u64::from(offset) + found.len() as u64,
            previous: (page > 1).then(|| href(&outcome, u64::from(page) - 1)),
            next: more.then(|| href(&outcome, u64::from(page) + 1)),
        },
    };
    who.show(&state, page)
}

fn row(run: &RunRecord, base: &str) -> RunRow {
    let order = run.work_order.map(|order| path(base, paths::ORDER, &[&order.to_string()]));
    let number = run.input["order"]["number"].as_i64();
    RunRow::new(run, path(base, paths::RUN, &[&run.id.to_string()]), number.zip(order))
}

pub async fn show(
    State(state): State<AppState>,
    who: Staff,
    Path(ids): Path<(String, String)>,
) -> Result<Response, Error> {
    let id: RunId = ids.1.parse().map_err(|_| Error::NOT_FOUND)?;
    let base = who.place.base();
    let mut conn = state.cx.store.read(who.place.tenant.id).await?;
    let found = store::runs::get(&mut conn, &who.scope(), id).await?.ok_or(Error::NOT_FOUND)?;
    let back = path(base, paths::RUNS, &[]);
    let page = OfficeRun::new(&found, row(&found, base), back);
    who.show(&state, page)
}
