//! Sign in and out. The cookie's secret exists only in the browser; the store has its hash.

use std::{sync::Arc, time::Duration};

use jiff::{SignedDuration, Timestamp};

use super::{
    Context, Error, catalogues, identities,
    letters::{self, Told},
};
use crate::{
    domain::{
        access::{Actor, CustomerActor},
        catalogue::Catalogue,
        id::{PasskeyId, TenantId, UserId},
        identity::Tie,
        look::Onlooker,
        secret::Secret,
        session::{Device, Door, HalfSignIn, Origin, Session},
        text::Email,
        user::{Membership, Seat, User},
    },
    store::{self, Writer},
};

/// A new session: the secrets for the cookies, and when it ends.
#[derive(Debug)]
pub struct SignedIn {
    pub secret: [u8; 32],
    /// For the browser that is new, or trusted from now on.
    pub device: Option<[u8; 32]>,
    pub session: Session,
    pub user: User,
    /// Whether she has places at several portals.
    pub has_choice: bool,
}

/// What a sign-in came to.
#[derive(Debug)]
pub enum Outcome {
    /// The address, the password or the door is wrong, and nobody can tell which.
    Refused,
    /// The password is right and the second factor owed; the secret is for a cookie that opens nothing but its question.
    Half([u8; 32]),
    In(Box<SignedIn>),
}

/// How long a session lives: unused, and at all; and how many a person may have.
#[derive(Debug, Clone, Copy)]
pub struct Life {
    pub idle: Duration,
    pub absolute: Duration,
    pub most: u32,
}

/// Where and with what browser somebody signs in.
#[derive(Debug, Clone)]
pub struct Arrival {
    pub tenant: TenantId,
    pub door: Door,
    pub origin: Origin,
    /// The secret of the browser's own cookie.
    pub device: Option<[u8; 32]>,
    pub life: Life,
    /// How long the second factor may be owed.
    pub half: Duration,
    /// Whether the person proves at this moment who she is. A provider may answer for what she proved there hours ago.
    pub is_fresh: bool,
    /// The passkey that proved it, which counts as password and second factor in one.
    pub passkey: Option<PasskeyId>,
}

/// A browser that is signed in.
#[derive(Debug, Clone)]
pub struct Person {
    pub actor: Actor,
    pub user: User,
    pub membership: Membership,
    pub session: Session,
    /// Whether she has a second factor.
    pub has_factor: bool,
    /// Whether she has open places at other portals too.
    pub has_choice: bool,
    /// Whether she signed in with a passkey that she still has.
    pub by_passkey: bool,
    /// The tenant's when the session was looked up.
    pub catalogue: Arc<Catalogue>,
    /// Staff who see the portal as this person does. Then there is no session, and nothing may be changed.
    pub seen_by: Option<Onlooker>,
}

/// Signs in with a password.
pub async fn sign_in(cx: &Context, typed: (&str, String), arrival: &Arrival) -> Result<Outcome, Error> {
    match prove(cx, arrival.tenant, typed).await? {
        Some(user) => let_in(cx, user, arrival).await,
        None => Ok(Outcome::Refused),
    }
}

/// Who has this address and this password, as of now. Judging a password takes long enough for it to be changed meanwhile.
pub async fn prove(cx: &Context, tenant: TenantId, (email, password): (&str, String)) -> Result<Option<User>, Error> {
    let found = match email.parse::<Email>() {
        Ok(email) => {
            let mut conn = cx.store.read(tenant).await?;
            store::users::by_email(&mut conn, &email).await?
        }
        Err(_) => None,
    };
    let user = found.filter(|user| user.disabled_at.is_none());
    let stored = user.as_ref().and_then(|user| user.password_hash.clone());
    let is_right = cx.passwords.verify(stored, password).await?;
    Ok(user.filter(|_| is_right))
}

/// Lets in whoever proved to be this user, if what she proved still holds.
pub async fn let_in(cx: &Context, user: User, arrival: &Arrival) -> Result<Outcome, Error> {
    let mut tx = cx.store.write(arrival.tenant).await?;
    let outcome = enter(cx, &mut tx, (user, None), arrival).await?;
    tx.commit().await?;
    Ok(outcome)
}

/// Lets somebody in whose first factor is proved: at once, or after the second. Nobody, when the login was closed or got another password
/// since it was read: a sign-in must not outlive what ended all of them. What it ties to the login is tied when she is in, not before.
pub(super) async fn enter(
    cx: &Context,
    tx: &mut Writer,
    (proved, tie): (User, Option<Tie>),
    arrival: &Arrival,
) -> Result<Outcome, Error> {
    let holds = |user: &User| user.disabled_at.is_none() && user.password_hash == proved.password_hash;
    let Some(user) = store::users::lock(tx, proved.id).await?.filter(holds) else { return Ok(Outcome::Refused) };
    let memberships = store::memberships::of_user(tx, user.id).await?;
    if !memberships.iter().any(|membership| opens(membership, arrival.door)) {
        return Ok(Outcome::Refused);
    }
    // Where more than one factor is asked for, a passkey is one: nobody gets past it with the password. It belongs to the login, so that is
    // asked at every door of who works in an office.
    let works_here = memberships.iter().any(Membership::is_office);
    let owes_factor = store::factors::get(tx, user.id).await?.is_some()
        || works_here && store::passkeys::count(tx, user.id).await? > 0;
    let device = known_device(tx, user.id, arrival).await?;
    let is_trusted = device.is_some_and(|device| device.trusted_until.is_some_and(|until| until > cx.now()));
    if !owes_factor || is_trusted {
        if let Some(tie) = &tie
            && !identities::tie(cx, tx, (&user, tie), arrival).await?
        {
            return Ok(Outcome::Refused);
        }
        return open(cx, tx, user, arrival, None).await.map(|signed_in| Outcome::In(Box::new(signed_in)));
    }
    let secret = cx.secret();
    let half = HalfSignIn {
        secret_hash: Secret::new(secret).hash(),
        tenant: arrival.tenant,
        door: arrival.door,
        user: user.id,
        tries: 0,
        tie,
        expires_at: cx.now() + arrival.half,
    };
    store::half_sign_ins::insert(tx, &half).await?;
    Ok(Outcome::Half(secret))
}

/// Opens a session for somebody who proved all that was asked. With `trust`, the browser asks for no second factor for so long.
pub(super) async fn open(
    cx: &Context,
    tx: &mut Writer,
    user: User,
    arrival: &Arrival,
    trust: Option<Duration>,
) -> Result<SignedIn, Error> {
    let (secret, now) = (cx.secret(), cx.now());
    let device = meet(cx, tx, user.id, arrival, trust).await?;
    let session = Session {
        id: cx.id(),
        secret_hash: Secret::new(secret).hash(),
        tenant: arrival.tenant,
        door: arrival.door,
        user: user.id,
        from: arrival.origin.clone(),
        created_at: now,
        seen_at: now,
        fresh_at: if arrival.is_fresh { now } else { Timestamp::UNIX_EPOCH },
        expires_at: now + arrival.life.idle.min(arrival.life.absolute),
        passkey: arrival.passkey,
    };
    store::sessions::insert(tx, &session).await?;
    store::sessions::keep_youngest(tx, user.id, arrival.life.most).await?;
    store::users::signed_in(tx, user.id, now).await?;
    if let Some(portal) = arrival.door.portal() {
        store::memberships::signed_in(tx, user.id, portal, now).await?;
    }
    let places = store::memberships::of_user(tx, user.id).await?;
    let portals = places.iter().filter(|place| place.closed_at.is_none() && !place.is_office()).count();
    Ok(SignedIn { secret, device, session, user, has_choice: portals > 1 })
}

/// Notes the browser. A new one gets a secret of its own, and so does one that is trusted from now on: whoever knew the old secret
/// is not trusted with it.
async fn meet(
    cx: &Context,
    tx: &mut Writer,
    user: UserId,
    arrival: &Arrival,
    trust: Option<Duration>,
) -> Result<Option<[u8; 32]>, Error> {
    if let Some(known) = known_device(tx, user, arrival).await? {
        if trust.is_none() {
            store::devices::seen(tx, known.id, cx.now(), &arrival.origin).await?;
            return Ok(None);
        }
        store::devices::delete(tx, user, known.id).await?;
        return insert_device(cx, tx, user, arrival, trust).await.map(Some);
    }
    // The first browser of a login is the one that she joined with: no news.
    if store::devices::has_any(tx, user).await? {
        letters::tell(cx, tx, (user, arrival.door), Told::NewDevice, &arrival.origin).await?;
    }
    insert_device(cx, tx, user, arrival, trust).await.map(Some)
}

async fn insert_device(
    cx: &Context,
    tx: &mut Writer,
    user: UserId,
    arrival: &Arrival,
    trust: Option<Duration>,
) -> Result<[u8; 32], Error> {
    let (secret, now) = (cx.secret(), cx.now());
    let device = Device {
        id: cx.id(),
        tenant: arrival.tenant,
        user,
        secret_hash: Secret::new(secret).hash(),
        from: arrival.origin.clone(),
        created_at: now,
        seen_at: now,
        trusted_until: trust.map(|life| now + life),
    };
    store::devices::insert(tx, &device).await?;
    Ok(secret)
}

async fn known_device(tx: &mut Writer, user: UserId, arrival: &Arrival) -> Result<Option<Device>, Error> {
    match &arrival.device {
        Some(secret) => Ok(store::devices::find(tx, user, &Secret::new(*secret).hash()).await?),
        None => Ok(None),
    }
}

/// Who holds a secret at a door, if it is still valid.
pub async fn find(cx: &Context, tenant: TenantId, door: Door, secret: &[u8; 32]) -> Result<Option<Person>, Error> {
    find_hash(cx, tenant, door, &Secret::new(*secret).hash()).await
}

/// Whether a session that was found earlier is still valid, and who holds it now.
pub async fn still(cx: &Context, tenant: TenantId, door: Door, session: &Session) -> Result<Option<Person>, Error> {
    find_hash(cx, tenant, door, &session.secret_hash).await
}

async fn find_hash(cx: &Context, tenant: TenantId, door: Door, hash: &[u8; 32]) -> Result<Option<Person>, Error> {
    let mut conn = cx.store.read(tenant).await?;
    let found = store::sessions::find(&mut conn, door, hash, cx.now()).await?;
    drop(conn);
    let Some(store::sessions::Found { session, user, membership, has_factor, has_choice, by_passkey, revision }) =
        found
    else {
        return Ok(None);
    };
    let catalogue = catalogues::get(cx, session.tenant, revision).await?;
    let actor = actor(&user, &membership, &catalogue);
    let seen_by = None;
    Ok(Some(Person { actor, user, membership, session, has_factor, has_choice, by_passkey, catalogue, seen_by }))
}

/// Notes that a session is in use and moves its end, at most once in a quarter of an hour.
pub async fn touch(cx: &Context, session: &Session, life: Life) -> Result<(), Error> {
    let now = cx.now();
    if now.duration_since(session.seen_at) < SignedDuration::from_mins(15) {
        return Ok(());
    }
    let ends = (now + life.idle).min(session.created_at + life.absolute);
    let mut tx = cx.store.write(session.tenant).await?;
    store::sessions::touch(&mut tx, &session.secret_hash, now, ends).await?;
    Ok(tx.commit().await?)
}

/// Ends a session.
pub async fn sign_out(cx: &Context, session: &Session) -> Result<(), Error> {
    let mut tx = cx.store.write(session.tenant).await?;
    store::sessions::delete(&mut tx, session).await?;
    Ok(tx.commit().await?)
}

/// Days after which a browser that nobody signed in with is new again.
const DEVICE_DAYS: i64 = 365;

/// Removes sessions that are over, and browsers that nobody used for a year.
pub async fn sweep(cx: &Context) -> Result<(), Error> {
    let mut tx = cx.store.platform_write().await?;
    store::sessions::sweep(&mut tx, cx.now()).await?;
    store::half_sign_ins::sweep(&mut tx, cx.now()).await?;
    store::password_resets::sweep(&mut tx, cx.now()).await?;
    store::mail_sign_ins::sweep(&mut tx, cx.now()).await?;
    store::provider_sign_ins::sweep(&mut tx, cx.now()).await?;
    store::crossings::sweep(&mut tx, cx.now()).await?;
    store::passkeys::sweep(&mut tx, cx.now()).await?;
    store::registrations::sweep(&mut tx, cx.now()).await?;
    store::devices::sweep(&mut tx, cx.now() - SignedDuration::from_hours(24 * DEVICE_DAYS)).await?;
    Ok(tx.commit().await?)
}

pub(super) fn opens(membership: &Membership, door: Door) -> bool {
    membership.closed_at.is_none()
        && match door {
            Door::Portal(portal) => membership.portal() == Some(portal),
            Door::Office => membership.is_office(),
        }
}

/// Who somebody is at one of her places.
pub(super) fn actor(user: &User, membership: &Membership, catalogue: &Catalogue) -> Actor {
    let (tenant, name) = (user.tenant, user.name.clone());
    match &membership.seat {
        Seat::Office(role) => Actor::Staff { tenant, user: user.id, name, role: *role },
        Seat::Portal { portal, customer, roles, .. } => Actor::Customer(CustomerActor {
            tenant,
            portal: *portal,
            user: user.id,
            customer: *customer,
            membership: membership.id,
            rights: catalogue.rights(*portal, roles),
            name,
            seen_by: None,
        }),
    }
}
