//! Work orders: the record itself. Lists and counts are in `query`, the record with everything around it in `around`.

mod around;
mod query;

use super::{
    Conn, StoreError, Writer,
    arg::{Arg, args},
    dialect::locking,
    row::Row,
    statement::{sql, statements},
    visible::{self, visible},
};
use crate::domain::{
    access::Scope,
    id::{TenantId, WorkOrderId},
    work_order::{Priority, WorkOrder},
};

pub use around::{OrderDetail, WholeOrder, detail, whole};
pub(super) use query::list_statements;
pub use query::{OrderLine, OrderPage, OrderQuery, Sort, counts, list, list_and_counts, list_text};

macro_rules! columns {
    () => {
        "o.tenant_id, o.id, o.number, o.portal_id, o.customer_id, o.requester_id, o.flow_id, o.work_type_id, o.status_id, \
         o.priority, o.title, o.description, o.address_id, o.object_id, o.assignee, o.answers, o.planned_from, \
         o.planned_until, o.created_at, o.updated_at, o.closed_at"
    };
}

macro_rules! by_id {
    () => {
        concat!("select ", columns!(), " from work_orders o where o.tenant_id = $1 and o.id = $2 and ", visible!())
    };
}

macro_rules! counts {
    // unlimited: each use says what limits it.
    ($which:literal) => {
        sql(concat!(
            "select s.category, cast(sum((select count(*) from work_orders o where o.tenant_id = s.tenant_id \
             and o.status_id = s.id and ",
            $which,
            ")) as bigint) as orders from statuses s where s.tenant_id = $1 group by s.category"
        ))
    };
}

/// The number before a tenant's first.
const BEFORE_FIRST: i64 = 1_000;

statements! { "work_orders":
    NEXT_NUMBER = sql(
        "insert into counters (tenant_id, noun, value) values ($1, 'work_order', $2) \
         on conflict (tenant_id, noun) do update set value = counters.value + 1 returning value"
    );
    INSERT = sql(
        "insert into work_orders (tenant_id, id, number, portal_id, customer_id, requester_id, flow_id, work_type_id, \
         status_id, priority, title, description, address_id, object_id, assignee, answers, planned_from, planned_until, \
         created_at, updated_at, closed_at, search) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, \
         $15, $16, $17, $18, $19, $20, $21, $22)"
    );
    // The words that a work order was inserted with stay beside its own, as long as those do.
    UPDATE = sql(
        "update work_orders set number = $3, portal_id = $4, customer_id = $5, requester_id = $6, flow_id = $7, \
         work_type_id = $8, status_id = $9, priority = $10, title = $11, description = $12, address_id = $13, \
         object_id = $14, assignee = $15, answers = $16, planned_from = $17, planned_until = $18, created_at = $19, \
         updated_at = $20, closed_at = $21, \
         search = case when number = $3 and title = $11 and description = $12 then search else $22 end \
         where tenant_id = $1 and id = $2"
    );
    GET = sql(by_id!());
    BY_NUMBER = sql(concat!("select o.id from work_orders o where o.tenant_id = $1 and o.number = $2 and ", visible!()));
    GET_FOR_UPDATE = locking!(by_id!());
    // unlimited: used when nothing limits the scope.
    COUNTS = sql(
        "select s.category, count(*) as orders from work_orders o \
         join statuses s on s.tenant_id = o.tenant_id and s.id = o.status_id \
         where o.tenant_id = $1 group by s.category"
    );
    // One look into an index per status: a customer's page does not count the whole tenant. One statement for each sight.
    // unlimited: used when the customer is all that limits the scope.
    COUNTS_OF_CUSTOMER = counts!("o.customer_id = $2");
    COUNTS_OF_REQUESTER = counts!("o.customer_id = $2 and o.requester_id = $3");
    COUNTS_AT_SITES = counts!(
        "o.customer_id = $2 and (o.requester_id = $3 or o.address_id in (\
         select m.address_id from membership_sites m where m.tenant_id = $1 and m.membership_id = $4))"
    );
    DETAIL = sql(concat!(
        "select ",
        columns!(),
        ", s.slug as status_slug, s.category, s.name as status_name, s.customer_label, s.position, \
         w.slug as work_type_slug, w.name as work_type_name, f.slug as flow_slug, f.title as flow_title, \
         c.number as customer_number, c.name as customer_name, c.phone as customer_phone, c.email as customer_email, \
         a.label, a.street, a.postcode, a.city, a.country, a.customer_id as address_customer, \
         e.name as object_name, e.kind as object_kind, e.serial, e.customer_id as object_customer, \
         e.address_id as object_address, u.name as requester_name, u.email as requester_email \
         from work_orders o \
         join statuses s on s.tenant_id = o.tenant_id and s.id = o.status_id \
         join work_types w on w.tenant_id = o.tenant_id and w.id = o.work_type_id \
         join customers c on c.tenant_id = o.tenant_id and c.id = o.customer_id \
         left join flows f on f.tenant_id = o.tenant_id and f.id = o.flow_id \
         left join addresses a on a.tenant_id = o.tenant_id and a.id = o.address_id \
         left join objects e on e.tenant_id = o.tenant_id and e.id = o.object_id \
         left join users u on u.tenant_id = o.tenant_id and u.id = o.requester_id \
         where o.tenant_id = $1 and o.id = $2 and ",
        visible!()
    ));
}

/// The tenant's next number, from 1001. It counts in this transaction, so a number is neither lost nor given twice.
pub async fn next_number(tx: &mut Writer) -> Result<i64, StoreError> {
    let tenant = tx.own_tenant()?;
    tx.one(&NEXT_NUMBER, number_args(tenant), |row| row.int("value")).await
}

pub(super) fn number_args(tenant: TenantId) -> Vec<Arg> {
    args![tenant, BEFORE_FIRST + 1]
}

pub async fn insert(tx: &mut Writer, order: &WorkOrder) -> Result<(), StoreError> {
    insert_found_by(tx, order, "").await
}

/// The same with further words by which the search finds it.
pub async fn insert_found_by(tx: &mut Writer, order: &WorkOrder, words: &str) -> Result<(), StoreError> {
    tx.must_own(order.tenant)?;
    tx.put_off(&INSERT, values(order, words))
}

/// Writes everything but the identity. A work order that is not there is an error: whoever updates has read it in this transaction.
pub async fn update(tx: &mut Writer, order: &WorkOrder) -> Result<(), StoreError> {
    tx.must_own(order.tenant)?;
    match tx.execute(&UPDATE, values(order, "")).await? {
        1 => Ok(()),
        _ => Err(StoreError::Other(format!("work_orders: there is no work order {} to update", order.id))),
    }
}

pub async fn get(conn: &mut Conn, scope: &Scope, id: WorkOrderId) -> Result<Option<WorkOrder>, StoreError> {
    let tenant = conn.serves(scope)?;
    let found = conn.optional(&GET, visible::values(tenant, id, scope), read).await?;
    Ok(found.map(|order| order.masked(scope.mask().parts)))
}

/// The work order with a number, as people name it.
pub async fn by_number(conn: &mut Conn, scope: &Scope, number: i64) -> Result<Option<WorkOrderId>, StoreError> {
    let tenant = conn.serves(scope)?;
    conn.optional(&BY_NUMBER, visible::values(tenant, number, scope), |row| row.id("id")).await
}

/// Reads a work order that will be changed, with all of its parts, because all are written back: nobody else changes it until the transaction
/// ends.
pub async fn get_for_update(tx: &mut Writer, scope: &Scope, id: WorkOrderId) -> Result<Option<WorkOrder>, StoreError> {
    let tenant = tx.serves(scope)?;
    tx.optional(&GET_FOR_UPDATE, visible::values(tenant, id, scope), read).await
}

fn values(order: &WorkOrder, words: &str) -> Vec<Arg> {
    let search = format!("{}\n{}\n{}\n{words}", order.number, order.title, order.description).to_lowercase();
    args![
        order.tenant,
        order.id,
        order.number,
        order.portal,
        order.customer,
        order.requester,
        order.flow,
        order.work_type,
        order.status,
        order.priority.rank(),
        order.title.as_str(),
        order.description.as_str(),
        order.address,
        order.object,
        order.assignee.as_str(),
        Arg::json(&order.values),
        order.planned_from,
        order.planned_until,
        order.created_at,
        order.updated_at,
        order.closed_at,
        search,
    ]
}

fn read(row: &Row) -> Result<WorkOrder, StoreError> {
    Ok(WorkOrder {
        id: row.id("id")?,
        tenant: row.id("tenant_id")?,
        number: row.int("number")?,
        portal: row.maybe_id("portal_id")?,
        customer: row.id("customer_id")?,
        requester: row.maybe_id("requester_id")?,
        flow: row.maybe_id("flow_id")?,
        work_type: row.id("work_type_id")?,
        status: row.id("status_id")?,
        priority: row.rank("priority", Priority::from_rank)?,
        title: row.text("title")?,
        description: row.text("description")?,
        address: row.maybe_id("address_id")?,
        object: row.maybe_id("object_id")?,
        assignee: row.text("assignee")?,
        values: row.json("answers")?,
        planned_from: row.maybe_time("planned_from")?,
        planned_until: row.maybe_time("planned_until")?,
        created_at: row.time("created_at")?,
        updated_at: row.time("updated_at")?,
        closed_at: row.maybe_time("closed_at")?,
    })
}
