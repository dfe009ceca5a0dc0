//! Roles of portal users. Which of them somebody has stands with the memberships.

use super::{
    StoreError, Writer,
    arg::{Arg, args},
    row::Row,
    statement::{sql, statements},
};
use crate::domain::role::{Role, Sight};

statements! { "roles":
    INSERT = sql(
        "insert into roles (tenant_id, slug, name, position, sight, allows, denies) values ($1, $2, $3, $4, $5, $6, $7)"
    );
    LIST = sql(
        "select tenant_id, slug, name, position, sight, allows, denies from roles where tenant_id = $1 \
         order by position, slug"
    );
}

pub async fn insert(tx: &mut Writer, role: &Role) -> Result<(), StoreError> {
    tx.must_own(role.tenant)?;
    let (name, allows, denies) = (Arg::json(&role.name), Arg::json(&role.allows), Arg::json(&role.denies));
    let values = args![role.tenant, role.slug.as_str(), name, role.position, role.sight.as_str(), allows, denies];
    tx.execute(&INSERT, values).await.map(|_| ())
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
    })
}
