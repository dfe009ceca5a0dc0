//! One work order as the office sees it: everything about it, and what can be done now.

use crate::{
    domain::{
        access::{self, Verb},
        id::{EventId, SubmissionKey, WorkOrderId},
        status::{Category, Status},
    },
    store::{
        self,
        work_orders::{OrderDetail, WholeOrder},
    },
    views::{
        event::{Reader, timeline},
        file::FileView,
        form::ProblemView,
        office::{
            request::{CustomerCard, OfficeActions, OfficeOrder, StatusChoice},
            requests::OfficeRow,
        },
        page::Phone,
        request::CommentBox,
        status::StatusView,
    },
    web::{
        AppState, Error,
        lists::parts,
        person::Staff,
        portal::details::{Audience, details},
        routes::{office as paths, path},
    },
};

/// What was typed into one of the page's forms and is shown again.
#[derive(Debug, Default)]
pub struct Typed {
    pub note: String,
    pub comment: String,
    /// The chosen status and its reason.
    pub status: String,
    pub status_reason: String,
    pub problems: Vec<ProblemView>,
}

/// Loads and shapes a work order, with the youngest part of its timeline or the one before an event.
pub async fn order(
    state: &AppState,
    who: &Staff,
    (id, before): (WorkOrderId, Option<EventId>),
    typed: Typed,
) -> Result<OfficeOrder, Error> {
    let (base, scope, tenant) = (who.place.base(), who.scope(), who.place.tenant.id);
    let mut conn = state.cx.store.read(tenant).await?;
    let whole = store::work_orders::whole(&mut conn, &scope, id, before).await?.ok_or(Error::NOT_FOUND)?;
    drop(conn);
    let parts = parts(&whole, before, &path(base, paths::ORDER, &[&id.to_string()]));
    let (WholeOrder { detail, events, files, .. }, statuses) = (whole, who.person.catalogue.statuses());
    let file_href = |id: &str| path(base, paths::FILE, &[id]);
    let entries = {
        let (user, language, company) = (Some(who.person.user.id), who.language.as_str(), who.place.view.name.as_str());
        timeline(&events, &Reader { user, language, office: true, company, statuses, file_href: &file_href })
    };
    let form = who.person.catalogue.form(detail.order.work_type);
    let audience = Audience { place: &who.place, scope: &scope, language: &who.language, is_copy: false };
    let id = id.to_string();
    Ok(OfficeOrder {
        row: row(&detail, &who.language, path(base, paths::ORDER, &[&id])),
        description: detail.order.description.clone(),
        customer: card(base, &detail),
        timeline: entries,
        parts,
        files: files.iter().map(|file| FileView::new(file, Some(file_href(&file.id.to_string())))).collect(),
        details: details(state, form, &detail, &audience).await?,
        actions: actions(state, who, &detail, (statuses, &typed)),
        problems: typed.problems,
        typed: typed.note,
        status_reason: typed.status_reason,
        viewers: path(base, paths::VIEWERS, &[&id]),
        live: Some(path(base, paths::EVENTS, &[&id])),
        id,
    })
}

fn row(detail: &OrderDetail, language: &str, href: String) -> OfficeRow {
    let order = &detail.order;
    OfficeRow {
        href,
        number: order.number,
        title: order.title.clone(),
        status: StatusView::for_office(&detail.status, language),
        priority: order.priority.as_str(),
        work_type: detail.work_type.get(language).to_owned(),
        customer: detail.customer.name.clone(),
        requester: requester(detail),
        place: detail.address.as_ref().map(|address| address.city.clone()).unwrap_or_default(),
        assignee: order.assignee.clone(),
        created_at: order.created_at,
        updated_at: order.updated_at,
        planned_from: order.planned_from,
        current: true,
    }
}

fn requester(detail: &OrderDetail) -> String {
    detail.requester.as_ref().map(|(name, _)| name.clone()).unwrap_or_default()
}

fn card(base: &str, detail: &OrderDetail) -> CustomerCard {
    CustomerCard {
        href: path(base, paths::CUSTOMER, &[&detail.order.customer.to_string()]),
        name: detail.customer.name.clone(),
        number: detail.customer.number.clone(),
        contact: requester(detail),
        email: detail.customer.email.clone(),
        phone: Phone::new(&detail.customer.phone),
        address: detail.address.as_ref().map(crate::domain::address::Address::line).unwrap_or_default(),
    }
}

fn actions(
    state: &AppState,
    who: &Staff,
    detail: &OrderDetail,
    (statuses, typed): (&[Status], &Typed),
) -> OfficeActions {
    if access::can(&who.person.actor, Verb::Transition).is_err() {
        return OfficeActions::default();
    }
    let id = detail.order.id.to_string();
    let to = |pattern| path(who.place.base(), pattern, &[&id]);
    let category = detail.status.category;
    let undecided = category == Category::Requested;
    let key: SubmissionKey = state.cx.id();
    let may_follow = |status: &&Status| status.id != detail.status.id && category.may_become(status.category);
    let choice = |status: &Status| StatusChoice {
        value: status.slug.to_string(),
        label: status.name.get(&who.language).to_owned(),
        selected: status.slug.as_str() == typed.status,
        needs_reason: status.category == Category::Closed && category != Category::Closed,
    };
    OfficeActions {
        accept: undecided.then(|| to(paths::ACCEPTANCE)),
        reject: undecided.then(|| to(paths::REJECTION)),
        note: Some(to(paths::NOTES)),
        comment: Some(CommentBox {
            action: to(paths::COMMENTS),
            text: typed.comment.clone(),
            hidden: vec![("key".to_owned(), key.to_string())],
            ..CommentBox::default()
        }),
        transition: Some(to(paths::STATUS)),
        statuses: statuses.iter().filter(may_follow).map(choice).collect(),
        prioritise: Some(to(paths::PRIORITY)),
        assign: Some(to(paths::ASSIGNEE)),
    }
}
