//! Signing in at an identity provider: the way there, the way back, and which login it opens. The provider's own name for somebody finds
//! her login; the first time her mail address does, when the provider says that it is hers and may vouch for its domain.

use std::sync::Arc;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::SignedDuration;
use subtle::ConstantTimeEq;

use super::{
    Context, Error,
    identity_providers::{Claims, Handed, Provider, Returned, Wrong, plain},
    members::{self, Profile},
    offers::links::{self, Accepted},
    profiles,
    sessions::{self, Arrival, Outcome, Person},
};
use crate::{
    domain::{
        access::{self, Actor, Scope},
        id::{CustomerId, OfferId, PortalId, SessionId, TenantId},
        identity::{ProviderSignIn, Shown, Tie},
        role::REQUESTER,
        secret::Secret,
        text::{Email, Slug, TextError},
        user::{MAX_NAME_CHARS, User},
    },
    store::{self, Conn, StoreError, Writer},
};

/// How long somebody may be away at the provider.
pub const AWAY: SignedDuration = SignedDuration::from_mins(10);

/// Why nobody was signed in. A person hears one of three things; the text is for the log.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// The provider does not do what it should: come back later, or by another way.
    #[error("{0}")]
    Down(String),
    /// Begun in another browser or too long ago, used before, or called off: begin again.
    #[error("{0}")]
    Over(String),
    /// Signed in there, but without a login here: ask the office.
    #[error("{0}")]
    Unknown(String),
    #[error(transparent)]
    Failed(#[from] Error),
}

impl From<StoreError> for Refused {
    fn from(error: StoreError) -> Self {
        Self::Failed(error.into())
    }
}

impl From<Wrong> for Refused {
    fn from(wrong: Wrong) -> Self {
        Self::Down(wrong.to_string())
    }
}

/// Where a sign-in begins and goes on.
#[derive(Debug, Clone, Copy)]
pub struct Way<'a> {
    /// The address that the provider sends people back to.
    pub back: &'a str,
    /// Where to go afterwards.
    pub next: &'a str,
    /// The session of who only proves anew who she is.
    pub session: Option<SessionId>,
}

/// Sends a browser to the provider. Returns the secret for its cookie and the address there.
pub async fn begin(
    cx: &Context,
    provider: &Provider,
    (tenant, portal): (TenantId, PortalId),
    way: Way<'_>,
) -> Result<([u8; 32], String), Refused> {
    let browser = cx.secret();
    let address = provider.address(&*cx.clock, &browser, (way.back, way.session.is_some())).await?;
    let waiting = ProviderSignIn {
        browser_hash: Secret::new(browser).hash(),
        portal,
        provider: provider.name.to_string(),
        next: way.next.to_owned(),
        session: way.session,
        expires_at: cx.now() + AWAY,
    };
    let mut tx = cx.store.write(tenant).await?;
    store::provider_sign_ins::insert(&mut tx, &waiting).await?;
    tx.commit().await?;
    Ok((browser, address))
}

/// What a browser brings back.
#[derive(Debug, Clone, Default)]
pub struct Brought {
    pub state: String,
    /// What the provider says instead of a code.
    pub error: Option<String>,
    pub returned: Returned,
}

/// Who comes back, and what the provider says of her.
pub struct Back {
    pub handed: Handed,
    pub waiting: ProviderSignIn,
}

/// Takes who comes back, once, and asks the provider about her.
pub async fn take(
    cx: &Context,
    provider: &Provider,
    (tenant, portal): (TenantId, PortalId),
    (browser, brought, back): (&[u8; 32], &Brought, &str),
) -> Result<Back, Refused> {
    // Looked at before anything is taken: whoever lures a browser here with a state of his own ends nobody's sign-in.
    let state = URL_SAFE_NO_PAD.decode(&brought.state).unwrap_or_default();
    if !bool::from(state.ct_eq(&Shown::State.of(browser))) {
        return Err(Refused::Over("the state belongs to another browser".to_owned()));
    }
    let mut tx = cx.store.write(tenant).await?;
    let place = (portal, provider.name.as_str());
    let waiting = store::provider_sign_ins::take(&mut tx, &Secret::new(*browser).hash(), place, cx.now()).await?;
    tx.commit().await?;
    let Some(waiting) = waiting else {
        return Err(Refused::Over("the state was used before or is too old".to_owned()));
    };
    if let Some(error) = &brought.error {
        return Err(Refused::Over(format!("the provider answered {}", plain(error))));
    }
    let handed = provider.claims(&*cx.clock, browser, (&brought.returned, back)).await?;
    if !provider.configured.admits(handed.claims.organisation.as_deref()) {
        return Err(Refused::Unknown("the account is of none of the provider's organisations (hd)".to_owned()));
    }
    Ok(Back { handed, waiting })
}

/// Signs in who came back.
pub async fn sign_in(
    cx: &Context,
    provider: &Provider,
    (arrival, portal): (&Arrival, PortalId),
    mut handed: Handed,
) -> Result<Outcome, Refused> {
    let arrival = Arrival { is_fresh: false, ..arrival.clone() };
    let mut conn = cx.store.read(arrival.tenant).await?;
    let known = store::identities::find(&mut conn, &provider.configured.issuer, &handed.claims.subject).await?;
    drop(conn);
    // The address finds nobody who is known by her name there.
    if known.is_none() && handed.claims.email.is_none() {
        provider.ask_for_address(&mut handed).await?;
    }
    enter(cx, provider, &handed.claims, (&arrival, portal)).await
}

/// Opens the login that a provider's word is about.
async fn enter(
    cx: &Context,
    provider: &Provider,
    claims: &Claims,
    (arrival, portal): (&Arrival, PortalId),
) -> Result<Outcome, Refused> {
    let mut tx = cx.store.write(arrival.tenant).await?;
    let issuer = provider.configured.issuer.as_str();
    let customer = customer(&mut tx, provider, arrival).await?;
    let known = store::identities::find(&mut tx, issuer, &claims.subject).await?;
    let user = match &known {
        Some(identity) => identity.user,
        None => by_address(cx, &mut tx, provider, claims, (arrival, portal, customer)).await?.id,
    };
    // Locked before anything is tied or told, as whoever ends all sign-ins of a person does.
    let user = store::users::lock(&mut tx, user).await?;
    let user = user.filter(|user| user.disabled_at.is_none());
    let user = user.ok_or_else(|| Refused::Unknown("the login is closed".to_owned()))?;
    must_have_place(&mut tx, &user, (arrival, customer)).await?;
    // An address that somebody left behind is given to others; the login is not.
    if known.is_none() && store::identities::has_any(&mut tx, issuer, user.id).await? {
        return Err(Refused::Unknown(
            "the login is tied to another name at the provider; if that is the same person: portico user unlink"
                .to_owned(),
        ));
    }
    let (provider, subject) = (provider.name.to_string(), claims.subject.clone());
    let tie = known.is_none().then(|| Tie { provider, issuer: issuer.to_owned(), subject });
    let outcome = sessions::enter(cx, &mut tx, (user, tie), arrival).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(outcome)
}

/// Where somebody whose login is tied can accept an offer without a password: the providers of the portal that the login is tied to. None:
/// the link opens nothing, or she has no login that is in use.
pub async fn of_offer(
    cx: &Context,
    (tenant, portal, slug): (TenantId, PortalId, &Slug),
    link: &str,
) -> Result<Option<(OfferId, Vec<Arc<Provider>>)>, Error> {
    let Some(opened) = links::open(cx, tenant, portal, link).await? else { return Ok(None) };
    let Some(user) = opened.login() else { return Ok(None) };
    let mut conn = cx.store.read(tenant).await?;
    let issuers = store::identities::issuers(&mut conn, user.id).await?;
    let scope = access::scope(&Actor::Engine { tenant });
    let providers = tied(cx, &mut conn, (slug, &scope, Some(opened.offer.customer)), &issuers).await?;
    Ok(Some((opened.offer.id, providers)))
}

/// Accepts an offer for who went to the provider from the page behind its link; she signs in afterwards as ever.
pub async fn join(
    cx: &Context,
    provider: &Provider,
    at: (TenantId, PortalId),
    (offer, handed): (OfferId, &Handed),
) -> Result<(), Refused> {
    let mut conn = cx.store.read(at.0).await?;
    let known = store::identities::find(&mut conn, &provider.configured.issuer, &handed.claims.subject).await?;
    drop(conn);
    let known = known.ok_or_else(|| Refused::Unknown("the account is tied to no login".to_owned()))?;
    match links::accept_as(cx, at, offer, known.user).await? {
        Accepted::In(_) => Ok(()),
        Accepted::Over => Err(Refused::Over("the offer is over, or was made to somebody else".to_owned())),
        Accepted::Elsewhere => Err(Refused::Unknown("the login acts for another customer in this portal".to_owned())),
    }
}

async fn must_have_place(
    tx: &mut Writer,
    user: &User,
    (arrival, customer): (&Arrival, Option<CustomerId>),
) -> Result<(), Refused> {
    let places = store::memberships::of_user(tx, user.id).await?;
    // Her portal pages lead to what protects the office too.
    if places.iter().any(|place| place.is_office()) {
        return Err(Refused::Unknown("who works in an office signs in there".to_owned()));
    }
    let place = places.iter().find(|place| sessions::opens(place, arrival.door));
    if place.is_none_or(|place| customer.is_some_and(|customer| place.customer() != Some(customer))) {
        return Err(Refused::Unknown("the login has no place at this portal for the provider's customer".to_owned()));
    }
    Ok(())
}

/// What clocks may differ by.
const SKEW: SignedDuration = SignedDuration::from_mins(1);

/// Makes the session of somebody fresh who came back from proving once more who she is. Returns the new secret of its cookie.
pub async fn confirm(
    cx: &Context,
    provider: &Provider,
    person: Option<&Person>,
    back: &Back,
) -> Result<[u8; 32], Refused> {
    let Some(person) = person.filter(|person| Some(person.session.id) == back.waiting.session) else {
        return Err(Refused::Over("the session that was to be confirmed is over".to_owned()));
    };
    let (now, begun) = (cx.now(), back.waiting.expires_at - AWAY);
    if !back.handed.claims.proved_at.is_some_and(|at| begun - SKEW <= at && at <= now + SKEW) {
        return Err(Refused::Down(
            "the provider does not say that it asked once more who it is (auth_time)".to_owned(),
        ));
    }
    let mut tx = cx.store.write(person.user.tenant).await?;
    let claims = &back.handed.claims;
    let known = store::identities::find(&mut tx, &provider.configured.issuer, &claims.subject).await?;
    if known.is_none_or(|identity| identity.user != person.user.id) {
        return Err(Refused::Over("somebody else proved who he is".to_owned()));
    }
    let secret = profiles::renew(cx, &mut tx, person).await?;
    tx.commit().await?;
    Ok(secret)
}

/// Where somebody can prove once more who she is: the providers of the portal that her login is tied to. Only who has neither a password nor
/// a second factor needs one.
pub async fn of_person(cx: &Context, person: &Person, portal: &Slug) -> Result<Vec<Arc<Provider>>, Error> {
    if person.user.password_hash.is_some() || person.has_factor {
        return Ok(Vec::new());
    }
    let mut conn = cx.store.read(person.user.tenant).await?;
    let issuers = store::identities::issuers(&mut conn, person.user.id).await?;
    let scope = access::scope(&person.actor);
    tied(cx, &mut conn, (portal, &scope, person.membership.customer()), &issuers).await
}

/// The providers of a portal and a customer that are of these issuers.
async fn tied(
    cx: &Context,
    conn: &mut Conn,
    (portal, scope, customer): (&Slug, &Scope, Option<CustomerId>),
    issuers: &[String],
) -> Result<Vec<Arc<Provider>>, Error> {
    let mut found = Vec::new();
    for provider in cx.providers.at_portal(portal).filter(|provider| issuers.contains(&provider.configured.issuer)) {
        let number = provider.configured.customer.as_str();
        let is_hers = number.is_empty() || store::customers::by_number(conn, scope, number).await? == customer;
        if is_hers {
            found.push(provider.clone());
        }
    }
    Ok(found)
}

/// The customer of the provider, if it belongs to one.
async fn customer(tx: &mut Writer, provider: &Provider, arrival: &Arrival) -> Result<Option<CustomerId>, Refused> {
    let number = &provider.configured.customer;
    if number.is_empty() {
        return Ok(None);
    }
    let scope = access::scope(&Actor::Engine { tenant: arrival.tenant });
    let found = store::customers::by_number(tx, &scope, number).await?;
    let missing =
        || Refused::Down(format!("identity_providers.{}.customer: there is no customer {number}", provider.name));
    found.map(Some).ok_or_else(missing)
}

/// The login of an address that the provider vouches for, made where the configuration says so.
async fn by_address(
    cx: &Context,
    tx: &mut Writer,
    provider: &Provider,
    claims: &Claims,
    (arrival, portal, customer): (&Arrival, PortalId, Option<CustomerId>),
) -> Result<User, Refused> {
    let email = vouched(provider, claims)?;
    if let Some(user) = store::users::by_email(tx, &email).await? {
        return Ok(user);
    }
    let Some(customer) = customer.filter(|_| provider.configured.new_logins) else {
        return Err(Refused::Unknown("there is no login with the address, and the provider makes none".to_owned()));
    };
    let language = store::portals::get(tx, portal).await?.map(|portal| portal.language).unwrap_or_default();
    let name = claims.name.as_deref().map(|name| name.replace(char::is_control, " ")).unwrap_or_default();
    let name = Some(name.trim()).filter(|name| !name.is_empty()).unwrap_or(email.as_str());
    let requester = REQUESTER.parse().map_err(|error: TextError| Error::Failed(error.to_string()))?;
    let profile = Profile {
        email: email.to_string(),
        name: name.chars().take(MAX_NAME_CHARS).collect(),
        language,
        roles: [requester].into(),
        ..Profile::default()
    };
    let engine = Actor::Engine { tenant: arrival.tenant };
    members::place(cx, tx, &engine, (portal, customer), &profile).await.map_err(|error| match error {
        Error::Invalid(problems) => Refused::Unknown(format!("no login can be made of what it says: {problems:?}")),
        other => other.into(),
    })?;
    store::users::by_email(tx, &email).await?.ok_or_else(|| Error::NotFound.into())
}

fn vouched(provider: &Provider, claims: &Claims) -> Result<Email, Refused> {
    let unknown = |why: &str| Refused::Unknown(format!("first sign-in: {why}"));
    let typed = claims.email.as_deref().ok_or_else(|| unknown("the provider names no mail address"))?;
    let email: Email = typed.parse().map_err(|_| unknown("the provider's mail address is none"))?;
    if !claims.email_verified {
        return Err(unknown("the provider does not say that the mail address is verified (email_verified)"));
    }
    if !provider.configured.vouches_for(email.domain()) {
        return Err(unknown("the mail address is of none of the provider's domains"));
    }
    Ok(email)
}
