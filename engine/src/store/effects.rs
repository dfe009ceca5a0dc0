//! Which rules are done with which events: whatever is tried again acts once.

use jiff::Timestamp;

use super::{
    Conn, StoreError, Writer,
    arg::args,
    statement::{sql, statements},
};
use crate::domain::{access::Scope, id::EventId};

statements! { "effects_applied":
    APPLY_ONCE = sql(
        "insert into effects_applied (tenant_id, event_id, rule, applied_at) values ($1, $2, $3, $4) \
         on conflict (tenant_id, event_id, rule) do nothing"
    );
    // Under the event that began it all, with names that no file of a rule has, so that they are never taken for its own rules.
    FOLLOWED = sql("select count(*) as runs from effects_applied where tenant_id = $1 and event_id = $2 and rule like '> %'");
    APPLIED = sql("select rule from effects_applied where tenant_id = $1 and event_id = $2");
}

/// The rules that are done with an event.
pub async fn applied(conn: &mut Conn, scope: &Scope, event: EventId) -> Result<Vec<String>, StoreError> {
    let Some(tenant) = conn.serves_office(scope)? else { return Ok(Vec::new()) };
    conn.all(&APPLIED, args![tenant, event], |row| row.text("rule")).await
}

/// Notes that a rule runs about `event`, which followed from `root`, and returns how many runs have followed from that, this one included.
/// Serialised by the lock on the work order that the caller holds.
pub async fn follow(
    tx: &mut Writer,
    (root, event): (EventId, EventId),
    rule: &str,
    now: Timestamp,
) -> Result<i64, StoreError> {
    let tenant = tx.own_tenant()?;
    tx.execute(&APPLY_ONCE, args![tenant, root, format!("> {event} {rule}"), now]).await?;
    tx.one(&FOLLOWED, args![tenant, root], |row| row.int("runs")).await
}

/// Notes that a rule is done with an event in this transaction. False: it was before, and nothing must be done.
pub async fn apply_once(tx: &mut Writer, event: EventId, rule: &str, now: Timestamp) -> Result<bool, StoreError> {
    let tenant = tx.own_tenant()?;
    Ok(tx.execute(&APPLY_ONCE, args![tenant, event, rule, now]).await? == 1)
}
