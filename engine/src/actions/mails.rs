//! Mails: what is owed is loaded here, written down before it is sent, and marked with its fate. Words and looks are the mail layer's.

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{Context, Error, letters, offers, registrations, sessions, work_orders::Subject};
use crate::{
    domain::{
        access::{self, Actor, Scope, Verb},
        effect::Effect,
        event::{Event, EventKind},
        id::{EventId, MailId, UserId},
        mail::{Mail, MailState},
        outbox::{LeasedTask, Task},
        portal::Portal,
        setting,
        tenant::Tenant,
        text::Email,
        user::User,
    },
    store::{self, Conn, Writer, work_orders::OrderDetail},
};

pub use super::letters::Letter;

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
    Invitation,
    /// The same, from an administrator of a customer.
    Offer,
    PasswordReset,
    /// To somebody who works in the office from now on.
    StaffWelcome,
    /// To who asked for a place in a portal by herself.
    Registration,
    /// To who may approve that.
    RegistrationWaiting,
    /// A link and a code that sign in.
    SignIn,
    /// Something happened to the login of who gets it.
    AccountNotice,
}

impl Template {
    const ALL: [Self; 16] = [
        Self::RequestReceived,
        Self::RequestAccepted,
        Self::RequestRejected,
        Self::RequestClosed,
        Self::CommentToCustomer,
        Self::CommentToOffice,
        Self::NoticeToOffice,
        Self::NoticeToCustomer,
        Self::Invitation,
        Self::Offer,
        Self::PasswordReset,
        Self::StaffWelcome,
        Self::Registration,
        Self::RegistrationWaiting,
        Self::SignIn,
        Self::AccountNotice,
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
            Self::Invitation => "invitation",
            Self::Offer => "offer",
            Self::PasswordReset => "password_reset",
            Self::StaffWelcome => "staff_welcome",
            Self::Registration => "registration",
            Self::RegistrationWaiting => "registration_waiting",
            Self::SignIn => "sign_in",
            Self::AccountNotice => "account_notice",
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
    /// None: the request did not come through a portal.
    pub portal: Option<Portal>,
    pub about: About,
    /// The login that gets it; None: the office.
    pub user: Option<UserId>,
    pub to: Email,
    pub to_name: String,
    pub language: String,
    /// What an earlier try wrote down.
    pub written: Option<Mail>,
}

/// What a mail is about.
#[derive(Debug, Clone)]
pub enum About {
    Order {
        order: Box<OrderDetail>,
        event: Box<Event>,
        /// Subject and text of a rule.
        words: Option<(String, String)>,
    },
    /// The person who gets it.
    Person(Letter),
}

impl Owed {
    /// What the mail carries to its reader and to nobody else.
    pub fn secrets(&self) -> Vec<String> {
        match &self.about {
            About::Order { .. } => Vec::new(),
            About::Person(letter) => letter.secrets(),
        }
    }
}

/// The mail that a task is about.
pub(super) fn of(task: &LeasedTask) -> Option<MailId> {
    let id = task.payload.get("mail").filter(|_| task.task == Task::SendMail).and_then(Value::as_str);
    id.and_then(|id| Uuid::parse_str(id).ok()).map(MailId)
}

/// Loads what a task owes. None: nothing is owed any more, because the person, the setting or the record is gone.
pub async fn load(cx: &Context, task: &LeasedTask) -> Result<Option<Owed>, Error> {
    let read = |key: &str| task.payload.get(key).and_then(Value::as_str);
    let (Some(id), Some(template)) = (of(task), read("template").and_then(Template::parse)) else {
        return Err(Error::Failed("the outbox row of a mail has no mail or template".into()));
    };
    let written = {
        let mut conn = cx.store.read(task.tenant).await?;
        store::mails::get(&mut conn, &engine(task), id).await?
    };
    if written.as_ref().is_some_and(|mail| mail.state == MailState::Sent) {
        return Ok(None);
    }
    match template {
        Template::Invitation
        | Template::PasswordReset
        | Template::StaffWelcome
        | Template::SignIn
        | Template::AccountNotice => letters::load(cx, task, (id, template, written)).await,
        Template::Registration => registrations::owed(cx, task, (id, template, written)).await,
        Template::RegistrationWaiting => registrations::waiting::owed(cx, task, (id, template, written)).await,
        Template::Offer => offers::links::owed(cx, task, (id, template, written)).await,
        _ => about_order(cx, task, (id, template, written)).await,
    }
}

fn engine(task: &LeasedTask) -> Scope {
    access::scope(&Actor::Engine { tenant: task.tenant })
}

async fn about_order(
    cx: &Context,
    task: &LeasedTask,
    (id, template, written): (MailId, Template, Option<Mail>),
) -> Result<Option<Owed>, Error> {
    let read = |key: &str| task.payload.get(key).and_then(Value::as_str);
    let event = read("event").and_then(|id| Uuid::parse_str(id).ok()).map(EventId);
    let event = event.ok_or_else(|| Error::Failed("the outbox row of a mail has no event".into()))?;
    let words = read("subject").zip(read("text")).map(|(subject, text)| (subject.to_owned(), text.to_owned()));
    let scope = engine(task);
    let mut conn = cx.store.read(task.tenant).await?;
    let Some(tenant) = store::tenants::get(&mut conn, task.tenant).await? else { return Ok(None) };
    let Some(event) = store::events::get(&mut conn, &scope, event).await? else { return Ok(None) };
    let Some(order) = store::work_orders::detail(&mut conn, &scope, event.work_order).await? else { return Ok(None) };
    let portal = match order.order.portal {
        Some(portal) => store::portals::get(&mut conn, portal).await?,
        None => None,
    };
    let off = portal.as_ref().is_some_and(|portal| !setting::is_on(&portal.settings, "mail.customer"));
    let reader = if template.is_to_office() {
        let to = tenant.office_email.parse().map_err(|error| Error::Failed(format!("tenant.office_email: {error}")))?;
        Some((None, to, tenant.name.clone(), tenant.language.clone(), scope))
    } else {
        let reader = if off { None } else { requester(&mut conn, &order).await? };
        reader.map(|(user, scope)| (Some(user.id), user.email, user.name, user.language, scope))
    };
    let Some((user, to, to_name, language, scope)) = reader else { return Ok(None) };
    // A mail says no more than the page of who reads it.
    let parts = scope.mask().parts;
    let order = OrderDetail { order: order.order.masked(parts), ..order };
    let about = About::Order { order: Box::new(order), event: Box::new(event.masked(parts)), words };
    Ok(Some(Owed { id, template, tenant, portal, about, user, to, to_name, language, written }))
}

/// Who asked for the work, if she is still to be written to, with what she sees: somebody who left the customer is not written to about its
/// work orders.
async fn requester(conn: &mut Conn, order: &OrderDetail) -> Result<Option<(User, Scope)>, Error> {
    let Some(requester) = order.order.requester else { return Ok(None) };
    let mut places = store::memberships::of_user(conn, requester).await?;
    places.retain(|place| place.customer() == Some(order.order.customer) && place.closed_at.is_none());
    let user = store::users::get(conn, requester).await?.filter(|user| user.disabled_at.is_none());
    // Who has the customer at several portals reads as she does where the request came through.
    let own = places.iter().find(|place| place.portal() == order.order.portal).or_else(|| places.first());
    let (Some(user), Some(place)) = (user, own) else { return Ok(None) };
    let scope = access::scope(&sessions::actor(&user, place, &store::catalogue::get(conn).await?));
    Ok(Some((user, scope)))
}

/// Writes a mail down before its first try.
pub async fn queue(cx: &Context, mail: &Mail) -> Result<(), Error> {
    let mut tx = cx.store.write(mail.tenant).await?;
    store::mails::insert(&mut tx, mail).await?;
    Ok(tx.commit().await?)
}

/// Marks a mail as handed over and its task as done. That it was taken says that the address is good.
pub async fn sent(cx: &Context, task: &LeasedTask, owed: &Owed, answer: &str) -> Result<(), Error> {
    let mut tx = cx.store.write(task.tenant).await?;
    store::mails::set_state(&mut tx, owed.id, MailState::Sent, answer, Some(cx.now())).await?;
    if let Some(user) = owed.user {
        store::users::set_bounced(&mut tx, user, None).await?;
    }
    store::outbox::finish(&mut tx, task.id).await?;
    Ok(tx.commit().await?)
}

/// Notes that a server refused a mail to a login for good, so that the office sees it with the person.
pub async fn bounced(cx: &Context, task: &LeasedTask, user: UserId) -> Result<(), Error> {
    let mut tx = cx.store.write(task.tenant).await?;
    store::users::set_bounced(&mut tx, user, Some(cx.now())).await?;
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
