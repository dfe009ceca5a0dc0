//! Addresses of customers.

use super::{
    Conn, StoreError, Writer,
    arg::args,
    row::Row,
    statement::{sql, statements},
};
use crate::domain::{
    access::Scope,
    address::Address,
    id::{AddressId, CustomerId},
};

statements! { "addresses":
    INSERT = sql(
        "insert into addresses (tenant_id, id, customer_id, label, street, postcode, city, country) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)"
    );
    GET = sql(
        "select tenant_id, id, customer_id, label, street, postcode, city, country from addresses \
         where tenant_id = $1 and id = $2 and (customer_id = $3 or $3 is null)"
    );
    LIST_FOR_CUSTOMER = sql(
        "select tenant_id, id, customer_id, label, street, postcode, city, country from addresses \
         where tenant_id = $1 and customer_id = $2 and (customer_id = $3 or $3 is null) order by label, street, id"
    );
}

pub async fn insert(tx: &mut Writer, address: &Address) -> Result<(), StoreError> {
    tx.must_own(address.tenant)?;
    let values = args![
        address.tenant,
        address.id,
        address.customer,
        address.label.as_str(),
        address.street.as_str(),
        address.postcode.as_str(),
        address.city.as_str(),
        address.country.as_str(),
    ];
    tx.execute(&INSERT, values).await.map(|_| ())
}

pub async fn get(conn: &mut Conn, scope: &Scope, id: AddressId) -> Result<Option<Address>, StoreError> {
    let tenant = conn.serves(scope)?;
    conn.optional(&GET, args![tenant, id, scope.customer()], read).await
}

pub async fn list_for_customer(
    conn: &mut Conn,
    scope: &Scope,
    customer: CustomerId,
) -> Result<Vec<Address>, StoreError> {
    let tenant = conn.serves(scope)?;
    conn.all(&LIST_FOR_CUSTOMER, args![tenant, customer, scope.customer()], read).await
}

pub(super) fn read(row: &Row) -> Result<Address, StoreError> {
    Ok(Address {
        id: row.id("id")?,
        tenant: row.id("tenant_id")?,
        customer: row.id("customer_id")?,
        label: row.text("label")?,
        street: row.text("street")?,
        postcode: row.text("postcode")?,
        city: row.text("city")?,
        country: row.text("country")?,
    })
}
