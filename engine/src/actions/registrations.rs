//! Self-registration. Asking does the same whatever was typed: whether there is such a login, domain or code is looked up when the mail is
//! written, long after the answer. What becomes of a registration that waits is in [`decisions`].

pub mod decisions;
pub mod waiting;

use jiff::SignedDuration;
use serde_json::{Map, Value, json};

use super::{
    Context, Error,
    invitations::Acceptance,
    joining::{self, Known},
    letters::Letter,
    mails::{About, Owed, Template},
    members::note,
};
use crate::{
    domain::{
        access::{self, Actor, ActorRef},
        id::{CustomerId, MailId, PortalId, TenantId},
        mail::Mail,
        outbox::{LeasedTask, NewTask, Task},
        portal::Portal,
        registration::{Approval, Registration, Ways, customer_of, typed_join_code},
        role::REQUESTER,
        secret::Secret,
        setting,
        text::Email,
        user::{Membership, Seat, User},
    },
    store::{self, Conn, Writer},
};

/// Whether somebody can register at a portal.
pub fn is_offered(portal: &Portal) -> bool {
    Ways::of(&portal.settings).any()
}

/// What somebody says who registers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asked {
    pub email: Email,
    pub name: String,
    pub language: String,
    /// Of her customer; may be blank.
    pub code: String,
}

/// Owes a mail to whoever has this address, if it may register.
pub async fn ask(cx: &Context, tenant: TenantId, portal: PortalId, asked: &Asked) -> Result<(), Error> {
    let mut tx = cx.store.write(tenant).await?;
    let said = [
        ("email", json!(asked.email.as_str())),
        ("name", json!(asked.name)),
        ("language", json!(asked.language)),
        ("code", json!(typed_join_code(&asked.code))),
    ];
    owe(cx, &mut tx, (Template::Registration, portal), said).await?;
    Ok(tx.commit().await?)
}

async fn owe<const N: usize>(
    cx: &Context,
    tx: &mut Writer,
    (template, portal): (Template, PortalId),
    said: [(&str, Value); N],
) -> Result<(), Error> {
    let always =
        [("mail", json!(cx.id::<MailId>().0)), ("template", json!(template.as_str())), ("portal", json!(portal.0))];
    let payload: Map<String, Value> =
        always.into_iter().chain(said).map(|(name, value)| (name.to_owned(), value)).collect();
    let task = NewTask { task: Task::SendMail, work_order: None, payload };
    Ok(store::outbox::enqueue(tx, &task, cx.id(), cx.now()).await?)
}

/// A mail that nobody could be sent for so long is not waited for any more.
const IS_OLD: SignedDuration = SignedDuration::from_hours(24);

/// Loads the mail that somebody asked for, or the news of a decision. None: nothing is owed.
pub(super) async fn owed(
    cx: &Context,
    task: &LeasedTask,
    (id, template, written): (MailId, Template, Option<Mail>),
) -> Result<Option<Owed>, Error> {
    let read = |key: &str| task.payload.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
    let broken = || Error::Failed("the outbox row of a registration is not whole".into());
    let portal = PortalId(read("portal").parse().map_err(|_| broken())?);
    let email: Email = read("email").parse().map_err(|_| broken())?;
    let (tenant, portal) = {
        let mut conn = cx.store.read(task.tenant).await?;
        (store::tenants::get(&mut conn, task.tenant).await?, store::portals::get(&mut conn, portal).await?)
    };
    let (Some(tenant), Some(portal)) = (tenant, portal) else { return Ok(None) };
    let asked = Asked { email, name: read("name"), language: read("language"), code: read("code") };
    let is_old = task.created_at.duration_until(cx.now()) > IS_OLD;
    let letter = match read("told").as_str() {
        "approved" => Some(Letter::Registered { told: "approved" }),
        "refused" => Some(Letter::Registered { told: "refused" }),
        _ if is_old || !is_offered(&portal) => None,
        _ => letter(cx, &portal, &asked).await?,
    };
    let Some(letter) = letter else { return Ok(None) };
    let (about, portal) = (About::Person(letter), Some(portal));
    let Asked { email: to, name: to_name, language, .. } = asked;
    // Not a word about a login: what becomes of this mail must not show on one.
    Ok(Some(Owed { id, template, tenant, portal, about, user: None, to, to_name, language, written }))
}

/// What the reader of an address is told who asked, or somebody asked for. None: nothing, because nothing says for whom she would act, or
/// because she waits already.
async fn letter(cx: &Context, portal: &Portal, asked: &Asked) -> Result<Option<Letter>, Error> {
    let (secret, now) = (Secret::new(cx.secret()), cx.now());
    let expires_at = now + SignedDuration::from_hours(24 * setting::number(&portal.settings, "invitations.days"));
    let mut tx = cx.store.write(portal.tenant).await?;
    let known = Known::read(&mut tx, portal.id, &asked.email).await?;
    if known.place.is_some() {
        let is_open = known.is_known && known.user.is_some_and(|user| user.disabled_at.is_none());
        return Ok(is_open.then_some(Letter::Registered { told: "known" }));
    }
    let Some(customer) = customer(&mut tx, portal, asked).await? else { return Ok(None) };
    let registration = Registration {
        id: cx.id(),
        tenant: portal.tenant,
        portal: portal.id,
        customer,
        email: asked.email.clone(),
        name: asked.name.clone(),
        language: asked.language.clone(),
        created_at: now,
        expires_at,
        confirmed_at: None,
        password_hash: None,
    };
    if !store::registrations::set(&mut tx, &registration, &secret.hash()).await? {
        return Ok(None);
    }
    let customer = customer_name(&mut tx, &registration).await?;
    tx.commit().await?;
    Ok(Some(Letter::Registration { secret, customer, expires_at }))
}

/// For whom somebody registers: a code says more than a domain.
async fn customer(conn: &mut Conn, portal: &Portal, asked: &Asked) -> Result<Option<CustomerId>, Error> {
    let ways = Ways::of(&portal.settings);
    if ways.code
        && !asked.code.is_empty()
        && let Some(customer) = store::join_codes::find(conn, portal.id, &asked.code).await?
    {
        return Ok(Some(customer));
    }
    let number = customer_of(&setting::text(&portal.settings, "registration.domains"), &asked.email);
    match number.filter(|_| ways.domain) {
        Some(number) => {
            let scope = access::scope(&Actor::Engine { tenant: portal.tenant });
            Ok(store::customers::by_number(conn, &scope, &number).await?)
        }
        None => Ok(None),
    }
}

async fn customer_name(conn: &mut Conn, registration: &Registration) -> Result<String, Error> {
    let scope = access::scope(&Actor::Engine { tenant: registration.tenant });
    let customer = store::customers::get(conn, &scope, registration.customer).await?;
    Ok(customer.ok_or(Error::NotFound)?.name)
}

/// A registration whose link was opened.
#[derive(Debug, Clone)]
pub struct Opened {
    pub registration: Registration,
    /// Name of the customer that the person will act for.
    pub customer: String,
    /// The address has a login that is in use; its own password confirms.
    pub is_known: bool,
    known: Known,
    portal: Portal,
}

/// What became of a confirmation.
#[derive(Debug, Clone)]
pub enum Confirmed {
    /// The link opens nothing, or not any more.
    Over,
    /// The login acts for another customer in this portal, and nobody acts for two.
    Elsewhere,
    /// Somebody has to agree.
    Waiting,
    In(User),
}

/// What a link opens at a portal. None: it is no link of this portal, it was used, replaced or is too old, or the portal does not offer it any
/// more; nobody can tell which.
pub async fn open(cx: &Context, tenant: TenantId, portal: PortalId, secret: &str) -> Result<Option<Opened>, Error> {
    let Ok(secret) = secret.parse::<Secret>() else { return Ok(None) };
    let mut conn = cx.store.read(tenant).await?;
    let found = store::registrations::by_secret(&mut conn, portal, &secret.hash(), cx.now()).await?;
    let portal = store::portals::get(&mut conn, portal).await?.filter(is_offered);
    let (Some(registration), Some(portal)) = (found, portal) else { return Ok(None) };
    let known = Known::read(&mut conn, portal.id, &registration.email).await?;
    if known.place == Some(registration.customer) {
        return Ok(None);
    }
    let customer = customer_name(&mut conn, &registration).await?;
    let is_known = known.is_known;
    Ok(Some(Opened { registration, customer, is_known, known, portal }))
}

/// Confirms the address, once: the person joins, or waits for somebody to agree.
pub async fn confirm(
    cx: &Context,
    (tenant, at): (TenantId, PortalId),
    secret: &str,
    acceptance: Acceptance,
) -> Result<Confirmed, Error> {
    let Some(opened) = open(cx, tenant, at, secret).await? else { return Ok(Confirmed::Over) };
    let Opened { registration, known, portal, .. } = opened;
    let is_elsewhere = known.place.is_some();
    let who = (tenant, &registration.email, registration.language.as_str());
    let (person, hash) = joining::prove(cx, who, known, acceptance).await?;
    if is_elsewhere {
        return Ok(Confirmed::Elsewhere);
    }
    let registration = Registration { name: person.name.clone(), language: person.language.clone(), ..registration };
    let mut tx = cx.store.write(tenant).await?;
    if !store::registrations::confirm(&mut tx, &registration, cx.now(), hash.as_deref()).await? {
        return Ok(Confirmed::Over);
    }
    let actor = ActorRef { kind: "customer".to_owned(), user: None, name: person.name.clone() };
    decisions::note(cx, &mut tx, &actor, ("registrations.confirm", &registration)).await?;
    let outcome = match Approval::of(&portal.settings) {
        Approval::Nobody => {
            let registration = Registration { password_hash: hash, ..registration };
            match admit(cx, &mut tx, &registration, Some(person)).await? {
                Some(user) => Confirmed::In(user),
                None => return Ok(Confirmed::Over),
            }
        }
        Approval::Company | Approval::Office => {
            waiting::tell(cx, &mut tx, &portal, &registration).await?;
            Confirmed::Waiting
        }
    };
    tx.commit().await?;
    Ok(outcome)
}

/// Gives the person of a registration her place, and her login if she has none, and ends the registration. None: she acts for somebody else in
/// this portal by now, or her login is closed.
async fn admit(
    cx: &Context,
    tx: &mut Writer,
    registration: &Registration,
    person: Option<User>,
) -> Result<Option<User>, Error> {
    let known = Known::read(tx, registration.portal, &registration.email).await?;
    if known.place.is_some() || known.user.as_ref().is_some_and(|user| user.disabled_at.is_some()) {
        return Ok(None);
    }
    let user = match (known, &registration.password_hash) {
        (Known { user: Some(user), is_known: true, .. }, _) => Some(user),
        (Known { user, .. }, Some(hash)) => {
            let id = user.or(person).map_or_else(|| cx.id(), |user| user.id);
            let Registration { tenant, email, name, language, .. } = registration.clone();
            let person = User { id, tenant, email, name, language, password_hash: None, disabled_at: None };
            joining::join(cx, tx, person, hash).await?
        }
        _ => None,
    };
    let Some(user) = user else { return Ok(None) };
    let (portal, customer) = (registration.portal, registration.customer);
    let roles = REQUESTER.parse().into_iter().collect();
    let seat = Seat::Portal { portal, customer, contact: None, roles };
    let membership = Membership { id: cx.id(), user: user.id, tenant: user.tenant, seat, closed_at: None };
    store::memberships::insert(tx, &membership, &[]).await?;
    if !store::registrations::delete(tx, registration.id).await? {
        return Ok(None);
    }
    let actor = ActorRef { kind: "customer".to_owned(), user: Some(user.id), name: user.name.clone() };
    let after = json!({"registration": registration.id.0, "customer": customer.0});
    note(cx, tx, &actor, ("registrations.join", membership.id), (None, &after)).await?;
    Ok(Some(user))
}
