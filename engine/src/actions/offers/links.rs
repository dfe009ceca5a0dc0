//! The link in the mail of an offer: what it opens, and what its button does. Who has the link reads the mail of the address; only to her does
//! it show whether there is a login.

use jiff::SignedDuration;
use serde_json::{Value, json};
use uuid::Uuid;

use super::MAX_SENDS;
use crate::{
    actions::{
        Context, Error,
        colleagues::Administrator,
        invitations::Acceptance,
        joining::{self, Known},
        letters::Letter,
        mails::{About, Owed, Template},
        members::note,
    },
    domain::{
        access::ActorRef,
        id::{MailId, OfferId, PortalId, TenantId, UserId},
        invitation::InvitationState,
        mail::Mail,
        offer::Offer,
        outbox::LeasedTask,
        secret::Secret,
        setting,
        user::{Membership, Seat, User},
    },
    store::{self, Conn, Writer},
};

/// Loads the mail of an offer that is owed, with a secret made for it. None: the offer is over, so nothing is owed.
pub(in crate::actions) async fn owed(
    cx: &Context,
    task: &LeasedTask,
    (id, template, written): (MailId, Template, Option<Mail>),
) -> Result<Option<Owed>, Error> {
    let about = task.payload.get("about").and_then(Value::as_str).and_then(|id| Uuid::parse_str(id).ok());
    let about = about.ok_or_else(|| Error::Failed("the outbox row of an offer does not name it".into()))?;
    let (secret, now) = (Secret::new(cx.secret()), cx.now());
    let mut tx = cx.store.write(task.tenant).await?;
    let Some(tenant) = store::tenants::get(&mut tx, task.tenant).await? else { return Ok(None) };
    let Some((offer, administrator)) = standing(&mut tx, OfferId(about)).await? else { return Ok(None) };
    let Some(portal) = store::portals::get(&mut tx, offer.portal).await? else { return Ok(None) };
    let expires_at = now + SignedDuration::from_hours(24 * setting::number(&portal.settings, "invitations.days"));
    if !store::offers::renew(&mut tx, offer.id, (&secret.hash(), MAX_SENDS), (now, expires_at)).await? {
        return Ok(None);
    }
    tx.commit().await?;
    let (invited_by, customer) = (offer.made_by_name, administrator.places.customer.name);
    let about = About::Person(Letter::Invitation { secret, invited_by, customer, expires_at });
    let (portal, to, to_name, language) = (Some(portal), offer.email, offer.name, offer.language);
    // Not a word about a login: what becomes of this mail must not show on one.
    Ok(Some(Owed { id, template, tenant, portal, about, user: None, to, to_name, language, written }))
}

/// An offer with who makes it, as long as she could make it at this moment.
async fn standing(conn: &mut Conn, id: OfferId) -> Result<Option<(Offer, Administrator)>, Error> {
    let Some(offer) = store::offers::by_id(conn, id).await? else { return Ok(None) };
    let maker = Administrator::find(conn, offer.made_by).await?;
    let stands = |maker: &Administrator| {
        let is_hers = (maker.actor.portal, maker.actor.customer) == (offer.portal, offer.customer);
        let knows = offer.roles.iter().all(|slug| maker.roles().any(|role| role.slug == *slug));
        is_hers && knows && maker.reaches(&offer.roles, &offer.sites)
    };
    Ok(maker.filter(stands).map(|maker| (offer, maker)))
}

/// An offer whose link was opened.
#[derive(Debug, Clone)]
pub struct Opened {
    pub offer: Offer,
    /// Name of the customer that the person will act for.
    pub customer: String,
    /// The address has a login that is in use; its own password accepts.
    pub is_known: bool,
    known: Known,
}

impl Opened {
    /// The login that is in use, unless it is closed.
    pub(in crate::actions) fn login(&self) -> Option<&User> {
        self.known.user.as_ref().filter(|user| self.is_known && user.disabled_at.is_none())
    }
}

/// What became of an acceptance.
#[derive(Debug, Clone)]
pub enum Accepted {
    /// The link opens nothing, or not any more.
    Over,
    /// The login acts for another customer in this portal, and nobody acts for two.
    Elsewhere,
    In(User),
}

/// What a link opens at a portal. None: it is no link of this portal, it was used, taken back or is too old, who made the offer may not any
/// more, or the person has this place already; nobody can tell which.
pub async fn open(cx: &Context, tenant: TenantId, portal: PortalId, secret: &str) -> Result<Option<Opened>, Error> {
    let Ok(secret) = secret.parse::<Secret>() else { return Ok(None) };
    let mut conn = cx.store.read(tenant).await?;
    let found = store::offers::by_secret(&mut conn, &secret.hash()).await?;
    still(cx, &mut conn, portal, found).await
}

/// An offer of a portal with all that its page shows, if it can be accepted now.
async fn still(cx: &Context, conn: &mut Conn, portal: PortalId, found: Option<Offer>) -> Result<Option<Opened>, Error> {
    let found = found.filter(|offer| offer.portal == portal && offer.state(cx.now()) == InvitationState::Open);
    let Some(found) = found else { return Ok(None) };
    let Some((offer, administrator)) = standing(conn, found.id).await? else { return Ok(None) };
    let known = Known::read(conn, portal, &offer.email).await?;
    if known.place == Some(offer.customer) {
        return Ok(None);
    }
    let (customer, is_known) = (administrator.places.customer.name, known.is_known);
    Ok(Some(Opened { offer, customer, is_known, known }))
}

/// Accepts an offer. A new person chooses a password; a known one proves by hers that the login is hers too.
pub async fn accept(
    cx: &Context,
    (tenant, portal): (TenantId, PortalId),
    secret: &str,
    acceptance: Acceptance,
) -> Result<Accepted, Error> {
    let Some(opened) = open(cx, tenant, portal, secret).await? else { return Ok(Accepted::Over) };
    let Opened { offer, known, .. } = opened;
    let who = (tenant, &offer.email, offer.language.as_str());
    let (person, hash) = joining::prove(cx, who, known, acceptance).await?;
    take(cx, &offer, person, hash).await
}

/// Accepts an offer whose link somebody opened, for a login whose person has proved at a provider who she is, if it is hers.
pub(in crate::actions) async fn accept_as(
    cx: &Context,
    (tenant, portal): (TenantId, PortalId),
    id: OfferId,
    user: UserId,
) -> Result<Accepted, Error> {
    let mut conn = cx.store.read(tenant).await?;
    let found = store::offers::by_id(&mut conn, id).await?;
    let opened = still(cx, &mut conn, portal, found).await?;
    drop(conn);
    let Some(opened) = opened else { return Ok(Accepted::Over) };
    let Some(person) = opened.login().filter(|known| known.id == user).cloned() else { return Ok(Accepted::Over) };
    take(cx, &opened.offer, person, None).await
}

/// Of two clicks one succeeds. With a hash the person is new, or has never had a password.
async fn take(cx: &Context, offer: &Offer, person: User, hash: Option<String>) -> Result<Accepted, Error> {
    let (tenant, portal) = (offer.tenant, offer.portal);
    let mut tx = cx.store.write(tenant).await?;
    // As it is now: whoever made it may have taken something out of it, or may not give it any more.
    let Some((offer, _)) = standing(&mut tx, offer.id).await? else { return Ok(Accepted::Over) };
    if !store::offers::accept(&mut tx, offer.id, cx.now()).await? {
        return Ok(Accepted::Over);
    }
    let user = match hash {
        Some(hash) => joining::join(cx, &mut tx, person, &hash).await?,
        None => Some(person),
    };
    let Some(user) = user else { return Ok(Accepted::Over) };
    // Without a commit nothing of this is kept, so the offer stands.
    if joining::place_at(&mut tx, &user, portal).await?.is_some() {
        return Ok(Accepted::Elsewhere);
    }
    seat(cx, &mut tx, &offer, &user).await?;
    tx.commit().await?;
    Ok(Accepted::In(user))
}

async fn seat(cx: &Context, tx: &mut Writer, offer: &Offer, user: &User) -> Result<(), Error> {
    let (portal, customer, roles) = (offer.portal, offer.customer, offer.roles.clone());
    let seat = Seat::Portal { portal, customer, contact: None, roles };
    let membership = Membership { id: cx.id(), user: user.id, tenant: user.tenant, seat, closed_at: None };
    store::memberships::insert(tx, &membership, &offer.sites).await?;
    let actor = ActorRef { kind: "customer".to_owned(), user: Some(user.id), name: user.name.clone() };
    let after = json!({"offer": offer.id.0, "made_by": offer.made_by_name, "roles": offer.roles});
    note(cx, tx, &actor, ("offers.accept", membership.id), (None, &after)).await
}
