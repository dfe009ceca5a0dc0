//! Tasks of the outbox: ended, tried again later, parked where the office sees them, or put back because a person asks for it.

use serde_json::json;

use super::{Context, Error, audit, mails};
use crate::{
    domain::{
        access::{self, Actor, Verb},
        id::OutboxId,
        mail::MailState,
        outbox::{LeasedTask, retry_after},
    },
    store,
};

/// Ends a task: what it asked for is done, or not owed any more.
pub async fn finish(cx: &Context, task: &LeasedTask) -> Result<(), Error> {
    let mut tx = cx.store.write(task.tenant).await?;
    store::outbox::finish(&mut tx, task.id).await?;
    Ok(tx.commit().await?)
}

/// Notes a failed try: later again or, after the last one, parked. A mail's own record tells the same.
pub async fn failed(cx: &Context, task: &LeasedTask, error: &str) -> Result<(), Error> {
    let mut chance = [0];
    cx.random.fill(&mut chance);
    let wait = retry_after(task.attempt, chance[0]);
    let mut tx = cx.store.write(task.tenant).await?;
    let is_ours = match wait {
        Some(wait) => store::outbox::retry(&mut tx, task, cx.now() + wait, error).await?,
        None => store::outbox::park(&mut tx, task, error).await?,
    };
    if !is_ours {
        // It took longer than its lease; what became of the task is for whoever has it now to say.
        return Ok(());
    }
    if let Some(mail) = mails::of(task) {
        let state = if wait.is_some() { MailState::Queued } else { MailState::Parked };
        store::mails::set_state(&mut tx, mail, state, error, None).await?;
    }
    Ok(tx.commit().await?)
}

/// Puts a parked task back into the queue, because a person asked for it.
pub async fn retry_now(cx: &Context, actor: &Actor, task: OutboxId) -> Result<(), Error> {
    access::can(actor, Verb::RetryTask)?;
    let mut tx = cx.store.write(actor.tenant()).await?;
    if !store::outbox::unpark(&mut tx, task, cx.now()).await? {
        return Err(Error::NotFound);
    }
    let (actor, subject) = (actor.to_ref(), format!("task:{task}"));
    audit::note(cx, &mut tx, &actor, ("outbox.retry", &subject), (None, &json!({}))).await?;
    Ok(tx.commit().await?)
}
