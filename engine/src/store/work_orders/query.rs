//! Lists of work orders: the filter builder, and counts per category. The text of a query is put together from fixed parts only; every
//! value is bound.

use jiff::Timestamp;

use super::{COUNTS, COUNTS_AT_SITES, COUNTS_OF_CUSTOMER, COUNTS_OF_REQUESTER};
use crate::{
    domain::{
        access::Scope,
        address::Address,
        id::{AddressId, CustomerId, PortalId, StatusId, WorkOrderId, WorkTypeId},
        part::Part,
        status::Category,
        work_order::Priority,
    },
    store::{
        Conn, StoreError,
        arg::{Arg, args},
        dialect,
        row::Row,
        search::pattern,
        statement::{Statement, Text},
        visible,
    },
};

/// Which work orders, in which order, which part of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct OrderQuery {
    pub portal: Option<PortalId>,
    /// Some(true): somebody still has to do something; Some(false): done or closed.
    pub open: Option<bool>,
    pub category: Option<Category>,
    /// Looked for in number, title and description, whatever its case.
    pub text: Option<String>,
    pub sort: Sort,
    /// Counted from 1; 0 counts as 1.
    pub page: u32,
    /// From 1 to `MAX_PAGE_SIZE`; 0 counts as `DEFAULT_PAGE_SIZE`.
    pub page_size: u32,
}

/// Most lines on one page.
pub const MAX_PAGE_SIZE: u32 = 200;
/// Lines on a page that asks for none.
pub const DEFAULT_PAGE_SIZE: u32 = 25;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Sort {
    #[default]
    Newest,
    Oldest,
    /// The most urgent first, of those the oldest.
    Priority,
    /// The last changed first.
    Updated,
}

/// One part of a list, and how many there are in all.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct OrderPage {
    pub lines: Vec<OrderLine>,
    pub total: i64,
}

/// A work order as a line of a list.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderLine {
    pub id: WorkOrderId,
    pub number: i64,
    pub title: String,
    /// Its words are in the catalogue, as those of the work type.
    pub status: StatusId,
    pub priority: Priority,
    pub work_type: WorkTypeId,
    pub customer_name: String,
    /// None: no address was given.
    pub address_line: Option<String>,
    pub created_at: Timestamp,
    pub updated_at: Timestamp,
    pub planned_from: Option<Timestamp>,
    pub planned_until: Option<Timestamp>,
    pub assignee: String,
    /// Name of the portal user who asked; empty when nobody did.
    pub requester_name: String,
    /// Empty: no address was given.
    pub city: String,
}

/// A page of work orders.
pub async fn list(conn: &mut Conn, scope: &Scope, query: &OrderQuery) -> Result<OrderPage, StoreError> {
    conn.serves(scope)?;
    let (page, count) = (page_statement(&Limits::of(scope), query), count_statement(&Limits::of(scope), query));
    let [lines, total] = conn.together([(&page.0, page.1), (&count.0, count.1)]).await?;
    let total = total.first().map_or(Ok(0), |row| row.int("total"))?;
    Ok(OrderPage { lines: lines.iter().map(|row| line(row, scope)).collect::<Result<_, _>>()?, total })
}

/// How many work orders there are per category. Categories without any are left out.
pub async fn counts(conn: &mut Conn, scope: &Scope) -> Result<Vec<(Category, i64)>, StoreError> {
    conn.serves(scope)?;
    let (statement, args) = counts_statement(&Limits::of(scope));
    let [found] = conn.together([(&statement, args)]).await?;
    per_category(&found)
}

/// A page and the counts beside it, in one look. What the counts already tell is not counted again.
pub async fn list_and_counts(
    conn: &mut Conn,
    scope: &Scope,
    query: &OrderQuery,
) -> Result<(OrderPage, Vec<(Category, i64)>), StoreError> {
    if query.portal.is_some() || query.text.is_some() {
        let page = list(conn, scope, query).await?;
        return Ok((page, counts(conn, scope).await?));
    }
    conn.serves(scope)?;
    let (page, all) = (page_statement(&Limits::of(scope), query), counts_statement(&Limits::of(scope)));
    let [lines, found] = conn.together([(&page.0, page.1), (&all.0, all.1)]).await?;
    let counts = per_category(&found)?;
    let wanted = |category: Category| {
        query.open.is_none_or(|open| category.is_open() == open) && query.category.is_none_or(|only| only == category)
    };
    let total = counts.iter().filter(|(category, _)| wanted(*category)).map(|(_, orders)| orders).sum();
    Ok((OrderPage { lines: lines.iter().map(|row| line(row, scope)).collect::<Result<_, _>>()?, total }, counts))
}

fn counts_statement(limits: &Limits) -> (Statement, Vec<Arg>) {
    let Some(customer) = limits.customer else { return (COUNTS, args![limits.tenant]) };
    let mut values = args![limits.tenant, customer];
    let Some((narrowed, bound)) = &limits.narrowed else { return (COUNTS_OF_CUSTOMER, values) };
    values.extend(bound.iter().cloned());
    (if *narrowed == visible::OWN { COUNTS_OF_REQUESTER } else { COUNTS_AT_SITES }, values)
}

fn per_category(found: &[Row]) -> Result<Vec<(Category, i64)>, StoreError> {
    let read = |row: &Row| Ok((row.word("category", Category::parse)?, row.int("orders")?));
    let mut counts = found.iter().map(read).collect::<Result<Vec<_>, StoreError>>()?;
    counts.retain(|(_, orders)| *orders > 0);
    counts.sort_unstable();
    Ok(counts)
}

/// The text that [`list`] sends, for benchmarks that compare a page with nothing but its query.
pub fn list_text(scope: &Scope, query: &OrderQuery) -> String {
    dialect::sqlite_text(&page_statement(&Limits::of(scope), query).0).as_str().to_owned()
}

/// Every text that [`list`] can send, for the test that prepares all statements.
pub fn list_statements() -> Vec<Statement> {
    use crate::domain::id::TenantId;
    let id = uuid::Uuid::nil();
    let mut found = Vec::new();
    for sort in [Sort::Newest, Sort::Oldest, Sort::Priority, Sort::Updated] {
        for bits in 0..32_u8 {
            let is = |bit: u8| bits & (1 << bit) != 0;
            let query = OrderQuery {
                portal: is(0).then_some(PortalId(id)),
                open: is(1).then_some(is(0)),
                category: is(2).then_some(Category::Done),
                text: is(3).then(|| "x".to_owned()),
                sort,
                ..OrderQuery::default()
            };
            for narrowed in [None, Some((visible::OWN, args![id])), Some((visible::SITES, args![id, id]))] {
                let limits = Limits { tenant: TenantId(id), customer: is(4).then_some(CustomerId(id)), narrowed };
                found.extend([page_statement(&limits, &query).0, count_statement(&limits, &query).0]);
            }
        }
    }
    found
}

/// What a scope limits the query to.
struct Limits {
    tenant: crate::domain::id::TenantId,
    customer: Option<CustomerId>,
    narrowed: Option<(&'static str, Vec<Arg>)>,
}

impl Limits {
    fn of(scope: &Scope) -> Self {
        Self { tenant: scope.tenant(), customer: scope.customer(), narrowed: visible::narrowed(scope) }
    }
}

fn page_statement(limits: &Limits, query: &OrderQuery) -> (Statement, Vec<Arg>) {
    let (filter, mut args) = filter(limits, query);
    let order = order(limits, query.sort);
    let size = match query.page_size {
        0 => DEFAULT_PAGE_SIZE,
        size => size.min(MAX_PAGE_SIZE),
    };
    let skipped = i64::from(size) * i64::from(query.page.max(1) - 1);
    args.extend(args![i64::from(size), skipped]);
    let (limit, offset) = (args.len() - 1, args.len());
    // The page is cut before anything is joined to it.
    let text = format!(
        "select o.id, o.number, o.title, o.priority, o.created_at, o.updated_at, o.planned_from, o.planned_until, \
         o.assignee, u.name as requester_name, o.status_id, o.work_type_id, \
         c.name as customer_name, o.tenant_id, o.customer_id, o.address_id, a.label, a.street, a.postcode, a.city, a.country \
         from (select * from work_orders o where {filter} order by {order} limit ${limit} offset ${offset}) o \
         join customers c on c.tenant_id = o.tenant_id and c.id = o.customer_id \
         left join addresses a on a.tenant_id = o.tenant_id and a.id = o.address_id \
         left join users u on u.tenant_id = o.tenant_id and u.id = o.requester_id \
         order by {order}"
    );
    (Statement { table: "work_orders", name: "LIST", text: Text::Built(text) }, args)
}

fn count_statement(limits: &Limits, query: &OrderQuery) -> (Statement, Vec<Arg>) {
    let (filter, args) = filter(limits, query);
    let text = format!("select count(*) as total from work_orders o where {filter}");
    (Statement { table: "work_orders", name: "COUNT", text: Text::Built(text) }, args)
}

/// Conditions that hold the categories of [`Category::is_open`]; a test compares them.
const OPEN: &str = "o.status_id in (select s.id from statuses s where s.tenant_id = $1 \
                    and s.category in ('requested', 'accepted', 'planned', 'in_progress', 'waiting'))";
const FINISHED: &str =
    "o.status_id in (select s.id from statuses s where s.tenant_id = $1 and s.category in ('done', 'closed'))";

/// The condition over `work_orders o`, with its values.
fn filter(limits: &Limits, query: &OrderQuery) -> (String, Vec<Arg>) {
    let mut text = "o.tenant_id = $1".to_owned();
    let mut args = args![limits.tenant];
    let mut add = |condition: &str, values: Vec<Arg>| {
        let mut condition = format!(" and {condition}");
        for value in values {
            args.push(value);
            condition = condition.replacen('?', &format!("${}", args.len()), 1);
        }
        text.push_str(&condition);
    };
    if let Some(customer) = limits.customer {
        add("o.customer_id = ?", args![customer]);
    }
    if let Some((narrowed, values)) = &limits.narrowed {
        add(narrowed, values.clone());
    }
    if let Some(portal) = query.portal {
        add("o.portal_id = ?", args![portal]);
    }
    if let Some(open) = query.open {
        add(if open { OPEN } else { FINISHED }, Vec::new());
    }
    if let Some(category) = query.category {
        let condition = "o.status_id in (select s.id from statuses s where s.tenant_id = $1 and s.category = ?)";
        add(condition, args![category.as_str()]);
    }
    if let Some(words) = query.text.as_deref().map(str::trim).filter(|words| !words.is_empty()) {
        add("o.search like ? escape '\\'", args![pattern(words)]);
    }
    (text, args)
}

/// The order of the lines. Of one customer there are few, found by its own index; the plus keeps SQLite from walking those of the whole
/// tenant in order of priority or change instead.
const fn order(limits: &Limits, sort: Sort) -> &'static str {
    match (sort, limits.customer) {
        (Sort::Newest, _) => "o.created_at desc, o.id desc",
        (Sort::Oldest, _) => "o.created_at, o.id",
        (Sort::Priority, None) => "o.priority desc, o.created_at, o.id",
        (Sort::Priority, Some(_)) => "+o.priority desc, o.created_at, o.id",
        (Sort::Updated, None) => "o.updated_at desc, o.id desc",
        (Sort::Updated, Some(_)) => "+o.updated_at desc, o.id desc",
    }
}

fn line(row: &Row, scope: &Scope) -> Result<OrderLine, StoreError> {
    let parts = scope.mask().parts;
    let planned = |column| if parts.has(Part::Planned) { row.maybe_time(column) } else { Ok(None) };
    Ok(OrderLine {
        id: row.id("id")?,
        number: row.int("number")?,
        title: row.text("title")?,
        status: row.id("status_id")?,
        priority: row.rank("priority", Priority::from_rank)?,
        work_type: row.id("work_type_id")?,
        customer_name: row.text("customer_name")?,
        address_line: address_line(row)?,
        created_at: row.time("created_at")?,
        updated_at: row.time("updated_at")?,
        planned_from: planned("planned_from")?,
        planned_until: planned("planned_until")?,
        assignee: if parts.has(Part::Employee) { row.text("assignee")? } else { String::new() },
        requester_name: row.maybe_text("requester_name")?.unwrap_or_default(),
        city: row.maybe_text("city")?.unwrap_or_default(),
    })
}

fn address_line(row: &Row) -> Result<Option<String>, StoreError> {
    let Some(id) = row.maybe_id::<AddressId>("address_id")? else { return Ok(None) };
    let address = Address {
        id,
        tenant: row.id("tenant_id")?,
        customer: row.id("customer_id")?,
        label: row.text("label")?,
        street: row.text("street")?,
        postcode: row.text("postcode")?,
        city: row.text("city")?,
        country: row.text("country")?,
    };
    Ok(Some(address.line()))
}

#[cfg(test)]
mod tests {
    use super::{Category, FINISHED, OPEN};

    #[test]
    fn the_conditions_for_open_and_finished_name_every_category_once() {
        for category in Category::ALL {
            let word = format!("'{}'", category.as_str());
            assert_eq!(OPEN.contains(&word), category.is_open(), "{word}");
            assert_eq!(FINISHED.contains(&word), !category.is_open(), "{word}");
        }
    }
}
