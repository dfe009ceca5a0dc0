//! Requests as the customer makes them: a draft that is kept while it is written, and sending it exactly once.

use jiff::Timestamp;
use serde_json::{Map, Value, json};

use super::{
    Context, Error, audit,
    flow_rules::{self, Asked},
    request_forms::{Ask, Check, Filled, Filling, Opened, picked},
    work_orders,
};
use crate::{
    domain::{
        access::{self, Actor, Verb},
        draft::Draft,
        event::{Cause, Event, EventKind},
        form::{FieldKind, FieldProblem, Form, Problem, RawForm},
        id::{DraftId, FileId, StatusId, WorkOrderId},
        status::Category,
        work_order::{MAX_TEXT_CHARS, MAX_TITLE_CHARS, Priority, WorkOrder},
    },
    store::{self, Writer},
};

/// What became of sending.
#[derive(Debug)]
pub enum Sent {
    /// It is stored, now or already by an earlier try.
    As(WorkOrderId),
    /// Something is wrong; everything typed is in the draft.
    Again(Box<Filled>),
}

/// The person's draft, when there is one. Somebody else's is not found.
pub async fn draft(filling: &Filling<'_>, id: DraftId) -> Result<Option<Draft>, Error> {
    let mut conn = filling.cx.store.read(filling.actor.tenant).await?;
    Ok(store::drafts::get(&mut conn, filling.actor.portal, filling.actor.user, id).await?)
}

/// Changes what is kept of what was typed, whatever other pages of the draft kept meanwhile. A draft that was already sent stays as it is.
pub async fn save(
    filling: &Filling<'_>,
    opened: &Opened,
    id: DraftId,
    change: impl FnOnce(&RawForm) -> RawForm,
) -> Result<Draft, Error> {
    access::can(&Actor::Customer(filling.actor.clone()), Verb::Submit)?;
    let actor = filling.actor;
    let blank = Draft {
        id,
        tenant: actor.tenant,
        portal: actor.portal,
        user: actor.user,
        flow: opened.flow.id,
        raw: RawForm::new(),
        form_version: opened.work_type.version,
        sent_as: None,
        updated_at: filling.cx.now(),
    };
    let mut tx = filling.cx.store.write(actor.tenant).await?;
    // The draft's key is made by us but kept by the browser, which may bring it back in another flow.
    let mut before = store::drafts::lock(&mut tx, &blank).await?.ok_or(Error::NotFound)?;
    forget_unasked(&mut before, opened);
    let draft = Draft { raw: change(&before.raw), ..blank };
    if !store::drafts::save(&mut tx, &draft).await? {
        return Err(Error::NotFound);
    }
    tx.commit().await?;
    Ok(draft)
}

/// Answers to questions that are not asked any more would be problems that nobody can mend.
pub fn forget_unasked(draft: &mut Draft, opened: &Opened) {
    draft.raw.retain(|name, _| opened.work_type.form.knows(name));
}

/// How often a draft that another page changes while it is sent is looked at again.
const TRIES: usize = 3;

/// Sends a draft. A double click, a reload and the back button all end at the same work order. What another page of the draft kept since it
/// was read is checked and sent too.
pub async fn send(filling: &Filling<'_>, opened: &Opened, draft: &Draft) -> Result<Sent, Error> {
    let mut draft = draft.clone();
    for _ in 0..TRIES {
        if let Some(sent) = send_unchanged(filling, opened, &draft).await? {
            return Ok(sent);
        }
        draft = self::draft(filling, draft.id).await?.ok_or(Error::NotFound)?;
        forget_unasked(&mut draft, opened);
    }
    Err(Error::Conflict("the draft is being changed"))
}

/// None: it is not any more what was read.
async fn send_unchanged(filling: &Filling<'_>, opened: &Opened, draft: &Draft) -> Result<Option<Sent>, Error> {
    let actor = Actor::Customer(filling.actor.clone());
    access::can(&actor, Verb::Submit)?;
    if let Some(order) = draft.sent_as {
        return Ok(Some(Sent::As(order)));
    }
    let mut filled = filling.fill(opened, &draft.raw, Check::All, Ask::Values).await?;
    if !filled.problems.is_empty() {
        let stale = draft.form_version != opened.work_type.version;
        let stale = stale.then(|| FieldProblem::form(Problem::Stale));
        let problems = stale.into_iter().chain(filled.problems).collect();
        return again(filling, opened, draft, problems).await.map(Some);
    }
    let asked = Asked { filling, opened, step: None };
    let proposed = flow_rules::before_create(asked, &filled.values, &mut filled.heard).await?;
    let status = filling.catalogue.first_of(Category::Requested);
    let status = status.ok_or(Error::Conflict("the tenant has no status for new requests"))?.id;
    let mut tx = filling.cx.store.write(filling.actor.tenant).await?;
    let id: WorkOrderId = filling.cx.id();
    let Some(claimed) = store::drafts::claim(&mut tx, draft.id, filling.actor.user, id).await? else {
        tx.give_up().await?;
        // Another try of the same draft was faster; its work order is the answer.
        let sent = self::draft(filling, draft.id).await?.and_then(|draft| draft.sent_as).ok_or(Error::NotFound)?;
        return Ok(Some(Sent::As(sent)));
    };
    let mut now = Draft { raw: claimed.raw, ..draft.clone() };
    forget_unasked(&mut now, opened);
    if now.raw != draft.raw {
        return Ok(None);
    }
    let mut order = work_order(filling, opened, &filled, (id, status));
    order.number = claimed.number;
    if let (None, Some(object)) = (order.address, order.object) {
        // Where the equipment is: who looks after that address sees the request.
        order.address = store::objects::get(&mut tx, &access::scope(&actor), object).await?.and_then(|o| o.address);
    }
    let by_rule = adopt(&mut order, proposed, &opened.work_type.form);
    let files = files(opened, &filled);
    match write(filling.cx, &mut tx, &actor, (&order, &filled.search), files).await {
        Ok(event) => {
            flow_rules::keep(&mut tx, &asked, &filled.heard, &event).await?;
            note_adopted(filling, opened, &mut tx, id, by_rule).await?;
        }
        Err(Error::Invalid(problems)) => {
            drop(tx);
            return again(filling, opened, draft, problems).await.map(Some);
        }
        Err(error) => return Err(error),
    }
    tx.commit().await?;
    Ok(Some(Sent::As(id)))
}

/// Back to the page with what is wrong, and with everything that it shows.
async fn again(
    filling: &Filling<'_>,
    opened: &Opened,
    draft: &Draft,
    problems: Vec<FieldProblem>,
) -> Result<Sent, Error> {
    let filled = filling.fill(opened, &draft.raw, Check::All, Ask::Everything).await?;
    Ok(Sent::Again(Box::new(Filled { problems, ..filled })))
}

fn work_order(
    filling: &Filling<'_>,
    opened: &Opened,
    filled: &Filled,
    (id, status): (WorkOrderId, StatusId),
) -> WorkOrder {
    let now: Timestamp = filling.cx.now();
    let text = |key: &str| filled.values.get(key).and_then(Value::as_str).unwrap_or_default();
    WorkOrder {
        id,
        tenant: filling.actor.tenant,
        number: 0,
        portal: Some(filling.actor.portal),
        customer: filling.actor.customer,
        requester: Some(filling.actor.user),
        flow: Some(opened.flow.id),
        work_type: opened.work_type.id,
        status,
        priority: Priority::Normal,
        title: opened.flow.title.get(filling.language).chars().take(MAX_TITLE_CHARS).collect(),
        description: text("description").chars().take(MAX_TEXT_CHARS).collect(),
        address: picked(opened, &filled.values, &FieldKind::Address),
        object: picked(opened, &filled.values, &FieldKind::Object),
        assignee: String::new(),
        values: filled.values.clone(),
        planned_from: None,
        planned_until: None,
        created_at: now,
        updated_at: now,
        closed_at: None,
    }
}

/// Who decided it stands in the audit log: the customer never asked for it.
async fn note_adopted(
    filling: &Filling<'_>,
    opened: &Opened,
    tx: &mut Writer,
    id: WorkOrderId,
    by_rule: Map<String, Value>,
) -> Result<(), Error> {
    if by_rule.is_empty() {
        return Ok(());
    }
    let rule = Actor::Extension { tenant: filling.actor.tenant, name: opened.flow.slug.to_string() };
    let subject = format!("work_order:{id}");
    audit::note(filling.cx, tx, &rule.to_ref(), ("requests.adopt", &subject), (None, &Value::Object(by_rule))).await
}

/// Takes over what the flow's rule proposed, as far as it is valid, and returns what that was.
fn adopt(order: &mut WorkOrder, proposed: flow_rules::Proposed, form: &Form) -> Map<String, Value> {
    let mut taken = Map::new();
    if let Some(title) = proposed.title.filter(|title| !title.trim().is_empty()) {
        order.title = title.trim().chars().take(MAX_TITLE_CHARS).collect();
        taken.insert("title".into(), json!(order.title));
    }
    if let Some(priority) = proposed.priority {
        order.priority = priority;
        taken.insert("priority".into(), json!(priority.as_str()));
    }
    if let Some(assignee) = proposed.assignee {
        order.assignee = assignee.chars().take(MAX_TITLE_CHARS).collect();
        taken.insert("assignee".into(), json!(order.assignee));
    }
    let further = proposed.values.into_iter().filter(|(key, value)| form.field(key).is_none() && !value.is_null());
    let further: Map<String, Value> = further.collect();
    if !further.is_empty() {
        // The names alone: the log is never changed, and values may be about a person.
        taken.insert("values".into(), further.keys().map(String::as_str).collect());
    }
    order.values.extend(further);
    taken
}

/// Uploaded files of all file fields, with the field that a problem is shown at.
fn files(opened: &Opened, filled: &Filled) -> Vec<(String, FileId)> {
    let fields = opened.work_type.form.fields().filter(|field| matches!(field.kind, FieldKind::Files { .. }));
    let mut found = Vec::new();
    for field in fields {
        let ids = filled.values.get(&field.key).and_then(Value::as_array).into_iter().flatten();
        for id in ids.filter_map(Value::as_str) {
            // An id that cannot be one is looked up as the nil id, and not found like any other foreign one.
            found.push((field.key.clone(), id.parse().unwrap_or(FileId(uuid::Uuid::nil()))));
        }
    }
    found
}

async fn write(
    cx: &Context,
    tx: &mut Writer,
    actor: &Actor,
    (order, search): (&WorkOrder, &str),
    files: Vec<(String, FileId)>,
) -> Result<Event, Error> {
    store::work_orders::insert_found_by(tx, order, search).await?;
    let owner = order.requester.ok_or(Error::NotFound)?;
    for (field, file) in &files {
        if store::files::attach(tx, &[*file], order.id, owner).await? != 1 {
            return Err(Error::Invalid(vec![FieldProblem::field(field, Problem::NotFound)]));
        }
    }
    let data = Map::from_iter([
        ("number".to_owned(), json!(order.number)),
        ("title".to_owned(), json!(order.title)),
        ("files".to_owned(), json!(files.len())),
    ]);
    let requested = tell(cx, tx, actor, order, (EventKind::Requested, data)).await?;
    for (_, file) in &files {
        let file = store::files::get(tx, &access::scope(actor), *file).await?.ok_or(Error::NotFound)?;
        let data =
            Map::from_iter([("file".to_owned(), json!(file.id.to_string())), ("name".to_owned(), json!(file.name))]);
        tell(cx, tx, actor, order, (EventKind::FileAdded, data)).await?;
    }
    Ok(requested)
}

/// Writes one event of a request with what follows from it.
async fn tell(
    cx: &Context,
    tx: &mut Writer,
    actor: &Actor,
    order: &WorkOrder,
    (kind, data): (EventKind, Map<String, Value>),
) -> Result<Event, Error> {
    let event = Event {
        id: cx.id(),
        tenant: order.tenant,
        work_order: order.id,
        kind,
        at: order.created_at,
        actor: actor.to_ref(),
        data,
        cause: Cause::default(),
    };
    work_orders::record(tx, &event, "requests.send").await?;
    work_orders::follow(cx, tx, order, &event).await?;
    Ok(event)
}
