//! Sign in and out. The cookie's secret exists only in the browser; the store has its hash.

use std::{sync::Arc, time::Duration};

use sha2::{Digest, Sha256};

use super::{Context, Error, catalogues};
use crate::{
    domain::{
        access::{Actor, CustomerActor},
        catalogue::Catalogue,
        id::TenantId,
        session::{Door, Session},
        text::Email,
        user::{Membership, Seat, User},
    },
    store,
};

/// A new session: the secret for the cookie and when it ends.
#[derive(Debug)]
pub struct SignedIn {
    pub secret: [u8; 32],
    pub session: Session,
    pub user: User,
}

/// How long a session lives: unused, and at all.
#[derive(Debug, Clone, Copy)]
pub struct Life {
    pub idle: Duration,
    pub absolute: Duration,
}

/// A browser that is signed in.
#[derive(Debug, Clone)]
pub struct Person {
    pub actor: Actor,
    pub user: User,
    pub membership: Membership,
    pub session: Session,
    /// The tenant's when the session was looked up.
    pub catalogue: Arc<Catalogue>,
}

/// Signs in with a password. None: the address, the password or the door is wrong, and nobody can tell which.
pub async fn sign_in(
    cx: &Context,
    tenant: TenantId,
    door: Door,
    (email, password): (&str, String),
    life: Life,
) -> Result<Option<SignedIn>, Error> {
    let found = match email.parse::<Email>() {
        Ok(email) => {
            let mut conn = cx.store.read(tenant).await?;
            store::users::by_email(&mut conn, &email).await?
        }
        Err(_) => None,
    };
    let user = found.filter(|user| user.disabled_at.is_none());
    let stored = user.as_ref().and_then(|user| user.password_hash.clone());
    if !cx.passwords.verify(stored, password).await? {
        return Ok(None);
    }
    let Some(user) = user else { return Ok(None) };
    let mut tx = cx.store.write(tenant).await?;
    let memberships = store::memberships::of_user(&mut tx, user.id).await?;
    if !memberships.iter().any(|membership| opens(membership, door)) {
        return Ok(None);
    }
    let secret = cx.secret();
    let now = cx.now();
    let session = Session {
        secret_hash: hash(&secret),
        tenant,
        door,
        user: user.id,
        created_at: now,
        seen_at: now,
        expires_at: now + life.idle.min(life.absolute),
    };
    store::sessions::insert(&mut tx, &session).await?;
    store::users::signed_in(&mut tx, user.id, now).await?;
    tx.commit().await?;
    Ok(Some(SignedIn { secret, session, user }))
}

/// Who holds a secret at a door, if it is still valid.
pub async fn find(cx: &Context, tenant: TenantId, door: Door, secret: &[u8; 32]) -> Result<Option<Person>, Error> {
    find_hash(cx, tenant, door, &hash(secret)).await
}

/// Whether a session that was found earlier is still valid, and who holds it now.
pub async fn still(cx: &Context, tenant: TenantId, door: Door, session: &Session) -> Result<Option<Person>, Error> {
    find_hash(cx, tenant, door, &session.secret_hash).await
}

async fn find_hash(cx: &Context, tenant: TenantId, door: Door, hash: &[u8; 32]) -> Result<Option<Person>, Error> {
    let mut conn = cx.store.read(tenant).await?;
    let found = store::sessions::find(&mut conn, door, hash, cx.now()).await?;
    drop(conn);
    let Some(store::sessions::Found { session, user, membership, revision }) = found else { return Ok(None) };
    let catalogue = catalogues::get(cx, session.tenant, revision).await?;
    let actor = actor(&user, &membership, &catalogue);
    Ok(Some(Person { actor, user, membership, session, catalogue }))
}

/// Notes that a session is in use and moves its end, at most once in a quarter of an hour.
pub async fn touch(cx: &Context, session: &Session, life: Life) -> Result<(), Error> {
    let now = cx.now();
    if now.duration_since(session.seen_at) < jiff::SignedDuration::from_mins(15) {
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
    store::sessions::delete(&mut tx, &session.secret_hash).await?;
    Ok(tx.commit().await?)
}

/// Removes sessions that are over.
pub async fn sweep(cx: &Context) -> Result<(), Error> {
    let mut tx = cx.store.platform_write().await?;
    store::sessions::sweep(&mut tx, cx.now()).await?;
    Ok(tx.commit().await?)
}

fn opens(membership: &Membership, door: Door) -> bool {
    match door {
        Door::Portal(portal) => membership.portal() == Some(portal),
        Door::Office => membership.seat == Seat::Office,
    }
}

/// Who somebody is at one of her places.
pub(super) fn actor(user: &User, membership: &Membership, catalogue: &Catalogue) -> Actor {
    let (tenant, name) = (user.tenant, user.name.clone());
    match &membership.seat {
        Seat::Office => Actor::Staff { tenant, user: user.id, name },
        Seat::Portal { portal, customer, roles, .. } => Actor::Customer(CustomerActor {
            tenant,
            portal: *portal,
            user: user.id,
            customer: *customer,
            membership: membership.id,
            rights: catalogue.rights(roles),
            name,
        }),
    }
}

fn hash(secret: &[u8; 32]) -> [u8; 32] {
    Sha256::digest(secret).into()
}
