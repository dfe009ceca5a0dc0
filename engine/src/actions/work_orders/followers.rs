//! What must follow from an event: automations and mails, as outbox rows in the event's own transaction.

use serde_json::{Map, Value, json};

use crate::{
    actions::{Context, Error, mails::Template},
    domain::{
        event::{Event, EventKind},
        outbox::{NewTask, Task},
        work_order::WorkOrder,
    },
    store::{self, Writer},
};

/// Writes the outbox rows for an event.
pub async fn follow(cx: &Context, tx: &mut Writer, order: &WorkOrder, event: &Event) -> Result<(), Error> {
    let payload = Map::from_iter([("event".to_owned(), json!(event.id.0))]);
    enqueue(cx, tx, Task::Automate, event, payload).await?;
    if let Some(template) = mail_about(order, event) {
        mail(cx, tx, event, template, Map::new()).await?;
    }
    Ok(())
}

/// Owes a mail about an event. `words` are subject and text of a free mail.
pub async fn mail(
    cx: &Context,
    tx: &mut Writer,
    event: &Event,
    template: Template,
    words: Map<String, Value>,
) -> Result<(), Error> {
    let mut payload = Map::from_iter([
        ("event".to_owned(), json!(event.id.0)),
        ("template".to_owned(), json!(template.as_str())),
        // The mail's identity is decided here, so that every try of it has the same Message-ID.
        ("mail".to_owned(), json!(cx.id::<crate::domain::id::MailId>().0)),
    ]);
    payload.extend(words);
    enqueue(cx, tx, Task::SendMail, event, payload).await
}

async fn enqueue(
    cx: &Context,
    tx: &mut Writer,
    task: Task,
    event: &Event,
    payload: Map<String, Value>,
) -> Result<(), Error> {
    let task = NewTask { task, work_order: Some(event.work_order), payload };
    Ok(store::outbox::enqueue(tx, &task, cx.id(), event.at).await?)
}

/// The mail that an event owes, if any. Nobody is mailed about their own act, except for the receipt of a request.
fn mail_about(order: &WorkOrder, event: &Event) -> Option<Template> {
    let by_customer = event.actor.kind == "customer";
    let has_reader = order.requester.is_some();
    match event.kind {
        EventKind::Requested if has_reader => Some(Template::RequestReceived),
        EventKind::Accepted if has_reader => Some(Template::RequestAccepted),
        EventKind::Rejected if has_reader => Some(Template::RequestRejected),
        // What was done has no reason; what was given up has one, which the customer is owed.
        EventKind::Closed if has_reader && event.data.contains_key("text") => Some(Template::RequestClosed),
        EventKind::Commented if by_customer => Some(Template::CommentToOffice),
        EventKind::Commented if has_reader => Some(Template::CommentToCustomer),
        _ => None,
    }
}
