//! The audit log: one chain of entries per tenant, each with a hash over itself and the one before, so that an edited, removed or
//! inserted row is found.

mod chain;

use std::collections::{BTreeMap, BTreeSet, HashSet};

use jiff::Timestamp;
use serde_json::Value;

use super::{
    Conn, StoreError, Writer,
    arg::args,
    dialect,
    row::Row,
    statement::{sql, statements},
};
use crate::domain::{
    access::{ActorRef, Scope},
    erasure::{ERASED, Words},
    id::UserId,
};

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
    /// Position of the entry about the erasure that took personal details out of this one. `hash` is still that of what it said.
    pub redacted_by: Option<i64>,
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
            "select position, at, actor_kind, actor_user_id, actor_name, action, subject, before, after, previous_hash, hash, \
             redacted_by from audit where tenant_id = $1 ",
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
    REDACTED_BY = select!("and redacted_by = $2 order by position");
    LAST_ABOUT = select!("and action = $2 and subject = $3 order by position desc limit 1");
    REDACT = sql(
        "update audit set actor_name = $3, before = $4, after = $5, redacted_by = $6 where tenant_id = $1 and position = $2"
    );
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
        redacted_by: None,
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

/// The last entry of an action about a subject, for the office; a customer's scope sees none.
pub async fn last_about(
    conn: &mut Conn,
    scope: &Scope,
    action: &str,
    subject: &str,
) -> Result<Option<AuditRow>, StoreError> {
    let Some(tenant) = conn.serves_office(scope)? else { return Ok(None) };
    conn.optional(&LAST_ABOUT, args![tenant, action, subject], read).await
}

// unscoped: looks at the whole chain of the connection's tenant and returns no entry.
/// Walks the chain from its beginning to its end or to where it breaks.
pub async fn verify(conn: &mut Conn) -> Result<AuditCheck, StoreError> {
    let tenant = conn.own_tenant()?;
    let mut check = AuditCheck { intact: 0, head: chain::BEGINNING, broken_at: None };
    let mut redacted = chain::Redacted::default();
    loop {
        let rows = conn.all(&WALK, args![tenant, check.intact], read).await?;
        if rows.is_empty() {
            // What an entry says that is not there was taken out by nobody.
            return Ok(AuditCheck { broken_at: redacted.open(), ..check });
        }
        for row in rows {
            let position = check.intact + 1;
            if !chain::follows(tenant, &row, position, &check.head) {
                return Ok(AuditCheck { broken_at: Some(position), ..check });
            }
            if let Some(broken) = redacted.pass(tenant, &row) {
                return Ok(AuditCheck { broken_at: Some(broken), ..check });
            }
            check = AuditCheck { intact: position, head: row.hash, broken_at: None };
        }
    }
}

// unscoped: changes entries and tells how many, with a digest over what is left of them.
/// Takes a person's name and words out of the entries by her, about these subjects, and of all that name her address: what a contact, an
/// offer, a registration or a place that is gone was about is known by nothing else. The next entry must be about that and carry the digest: it vouches for what the entries say from now on, as their own hashes do for what they said.
pub async fn redact(
    tx: &mut Writer,
    user: UserId,
    (subjects, address): (&[String], &str),
    words: &Words,
) -> Result<(u64, [u8; 32]), StoreError> {
    let tenant = tx.own_tenant()?;
    dialect::append_in_order(tx).await?;
    let last = tx.optional(&HEAD, args![tenant], |row| row.int("position")).await?.unwrap_or(0);
    let subjects: HashSet<&str> = subjects.iter().map(String::as_str).collect();
    let address = address.to_lowercase();
    let (mut changed, mut earlier) = (BTreeMap::new(), BTreeSet::new());
    let mut at = 0;
    while at < last {
        let rows = tx.all(&WALK, args![tenant, at], read).await?;
        let Some(end) = rows.last() else { break };
        at = end.position;
        let is_hers = |row: &AuditRow| {
            row.actor.user == Some(user) || subjects.contains(row.subject.as_str()) || names(row, &address)
        };
        for mut row in rows.into_iter().filter(is_hers) {
            if hide(&mut row, user, words) {
                earlier.extend(row.redacted_by);
                changed.insert(row.position, row);
            }
        }
    }
    let count = changed.len() as u64;
    // An erasure vouches for all that it took out, so what one before took out elsewhere goes over to this one.
    for by in earlier {
        for row in tx.all(&REDACTED_BY, args![tenant, by], read).await? {
            changed.entry(row.position).or_insert(row);
        }
    }
    let mut digest = chain::Redacted::default();
    for row in changed.values_mut() {
        row.redacted_by = Some(last + 1);
        let (name, before, after) = (row.actor.name.as_str(), row.before.as_deref(), row.after.as_str());
        tx.execute(&REDACT, args![tenant, row.position, name, before, after, last + 1]).await?;
        digest.add(tenant, row);
    }
    Ok((count, digest.of(last + 1)))
}

/// Whether an address, in lower case, stands in an entry.
fn names(row: &AuditRow, address: &str) -> bool {
    let has = |text: &str| text.to_lowercase().contains(address);
    !address.is_empty() && (has(&row.after) || row.before.as_deref().is_some_and(has))
}

/// Whether there was something to hide in an entry.
fn hide(row: &mut AuditRow, user: UserId, words: &Words) -> bool {
    // Who asks for access herself is nobody yet, and stands there with her name alone.
    let is_hers = match row.actor.user {
        Some(actor) => actor == user,
        None => row.actor.kind == "customer" && words.hide_in(&mut Value::String(row.actor.name.clone())),
    };
    let is_named = is_hers && !row.actor.name.is_empty() && row.actor.name != ERASED;
    if is_named {
        ERASED.clone_into(&mut row.actor.name);
    }
    let mut hide = |text: &str| {
        let mut value: Value = serde_json::from_str(text).ok()?;
        words.hide_in(&mut value).then(|| value.to_string())
    };
    let (before, after) = (row.before.as_deref().and_then(&mut hide), hide(&row.after));
    let is_told = before.is_some() || after.is_some();
    row.before = before.or_else(|| row.before.take());
    row.after = after.unwrap_or_else(|| std::mem::take(&mut row.after));
    is_named || is_told
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
        redacted_by: row.maybe_int("redacted_by")?,
    })
}
