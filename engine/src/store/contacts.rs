//! Contacts of customers.

use super::{
    Conn, StoreError, Writer,
    arg::args,
    row::Row,
    statement::{sql, statements},
};
use crate::domain::{
    access::Scope,
    contact::Contact,
    id::{ContactId, CustomerId},
};

statements! { "contacts":
    INSERT = sql("insert into contacts (tenant_id, id, customer_id, name, email, phone) values ($1, $2, $3, $4, $5, $6)");
    GET = sql(
        "select tenant_id, id, customer_id, name, email, phone from contacts \
         where tenant_id = $1 and id = $2 and (customer_id = $3 or $3 is null)"
    );
    LIST_FOR_CUSTOMER = sql(
        "select tenant_id, id, customer_id, name, email, phone from contacts \
         where tenant_id = $1 and customer_id = $2 and (customer_id = $3 or $3 is null) order by name, id"
    );
}

pub async fn insert(tx: &mut Writer, contact: &Contact) -> Result<(), StoreError> {
    tx.must_own(contact.tenant)?;
    let (name, email, phone) = (contact.name.as_str(), contact.email.as_str(), contact.phone.as_str());
    tx.execute(&INSERT, args![contact.tenant, contact.id, contact.customer, name, email, phone]).await.map(|_| ())
}

pub async fn get(conn: &mut Conn, scope: &Scope, id: ContactId) -> Result<Option<Contact>, StoreError> {
    let tenant = conn.serves(scope)?;
    conn.optional(&GET, args![tenant, id, scope.customer()], read).await
}

pub async fn list_for_customer(
    conn: &mut Conn,
    scope: &Scope,
    customer: CustomerId,
) -> Result<Vec<Contact>, StoreError> {
    let tenant = conn.serves(scope)?;
    conn.all(&LIST_FOR_CUSTOMER, args![tenant, customer, scope.customer()], read).await
}

fn read(row: &Row) -> Result<Contact, StoreError> {
    Ok(Contact {
        id: row.id("id")?,
        tenant: row.id("tenant_id")?,
        customer: row.id("customer_id")?,
        name: row.text("name")?,
        email: row.text("email")?,
        phone: row.text("phone")?,
    })
}
