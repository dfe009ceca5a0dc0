//! The first page: what waits for an answer, visits, open requests, and what was closed lately.

use axum::{extract::State, response::Response};

use crate::{
    store::{
        self,
        work_orders::{OrderQuery, Sort},
    },
    views::home::{Home, Visit},
    web::{
        AppState, Error,
        lists::request_row,
        person::Customer,
        routes::{path, portal as paths},
    },
};

/// Requests that the page shows of each kind.
const SHOWN: u32 = 5;

pub async fn home(State(state): State<AppState>, who: Customer) -> Result<Response, Error> {
    let base = who.place.base();
    let scope = who.scope();
    let mut conn = state.cx.store.read(who.actor.tenant).await?;
    let query = OrderQuery { page: 1, page_size: 50, sort: Sort::Updated, open: Some(true), ..OrderQuery::default() };
    let open = store::work_orders::list(&mut conn, &scope, &query).await?;
    let closed = OrderQuery { open: Some(false), page_size: SHOWN, ..query };
    let closed = store::work_orders::list(&mut conn, &scope, &closed).await?;
    let rows = |lines: &[store::work_orders::OrderLine]| -> Vec<_> {
        lines.iter().map(|line| request_row(line, &who.catalogue, &who.language, base)).collect()
    };
    let (waiting, others): (Vec<_>, Vec<_>) = rows(&open.lines).into_iter().partition(|row| row.needs_answer);
    let now = state.cx.now();
    let visits =
        others.iter().chain(&waiting).filter(|row| row.planned_from.is_some_and(|from| from > now)).filter_map(|row| {
            let id = row.href.rsplit('/').next().unwrap_or_default();
            Visit::new(row, Some(path(base, paths::CALENDAR, &[id])))
        });
    let mut visits: Vec<_> = visits.collect();
    visits.sort_by_key(|visit| visit.from);
    let page = Home {
        new_request: path(base, paths::NEW, &[]),
        requests: path(base, paths::REQUESTS, &[]),
        visits,
        open: others.into_iter().take(SHOWN as usize).collect(),
        open_total: u64::try_from(open.total).unwrap_or_default() - waiting.len() as u64,
        waiting,
        closed: rows(&closed.lines),
        all: u64::try_from(open.total + closed.total).unwrap_or_default(),
    };
    who.show(&state, page)
}
