//! Generations of a tenant's extensions: numbered when they go live.

use serde_json::json;

use super::{Context, Error, audit};
use crate::{
    domain::{access::Actor, id::TenantId},
    store::{self, StoreError, generations::Generation},
};

/// How often a number is looked for when other nodes publish at the same moment.
const TRIES: usize = 10;

/// Notes what goes live and gives it a number: that of the last generation when it is equal, so that a restart and a second node with
/// the same files change nothing, else the next one, which is above `after`.
pub async fn publish(cx: &Context, tenant: TenantId, content_hash: [u8; 32], after: u64) -> Result<u64, Error> {
    let mut conn = cx.store.read(tenant).await?;
    let last = store::generations::last_good(&mut conn).await?;
    drop(conn);
    if let Some(same) = last.filter(|last| last.content_hash == content_hash) {
        return Ok(same.number.unsigned_abs());
    }
    let after = i64::try_from(after).unwrap_or(i64::MAX - 1);
    for _ in 0..TRIES {
        match put(cx, tenant, content_hash, after).await {
            // Another node was faster; what it put there decides.
            Err(Error::Store(StoreError::Conflict { .. })) => {}
            done => return done.map(i64::unsigned_abs),
        }
    }
    Err(Error::Busy("other nodes publish all the time"))
}

async fn put(cx: &Context, tenant: TenantId, content_hash: [u8; 32], after: i64) -> Result<i64, Error> {
    let mut tx = cx.store.write(tenant).await?;
    let last = store::generations::last_good(&mut tx).await?;
    if let Some(same) = last.filter(|last| last.content_hash == content_hash) {
        tx.give_up().await?;
        return Ok(same.number);
    }
    let number = last.map_or(0, |last| last.number).max(after) + 1;
    let generation = Generation { number, content_hash, at: cx.now() };
    store::generations::insert(&mut tx, &generation).await?;
    let actor = Actor::Engine { tenant }.to_ref();
    let after = json!({"content": hex(&content_hash)});
    let subject = format!("generation:{number}");
    audit::note(cx, &mut tx, &actor, ("generations.publish", &subject), (None, &after)).await?;
    tx.commit().await?;
    Ok(number)
}

fn hex(hash: &[u8; 32]) -> String {
    hash.iter().map(|byte| format!("{byte:02x}")).collect()
}
