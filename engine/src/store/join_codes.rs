//! Codes by which people say for which customer they register: one per customer and portal.

use jiff::Timestamp;

use super::{
    Conn, StoreError, Writer,
    arg::args,
    statement::{sql, statements},
};
use crate::domain::{
    access::Scope,
    id::{CustomerId, PortalId},
};

statements! { "join_codes":
    INSERT = sql("insert into join_codes (tenant_id, portal_id, customer_id, code, made_at) values ($1, $2, $3, $4, $5)");
    DELETE = sql("delete from join_codes where tenant_id = $1 and portal_id = $2 and customer_id = $3");
    GET = sql("select code from join_codes where tenant_id = $1 and portal_id = $2 and customer_id = $3");
    FIND = sql("select customer_id from join_codes where tenant_id = $1 and portal_id = $2 and code = $3");
}

/// Gives a customer this code in place of the one that it has.
pub async fn set(
    tx: &mut Writer,
    (portal, customer): (PortalId, CustomerId),
    code: &str,
    at: Timestamp,
) -> Result<(), StoreError> {
    let tenant = tx.own_tenant()?;
    tx.execute(&DELETE, args![tenant, portal, customer]).await?;
    tx.execute(&INSERT, args![tenant, portal, customer, code, at]).await.map(|_| ())
}

/// Takes the code of a customer away. False: it has none.
pub async fn delete(tx: &mut Writer, (portal, customer): (PortalId, CustomerId)) -> Result<bool, StoreError> {
    let tenant = tx.own_tenant()?;
    Ok(tx.execute(&DELETE, args![tenant, portal, customer]).await? == 1)
}

/// The code of the scope's customer.
pub async fn get(conn: &mut Conn, scope: &Scope, portal: PortalId) -> Result<Option<String>, StoreError> {
    let tenant = conn.serves(scope)?;
    let Some(customer) = scope.customer() else { return Ok(None) };
    conn.optional(&GET, args![tenant, portal, customer], |row| row.text("code")).await
}

// unscoped: whose code somebody typed who is nobody yet; it shows to nobody but the reader of the mail.
pub async fn find(conn: &mut Conn, portal: PortalId, code: &str) -> Result<Option<CustomerId>, StoreError> {
    let tenant = conn.own_tenant()?;
    conn.optional(&FIND, args![tenant, portal, code], |row| row.id("customer_id")).await
}
