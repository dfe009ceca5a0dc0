//! Seeing a portal as one of its users does: offered to staff as a link, begun by its button, ended by another or by itself. Whoever looks
//! gets the scope of the person seen and none of her secrets, and may do nothing.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::{
    Context, Error, audit, catalogues, members,
    sessions::{self, Person},
};
use crate::{
    domain::{
        access::{self, Actor, ActorRef, Verb},
        id::{MembershipId, PortalId, TenantId},
        look::{LINK_S, Look, Onlooker},
        secret::Secret,
        session::{Door, Origin, Session},
        user::User,
    },
    store::{self, Writer},
};

/// A link that begins a look.
#[derive(Debug)]
pub struct Offer {
    pub secret: Secret,
    pub portal: PortalId,
    /// Who will be seen.
    pub user: User,
}

/// Makes a link for staff who want to see a portal as one of its users. One look per staff session: the one before ends.
pub async fn offer(cx: &Context, who: &Person, id: MembershipId) -> Result<Offer, Error> {
    access::can(&who.actor, Verb::Look)?;
    let (now, secret) = (cx.now(), Secret::new(cx.secret()));
    let mut tx = cx.store.write(who.user.tenant).await?;
    let membership = members::find(&mut tx, &who.actor, id, now).await?;
    let portal = membership.portal().ok_or(Error::NotFound)?;
    let user = store::users::get(&mut tx, membership.user).await?.ok_or(Error::NotFound)?;
    if user.disabled_at.is_some() {
        return Err(Error::Conflict("the login is closed, so it sees nothing"));
    }
    for open in store::looks::of_session(&mut tx, who.session.id).await? {
        finish(cx, &mut tx, (&open, &who.actor.to_ref()), "another").await?;
    }
    let look = Look {
        id: cx.id(),
        tenant: who.user.tenant,
        session: who.session.id,
        staff: who.user.id,
        portal,
        user: user.id,
        secret_hash: secret.hash(),
        created_at: now,
        begun_at: None,
        expires_at: now + SignedDuration::from_secs(LINK_S),
    };
    store::looks::insert(&mut tx, &look).await?;
    note(cx, &mut tx, ("looks.offer", &look, &who.actor.to_ref()), &json!({})).await?;
    tx.commit().await?;
    Ok(Offer { secret, portal, user })
}

/// What a link would show, and to whom. None: it was used, is too old, or is no link of this portal; nobody can tell which.
pub async fn opened(cx: &Context, tenant: TenantId, portal: PortalId, secret: &str) -> Result<Option<Person>, Error> {
    let Ok(secret) = secret.parse::<Secret>() else { return Ok(None) };
    let mut conn = cx.store.read(tenant).await?;
    let found = store::looks::offered(&mut conn, portal, &secret.hash(), cx.now()).await?;
    drop(conn);
    match found {
        Some(found) => person(cx, found).await.map(Some),
        None => Ok(None),
    }
}

/// Begins a look with a link, which is used up by that. Gives the secret for the cookie; None: like [`opened`].
pub async fn begin(
    cx: &Context,
    (tenant, portal): (TenantId, PortalId),
    link: &str,
    life: Duration,
) -> Result<Option<[u8; 32]>, Error> {
    let Ok(link) = link.parse::<Secret>() else { return Ok(None) };
    let (now, secret) = (cx.now(), cx.secret());
    let mut tx = cx.store.write(tenant).await?;
    let Some(found) = store::looks::offered(&mut tx, portal, &link.hash(), now).await? else { return Ok(None) };
    let until = now + life;
    if !store::looks::begin(&mut tx, found.look.id, &Secret::new(secret).hash(), (now, until)).await? {
        return Ok(None);
    }
    let by = ActorRef { kind: "staff".to_owned(), user: Some(found.look.staff), name: found.staff_name };
    note(cx, &mut tx, ("looks.begin", &found.look, &by), &json!({"until": until.to_string()})).await?;
    tx.commit().await?;
    Ok(Some(secret))
}

/// Who is seen by the holder of a cookie's secret, if the look is not over.
pub async fn find(
    cx: &Context,
    tenant: TenantId,
    portal: PortalId,
    secret: &[u8; 32],
) -> Result<Option<Person>, Error> {
    find_hash(cx, tenant, portal, &Secret::new(*secret).hash()).await
}

/// Whether a look that was found earlier goes on, and what is seen now. A look has no session, so its person brings the hash.
pub async fn still(cx: &Context, person: &Person) -> Result<Option<Person>, Error> {
    let Door::Portal(portal) = person.session.door else { return Ok(None) };
    find_hash(cx, person.user.tenant, portal, &person.session.secret_hash).await
}

async fn find_hash(cx: &Context, tenant: TenantId, portal: PortalId, hash: &[u8; 32]) -> Result<Option<Person>, Error> {
    let mut conn = cx.store.read(tenant).await?;
    let found = store::looks::begun(&mut conn, portal, hash, cx.now()).await?;
    drop(conn);
    match found {
        Some(found) => person(cx, found).await.map(Some),
        None => Ok(None),
    }
}

/// The person seen, with her scope. Her session is none that the store has: whatever asks for it finds nothing.
async fn person(cx: &Context, found: store::looks::Found) -> Result<Person, Error> {
    let store::looks::Found { look, staff_name, user, membership, revision } = found;
    let catalogue = catalogues::get(cx, look.tenant, revision).await?;
    let mut actor = sessions::actor(&user, &membership, &catalogue);
    if let Actor::Customer(customer) = &mut actor {
        customer.seen_by = Some(look.staff);
    }
    let session = Session {
        id: look.id.0.into(),
        secret_hash: look.secret_hash,
        tenant: look.tenant,
        door: Door::Portal(look.portal),
        user: user.id,
        from: Origin::default(),
        created_at: look.created_at,
        seen_at: cx.now(),
        fresh_at: Timestamp::UNIX_EPOCH,
        expires_at: look.expires_at,
        passkey: None,
    };
    let onlooker = Onlooker { look: look.id, staff: look.staff, name: staff_name, until: look.expires_at };
    let (has_factor, has_choice, by_passkey, seen_by) = (false, false, false, Some(onlooker));
    Ok(Person { actor, user, membership, session, has_factor, has_choice, by_passkey, catalogue, seen_by })
}

/// Ends a look by its button.
pub async fn end(cx: &Context, person: &Person) -> Result<(), Error> {
    let Some(onlooker) = &person.seen_by else { return Err(Error::NotFound) };
    let mut tx = cx.store.write(person.user.tenant).await?;
    let Door::Portal(portal) = person.session.door else { return Err(Error::NotFound) };
    let found = store::looks::begun(&mut tx, portal, &person.session.secret_hash, cx.now()).await?;
    if let Some(found) = found {
        let by = ActorRef { kind: "staff".to_owned(), user: Some(onlooker.staff), name: onlooker.name.clone() };
        finish(cx, &mut tx, (&found.look, &by), "button").await?;
    }
    Ok(tx.commit().await?)
}

/// Removes looks that ended by themselves, and writes down that they did.
pub async fn sweep(cx: &Context, tenant: TenantId) -> Result<(), Error> {
    let mut tx = cx.store.write(tenant).await?;
    let engine = Actor::Engine { tenant }.to_ref();
    for look in store::looks::over(&mut tx, cx.now()).await? {
        finish(cx, &mut tx, (&look, &engine), "itself").await?;
    }
    Ok(tx.commit().await?)
}

/// Ends a look; one that never began leaves no entry about its end.
async fn finish(cx: &Context, tx: &mut Writer, (look, by): (&Look, &ActorRef), how: &str) -> Result<(), Error> {
    let ended = store::looks::delete(tx, look.id, look.staff).await?;
    if ended && look.begun_at.is_some() {
        let latest = look.expires_at.min(cx.now());
        note(cx, tx, ("looks.end", look, by), &json!({"how": how, "at_the_latest": latest.to_string()})).await?;
    }
    Ok(())
}

async fn note(
    cx: &Context,
    tx: &mut Writer,
    (action, look, by): (&str, &Look, &ActorRef),
    more: &Value,
) -> Result<(), Error> {
    let mut after = json!({"look": look.id.0, "staff": look.staff.0, "portal": look.portal.0});
    if let (Some(after), Some(more)) = (after.as_object_mut(), more.as_object()) {
        after.extend(more.clone());
    }
    audit::note(cx, tx, by, (action, &format!("user:{}", look.user)), (None, &after)).await
}
