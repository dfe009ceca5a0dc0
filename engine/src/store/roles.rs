//! Roles of portal users. Which of them somebody has stands with the memberships.

use super::{
    Conn, EventHint, StoreError, Writer,
    arg::{Arg, args},
    dialect::locking,
    hints::Hint,
    row::Row,
    statement::{sql, statements},
};
use crate::domain::{
    access::Scope,
    role::{Role, Sight},
    text::Slug,
};

statements! { "roles":
    INSERT = sql(
        "insert into roles (tenant_id, slug, name, position, sight, allows, denies, shows) \
         values ($1, $2, $3, $4, $5, $6, $7, $8)"
    );
    LIST = sql(
        "select tenant_id, slug, name, position, sight, allows, denies, shows from roles where tenant_id = $1 \
         order by position, slug"
    );
    LOCK = locking!(
        "select tenant_id, slug, name, position, sight, allows, denies, shows from roles where tenant_id = $1 and slug = $2"
    );
    UPDATE = sql(
        "update roles set name = $3, position = $4, sight = $5, allows = $6, denies = $7, shows = $8 \
         where tenant_id = $1 and slug = $2"
    );
    DELETE = sql("delete from roles where tenant_id = $1 and slug = $2");
    PEOPLE = sql(
        "select role_slug, count(*) as people from membership_roles where tenant_id = $1 group by role_slug"
    );
}

pub async fn insert(tx: &mut Writer, role: &Role) -> Result<(), StoreError> {
    tx.must_own(role.tenant)?;
    tx.execute(&INSERT, values(role)).await.map(|_| ())
}

/// Writes everything but the slug. What it changes counts for everybody who has the role: open pages of the tenant look again whether
/// they still show what they may.
pub async fn update(tx: &mut Writer, role: &Role) -> Result<(), StoreError> {
    tx.must_own(role.tenant)?;
    tx.hint(Hint::Event(EventHint::RolesChanged { tenant: role.tenant }));
    match tx.execute(&UPDATE, values(role)).await? {
        1 => Ok(()),
        _ => Err(StoreError::Other(format!("roles: there is no role {} to update", role.slug))),
    }
}

/// Removes a role that nobody has.
pub async fn delete(tx: &mut Writer, role: &Role) -> Result<(), StoreError> {
    tx.must_own(role.tenant)?;
    tx.execute(&DELETE, args![role.tenant, role.slug.as_str()]).await.map(|_| ())
}

// unscoped: reads the role that an action is about to change; nobody else changes or gives it until the transaction ends.
pub async fn lock(tx: &mut Writer, slug: &Slug) -> Result<Option<Role>, StoreError> {
    let tenant = tx.own_tenant()?;
    tx.optional(&LOCK, args![tenant, slug.as_str()], read).await
}

/// How many places have each role; those that nobody has are left out. A customer's scope sees none.
pub async fn people(conn: &mut Conn, scope: &Scope) -> Result<Vec<(Slug, u64)>, StoreError> {
    let Some(tenant) = conn.serves_office(scope)? else { return Ok(Vec::new()) };
    conn.all(&PEOPLE, args![tenant], |row| Ok((row.slug("role_slug")?, row.count("people")?))).await
}

fn values(role: &Role) -> Vec<Arg> {
    let (name, allows, denies) = (Arg::json(&role.name), Arg::json(&role.allows), Arg::json(&role.denies));
    let shows = Arg::json(&role.shows);
    args![role.tenant, role.slug.as_str(), name, role.position, role.sight.as_str(), allows, denies, shows]
}

pub(super) fn read(row: &Row) -> Result<Role, StoreError> {
    Ok(Role {
        tenant: row.id("tenant_id")?,
        slug: row.slug("slug")?,
        name: row.json("name")?,
        position: row.int("position")?,
        sight: row.word("sight", Sight::parse)?,
        allows: row.json("allows")?,
        denies: row.json("denies")?,
        shows: row.json("shows")?,
    })
}
