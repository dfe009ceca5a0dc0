//! The audit log: one chain of entries per tenant, each with a hash over itself and the one before, so that an edited, removed or
//! inserted row is found.

mod chain;

use jiff::Timestamp;
use serde_json::Value;

use super::{
    Conn, StoreError, Writer,
    arg::args,
    dialect,
    row::Row,
    statement::{sql, statements},
};
use crate::domain::access::{ActorRef, Scope};

/// Who did what to what.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entry<'a> {
    pub actor: &'a ActorRef,
    /// For example `work_orders.accept`.
    pub action: &'a str,
    /// Noun and id, for example `work_order:0198…`.
    pub subject: &'a str,
    /// The state before, where it tells something. Without secrets.
    pub before: Option<&'a Value>,
    pub after: &'a Value,
    pub at: Timestamp,
}

/// An entry as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AuditRow {
    /// Counted per tenant from 1, without gaps.
    pub position: i64,
    pub at: Timestamp,
    pub actor: ActorRef,
    pub action: String,
    pub subject: String,
    /// JSON text.
    pub before: Option<String>,
    /// JSON text.
    pub after: String,
    pub previous_hash: [u8; 32],
    pub hash: [u8; 32],
}

/// What [`verify`] found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AuditCheck {
    /// Entries whose chain holds, from the first.
    pub intact: i64,
    /// Hash of the last intact entry. Kept elsewhere, it proves later that no entry was cut off at the end.
    pub head: [u8; 32],
    /// Position at which the chain breaks, if it does.
    pub broken_at: Option<i64>,
}

macro_rules! select {
    ($rest:literal) => {
        sql(concat!(
            "select position, at, actor_kind, actor_user_id, actor_name, action, subject, before, after, previous_hash, hash \
             from audit where tenant_id = $1 ",
            $rest
        ))
    };
}

statements! { "audit":
    HEAD = sql("select position, hash from audit where tenant_id = $1 order by position desc limit 1");
    APPEND = sql(
        "insert into audit (tenant_id, position, at, actor_kind, actor_user_id, actor_name, action, subject, before, after, \
         previous_hash, hash) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)"
    );
    LIST = select!("and position < $2 order by position desc limit $3");
    WALK = select!("and position > $2 order by position limit 1000");
}

/// Appends an entry to the chain of the writer's tenant.
pub async fn append(tx: &mut Writer, entry: &Entry<'_>) -> Result<(), StoreError> {
    let tenant = tx.own_tenant()?;
    dialect::append_in_order(tx).await?;
    let head = tx.optional(&HEAD, args![tenant], |row| Ok((row.int("position")?, row.hash("hash")?))).await?;
    let (last, previous_hash) = head.unwrap_or((0, chain::BEGINNING));
    let mut row = AuditRow {
        position: last + 1,
        at: entry.at,
        actor: entry.actor.clone(),
        action: entry.action.to_owned(),
        subject: entry.subject.to_owned(),
        before: entry.before.map(Value::to_string),
        after: entry.after.to_string(),
        previous_hash,
        hash: chain::BEGINNING,
    };
    row.hash = chain::hash(tenant, &row);
    let values = args![
        tenant,
        row.position,
        row.at,
        row.actor.kind.as_str(),
        row.actor.user,
        row.actor.name.as_str(),
        row.action.as_str(),
        row.subject.as_str(),
        row.before.as_deref(),
        row.after.as_str(),
        &row.previous_hash,
        &row.hash,
    ];
    tx.put_off(&APPEND, values)
}

/// Entries before a position (None: from the end), the youngest first, for the office; a customer's scope sees none.
pub async fn list(
    conn: &mut Conn,
    scope: &Scope,
    before: Option<i64>,
    limit: u32,
) -> Result<Vec<AuditRow>, StoreError> {
    let Some(tenant) = conn.serves_office(scope)? else { return Ok(Vec::new()) };
    let values = args![tenant, before.unwrap_or(i64::MAX), i64::from(limit)];
    conn.all(&LIST, values, read).await
}

// unscoped: looks at the whole chain of the connection's tenant and returns no entry.
/// Walks the chain from its beginning to its end or to where it breaks.
pub async fn verify(conn: &mut Conn) -> Result<AuditCheck, StoreError> {
    let tenant = conn.own_tenant()?;
    let mut check = AuditCheck { intact: 0, head: chain::BEGINNING, broken_at: None };
    loop {
        let rows = conn.all(&WALK, args![tenant, check.intact], read).await?;
        if rows.is_empty() {
            return Ok(check);
        }
        for row in rows {
            let position = check.intact + 1;
            if !chain::follows(tenant, &row, position, &check.head) {
                return Ok(AuditCheck { broken_at: Some(position), ..check });
            }
            check = AuditCheck { intact: position, head: row.hash, broken_at: None };
        }
    }
}

fn read(row: &Row) -> Result<AuditRow, StoreError> {
    Ok(AuditRow {
        position: row.int("position")?,
        at: row.time("at")?,
        actor: ActorRef {
            kind: row.text("actor_kind")?,
            user: row.maybe_id("actor_user_id")?,
            name: row.text("actor_name")?,
        },
        action: row.text("action")?,
        subject: row.text("subject")?,
        before: row.maybe_text("before")?,
        after: row.text("after")?,
        previous_hash: row.hash("previous_hash")?,
        hash: row.hash("hash")?,
    })
}
