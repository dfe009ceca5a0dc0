//! Users and their memberships.

use jiff::Timestamp;

use super::{
    Conn, EventHint, StoreError, Writer,
    arg::args,
    hints::Hint,
    row::Row,
    statement::{sql, statements},
};
use crate::domain::{
    access::Scope,
    id::{AddressId, MembershipId, UserId},
    text::{Email, Slug},
    user::{Membership, Seat, User},
};

statements! { "users":
    INSERT = sql(
        "insert into users (tenant_id, id, email, name, language, password_hash, disabled_at) \
         values ($1, $2, $3, $4, $5, $6, $7)"
    );
    GET = sql(
        "select tenant_id, id, email, name, language, password_hash, disabled_at from users \
         where tenant_id = $1 and id = $2"
    );
    BY_EMAIL = sql(
        "select tenant_id, id, email, name, language, password_hash, disabled_at from users \
         where tenant_id = $1 and email = $2"
    );
    LIST = sql(
        "select tenant_id, id, email, name, language, password_hash, disabled_at from users where tenant_id = $1 \
         order by email"
    );
    SET_PASSWORD = sql("update users set password_hash = $3 where tenant_id = $1 and id = $2");
    SET_DETAILS = sql("update users set name = $3, language = $4 where tenant_id = $1 and id = $2");
    DISABLE = sql("update users set disabled_at = $3 where tenant_id = $1 and id = $2 and disabled_at is null");
    ADD_MEMBERSHIP = sql(
        "insert into memberships (tenant_id, id, user_id, portal_id, customer_id, contact_id) \
         values ($1, $2, $3, $4, $5, $6)"
    );
    ADD_ROLE = sql("insert into membership_roles (tenant_id, membership_id, role_slug) values ($1, $2, $3)");
    CLEAR_ROLES = sql("delete from membership_roles where tenant_id = $1 and membership_id = $2");
    ADD_SITE = sql("insert into membership_sites (tenant_id, membership_id, address_id) values ($1, $2, $3)");
    MEMBERSHIPS = sql(
        "select m.tenant_id, m.id as membership_id, m.user_id, m.portal_id, m.customer_id, m.contact_id \
         from memberships m where m.tenant_id = $1 and m.user_id = $2 order by m.id"
    );
    ROLES = sql(
        "select r.membership_id, r.role_slug from membership_roles r \
         join memberships m on m.tenant_id = r.tenant_id and m.id = r.membership_id \
         where r.tenant_id = $1 and m.user_id = $2 order by r.role_slug"
    );
}

pub async fn insert(tx: &mut Writer, user: &User) -> Result<(), StoreError> {
    tx.must_own(user.tenant)?;
    let (name, language) = (user.name.as_str(), user.language.as_str());
    let hash = user.password_hash.as_deref();
    let values = args![user.tenant, user.id, user.email.as_str(), name, language, hash, user.disabled_at];
    tx.execute(&INSERT, values).await.map(|_| ())
}

// unscoped: reads the person who acts or is written to, by an id that the caller found in a record of its own scope.
pub async fn get(conn: &mut Conn, id: UserId) -> Result<Option<User>, StoreError> {
    let tenant = conn.own_tenant()?;
    conn.optional(&GET, args![tenant, id], read_user).await
}

/// All logins of the tenant, for the office and the operator.
pub async fn list(conn: &mut Conn, scope: &Scope) -> Result<Vec<User>, StoreError> {
    let Some(tenant) = conn.serves_office(scope)? else { return Ok(Vec::new()) };
    conn.all(&LIST, args![tenant], read_user).await
}

// unscoped: nobody is signed in yet; the connection is bound to the tenant of the door.
pub async fn by_email(conn: &mut Conn, email: &Email) -> Result<Option<User>, StoreError> {
    let tenant = conn.own_tenant()?;
    conn.optional(&BY_EMAIL, args![tenant, email.as_str()], read_user).await
}

/// Sets or, with None, removes the password. False: there is no such user.
pub async fn set_password_hash(tx: &mut Writer, id: UserId, hash: Option<&str>) -> Result<bool, StoreError> {
    let tenant = tx.own_tenant()?;
    Ok(tx.execute(&SET_PASSWORD, args![tenant, id, hash]).await? == 1)
}

/// Sets what a person says about herself. False: there is no such user.
pub async fn set_details(tx: &mut Writer, id: UserId, name: &str, language: &str) -> Result<bool, StoreError> {
    let tenant = tx.own_tenant()?;
    Ok(tx.execute(&SET_DETAILS, args![tenant, id, name, language]).await? == 1)
}

/// Closes an account; its sessions stop working at once, because every look-up asks. False: there is none, or it was closed before.
pub async fn disable(tx: &mut Writer, id: UserId, at: Timestamp) -> Result<bool, StoreError> {
    let tenant = tx.own_tenant()?;
    tx.hint(Hint::Event(EventHint::PersonChanged { tenant, user: id }));
    Ok(tx.execute(&DISABLE, args![tenant, id, at]).await? == 1)
}

/// Gives a login a place, with its roles, and the addresses that it looks after there.
pub async fn add_membership(tx: &mut Writer, membership: &Membership, sites: &[AddressId]) -> Result<(), StoreError> {
    tx.must_own(membership.tenant)?;
    let (tenant, id) = (membership.tenant, membership.id);
    let contact = match membership.seat {
        Seat::Portal { contact, .. } => contact,
        Seat::Office => None,
    };
    let values = args![tenant, id, membership.user, membership.portal(), membership.customer(), contact];
    tx.execute(&ADD_MEMBERSHIP, values).await?;
    add_roles(tx, id, membership.roles()).await?;
    for site in sites {
        tx.execute(&ADD_SITE, args![tenant, id, *site]).await?;
    }
    Ok(())
}

/// Gives a membership these roles in place of those that it has.
pub async fn set_roles(tx: &mut Writer, membership: MembershipId, roles: &[Slug]) -> Result<(), StoreError> {
    let tenant = tx.own_tenant()?;
    tx.execute(&CLEAR_ROLES, args![tenant, membership]).await?;
    add_roles(tx, membership, roles).await
}

async fn add_roles(tx: &mut Writer, membership: MembershipId, roles: &[Slug]) -> Result<(), StoreError> {
    let tenant = tx.own_tenant()?;
    for role in roles {
        tx.execute(&ADD_ROLE, args![tenant, membership, role.as_str()]).await?;
    }
    Ok(())
}

// unscoped: decides what a person's scope will be.
pub async fn memberships(conn: &mut Conn, user: UserId) -> Result<Vec<Membership>, StoreError> {
    let tenant = conn.own_tenant()?;
    let values = || args![tenant, user];
    let [found, roles] = conn.together([(&MEMBERSHIPS, values()), (&ROLES, values())]).await?;
    let read = |row: &Row| {
        let id = row.id::<MembershipId>("membership_id")?;
        let own = |role: &&Row| role.id::<MembershipId>("membership_id").is_ok_and(|of| of == id);
        read_membership(row, roles.iter().filter(own))
    };
    found.iter().map(read).collect()
}

pub(super) fn read_user(row: &Row) -> Result<User, StoreError> {
    Ok(User {
        id: row.id("id")?,
        tenant: row.id("tenant_id")?,
        email: row.email("email")?,
        name: row.text("name")?,
        language: row.text("language")?,
        password_hash: row.maybe_text("password_hash")?,
        disabled_at: row.maybe_time("disabled_at")?,
    })
}

/// A membership with the rows of its roles. A half one is an error and never the office: that would open the whole tenant.
pub(super) fn read_membership<'r>(row: &Row, roles: impl Iterator<Item = &'r Row>) -> Result<Membership, StoreError> {
    let seat = match (row.maybe_id("portal_id")?, row.maybe_id("customer_id")?) {
        (None, None) => Seat::Office,
        (Some(portal), Some(customer)) => {
            let roles = roles.map(|role| role.slug("role_slug")).collect::<Result<_, _>>()?;
            Seat::Portal { portal, customer, contact: row.maybe_id("contact_id")?, roles }
        }
        _ => return Err(row.invalid("customer_id", "a portal user has both portal and customer".to_owned())),
    };
    Ok(Membership { id: row.id("membership_id")?, user: row.id("user_id")?, tenant: row.id("tenant_id")?, seat })
}
