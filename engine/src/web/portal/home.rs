//! The first page: what waits for an answer, visits, open requests, and what was closed lately.

use axum::{extract::State, response::Response};

use crate::{
    domain::{access::Verb, status::Category},
    store::{
        self, Conn,
        work_orders::{OrderLine, OrderPage, OrderQuery, Sort},
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

/// Open requests that are looked at first; hardly any customer has more.
const LOOKED_AT: u32 = 50;

/// Requests that wait for the person, or visits, that the page shows at most.
const MANY: u32 = 200;

pub async fn home(State(state): State<AppState>, who: Customer) -> Result<Response, Error> {
    let base = who.place.base();
    let mut conn = state.cx.store.read(who.actor.tenant).await?;
    let query =
        OrderQuery { page: 1, page_size: LOOKED_AT, sort: Sort::Updated, open: Some(true), ..OrderQuery::default() };
    let (OrderPage { lines, .. }, counts) =
        store::work_orders::list_and_counts(&mut conn, &who.scope(), &query).await?;
    let closed = OrderQuery { open: Some(false), page_size: SHOWN, ..query };
    let closed = store::work_orders::list(&mut conn, &who.scope(), &closed).await?;
    let open = Open { who: &who, lines, counts };
    let waiting = open.all_of(&mut conn, Category::Waiting).await?;
    let planned = open.all_of(&mut conn, Category::Planned).await?;
    drop(conn);
    let row = |line: &OrderLine| request_row(line, &who.person.catalogue, &who.language, base);
    let now = state.cx.now();
    let others = open.lines.iter().filter(|line| open.category(line) != Some(Category::Planned));
    let coming = planned.iter().chain(others).filter(|line| line.planned_from.is_some_and(|from| from > now));
    let visit = |line: &OrderLine| Visit::new(&row(line), Some(path(base, paths::CALENDAR, &[&line.id.to_string()])));
    let mut visits: Vec<_> = coming.filter_map(visit).collect();
    visits.sort_by_key(|visit| visit.from);
    let shown = open.lines.iter().filter(|line| open.category(line) != Some(Category::Waiting)).take(SHOWN as usize);
    let page = Home {
        new_request: who.may(Verb::Submit).then(|| path(base, paths::NEW, &[])),
        requests: path(base, paths::REQUESTS, &[]),
        visits,
        open: shown.map(row).collect(),
        open_total: open.count(|category| category.is_open() && category != Category::Waiting),
        waiting: waiting.iter().map(row).collect(),
        closed: closed.lines.iter().map(row).collect(),
        all: open.count(|_| true),
    };
    who.show(&state, page)
}

/// The open requests that changed last, and how many there are of each category.
struct Open<'a> {
    who: &'a Customer,
    lines: Vec<OrderLine>,
    counts: Vec<(Category, i64)>,
}

impl Open<'_> {
    fn category(&self, line: &OrderLine) -> Option<Category> {
        self.who.person.catalogue.status(line.status).map(|status| status.category)
    }

    fn count(&self, keep: impl Fn(Category) -> bool) -> u64 {
        let kept = self.counts.iter().filter(|(category, _)| keep(*category));
        kept.map(|(_, count)| u64::try_from(*count).unwrap_or_default()).sum()
    }

    /// All requests of a category. What waits longest has changed longest ago, so it may not be among the lines; then it is asked for.
    async fn all_of(&self, conn: &mut Conn, category: Category) -> Result<Vec<OrderLine>, Error> {
        let known: Vec<_> = self.lines.iter().filter(|line| self.category(line) == Some(category)).cloned().collect();
        if known.len() as u64 >= self.count(|counted| counted == category) {
            return Ok(known);
        }
        let query = OrderQuery {
            category: Some(category),
            page: 1,
            page_size: MANY,
            sort: Sort::Updated,
            ..OrderQuery::default()
        };
        Ok(store::work_orders::list(conn, &self.who.scope(), &query).await?.lines)
    }
}
