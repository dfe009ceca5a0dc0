//! A work order with everything around it that a page, a mail or a rule shows, in one query.

use super::{DETAIL, read};
use crate::{
    domain::{
        access::Scope,
        address::Address,
        customer::Customer,
        event::{Event, PAGE_EVENTS},
        file::StoredFile,
        id::{EventId, WorkOrderId},
        object::Object,
        status::{Category, Status},
        text::{Email, Localised, Slug},
        work_order::WorkOrder,
    },
    store::{Conn, StoreError, events, files, row::Row, visible},
};

/// A work order and what it refers to.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderDetail {
    pub order: WorkOrder,
    pub status: Status,
    pub work_type_slug: Slug,
    pub work_type: Localised,
    pub flow_slug: Option<Slug>,
    pub flow: Option<Localised>,
    pub customer: Customer,
    pub address: Option<Address>,
    pub object: Option<Object>,
    /// Name and mail address of the portal user who asked.
    pub requester: Option<(String, Email)>,
}

/// A work order as its page shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct WholeOrder {
    pub detail: OrderDetail,
    /// As many of the youngest as a page holds, oldest first.
    pub events: Vec<Event>,
    /// There are earlier ones.
    pub has_earlier: bool,
    pub files: Vec<StoredFile>,
}

/// Everything about one work order that the scope shows, in one look, with the youngest events or with those before one.
pub async fn whole(
    conn: &mut Conn,
    scope: &Scope,
    id: WorkOrderId,
    before: Option<EventId>,
) -> Result<Option<WholeOrder>, StoreError> {
    let tenant = conn.serves(scope)?;
    let values = || visible::values(tenant, id, scope);
    let timeline = (&events::TIMELINE, events::timeline_values(tenant, (id, before, PAGE_EVENTS + 1), scope));
    let [detail, events, files] = conn
        .together([(&DETAIL, values()), timeline, (&files::LIST_FOR_ORDER, files::values(tenant, id, scope))])
        .await?;
    let Some(detail) = detail.first().map(|row| read_detail(row, scope)).transpose()? else { return Ok(None) };
    let (events, has_earlier) = events::shown(scope, &events)?;
    let files = files.iter().map(files::read).collect::<Result<_, _>>()?;
    Ok(Some(WholeOrder { detail, events, has_earlier, files }))
}

pub async fn detail(conn: &mut Conn, scope: &Scope, id: WorkOrderId) -> Result<Option<OrderDetail>, StoreError> {
    let tenant = conn.serves(scope)?;
    conn.optional(&DETAIL, visible::values(tenant, id, scope), |row| read_detail(row, scope)).await
}

fn read_detail(row: &Row, scope: &Scope) -> Result<OrderDetail, StoreError> {
    let order = read(row)?.masked(scope.mask().parts);
    let flow = row.maybe_text("flow_slug")?;
    let requester = row.maybe_text("requester_name")?;
    Ok(OrderDetail {
        status: status(row, &order)?,
        work_type_slug: row.slug("work_type_slug")?,
        work_type: row.json("work_type_name")?,
        flow_slug: flow.as_ref().map(|_| row.slug("flow_slug")).transpose()?,
        flow: flow.as_ref().map(|_| row.json("flow_title")).transpose()?,
        customer: customer(row, &order)?,
        address: address(row, &order)?,
        object: object(row, &order)?,
        requester: requester.map(|name| Ok::<_, StoreError>((name, row.email("requester_email")?))).transpose()?,
        order,
    })
}

fn status(row: &Row, order: &WorkOrder) -> Result<Status, StoreError> {
    Ok(Status {
        id: order.status,
        tenant: order.tenant,
        slug: row.slug("status_slug")?,
        category: row.word("category", Category::parse)?,
        name: row.json("status_name")?,
        customer_label: row.json("customer_label")?,
        position: row.int("position")?,
    })
}

fn customer(row: &Row, order: &WorkOrder) -> Result<Customer, StoreError> {
    Ok(Customer {
        id: order.customer,
        tenant: order.tenant,
        number: row.text("customer_number")?,
        name: row.text("customer_name")?,
        phone: row.text("customer_phone")?,
        email: row.text("customer_email")?,
    })
}

fn address(row: &Row, order: &WorkOrder) -> Result<Option<Address>, StoreError> {
    let Some(id) = order.address else { return Ok(None) };
    Ok(Some(Address {
        id,
        tenant: order.tenant,
        customer: row.id("address_customer")?,
        label: row.text("label")?,
        street: row.text("street")?,
        postcode: row.text("postcode")?,
        city: row.text("city")?,
        country: row.text("country")?,
    }))
}

fn object(row: &Row, order: &WorkOrder) -> Result<Option<Object>, StoreError> {
    let Some(id) = order.object else { return Ok(None) };
    Ok(Some(Object {
        id,
        tenant: order.tenant,
        customer: row.id("object_customer")?,
        address: row.maybe_id("object_address")?,
        name: row.text("object_name")?,
        kind: row.text("object_kind")?,
        serial: row.text("serial")?,
    }))
}
