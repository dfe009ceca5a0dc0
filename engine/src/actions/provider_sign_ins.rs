//! Signing in at an identity provider: the way there, the way back, and which login it opens. The provider's own name for somebody finds
//! her login; the first time her mail address does, when the provider says that it is hers and may vouch for its domain.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::SignedDuration;
use serde_json::json;
use subtle::ConstantTimeEq;

use super::{
    Context, Error, audit,
    identity_providers::{Claims, Provider, Returned, Wrong, plain},
    letters::{self, Told},
    members::{self, Profile},
    sessions::{self, Arrival, Outcome},
};
use crate::{
    domain::{
        access::{self, Actor, ActorRef},
        id::{CustomerId, PortalId},
        identity::{Identity, ProviderSignIn, Shown},
        role::REQUESTER,
        secret::Secret,
        text::{Email, TextError},
        user::{MAX_NAME_CHARS, User},
    },
    store::{self, StoreError, Writer},
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

/// Sends a browser to the provider. Returns the secret for its cookie and the address there.
pub async fn begin(
    cx: &Context,
    provider: &Provider,
    (arrival, portal): (&Arrival, PortalId),
    (back, next): (&str, &str),
) -> Result<([u8; 32], String), Refused> {
    let browser = cx.secret();
    let address = provider.address(cx.now(), &browser, back).await?;
    let waiting = ProviderSignIn {
        browser_hash: Secret::new(browser).hash(),
        portal,
        provider: provider.name.to_string(),
        next: next.to_owned(),
        expires_at: cx.now() + AWAY,
    };
    let mut tx = cx.store.write(arrival.tenant).await?;
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

/// Signs in who comes back. Returns where she wanted to go.
pub async fn finish(
    cx: &Context,
    provider: &Provider,
    (arrival, portal): (&Arrival, PortalId),
    (browser, brought, back): (&[u8; 32], &Brought, &str),
) -> Result<(Outcome, String), Refused> {
    // Looked at before anything is taken: whoever lures a browser here with a state of his own ends nobody's sign-in.
    let state = URL_SAFE_NO_PAD.decode(&brought.state).unwrap_or_default();
    if !bool::from(state.ct_eq(&Shown::State.of(browser))) {
        return Err(Refused::Over("the state belongs to another browser".to_owned()));
    }
    let mut tx = cx.store.write(arrival.tenant).await?;
    let place = (portal, provider.name.as_str());
    let waiting = store::provider_sign_ins::take(&mut tx, &Secret::new(*browser).hash(), place, cx.now()).await?;
    tx.commit().await?;
    let Some(waiting) = waiting else {
        return Err(Refused::Over("the state was used before or is too old".to_owned()));
    };
    if let Some(error) = &brought.error {
        return Err(Refused::Over(format!("the provider answered {}", plain(error))));
    }
    let claims = provider.claims(cx.now(), browser, (&brought.returned, back)).await?;
    let arrival = Arrival { is_fresh: false, ..arrival.clone() };
    let outcome = enter(cx, provider, &claims, (&arrival, portal)).await?;
    Ok((outcome, waiting.next))
}

/// Opens the login that a provider's word is about.
async fn enter(
    cx: &Context,
    provider: &Provider,
    claims: &Claims,
    (arrival, portal): (&Arrival, PortalId),
) -> Result<Outcome, Refused> {
    let mut tx = cx.store.write(arrival.tenant).await?;
    let customer = customer(&mut tx, provider, arrival).await?;
    let known = store::identities::find(&mut tx, &provider.configured.issuer, &claims.subject).await?;
    let user = match &known {
        Some(identity) => identity.user,
        None => by_address(cx, &mut tx, provider, claims, (arrival, portal, customer)).await?.id,
    };
    // Locked before anything is tied or told, as whoever ends all sign-ins of a person does.
    let user = store::users::lock(&mut tx, user).await?;
    let user = user.filter(|user| user.disabled_at.is_none());
    let user = user.ok_or_else(|| Refused::Unknown("the login is closed".to_owned()))?;
    let places = store::memberships::of_user(&mut tx, user.id).await?;
    // Her portal pages lead to what protects the office too.
    if places.iter().any(|place| place.is_office()) {
        return Err(Refused::Unknown("who works in an office signs in there".to_owned()));
    }
    let place = places.iter().find(|place| sessions::opens(place, arrival.door));
    if place.is_none_or(|place| customer.is_some_and(|customer| place.customer() != Some(customer))) {
        return Err(Refused::Unknown("the login has no place at this portal for the provider's customer".to_owned()));
    }
    if known.is_none() {
        // An address that somebody left behind is given to others; the login is not.
        if store::identities::has_any(&mut tx, &provider.configured.issuer, user.id).await? {
            return Err(Refused::Unknown(
                "the login is tied to another name at the provider; if that is the same person: portico user unlink"
                    .to_owned(),
            ));
        }
        link(cx, &mut tx, provider, (&user, claims), arrival).await?;
    }
    let outcome = sessions::enter(cx, &mut tx, user, arrival).await?;
    tx.commit().await.map_err(Error::from)?;
    Ok(outcome)
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
    let name = claims.name.as_deref().map(str::trim).filter(|name| !name.is_empty()).unwrap_or(email.as_str());
    let requester = REQUESTER.parse().map_err(|error: TextError| Error::Failed(error.to_string()))?;
    let profile = Profile {
        email: email.to_string(),
        name: name.chars().take(MAX_NAME_CHARS).collect(),
        language,
        roles: [requester].into(),
        ..Profile::default()
    };
    let engine = Actor::Engine { tenant: arrival.tenant };
    members::place(cx, tx, &engine, (portal, customer), &profile).await?;
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

/// Ties the login to its name at the provider, and tells who had another way in before.
async fn link(
    cx: &Context,
    tx: &mut Writer,
    provider: &Provider,
    (user, claims): (&User, &Claims),
    arrival: &Arrival,
) -> Result<(), Refused> {
    let (issuer, subject) = (provider.configured.issuer.clone(), claims.subject.clone());
    let after = json!({"provider": provider.name.as_str(), "issuer": issuer, "subject": subject});
    let identity = Identity { issuer, subject, user: user.id, linked_at: cx.now() };
    if !store::identities::insert(tx, &identity).await? {
        return Err(Refused::Over("the login or its name was tied by another browser at the same moment".to_owned()));
    }
    let actor = ActorRef { kind: "customer".to_owned(), user: Some(user.id), name: user.name.clone() };
    let subject = format!("user:{}", user.id);
    audit::note(cx, tx, &actor, ("identities.link", &subject), (None, &after)).await?;
    if store::users::joined_at(tx, user.id).await?.is_some() {
        letters::tell(cx, tx, (user.id, arrival.door), Told::Identity, &arrival.origin).await?;
    }
    Ok(())
}
