//! From one portal to another of the tenant, for who is signed in and has a place at both: at once where one host serves both, and by a link
//! that is good for a minute and once where not. No session's cookie goes from one host to the other.

use jiff::SignedDuration;
use serde_json::json;

use super::{
    Context, Error, audit,
    sessions::{self, Life, Person, SignedIn},
};
use crate::{
    domain::{
        access::ActorRef,
        crossing::{Crossing, LINK_S},
        id::{PortalId, SessionId, TenantId},
        secret::Secret,
        session::{Door, Origin, Session},
        user::{Membership, User},
    },
    store::{self, Conn, Writer},
};

/// With what somebody arrives at the other portal.
#[derive(Debug, Clone, Copy)]
pub struct Going<'a> {
    pub portal: PortalId,
    pub life: Life,
    pub from: &'a Origin,
}

/// Portals where somebody has an open place, this one among them.
pub async fn portals(cx: &Context, person: &Person) -> Result<Vec<PortalId>, Error> {
    let mut conn = cx.store.read(person.user.tenant).await?;
    let places = store::memberships::of_user(&mut conn, person.user.id).await?;
    Ok(places.iter().filter(|place| place.closed_at.is_none()).filter_map(Membership::portal).collect())
}

/// Opens a session at another portal for a session at this one. Where she has no place there is no such portal.
pub async fn go(cx: &Context, person: &Person, going: Going<'_>) -> Result<SignedIn, Error> {
    let mut tx = cx.store.write(person.user.tenant).await?;
    let user = store::users::lock(&mut tx, person.user.id).await?.ok_or(Error::NotFound)?;
    let from = own_session(cx, &mut tx, &user, person).await?;
    let signed_in = enter(cx, &mut tx, (&from, user), going).await?.ok_or(Error::NotFound)?;
    tx.commit().await?;
    Ok(signed_in)
}

/// Makes a link to another portal. One per session: the one before opens nothing any more.
pub async fn offer(cx: &Context, person: &Person, portal: PortalId) -> Result<Secret, Error> {
    let secret = Secret::new(cx.secret());
    let mut tx = cx.store.write(person.user.tenant).await?;
    // Locked as whoever ends or renews her sessions does, and so the links that they made.
    let user = store::users::lock(&mut tx, person.user.id).await?.ok_or(Error::NotFound)?;
    own_session(cx, &mut tx, &user, person).await?;
    let places = store::memberships::of_user(&mut tx, person.user.id).await?;
    if !places.iter().any(|place| sessions::opens(place, Door::Portal(portal))) {
        return Err(Error::NotFound);
    }
    let crossing = Crossing {
        secret_hash: secret.hash(),
        session: person.session.id,
        user: person.user.id,
        portal,
        expires_at: cx.now() + SignedDuration::from_secs(LINK_S),
    };
    store::crossings::set(&mut tx, &crossing).await?;
    tx.commit().await?;
    Ok(secret)
}

/// Who comes by a link. None: it was used, is too old, or is no link of this portal; nobody can tell which.
pub async fn opened(cx: &Context, tenant: TenantId, portal: PortalId, link: &str) -> Result<Option<User>, Error> {
    let Ok(link) = link.parse::<Secret>() else { return Ok(None) };
    let mut conn = cx.store.read(tenant).await?;
    let Some(crossing) = store::crossings::find(&mut conn, portal, &link.hash(), cx.now()).await? else {
        return Ok(None);
    };
    Ok(store::users::get(&mut conn, crossing.user).await?.filter(|user| user.disabled_at.is_none()))
}

/// Opens a session with a link, which is used up by that. None: like [`opened`].
pub async fn accept(cx: &Context, tenant: TenantId, link: &str, going: Going<'_>) -> Result<Option<SignedIn>, Error> {
    let Ok(link) = link.parse::<Secret>() else { return Ok(None) };
    let mut tx = cx.store.write(tenant).await?;
    let Some(crossing) = store::crossings::find(&mut tx, going.portal, &link.hash(), cx.now()).await? else {
        return Ok(None);
    };
    // Locked before anything is taken, as whoever ends all sign-ins of a person does.
    let Some(user) = store::users::lock(&mut tx, crossing.user).await? else { return Ok(None) };
    if !store::crossings::take(&mut tx, &link.hash()).await? {
        return Ok(None);
    }
    let Some(from) = open_session(cx, &mut tx, &user, crossing.session).await? else { return Ok(None) };
    let signed_in = enter(cx, &mut tx, (&from, user), going).await?;
    tx.commit().await?;
    Ok(signed_in)
}

/// The person's own session as it is now. Who proved herself anew meanwhile has another secret: with the old one nothing begins any more.
async fn own_session(cx: &Context, conn: &mut Conn, user: &User, person: &Person) -> Result<Session, Error> {
    let open = open_session(cx, conn, user, person.session.id).await?;
    open.filter(|session| session.secret_hash == person.session.secret_hash).ok_or(Error::NotFound)
}

/// The session that somebody comes from, if nobody has ended it meanwhile.
async fn open_session(cx: &Context, conn: &mut Conn, user: &User, id: SessionId) -> Result<Option<Session>, Error> {
    let open = store::sessions::list(conn, user.id, cx.now()).await?;
    Ok(open.into_iter().find(|session| session.id == id))
}

/// A session that proves no more than the one it comes from: it is as fresh, and ends at the latest when that one must.
async fn enter(
    cx: &Context,
    tx: &mut Writer,
    (from, user): (&Session, User),
    going: Going<'_>,
) -> Result<Option<SignedIn>, Error> {
    let door = Door::Portal(going.portal);
    let places = store::memberships::of_user(tx, user.id).await?;
    if user.disabled_at.is_some() || !places.iter().any(|place| sessions::opens(place, door)) {
        return Ok(None);
    }
    let (secret, now) = (cx.secret(), cx.now());
    let session = Session {
        id: cx.id(),
        secret_hash: Secret::new(secret).hash(),
        tenant: user.tenant,
        door,
        user: user.id,
        from: going.from.clone(),
        created_at: from.created_at,
        seen_at: now,
        fresh_at: from.fresh_at,
        expires_at: (now + going.life.idle).min(from.created_at + going.life.absolute),
        passkey: from.passkey,
    };
    store::sessions::insert(tx, &session).await?;
    store::sessions::keep_youngest(tx, user.id, going.life.most).await?;
    store::memberships::signed_in(tx, user.id, going.portal, now).await?;
    let actor = ActorRef { kind: "customer".to_owned(), user: Some(user.id), name: user.name.clone() };
    let after = json!({"portal": going.portal.0, "session": from.id.0});
    audit::note(cx, tx, &actor, ("crossings.enter", &format!("user:{}", user.id)), (None, &after)).await?;
    Ok(Some(SignedIn { secret, device: None, session, user, has_choice: false }))
}
