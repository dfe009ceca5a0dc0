//! Portals.

use serde_json::{Map, Value};

use super::{
    Conn, StoreError, Writer,
    arg::{Arg, args},
    row::Row,
    statement::{sql, statements},
};
use crate::domain::{id::PortalId, portal::Portal};

macro_rules! select {
    ($rest:literal) => {
        sql(concat!("select tenant_id, id, slug, host, name, language, theme, enabled, settings from portals ", $rest))
    };
}

statements! { "portals":
    INSERT = sql(
        "insert into portals (tenant_id, id, slug, host, name, language, theme, enabled, settings) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)"
    );
    GET = select!("where tenant_id = $1 and id = $2");
    LIST = select!("where tenant_id = $1 order by slug");
    LIST_ALL = select!("order by slug");
    UPDATE_SETTINGS = sql("update portals set settings = $3 where tenant_id = $1 and id = $2");
    UPDATE = sql(
        "update portals set slug = $3, host = $4, name = $5, language = $6, theme = $7, enabled = $8, settings = $9 \
         where tenant_id = $1 and id = $2"
    );
}

pub async fn insert(tx: &mut Writer, portal: &Portal) -> Result<(), StoreError> {
    tx.must_own(portal.tenant)?;
    tx.execute(&INSERT, values(portal)).await.map(|_| ())
}

// unscoped: a portal's name and settings are the page itself; the connection is bound to the tenant.
pub async fn get(conn: &mut Conn, id: PortalId) -> Result<Option<Portal>, StoreError> {
    let tenant = conn.own_tenant()?;
    conn.optional(&GET, args![tenant, id], read).await
}

// unscoped: the portals of the connection's tenant, which every visitor may know.
pub async fn list(conn: &mut Conn) -> Result<Vec<Portal>, StoreError> {
    let tenant = conn.own_tenant()?;
    conn.all(&LIST, args![tenant], read).await
}

// unscoped: routing looks for the tenant by name or host; needs the platform's connection.
pub async fn list_all(conn: &mut Conn) -> Result<Vec<Portal>, StoreError> {
    conn.must_be_platform()?;
    conn.all(&LIST_ALL, args![], read).await
}

/// Writes everything but the identity. False: there is no such portal.
pub async fn update(tx: &mut Writer, portal: &Portal) -> Result<bool, StoreError> {
    tx.must_own(portal.tenant)?;
    Ok(tx.execute(&UPDATE, values(portal)).await? == 1)
}

/// Writes the settings that differ from the defaults. False: there is no such portal.
pub async fn update_settings(tx: &mut Writer, id: PortalId, settings: &Map<String, Value>) -> Result<bool, StoreError> {
    let tenant = tx.own_tenant()?;
    Ok(tx.execute(&UPDATE_SETTINGS, args![tenant, id, Arg::json(settings)]).await? == 1)
}

fn values(portal: &Portal) -> Vec<Arg> {
    args![
        portal.tenant,
        portal.id,
        portal.slug.as_str(),
        portal.host.as_deref(),
        portal.name.as_str(),
        portal.language.as_str(),
        portal.theme.as_str(),
        portal.enabled,
        Arg::json(&portal.settings),
    ]
}

pub(super) fn read(row: &Row) -> Result<Portal, StoreError> {
    Ok(Portal {
        id: row.id("id")?,
        tenant: row.id("tenant_id")?,
        slug: row.slug("slug")?,
        host: row.maybe_text("host")?,
        name: row.text("name")?,
        language: row.text("language")?,
        theme: row.slug("theme")?,
        enabled: row.int("enabled")? != 0,
        settings: row.json("settings")?,
    })
}
