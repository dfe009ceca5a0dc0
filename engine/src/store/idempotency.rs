//! Keys that make a repeated submission answer like the first. Key and answer are written in the transaction of the effect, so there is
//! no moment in which one exists without the other.

use std::time::Duration;

use jiff::Timestamp;
use serde_json::Value;

use super::{
    StoreError, Writer,
    arg::{Arg, args},
    statement::{sql, statements},
};

/// How long a key is remembered.
pub const KEPT_FOR: Duration = Duration::from_secs(24 * 60 * 60);

/// Who submits what with which key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Submission<'a> {
    /// The person or token; keys of different actors do not meet.
    pub actor: &'a str,
    /// The key that the browser or client made.
    pub key: &'a str,
    /// The action or route.
    pub route: &'a str,
    /// SHA-256 of what was submitted.
    pub body: &'a [u8; 32],
}

/// What a key means now.
#[derive(Debug, Clone, PartialEq)]
pub enum Begin {
    /// Used for the first time: go on, then [`complete`].
    Fresh,
    /// The same was submitted before; this was the answer, null when none was recorded.
    Replay(Value),
    /// The key was used for something else.
    Mismatch,
}

statements! { "idempotency":
    // Takes the key when it is free or forgotten. On PostgreSQL a second taker waits here until the first has ended.
    TAKE = sql(
        "insert into idempotency (tenant_id, actor, route, key, body_hash, answer, created_at) \
         values ($1, $2, $3, $4, $5, null, $6) on conflict (tenant_id, actor, route, key) do update set \
         body_hash = excluded.body_hash, answer = null, created_at = excluded.created_at \
         where idempotency.created_at < $7"
    );
    LOOK = sql(
        "select body_hash, answer from idempotency where tenant_id = $1 and actor = $2 and route = $3 and key = $4"
    );
    COMPLETE = sql(
        "update idempotency set answer = $5 where tenant_id = $1 and actor = $2 and route = $3 and key = $4"
    );
    SWEEP = sql(
        "delete from idempotency where tenant_id = $1 and (actor, route, key) in (\
         select actor, route, key from idempotency where tenant_id = $1 and created_at < $2 limit 200)"
    );
}

// unscoped: keys are the actor's own, and nobody else's answer is found by one.
/// Takes a key for this transaction, or tells what came of it before.
pub async fn begin(tx: &mut Writer, what: &Submission<'_>, now: Timestamp) -> Result<Begin, StoreError> {
    let tenant = tx.own_tenant()?;
    let values = args![tenant, what.actor, what.route, what.key, what.body, now, forgotten(now)];
    if tx.execute(&TAKE, values).await? == 1 {
        return Ok(Begin::Fresh);
    }
    let values = args![tenant, what.actor, what.route, what.key];
    let (body, answer) = tx.one(&LOOK, values, |row| Ok((row.hash("body_hash")?, row.maybe_json("answer")?))).await?;
    Ok(if &body == what.body { Begin::Replay(answer.unwrap_or_default()) } else { Begin::Mismatch })
}

/// Records the answer that repeats get.
pub async fn complete(tx: &mut Writer, what: &Submission<'_>, answer: &Value) -> Result<(), StoreError> {
    let tenant = tx.own_tenant()?;
    let values = args![tenant, what.actor, what.route, what.key, Arg::json(answer)];
    tx.execute(&COMPLETE, values).await.map(|_| ())
}

/// Removes keys that are no longer remembered and returns how many.
pub async fn sweep(tx: &mut Writer, now: Timestamp) -> Result<u64, StoreError> {
    let tenant = tx.own_tenant()?;
    tx.execute(&SWEEP, args![tenant, forgotten(now)]).await
}

fn forgotten(now: Timestamp) -> Timestamp {
    now.checked_sub(KEPT_FOR).unwrap_or(Timestamp::MIN)
}
