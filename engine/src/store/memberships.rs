//! Memberships: the places of a login, each with its roles and sites.

use jiff::Timestamp;

use super::{
    Conn, EventHint, StoreError, Writer,
    arg::args,
    dialect::locking,
    hints::Hint,
    row::Row,
    statement::{sql, statements},
};
use crate::domain::{
    access::Scope,
    id::{AddressId, ContactId, CustomerId, MembershipId, PortalId, UserId},
    staff::StaffRole,
    text::Slug,
    user::{Membership, Seat},
};

statements! { "memberships":
    INSERT = sql(
        "insert into memberships (tenant_id, id, user_id, portal_id, customer_id, contact_id, staff_role) \
         values ($1, $2, $3, $4, $5, $6, $7)"
    );
    SET_CONTACT = sql("update memberships set contact_id = $3 where tenant_id = $1 and id = $2");
    DELETE = sql("delete from memberships where tenant_id = $1 and id = $2");
    ADD_ROLE = sql("insert into membership_roles (tenant_id, membership_id, role_slug) values ($1, $2, $3)");
    CLEAR_ROLES = sql("delete from membership_roles where tenant_id = $1 and membership_id = $2");
    ADD_SITE = sql("insert into membership_sites (tenant_id, membership_id, address_id) values ($1, $2, $3)");
    CLEAR_SITES = sql("delete from membership_sites where tenant_id = $1 and membership_id = $2");
    SITES = sql(
        "select s.address_id from membership_sites s where s.tenant_id = $1 and s.membership_id = $2 order by s.address_id"
    );
    SITES_OF_PORTAL = sql(
        "select s.membership_id, s.address_id from membership_sites s \
         join memberships m on m.tenant_id = s.tenant_id and m.id = s.membership_id \
         where s.tenant_id = $1 and m.portal_id = $2 and m.customer_id = $3 order by s.membership_id, s.address_id"
    );
    // Whoever looks after colleagues waits here for whoever else does: of two who take each other's rights away one has hers no more.
    LOCK = locking!(
        "select m.id from memberships m where m.tenant_id = $1 and m.portal_id = $2 and m.customer_id = $3 order by m.id"
    );
    CLOSE = sql(
        "update memberships set closed_at = $3 where tenant_id = $1 and id = $2 and closed_at is null"
    );
    OPEN = sql(
        "update memberships set closed_at = null where tenant_id = $1 and id = $2 and closed_at is not null"
    );
    SIGNED_IN = sql(
        "update memberships set last_sign_in_at = $4 where tenant_id = $1 and user_id = $2 and portal_id = $3"
    );
    GET = sql(
        "select m.tenant_id, m.id as membership_id, m.user_id, m.portal_id, m.customer_id, m.contact_id, m.staff_role, m.closed_at \
         from memberships m where m.tenant_id = $1 and m.id = $2"
    );
    ROLES_OF = sql(
        "select r.membership_id, r.role_slug from membership_roles r where r.tenant_id = $1 and r.membership_id = $2 \
         order by r.role_slug"
    );
    OF_USER = sql(
        "select m.tenant_id, m.id as membership_id, m.user_id, m.portal_id, m.customer_id, m.contact_id, m.staff_role, m.closed_at \
         from memberships m where m.tenant_id = $1 and m.user_id = $2 order by m.id"
    );
    ROLES_OF_USER = sql(
        "select r.membership_id, r.role_slug from membership_roles r \
         join memberships m on m.tenant_id = r.tenant_id and m.id = r.membership_id \
         where r.tenant_id = $1 and m.user_id = $2 order by r.role_slug"
    );
}

/// Gives a login a place, with its roles, and the addresses that it looks after there.
pub async fn insert(tx: &mut Writer, membership: &Membership, sites: &[AddressId]) -> Result<(), StoreError> {
    tx.must_own(membership.tenant)?;
    let (tenant, id) = (membership.tenant, membership.id);
    let (contact, staff_role) = match membership.seat {
        Seat::Portal { contact, .. } => (contact, None),
        Seat::Office(role) => (None, Some(role.as_str())),
    };
    let values = args![tenant, id, membership.user, membership.portal(), membership.customer(), contact, staff_role];
    tx.execute(&INSERT, values).await?;
    add_roles(tx, id, membership.roles()).await?;
    add_sites(tx, id, sites).await
}

/// Gives a membership these roles in place of those that it has.
pub async fn set_roles(tx: &mut Writer, membership: MembershipId, roles: &[Slug]) -> Result<(), StoreError> {
    let tenant = tx.own_tenant()?;
    tx.execute(&CLEAR_ROLES, args![tenant, membership]).await?;
    add_roles(tx, membership, roles).await
}

/// Gives a membership these sites in place of those that it has.
pub async fn set_sites(tx: &mut Writer, membership: MembershipId, sites: &[AddressId]) -> Result<(), StoreError> {
    let tenant = tx.own_tenant()?;
    tx.execute(&CLEAR_SITES, args![tenant, membership]).await?;
    add_sites(tx, membership, sites).await
}

/// Says which contact of the customer the person is.
pub async fn set_contact(
    tx: &mut Writer,
    membership: MembershipId,
    contact: Option<ContactId>,
) -> Result<(), StoreError> {
    let tenant = tx.own_tenant()?;
    tx.execute(&SET_CONTACT, args![tenant, membership, contact]).await.map(|_| ())
}

/// Closes a place; sessions there stop working at once, because every look-up asks. False: there is none, or it was closed before.
pub async fn close(tx: &mut Writer, membership: &Membership, at: Timestamp) -> Result<bool, StoreError> {
    tx.must_own(membership.tenant)?;
    tx.hint(Hint::Event(EventHint::PersonChanged { tenant: membership.tenant, user: membership.user }));
    Ok(tx.execute(&CLOSE, args![membership.tenant, membership.id, at]).await? == 1)
}

/// Opens a closed place. False: there is none, or it is open.
pub async fn open(tx: &mut Writer, membership: MembershipId) -> Result<bool, StoreError> {
    let tenant = tx.own_tenant()?;
    Ok(tx.execute(&OPEN, args![tenant, membership]).await? == 1)
}

/// Notes when somebody signed in at a portal.
pub async fn signed_in(tx: &mut Writer, user: UserId, portal: PortalId, at: Timestamp) -> Result<(), StoreError> {
    let tenant = tx.own_tenant()?;
    tx.execute(&SIGNED_IN, args![tenant, user, portal, at]).await.map(|_| ())
}

/// Makes whoever else changes the places of a customer in a portal wait until this transaction ends.
pub async fn lock(tx: &mut Writer, portal: PortalId, customer: CustomerId) -> Result<(), StoreError> {
    let tenant = tx.own_tenant()?;
    tx.all(&LOCK, args![tenant, portal, customer], |row| row.id::<MembershipId>("id")).await.map(|_| ())
}

/// Takes a place away, with its roles, sites and invitations. False: there is none.
pub async fn delete(tx: &mut Writer, membership: MembershipId) -> Result<bool, StoreError> {
    let tenant = tx.own_tenant()?;
    Ok(tx.execute(&DELETE, args![tenant, membership]).await? == 1)
}

async fn add_roles(tx: &mut Writer, membership: MembershipId, roles: &[Slug]) -> Result<(), StoreError> {
    let tenant = tx.own_tenant()?;
    for role in roles {
        tx.execute(&ADD_ROLE, args![tenant, membership, role.as_str()]).await?;
    }
    Ok(())
}

async fn add_sites(tx: &mut Writer, membership: MembershipId, sites: &[AddressId]) -> Result<(), StoreError> {
    let tenant = tx.own_tenant()?;
    for site in sites {
        tx.execute(&ADD_SITE, args![tenant, membership, *site]).await?;
    }
    Ok(())
}

// unscoped: decides what a person's scope will be.
pub async fn of_user(conn: &mut Conn, user: UserId) -> Result<Vec<Membership>, StoreError> {
    let tenant = conn.own_tenant()?;
    let values = || args![tenant, user];
    let [found, roles] = conn.together([(&OF_USER, values()), (&ROLES_OF_USER, values())]).await?;
    let read = |row: &Row| {
        let id = row.id::<MembershipId>("membership_id")?;
        let own = |role: &&Row| role.id::<MembershipId>("membership_id").is_ok_and(|of| of == id);
        read(row, roles.iter().filter(own))
    };
    found.iter().map(read).collect()
}

// unscoped: reads the place that an action is about, by an id that its caller found within its own scope.
pub async fn get(conn: &mut Conn, id: MembershipId) -> Result<Option<Membership>, StoreError> {
    let tenant = conn.own_tenant()?;
    let values = || args![tenant, id];
    let [found, roles] = conn.together([(&GET, values()), (&ROLES_OF, values())]).await?;
    found.first().map(|row| read(row, roles.iter())).transpose()
}

// unscoped: like `get`, for the sites.
pub async fn sites(conn: &mut Conn, id: MembershipId) -> Result<Vec<AddressId>, StoreError> {
    let tenant = conn.own_tenant()?;
    conn.all(&SITES, args![tenant, id], |row| row.id("address_id")).await
}

/// The addresses that the people of a customer look after in a portal, each with the membership of who does.
pub async fn sites_of_portal(
    conn: &mut Conn,
    scope: &Scope,
    portal: PortalId,
) -> Result<Vec<(MembershipId, AddressId)>, StoreError> {
    let tenant = conn.serves(scope)?;
    let Some(customer) = scope.customer() else { return Ok(Vec::new()) };
    let read = |row: &Row| Ok((row.id("membership_id")?, row.id("address_id")?));
    conn.all(&SITES_OF_PORTAL, args![tenant, portal, customer], read).await
}

/// A membership with the rows of its roles. A half one, or one of a role that is not known, is an error and never the office: that would
/// open the whole tenant.
pub(super) fn read<'r>(row: &Row, roles: impl Iterator<Item = &'r Row>) -> Result<Membership, StoreError> {
    let staff_role = row.maybe_text("staff_role")?;
    let staff_role = staff_role.as_deref().map(|role| StaffRole::parse(role).ok_or_else(|| unknown(row, role)));
    let seat = match (row.maybe_id("portal_id")?, row.maybe_id("customer_id")?, staff_role.transpose()?) {
        // A program from before there were roles may run beside this one while it is updated: it gives nobody more than looking.
        (None, None, role) => Seat::Office(role.unwrap_or(StaffRole::Reader)),
        (Some(portal), Some(customer), None) => {
            let roles = roles.map(|role| role.slug("role_slug")).collect::<Result<_, _>>()?;
            Seat::Portal { portal, customer, contact: row.maybe_id("contact_id")?, roles }
        }
        _ => {
            let problem = "a portal user has both portal and customer and no role in the office";
            return Err(row.invalid("customer_id", problem.to_owned()));
        }
    };
    Ok(Membership {
        id: row.id("membership_id")?,
        user: row.id("user_id")?,
        tenant: row.id("tenant_id")?,
        seat,
        closed_at: row.maybe_time("closed_at")?,
    })
}

fn unknown(row: &Row, role: &str) -> StoreError {
    row.invalid("staff_role", format!("there is no role \"{role}\""))
}
