//! Which rules have acted on which events: whatever is tried again acts once.

use jiff::Timestamp;

use super::{
    StoreError, Writer,
    arg::args,
    statement::{sql, statements},
};
use crate::domain::id::EventId;

statements! { "effects_applied":
    APPLY_ONCE = sql(
        "insert into effects_applied (tenant_id, event_id, rule, applied_at) values ($1, $2, $3, $4) \
         on conflict (tenant_id, event_id, rule) do nothing"
    );
}

/// Notes that a rule acts on an event in this transaction. False: it has done so before, and nothing must be done.
pub async fn apply_once(tx: &mut Writer, event: EventId, rule: &str, now: Timestamp) -> Result<bool, StoreError> {
    let tenant = tx.own_tenant()?;
    Ok(tx.execute(&APPLY_ONCE, args![tenant, event, rule, now]).await? == 1)
}
