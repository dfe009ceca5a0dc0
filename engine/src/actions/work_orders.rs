//! What can be done to a work order. People, rules and plugins come through the same functions and the same checks.

mod change;
mod followers;

use super::{Context, Error};
use crate::{
    domain::{
        access::{self, Actor},
        effect::Effect,
        event::{Cause, Event},
        id::{SubmissionKey, WorkOrderId},
        work_order::Priority,
    },
    store::Writer,
};

pub(super) use change::{Subject, record};
pub(super) use followers::{follow, mail};

/// One act on one work order. The reason of a transition is for statuses that refuse; other moves need none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Act {
    Accept,
    Reject { reason: String },
    Transition { status: String, reason: String },
    Comment { text: String },
    Note { text: String },
    Prioritise { priority: Priority },
    Assign { assignee: String },
    Withdraw,
}

/// Accepts a request. Only a request that nobody has decided about can be accepted.
pub async fn accept(cx: &Context, actor: &Actor, id: WorkOrderId) -> Result<(), Error> {
    act(cx, actor, id, Act::Accept, None).await
}

/// Rejects a request with a reason that the customer reads.
pub async fn reject(cx: &Context, actor: &Actor, id: WorkOrderId, reason: String) -> Result<(), Error> {
    act(cx, actor, id, Act::Reject { reason }, None).await
}

/// Moves a work order to another of the tenant's statuses. One that closes it without being done needs a reason that the customer reads.
pub async fn transition(
    cx: &Context,
    actor: &Actor,
    id: WorkOrderId,
    (status, reason): (String, String),
) -> Result<(), Error> {
    act(cx, actor, id, Act::Transition { status, reason }, None).await
}

/// Adds a comment that customer and office read. The same `key` a second time adds nothing.
pub async fn comment(
    cx: &Context,
    actor: &Actor,
    id: WorkOrderId,
    text: String,
    key: SubmissionKey,
) -> Result<(), Error> {
    act(cx, actor, id, Act::Comment { text }, Some(key)).await
}

/// Adds a note that only the office reads. The same `key` a second time adds nothing.
pub async fn note(cx: &Context, actor: &Actor, id: WorkOrderId, text: String, key: SubmissionKey) -> Result<(), Error> {
    act(cx, actor, id, Act::Note { text }, Some(key)).await
}

/// Takes a request back. Only who asked for it can, and only as long as nobody has decided about it.
pub async fn withdraw(cx: &Context, actor: &Actor, id: WorkOrderId) -> Result<(), Error> {
    act(cx, actor, id, Act::Withdraw, None).await
}

/// Sets how soon it is needed.
pub async fn prioritise(cx: &Context, actor: &Actor, id: WorkOrderId, priority: Priority) -> Result<(), Error> {
    act(cx, actor, id, Act::Prioritise { priority }, None).await
}

/// Names who has it.
pub async fn assign(cx: &Context, actor: &Actor, id: WorkOrderId, assignee: String) -> Result<(), Error> {
    act(cx, actor, id, Act::Assign { assignee }, None).await
}

async fn act(cx: &Context, actor: &Actor, id: WorkOrderId, what: Act, key: Option<SubmissionKey>) -> Result<(), Error> {
    let mut tx = cx.store.write(actor.tenant()).await?;
    if let Some(key) = key
        && !change::first_time(&mut tx, actor, id, &what, (key, cx.now())).await?
    {
        return Ok(tx.give_up().await?);
    }
    match perform(cx, &mut tx, actor, Subject { id, cause: Cause::default() }, what).await? {
        Some(_) => Ok(tx.commit().await?),
        None => Ok(tx.give_up().await?),
    }
}

/// Does one act inside a transaction: access, state, event, audit and what must follow.
pub(super) async fn perform(
    cx: &Context,
    tx: &mut Writer,
    actor: &Actor,
    subject: Subject,
    what: Act,
) -> Result<Option<Event>, Error> {
    access::can(actor, what.verb())?;
    change::apply(cx, tx, actor, subject, what).await
}

impl Act {
    /// The act that an effect asks for; mails are no acts on a work order.
    pub(super) fn of(effect: &Effect) -> Option<Self> {
        Some(match effect.clone() {
            Effect::Prioritise { priority } => Self::Prioritise { priority },
            Effect::Note { text } => Self::Note { text },
            Effect::Comment { text } => Self::Comment { text },
            Effect::Assign { assignee } => Self::Assign { assignee },
            Effect::Transition { status, reason } => Self::Transition { status, reason },
            Effect::MailOffice { .. } | Effect::MailCustomer { .. } => return None,
        })
    }
}
