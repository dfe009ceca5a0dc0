//! The customer's requests: the list, one request with its timeline, and the calendar file of a visit.

use axum::{
    extract::{Path, RawQuery, State},
    response::{IntoResponse, Response},
};
use http::{StatusCode, header};

use crate::{
    domain::{
        access::Verb,
        id::{EventId, SubmissionKey, WorkOrderId},
        setting,
        status::Category,
        work_order::MAX_TEXT_CHARS,
    },
    store::{
        self,
        work_orders::{OrderDetail, Sort, WholeOrder},
    },
    views::{
        event::{Reader, timeline},
        file::FileView,
        form::ProblemView,
        request::{CommentBox, Request, RequestRow},
        request_list::{Chip, Paging, Requests, SortLink},
    },
    web::{
        AppState, Error,
        form_body::{FormBody, decode},
        lists::{ListQuery, SORTS, before, parts, request_row},
        person::Customer,
        portal::details::{Audience, details},
        routes::{path, portal as paths},
    },
};

/// The list.
pub async fn list(State(state): State<AppState>, who: Customer, RawQuery(query): RawQuery) -> Result<Response, Error> {
    let query = ListQuery::read(&FormBody(decode(query.unwrap_or_default().as_bytes())?), "open")?;
    let base = who.place.base();
    let list = path(base, paths::REQUESTS, &[]);
    let size = page_size(&who);
    let mut conn = state.cx.store.read(who.actor.tenant).await?;
    let orders = query.orders(size, Sort::Newest);
    let (found, counts) = store::work_orders::list_and_counts(&mut conn, &who.scope(), &orders).await?;
    drop(conn);
    let total = |keep: &dyn Fn(Category) -> bool| -> u64 {
        counts
            .iter()
            .filter(|(category, _)| keep(*category))
            .map(|(_, count)| u64::try_from(*count).unwrap_or_default())
            .sum()
    };
    let chip = |key: &str, count: u64| {
        let href = query.href(&list, |query| (query.filter, query.page) = (key.to_owned(), 1));
        Chip::keyed(key, &href, query.filter == key, query.counted(count))
    };
    let all = total(&|_| true);
    let page = Requests {
        rows: found.lines.iter().map(|line| request_row(line, &who.person.catalogue, &who.language, base)).collect(),
        search_action: list.clone(),
        search: query.search.clone(),
        search_hidden: query.hidden(),
        chips: vec![
            chip("open", total(&Category::is_open)),
            chip("waiting", total(&|category| category == Category::Waiting)),
            chip("closed", total(&|category| !category.is_open())),
            chip("all", all),
        ],
        sort: sort_links(&query, &list, Sort::Newest),
        paging: Paging::new(
            u64::from(query.page),
            u64::from(size),
            u64::try_from(found.total).unwrap_or_default(),
            &|page| query.href(&list, |query| query.page = u32::try_from(page).unwrap_or(1)),
        ),
        all,
        clear_href: format!("{list}?filter=all"),
        new_request: who.may(Verb::Submit).then(|| path(base, paths::NEW, &[])),
    };
    who.show(&state, page)
}

fn page_size(who: &Customer) -> u32 {
    let own = who.place.portal.as_ref().map(|site| &site.portal.settings);
    own.map_or(25, |own| u32::try_from(setting::number(own, "orders.page_size")).unwrap_or(25))
}

/// The orders to choose from; `default` is the one of a list that was not asked for any.
pub fn sort_links(query: &ListQuery, list: &str, default: Sort) -> Vec<SortLink> {
    let chosen = query.sort(default);
    let link = |(key, sort): (&'static str, Sort)| SortLink {
        key,
        href: query.href(list, |query| (query.sort, query.page) = (key.to_owned(), 1)),
        active: sort == chosen,
    };
    SORTS.into_iter().map(link).collect()
}

/// One request.
pub async fn show(
    State(state): State<AppState>,
    who: Customer,
    Path(ids): Path<(String, String)>,
    RawQuery(query): RawQuery,
) -> Result<Response, Error> {
    let id: WorkOrderId = ids.1.parse().map_err(|_| Error::NOT_FOUND)?;
    let page = request_page(&state, &who, (id, before(query)?), (String::new(), Vec::new())).await?;
    who.show(&state, page)
}

/// The page of a request, with the youngest part of its timeline or the one before an event, with what was typed into its comment box and
/// what is wrong with it.
pub async fn request_page(
    state: &AppState,
    who: &Customer,
    (id, before): (WorkOrderId, Option<EventId>),
    (text, problems): (String, Vec<ProblemView>),
) -> Result<Request, Error> {
    let (base, scope) = (who.place.base(), who.scope());
    let mut conn = state.cx.store.read(who.actor.tenant).await?;
    let whole = store::work_orders::whole(&mut conn, &scope, id, before).await?.ok_or(Error::NOT_FOUND)?;
    drop(conn);
    let parts = parts(&whole, before, &path(base, paths::REQUEST, &[&id.to_string()]));
    let WholeOrder { detail, events, files, .. } = whole;
    let file_href = |id: &str| path(base, paths::FILE, &[id]);
    let entries = {
        let (user, language, statuses) = (Some(who.actor.user), who.language.as_str(), who.person.catalogue.statuses());
        let company = who.place.view.name.as_str();
        timeline(&events, &Reader { user, language, office: false, company, statuses, file_href: &file_href })
    };
    let own = who.place.portal.as_ref().map(|site| site.portal.settings.clone()).unwrap_or_default();
    let form = who.person.catalogue.form(detail.order.work_type);
    let audience = Audience { place: &who.place, scope: &scope, language: &who.language, is_copy: false };
    let id_text = id.to_string();
    Ok(Request {
        id: id_text.clone(),
        request: detail_row(&detail, &who.language, base),
        description: detail.order.description.clone(),
        timeline: entries,
        parts,
        comment: who.may(Verb::Comment).then(|| comment_box(who, &id_text, state, (text, problems))),
        withdraw: may_withdraw(who, &detail).then(|| path(base, paths::WITHDRAWAL, &[&id_text])),
        details: details(state, form, &detail, &audience).await?,
        files: files.iter().map(|file| FileView::new(file, Some(file_href(&file.id.to_string())))).collect(),
        live: Some(path(base, paths::EVENTS, &[&id_text])),
        reply_hours: setting::number(&own, "request.reply_hours"),
        requests_href: path(base, paths::REQUESTS, &[]),
    })
}

/// Whether the page offers to take the request back.
fn may_withdraw(who: &Customer, detail: &OrderDetail) -> bool {
    let is_own = detail.order.requester == Some(who.actor.user);
    is_own && detail.status.category == Category::Requested && who.may(Verb::Withdraw)
}

fn comment_box(who: &Customer, id: &str, state: &AppState, (text, problems): (String, Vec<ProblemView>)) -> CommentBox {
    let key: SubmissionKey = state.cx.id();
    CommentBox {
        action: path(who.place.base(), paths::COMMENTS, &[id]),
        text: text.chars().take(MAX_TEXT_CHARS * 2).collect(),
        problems,
        // A second sending of the same form adds nothing.
        hidden: vec![("key".to_owned(), key.to_string())],
    }
}

fn detail_row(detail: &OrderDetail, language: &str, base: &str) -> RequestRow {
    let order = &detail.order;
    let status = crate::views::status::StatusView::for_customer(&detail.status, language);
    RequestRow {
        href: path(base, paths::REQUEST, &[&order.id.to_string()]),
        number: order.number,
        title: order.title.clone(),
        needs_answer: detail.status.category == Category::Waiting,
        status,
        work_type: detail.work_type.get(language).to_owned(),
        address: detail.address.as_ref().map(crate::domain::address::Address::line).unwrap_or_default(),
        created_at: order.created_at,
        updated_at: order.updated_at,
        planned_from: order.planned_from,
        planned_until: order.planned_until,
        assignee: order.assignee.clone(),
    }
}

/// The planned visit as a calendar file (RFC 5545).
pub async fn calendar(
    State(state): State<AppState>,
    who: Customer,
    Path(ids): Path<(String, String)>,
) -> Result<Response, Error> {
    let id: WorkOrderId = ids.1.parse().map_err(|_| Error::NOT_FOUND)?;
    let mut conn = state.cx.store.read(who.actor.tenant).await?;
    let detail = store::work_orders::detail(&mut conn, &who.scope(), id).await?.ok_or(Error::NOT_FOUND)?;
    let order = &detail.order;
    let (Some(from), Some(until)) = (order.planned_from, order.planned_until) else { return Err(Error::NOT_FOUND) };
    let stamp = |at: jiff::Timestamp| at.strftime("%Y%m%dT%H%M%SZ").to_string();
    let place = detail.address.as_ref().map(crate::domain::address::Address::line).unwrap_or_default();
    let lines = [
        "BEGIN:VCALENDAR".to_owned(),
        "VERSION:2.0".to_owned(),
        "PRODID:-//Portico//EN".to_owned(),
        "BEGIN:VEVENT".to_owned(),
        format!("UID:{}@portico", order.id),
        format!("DTSTAMP:{}", stamp(order.updated_at)),
        format!("DTSTART:{}", stamp(from)),
        format!("DTEND:{}", stamp(until)),
        format!("SUMMARY:{}", escaped(&format!("{} – {}", who.place.view.name, order.title))),
        format!("LOCATION:{}", escaped(&place)),
        "END:VEVENT".to_owned(),
        "END:VCALENDAR".to_owned(),
    ];
    let body = lines.map(|line| format!("{line}\r\n")).concat();
    let headers = [
        (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
        (header::CONTENT_DISPOSITION, "attachment; filename=\"visit.ics\""),
        (header::CACHE_CONTROL, "no-store"),
    ];
    Ok((StatusCode::OK, headers, body).into_response())
}

fn escaped(text: &str) -> String {
    let plain: String = text.chars().filter(|c| !c.is_control()).collect();
    plain.replace('\\', "\\\\").replace(';', "\\;").replace(',', "\\,")
}
