//! Those who work in an office, as its administrators see them.

use jiff::Timestamp;

use super::{
    Conn, StoreError, Writer,
    arg::args,
    row::Row,
    statement::{sql, statements},
};
use crate::domain::{
    access::Scope,
    id::{MembershipId, UserId},
    staff::StaffRole,
    text::Email,
};

/// A person with her place in the office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StaffLine {
    pub membership: MembershipId,
    pub user: UserId,
    pub role: StaffRole,
    pub name: String,
    pub email: Email,
    /// None: she has not set a password yet.
    pub joined_at: Option<Timestamp>,
    pub last_sign_in_at: Option<Timestamp>,
    pub disabled_at: Option<Timestamp>,
}

macro_rules! select {
    ($rest:literal) => {
        sql(concat!(
            "select m.id as membership_id, m.user_id, m.staff_role, u.name, u.email, u.joined_at, u.last_sign_in_at, u.disabled_at \
             from memberships m join users u on u.tenant_id = m.tenant_id and u.id = m.user_id \
             where m.tenant_id = $1 and m.portal_id is null ",
            $rest
        ))
    };
}

statements! { "memberships":
    LIST = select!("order by u.name, u.id");
    GET = select!("and m.id = $2");
    SET_ROLE = sql(
        "update memberships set staff_role = $3 where tenant_id = $1 and id = $2 and portal_id is null"
    );
}

/// Everybody in the office, by name; a customer's scope sees nobody.
pub async fn list(conn: &mut Conn, scope: &Scope) -> Result<Vec<StaffLine>, StoreError> {
    let Some(tenant) = conn.serves_office(scope)? else { return Ok(Vec::new()) };
    conn.all(&LIST, args![tenant], read).await
}

/// One of them.
pub async fn get(conn: &mut Conn, scope: &Scope, id: MembershipId) -> Result<Option<StaffLine>, StoreError> {
    let Some(tenant) = conn.serves_office(scope)? else { return Ok(None) };
    conn.optional(&GET, args![tenant, id], read).await
}

/// Gives somebody another role. False: she does not work in the office.
pub async fn set_role(tx: &mut Writer, id: MembershipId, role: StaffRole) -> Result<bool, StoreError> {
    let tenant = tx.own_tenant()?;
    Ok(tx.execute(&SET_ROLE, args![tenant, id, role.as_str()]).await? == 1)
}

fn read(row: &Row) -> Result<StaffLine, StoreError> {
    let role = row.maybe_text("staff_role")?.and_then(|role| StaffRole::parse(&role));
    Ok(StaffLine {
        membership: row.id("membership_id")?,
        user: row.id("user_id")?,
        role: role.unwrap_or(StaffRole::Reader),
        name: row.text("name")?,
        email: row.email("email")?,
        joined_at: row.maybe_time("joined_at")?,
        last_sign_in_at: row.maybe_time("last_sign_in_at")?,
        disabled_at: row.maybe_time("disabled_at")?,
    })
}
