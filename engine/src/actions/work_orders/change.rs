//! How an act changes a work order: the new state, the event, the audit entry and the outbox rows, in the caller's transaction.

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::{Act, follow};
use crate::{
    actions::{Context, Error},
    domain::{
        access::{self, Actor, Denied, Verb},
        event::{Cause, Event, EventKind},
        form::{FieldProblem, Problem},
        id::{SubmissionKey, WorkOrderId},
        status::{Category, Status},
        work_order::{MAX_TEXT_CHARS, MAX_TITLE_CHARS, WorkOrder},
    },
    store::{
        self, Writer,
        audit::Entry,
        idempotency::{Begin, Submission},
    },
};

/// What an act is about and why it happens.
#[derive(Debug, Clone)]
pub struct Subject {
    pub id: WorkOrderId,
    pub cause: Cause,
}

impl Act {
    pub const fn verb(&self) -> Verb {
        match self {
            Self::Accept => Verb::Accept,
            Self::Reject { .. } => Verb::Reject,
            Self::Transition { .. } => Verb::Transition,
            Self::Comment { .. } => Verb::Comment,
            Self::Note { .. } => Verb::Note,
            Self::Prioritise { .. } => Verb::Prioritise,
            Self::Assign { .. } => Verb::Assign,
            Self::Withdraw => Verb::Withdraw,
        }
    }

    const fn name(&self) -> &'static str {
        match self {
            Self::Accept => "work_orders.accept",
            Self::Reject { .. } => "work_orders.reject",
            Self::Transition { .. } => "work_orders.transition",
            Self::Comment { .. } => "work_orders.comment",
            Self::Note { .. } => "work_orders.note",
            Self::Prioritise { .. } => "work_orders.prioritise",
            Self::Assign { .. } => "work_orders.assign",
            Self::Withdraw => "work_orders.withdraw",
        }
    }
}

/// Whether this key is used for the first time by this actor for this act. A repeat with another text is a conflict.
pub async fn first_time(
    tx: &mut Writer,
    actor: &Actor,
    id: WorkOrderId,
    what: &Act,
    (key, now): (SubmissionKey, Timestamp),
) -> Result<bool, Error> {
    let Some(user) = actor.to_ref().user else { return Ok(true) };
    let body: [u8; 32] = Sha256::digest(format!("{id} {what:?}")).into();
    let submission = Submission { actor: &user.to_string(), key: &key.to_string(), route: what.name(), body: &body };
    match store::idempotency::begin(tx, &submission, now).await? {
        Begin::Fresh => {
            store::idempotency::complete(tx, &submission, &json!({"work_order": id.0})).await?;
            Ok(true)
        }
        Begin::Replay(_) => Ok(false),
        Begin::Mismatch => Err(Error::Conflict("this form was already sent with another text")),
    }
}

/// Applies an act. The record is looked up through the actor's own scope. None: it is as the act wants it already, so nothing happened that
/// anybody should be told.
pub async fn apply(
    cx: &Context,
    tx: &mut Writer,
    actor: &Actor,
    subject: Subject,
    what: Act,
) -> Result<Option<Event>, Error> {
    let scope = access::scope(actor);
    let order = store::work_orders::get_for_update(tx, &scope, subject.id).await?.ok_or(Error::NotFound)?;
    if what == Act::Withdraw && (order.requester.is_none() || order.requester != actor.to_ref().user) {
        return Err(Denied("only who asked for the work takes the request back").into());
    }
    let name = what.name();
    let now = cx.now();
    let (mut changed, kind, data) = next(tx, &order, what, now).await?;
    if is_idle(kind, &order, &changed) {
        return Ok(None);
    }
    changed.updated_at = now;
    store::work_orders::update(tx, &changed).await?;
    let event = Event {
        id: cx.id(),
        tenant: order.tenant,
        work_order: order.id,
        kind,
        at: now,
        actor: actor.to_ref(),
        data,
        cause: subject.cause,
    };
    record(tx, &event, name).await?;
    follow(cx, tx, &changed, &event).await?;
    Ok(Some(event))
}

/// Whether an act that changes a work order leaves it as it is; words that are added always are something new.
fn is_idle(kind: EventKind, order: &WorkOrder, changed: &WorkOrder) -> bool {
    let parts = |order: &WorkOrder| (order.status, order.priority, order.assignee.clone());
    !matches!(kind, EventKind::Commented | EventKind::Noted) && parts(order) == parts(changed)
}

/// Writes an event and its audit entry.
pub async fn record(tx: &mut Writer, event: &Event, action: &str) -> Result<(), Error> {
    store::events::append(tx, event).await?;
    let subject = format!("work_order:{}", event.work_order);
    let after = Value::Object(event.data.clone());
    let entry = Entry { actor: &event.actor, action, subject: &subject, before: None, after: &after, at: event.at };
    Ok(store::audit::append(tx, &entry).await?)
}

type Next = (WorkOrder, EventKind, Map<String, Value>);

async fn next(tx: &mut Writer, order: &WorkOrder, what: Act, now: Timestamp) -> Result<Next, Error> {
    let mut changed = order.clone();
    let (kind, data) = match what {
        Act::Accept => {
            let (from, to) = (status(tx, order).await?, store::statuses::first_of(tx, Category::Accepted).await?);
            if from.category != Category::Requested {
                return Err(Error::Conflict("somebody already decided about this request"));
            }
            move_to(&mut changed, &from, to.as_ref(), now)?;
            (EventKind::Accepted, changes(&from, to.as_ref()))
        }
        Act::Reject { reason } => {
            let (from, to) = (status(tx, order).await?, store::statuses::first_of(tx, Category::Closed).await?);
            if from.category != Category::Requested {
                return Err(Error::Conflict("somebody already decided about this request"));
            }
            move_to(&mut changed, &from, to.as_ref(), now)?;
            (EventKind::Rejected, with_reason(changes(&from, to.as_ref()), reason)?)
        }
        Act::Transition { status: slug, reason } => transition(tx, &mut changed, (&slug, reason), now).await?,
        Act::Comment { text: words } => (EventKind::Commented, one("text", text("text", words, MAX_TEXT_CHARS)?)),
        Act::Note { text: words } => (EventKind::Noted, one("text", text("text", words, MAX_TEXT_CHARS)?)),
        Act::Prioritise { priority } => {
            changed.priority = priority;
            let mut data = one("before", order.priority.as_str().to_owned());
            data.insert("priority".into(), json!(priority.as_str()));
            (EventKind::Prioritised, data)
        }
        Act::Assign { assignee } => {
            changed.assignee = text("assignee", assignee, MAX_TITLE_CHARS)?;
            (EventKind::Assigned, one("assignee", changed.assignee.clone()))
        }
        Act::Withdraw => {
            let (from, to) = (status(tx, order).await?, store::statuses::first_of(tx, Category::Closed).await?);
            if from.category != Category::Requested {
                return Err(Error::Conflict("somebody already decided about this request"));
            }
            move_to(&mut changed, &from, to.as_ref(), now)?;
            let mut data = changes(&from, to.as_ref());
            data.insert("withdrawn".into(), json!(true));
            (EventKind::Closed, data)
        }
    };
    Ok((changed, kind, data))
}

/// Moves to a status by its name. One of the category of refusals asks for what the button "reject" asks for, so that nobody is refused in
/// silence. As long as nobody has decided about the request it is rejected or accepted, as by the buttons; afterwards it is closed or goes on.
async fn transition(
    tx: &mut Writer,
    changed: &mut WorkOrder,
    (slug, reason): (&str, String),
    now: Timestamp,
) -> Result<(EventKind, Map<String, Value>), Error> {
    if slug.is_empty() {
        return Err(invalid("status", Problem::Required));
    }
    let (from, to) = (status(tx, changed).await?, store::statuses::by_slug(tx, slug).await?);
    let to = to.ok_or_else(|| invalid("status", Problem::NotFound))?;
    move_to(changed, &from, Some(&to), now)?;
    let data = changes(&from, Some(&to));
    if to.category == Category::Closed && from.category != Category::Closed {
        let undecided = from.category == Category::Requested;
        let kind = if undecided { EventKind::Rejected } else { EventKind::Closed };
        return Ok((kind, with_reason(data, reason)?));
    }
    let closes = from.category.is_open() && !to.category.is_open();
    // A question to the customer is no decision yet.
    let accepts = from.category == Category::Requested && matches!(to.category, Category::Accepted | Category::Planned);
    Ok((
        match (closes, accepts) {
            (true, _) => EventKind::Closed,
            (_, true) => EventKind::Accepted,
            _ => EventKind::StatusChanged,
        },
        data,
    ))
}

fn with_reason(mut data: Map<String, Value>, reason: String) -> Result<Map<String, Value>, Error> {
    data.insert("text".into(), json!(text("reason", reason, MAX_TEXT_CHARS)?));
    Ok(data)
}

async fn status(tx: &mut Writer, order: &WorkOrder) -> Result<Status, Error> {
    store::statuses::get(tx, order.status).await?.ok_or(Error::NotFound)
}

fn move_to(order: &mut WorkOrder, from: &Status, to: Option<&Status>, now: Timestamp) -> Result<(), Error> {
    let to = to.ok_or(Error::Conflict("the tenant has no status of that category"))?;
    if !from.category.may_become(to.category) {
        return Err(Error::Conflict("a work order in this status cannot go to that one"));
    }
    order.status = to.id;
    order.closed_at = (!to.category.is_open()).then_some(now);
    Ok(())
}

fn changes(from: &Status, to: Option<&Status>) -> Map<String, Value> {
    let mut data = one("from", from.slug.to_string());
    if let Some(to) = to {
        data.insert("to".into(), json!(to.slug.as_str()));
    }
    data
}

fn one(key: &str, value: String) -> Map<String, Value> {
    Map::from_iter([(key.to_owned(), Value::String(value))])
}

fn text(field: &str, given: String, max: usize) -> Result<String, Error> {
    let given = given.trim();
    if given.is_empty() {
        return Err(invalid(field, Problem::Required));
    }
    if given.chars().count() > max {
        return Err(invalid(field, Problem::TooLong { max }));
    }
    Ok(given.replace("\r\n", "\n"))
}

fn invalid(field: &str, problem: Problem) -> Error {
    Error::Invalid(vec![FieldProblem::field(field, problem)])
}
