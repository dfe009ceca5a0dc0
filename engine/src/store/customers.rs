//! Customers. A customer's scope sees only itself.

use super::{
    Conn, StoreError, Writer, addresses,
    arg::{Arg, args},
    objects,
    row::Row,
    search::pattern,
    statement::{sql, statements},
};
use crate::domain::{access::Scope, address::Address, customer::Customer, id::CustomerId, object::Object};

statements! { "customers":
    INSERT = sql(
        "insert into customers (tenant_id, id, number, name, phone, email, search) values ($1, $2, $3, $4, $5, $6, $7)"
    );
    GET = sql(
        "select tenant_id, id, number, name, phone, email from customers \
         where tenant_id = $1 and id = $2 and (id = $3 or $3 is null)"
    );
    BY_NUMBER = sql(
        "select id from customers where tenant_id = $1 and number = $2 and (id = $3 or $3 is null)"
    );
    LIST = sql(
        "select tenant_id, id, number, name, phone, email from customers \
         where tenant_id = $1 and (id = $2 or $2 is null) order by name, id limit $3 offset $4"
    );
    FIND = sql(
        "select c.tenant_id, c.id, c.number, c.name, c.phone, c.email, (select count(*) from memberships m \
         where m.tenant_id = c.tenant_id and m.customer_id = c.id) as members from customers c \
         where c.tenant_id = $1 and (c.id = $2 or $2 is null) and (c.search like $3 escape '\\' or $3 is null) \
         order by c.name, c.id limit $4 offset $5"
    );
    COUNT = sql(
        "select count(*) as number from customers c where c.tenant_id = $1 and (c.id = $2 or $2 is null) \
         and (c.search like $3 escape '\\' or $3 is null)"
    );
}

pub async fn insert(tx: &mut Writer, customer: &Customer) -> Result<(), StoreError> {
    tx.must_own(customer.tenant)?;
    let (number, name) = (customer.number.as_str(), customer.name.as_str());
    let (phone, email) = (customer.phone.as_str(), customer.email.as_str());
    let search = format!("{number}\n{name}\n{email}").to_lowercase();
    let values = args![customer.tenant, customer.id, number, name, phone, email, search.as_str()];
    tx.execute(&INSERT, values).await.map(|_| ())
}

pub async fn get(conn: &mut Conn, scope: &Scope, id: CustomerId) -> Result<Option<Customer>, StoreError> {
    let tenant = conn.serves(scope)?;
    conn.optional(&GET, args![tenant, id, scope.customer()], read).await
}

/// A customer with its addresses and objects.
#[derive(Debug, Clone, PartialEq)]
pub struct Places {
    pub customer: Customer,
    pub addresses: Vec<Address>,
    pub objects: Vec<Object>,
}

/// What a request's form needs to know about a customer, in one look.
pub async fn with_places(conn: &mut Conn, scope: &Scope, id: CustomerId) -> Result<Option<Places>, StoreError> {
    let tenant = conn.serves(scope)?;
    let values = || args![tenant, id, scope.customer()];
    let [customer, addresses, objects] = conn
        .together([
            (&GET, values()),
            (&addresses::LIST_FOR_CUSTOMER, values()),
            (&objects::LIST_FOR_CUSTOMER, values()),
        ])
        .await?;
    let Some(customer) = customer.first().map(read).transpose()? else { return Ok(None) };
    let addresses = addresses.iter().map(addresses::read).collect::<Result<_, _>>()?;
    let objects = objects.iter().map(objects::read).collect::<Result<_, _>>()?;
    Ok(Some(Places { customer, addresses, objects }))
}

/// The customer with the tenant's own number for it.
pub async fn by_number(conn: &mut Conn, scope: &Scope, number: &str) -> Result<Option<CustomerId>, StoreError> {
    let tenant = conn.serves(scope)?;
    conn.optional(&BY_NUMBER, args![tenant, number, scope.customer()], |row| row.id("id")).await
}

/// Customers by name, in parts of `limit`.
pub async fn list(conn: &mut Conn, scope: &Scope, limit: u32, offset: u32) -> Result<Vec<Customer>, StoreError> {
    let tenant = conn.serves(scope)?;
    conn.all(&LIST, args![tenant, scope.customer(), i64::from(limit), i64::from(offset)], read).await
}

/// A customer in a list, with how many portal users it has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerLine {
    pub customer: Customer,
    pub members: u64,
}

/// Customers whose number, name or address has the words in it, by name, in parts of `limit`; and how many there are in all.
pub async fn find(
    conn: &mut Conn,
    scope: &Scope,
    words: Option<&str>,
    (limit, offset): (u32, u32),
) -> Result<(Vec<CustomerLine>, u64), StoreError> {
    let (tenant, words) = (conn.serves(scope)?, words.map(pattern));
    let mut values = args![tenant, scope.customer()];
    values.push(Arg::Text(words));
    let total = conn.one(&COUNT, values.clone(), |row| row.count("number")).await?;
    values.extend(args![i64::from(limit), i64::from(offset)]);
    let line = |row: &Row| Ok(CustomerLine { customer: read(row)?, members: row.count("members")? });
    Ok((conn.all(&FIND, values, line).await?, total))
}

pub(super) fn read(row: &Row) -> Result<Customer, StoreError> {
    Ok(Customer {
        id: row.id("id")?,
        tenant: row.id("tenant_id")?,
        number: row.text("number")?,
        name: row.text("name")?,
        phone: row.text("phone")?,
        email: row.text("email")?,
    })
}
