//! Objects of customers.

use super::{
    Conn, StoreError, Writer,
    arg::args,
    row::Row,
    statement::{sql, statements},
};
use crate::domain::{
    access::Scope,
    id::{CustomerId, ObjectId},
    object::Object,
};

statements! { "objects":
    INSERT = sql(
        "insert into objects (tenant_id, id, customer_id, address_id, name, kind, serial) \
         values ($1, $2, $3, $4, $5, $6, $7)"
    );
    GET = sql(
        "select tenant_id, id, customer_id, address_id, name, kind, serial from objects \
         where tenant_id = $1 and id = $2 and (customer_id = $3 or $3 is null)"
    );
    LIST_FOR_CUSTOMER = sql(
        "select tenant_id, id, customer_id, address_id, name, kind, serial from objects \
         where tenant_id = $1 and customer_id = $2 and (customer_id = $3 or $3 is null) order by name, id"
    );
}

pub async fn insert(tx: &mut Writer, object: &Object) -> Result<(), StoreError> {
    tx.must_own(object.tenant)?;
    let (name, kind, serial) = (object.name.as_str(), object.kind.as_str(), object.serial.as_str());
    let values = args![object.tenant, object.id, object.customer, object.address, name, kind, serial];
    tx.execute(&INSERT, values).await.map(|_| ())
}

pub async fn get(conn: &mut Conn, scope: &Scope, id: ObjectId) -> Result<Option<Object>, StoreError> {
    let tenant = conn.serves(scope)?;
    conn.optional(&GET, args![tenant, id, scope.customer()], read).await
}

pub async fn list_for_customer(
    conn: &mut Conn,
    scope: &Scope,
    customer: CustomerId,
) -> Result<Vec<Object>, StoreError> {
    let tenant = conn.serves(scope)?;
    conn.all(&LIST_FOR_CUSTOMER, args![tenant, customer, scope.customer()], read).await
}

pub(super) fn read(row: &Row) -> Result<Object, StoreError> {
    Ok(Object {
        id: row.id("id")?,
        tenant: row.id("tenant_id")?,
        customer: row.id("customer_id")?,
        address: row.maybe_id("address_id")?,
        name: row.text("name")?,
        kind: row.text("kind")?,
        serial: row.text("serial")?,
    })
}
