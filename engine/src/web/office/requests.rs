//! The inbox: requests that nobody has decided about, the chosen one beside the list.

use axum::{
    extract::{RawQuery, State},
    response::Response,
};

use super::order_page::{Typed, order};
use crate::{
    domain::status::Category,
    store::{
        self,
        work_orders::{OrderQuery, Sort},
    },
    views::{
        office::requests::OfficeRequests,
        request_list::{Chip, Paging},
    },
    web::{
        AppState, Error,
        form_body::{FormBody, decode},
        lists::{ListQuery, office_row},
        person::Staff,
        routes::{office as paths, path},
    },
};

/// Rows of a page.
const SIZE: u32 = 30;

pub async fn list(State(state): State<AppState>, who: Staff, RawQuery(query): RawQuery) -> Result<Response, Error> {
    let form = FormBody(decode(query.unwrap_or_default().as_bytes())?);
    let query = ListQuery::read(&form, "requested")?;
    let base = who.place.base();
    let list = path(base, paths::REQUESTS, &[]);
    let mut conn = state.cx.store.read(who.place.tenant.id).await?;
    let orders = OrderQuery { category: Category::parse(&query.filter), ..query.orders(SIZE, Sort::Newest) };
    let (found, counts) = store::work_orders::list_and_counts(&mut conn, &who.scope(), &orders).await?;
    drop(conn);
    let chosen = found.lines.first().map(|line| line.id);
    let chip = |category: Category| {
        let key = category.as_str();
        let count = counts.iter().find(|(known, _)| *known == category).map_or(0, |(_, count)| *count);
        let href = query.href(&list, |query| (query.filter, query.page) = (key.to_owned(), 1));
        Chip::keyed(key, &href, query.filter == key, query.counted(u64::try_from(count).unwrap_or_default()))
    };
    let mut rows: Vec<_> =
        found.lines.iter().map(|line| office_row(line, &who.person.catalogue, &who.language, base)).collect();
    if let Some(first) = rows.first_mut() {
        first.current = true;
    }
    let page = OfficeRequests {
        rows,
        search_action: list.clone(),
        search: query.search.clone(),
        search_hidden: query.hidden(),
        chips: vec![chip(Category::Requested), chip(Category::Accepted), chip(Category::Waiting)],
        paging: Paging::new(
            u64::from(query.page),
            u64::from(SIZE),
            u64::try_from(found.total).unwrap_or_default(),
            &|page| query.href(&list, |query| query.page = u32::try_from(page).unwrap_or(1)),
        ),
        clear_href: list.clone(),
        chosen: match chosen {
            Some(id) => Some(order(&state, &who, (id, None), Typed::default()).await?),
            None => None,
        },
    };
    who.show(&state, page)
}
