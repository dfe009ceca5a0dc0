//! Mails: what is owed is loaded here, written down before it is sent, and marked with its fate. Words and looks are the mail layer's.

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{Context, Error, work_orders::Subject};
use crate::{
    domain::{
        access::{self, Actor, Verb},
        effect::Effect,
        event::{Event, EventKind},
        id::{EventId, MailId},
        mail::{Mail, MailState},
        outbox::{LeasedTask, Task},
        portal::Portal,
        setting,
        tenant::Tenant,
        text::Email,
    },
    store::{self, Writer, work_orders::OrderDetail},
};

/// Which mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Template {
    RequestReceived,
    RequestAccepted,
    RequestRejected,
    /// The request was closed after it had been decided about, without being done.
    RequestClosed,
    CommentToCustomer,
    CommentToOffice,
    /// Words of a rule, to the office.
    NoticeToOffice,
    /// Words of a rule, to the customer.
    NoticeToCustomer,
}

impl Template {
    const ALL: [Self; 8] = [
        Self::RequestReceived,
        Self::RequestAccepted,
        Self::RequestRejected,
        Self::RequestClosed,
        Self::CommentToCustomer,
        Self::CommentToOffice,
        Self::NoticeToOffice,
        Self::NoticeToCustomer,
    ];

    pub const fn as_str(self) -> &'static str {
        match self {
            Self::RequestReceived => "request_received",
            Self::RequestAccepted => "request_accepted",
            Self::RequestRejected => "request_rejected",
            Self::RequestClosed => "request_closed",
            Self::CommentToCustomer => "comment_to_customer",
            Self::CommentToOffice => "comment_to_office",
            Self::NoticeToOffice => "notice_to_office",
            Self::NoticeToCustomer => "notice_to_customer",
        }
    }

    fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|template| template.as_str() == text)
    }

    pub const fn is_to_office(self) -> bool {
        matches!(self, Self::CommentToOffice | Self::NoticeToOffice)
    }
}

/// Everything that a mail is written from.
#[derive(Debug, Clone)]
pub struct Owed {
    pub id: MailId,
    pub template: Template,
    pub tenant: Tenant,
    /// The portal that the request came through, for its name, theme and address.
    pub portal: Option<Portal>,
    pub order: OrderDetail,
    pub event: Event,
    pub to: Email,
    pub to_name: String,
    pub language: String,
    /// Subject and text of a rule's own words.
    pub words: Option<(String, String)>,
    /// The mail as it was written for an earlier try.
    pub written: Option<Mail>,
}

/// The mail that a task is about.
pub(super) fn of(task: &LeasedTask) -> Option<MailId> {
    let id = task.payload.get("mail").filter(|_| task.task == Task::SendMail).and_then(Value::as_str);
    id.and_then(|id| Uuid::parse_str(id).ok()).map(MailId)
}

/// Loads what a task owes. None: nothing is owed any more, because the person, the setting or the record is gone.
pub async fn load(cx: &Context, task: &LeasedTask) -> Result<Option<Owed>, Error> {
    let read = |key: &str| task.payload.get(key).and_then(Value::as_str);
    let id = of(task);
    let event = read("event").and_then(|id| Uuid::parse_str(id).ok()).map(EventId);
    let (Some(id), Some(event), Some(template)) = (id, event, read("template").and_then(Template::parse)) else {
        return Err(Error::Failed("the outbox row of a mail has no mail, event or template".into()));
    };
    let words = read("subject").zip(read("text")).map(|(subject, text)| (subject.to_owned(), text.to_owned()));
    let scope = access::scope(&Actor::Engine { tenant: task.tenant });
    let mut conn = cx.store.read(task.tenant).await?;
    let written = store::mails::get(&mut conn, &scope, id).await?;
    if written.as_ref().is_some_and(|mail| mail.state == MailState::Sent) {
        return Ok(None);
    }
    let Some(tenant) = store::tenants::get(&mut conn, task.tenant).await? else { return Ok(None) };
    let Some(event) = store::events::get(&mut conn, &scope, event).await? else { return Ok(None) };
    let Some(order) = store::work_orders::detail(&mut conn, &scope, event.work_order).await? else { return Ok(None) };
    let portal = match order.order.portal {
        Some(portal) => store::portals::get(&mut conn, portal).await?,
        None => None,
    };
    let off = portal.as_ref().is_some_and(|portal| !setting::is_on(&portal.settings, "mail.customer"));
    let owed = |to, to_name, language| {
        Some(Owed {
            id,
            template,
            tenant: tenant.clone(),
            portal,
            order: order.clone(),
            event,
            to,
            to_name,
            language,
            words,
            written,
        })
    };
    if template.is_to_office() {
        let to = tenant.office_email.parse().map_err(|error| Error::Failed(format!("tenant.office_email: {error}")))?;
        return Ok(owed(to, tenant.name.clone(), tenant.language.clone()));
    }
    let Some(requester) = order.order.requester.filter(|_| !off) else { return Ok(None) };
    // Somebody who left the customer is not written to about its work orders any more.
    let places = store::users::memberships(&mut conn, requester).await?;
    let belongs = places.iter().any(|place| place.customer() == Some(order.order.customer));
    let user = store::users::get(&mut conn, requester).await?.filter(|user| belongs && user.disabled_at.is_none());
    Ok(user.and_then(|user| owed(user.email, user.name, user.language)))
}

/// Writes a mail down before its first try.
pub async fn queue(cx: &Context, mail: &Mail) -> Result<(), Error> {
    let mut tx = cx.store.write(mail.tenant).await?;
    store::mails::insert(&mut tx, mail).await?;
    Ok(tx.commit().await?)
}

/// Marks a mail as handed over and its task as done.
pub async fn sent(cx: &Context, task: &LeasedTask, mail: MailId, answer: &str) -> Result<(), Error> {
    let mut tx = cx.store.write(task.tenant).await?;
    store::mails::set_state(&mut tx, mail, MailState::Sent, answer, Some(cx.now())).await?;
    store::outbox::finish(&mut tx, task.id).await?;
    Ok(tx.commit().await?)
}

/// Owes a mail with a rule's own words and notes it on the timeline.
pub(super) async fn notice(
    cx: &Context,
    tx: &mut Writer,
    actor: &Actor,
    subject: Subject,
    effect: &Effect,
) -> Result<(), Error> {
    access::can(actor, Verb::Mail)?;
    let (template, to, words) = match effect {
        Effect::MailOffice { subject, text } => (Template::NoticeToOffice, "office", (subject, text)),
        Effect::MailCustomer { subject, text } => (Template::NoticeToCustomer, "customer", (subject, text)),
        _ => return Err(Error::Failed("not a mail".into())),
    };
    let words = Map::from_iter([("subject".to_owned(), json!(words.0)), ("text".to_owned(), json!(words.1))]);
    let mut data = words.clone();
    data.insert("to".into(), json!(to));
    let event = Event {
        id: cx.id(),
        tenant: actor.tenant(),
        work_order: subject.id,
        kind: EventKind::Mailed,
        at: cx.now(),
        actor: actor.to_ref(),
        data,
        cause: subject.cause,
    };
    super::work_orders::record(tx, &event, effect.action()).await?;
    super::work_orders::mail(cx, tx, &event, template, words).await
}
