//! All work orders in one dense table.

use axum::{
    extract::{RawQuery, State},
    response::Response,
};

use crate::{
    domain::status::Category,
    store::{self, work_orders::Sort},
    views::{
        office::orders::OfficeOrders,
        request_list::{Chip, Paging},
    },
    web::{
        AppState, Error,
        form_body::{FormBody, decode},
        lists::{ListQuery, filter_name, office_row},
        person::Staff,
        portal::sort_links,
        routes::{office as paths, path},
    },
};

/// Rows of a page.
const SIZE: u32 = 50;

pub async fn list(State(state): State<AppState>, who: Staff, RawQuery(query): RawQuery) -> Result<Response, Error> {
    let query = ListQuery::read(&FormBody(decode(query.unwrap_or_default().as_bytes())?), "open")?;
    let base = who.place.base();
    let list = path(base, paths::ORDERS, &[]);
    let mut conn = state.cx.store.read(who.place.tenant.id).await?;
    let orders = query.orders(SIZE, Sort::Updated);
    let (found, counts) = store::work_orders::list_and_counts(&mut conn, &who.scope(), &orders).await?;
    drop(conn);
    let count = |keep: &dyn Fn(Category) -> bool| -> u64 {
        counts.iter().filter(|(category, _)| keep(*category)).map(|(_, n)| u64::try_from(*n).unwrap_or_default()).sum()
    };
    let chip = |key: &str, count: u64| {
        let href = query.href(&list, |query| (query.filter, query.page) = (key.to_owned(), 1));
        Chip::keyed(key, &href, query.filter == key, query.counted(count))
    };
    let all = count(&|_| true);
    let own = Category::ALL.map(|category| (filter_name(category), count(&|known| known == category)));
    let mut chips =
        vec![chip("open", count(&Category::is_open)), chip("closed", count(&|c| !c.is_open())), chip("all", all)];
    chips.splice(2..2, own.into_iter().filter(|(_, count)| *count > 0).map(|(key, count)| chip(key, count)));
    let page = OfficeOrders {
        rows: found.lines.iter().map(|line| office_row(line, &who.person.catalogue, &who.language, base)).collect(),
        search_action: list.clone(),
        search: query.search.clone(),
        search_hidden: query.hidden(),
        chips,
        sort: sort_links(&query, &list, Sort::Updated),
        paging: Paging::new(
            u64::from(query.page),
            u64::from(SIZE),
            u64::try_from(found.total).unwrap_or_default(),
            &|page| query.href(&list, |query| query.page = u32::try_from(page).unwrap_or(1)),
        ),
        all,
        clear_href: format!("{list}?filter=all"),
    };
    who.show(&state, page)
}
