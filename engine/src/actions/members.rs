//! Portal users: who belongs to which customer in which portal, with which roles. Every change counts on the person's next request.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::{Context, Error, audit, invitations, passkeys, sessions, staff, users};
use crate::{
    domain::{
        access::{self, Actor, ActorRef, Verb},
        form::{FieldProblem, Problem},
        id::{AddressId, ContactId, CustomerId, MembershipId, PortalId},
        text::{Email, Slug},
        user::{Membership, Seat, User, read_email, read_name},
    },
    store::{self, Conn, Writer},
};

/// Key of the text that says that somebody has this place already.
pub(super) const KNOWN: &str = "problem-member-known";

/// Longest tag of a language that is kept, in bytes; the longest registered ones are shorter.
pub(super) const MAX_LANGUAGE_BYTES: usize = 35;

/// What is said about a portal user, apart from where she belongs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Profile {
    pub email: String,
    pub name: String,
    pub language: String,
    /// Which contact of the customer she is.
    pub contact: Option<ContactId>,
    pub roles: BTreeSet<Slug>,
    /// Addresses of the customer that she looks after.
    pub sites: BTreeSet<AddressId>,
}

/// Gives a person access to a portal for a customer. Somebody who has a login already gets a further place.
pub async fn add(
    cx: &Context,
    actor: &Actor,
    (portal, customer): (PortalId, CustomerId),
    profile: &Profile,
    invite: bool,
) -> Result<MembershipId, Error> {
    access::can(actor, Verb::ManageLogins)?;
    let mut tx = cx.store.write(actor.tenant()).await?;
    let id = place(cx, &mut tx, actor, (portal, customer), profile).await?;
    if invite {
        let membership = store::memberships::get(&mut tx, id).await?.ok_or(Error::NotFound)?;
        // Who has joined elsewhere needs no link: her password is good here too.
        if store::users::joined_at(&mut tx, membership.user).await?.is_none() {
            invitations::invite(cx, &mut tx, actor, &membership).await?;
        }
    }
    tx.commit().await?;
    Ok(id)
}

/// The same within a transaction, without an invitation.
pub(super) async fn place(
    cx: &Context,
    tx: &mut Writer,
    actor: &Actor,
    (portal, customer): (PortalId, CustomerId),
    profile: &Profile,
) -> Result<MembershipId, Error> {
    let email = check(tx, actor, customer, profile).await?;
    store::portals::get(tx, portal).await?.ok_or(Error::NotFound)?;
    let user = login(cx, tx, actor, email, profile).await?;
    let known = store::memberships::of_user(tx, user.id).await?;
    if known.iter().any(|membership| membership.portal() == Some(portal)) {
        return Err(keyed("email", KNOWN));
    }
    let roles: Vec<Slug> = profile.roles.iter().cloned().collect();
    let seat = Seat::Portal { portal, customer, contact: profile.contact, roles };
    let membership = Membership { id: cx.id(), user: user.id, tenant: user.tenant, seat, closed_at: None };
    let sites: Vec<AddressId> = profile.sites.iter().copied().collect();
    store::memberships::insert(tx, &membership, &sites).await?;
    let after =
        json!({"email": user.email.as_str(), "portal": portal.0, "customer": customer.0, "roles": profile.roles});
    note(cx, tx, &actor.to_ref(), ("members.add", membership.id), (None, &after)).await?;
    Ok(membership.id)
}

/// The login of an address, made if there is none.
async fn login(cx: &Context, tx: &mut Writer, actor: &Actor, email: Email, profile: &Profile) -> Result<User, Error> {
    if let Some(known) = store::users::by_email(tx, &email).await? {
        return if known.disabled_at.is_some() { Err(keyed("email", "problem-login-closed")) } else { Ok(known) };
    }
    let user = User {
        id: cx.id(),
        tenant: actor.tenant(),
        email,
        name: profile.name.trim().to_owned(),
        language: profile.language.clone(),
        password_hash: None,
        disabled_at: None,
    };
    store::users::insert(tx, &user).await?;
    Ok(user)
}

/// What a change came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Edited {
    Done,
    /// Nothing was changed yet: the person would see another number of work orders, and nobody has agreed to that.
    Asks {
        before: u64,
        after: u64,
    },
}

impl Edited {
    /// None: the change may be kept, because the person sees as much as before or because somebody agreed.
    pub(super) fn asks((before, after): (u64, u64), agreed: bool) -> Option<Self> {
        (before != after && !agreed).then_some(Self::Asks { before, after })
    }
}

/// Changes what is said about a portal user. Name and address are hers once she has joined, and stay then. A change of what she sees is
/// kept only when `agreed`.
pub async fn edit(
    cx: &Context,
    actor: &Actor,
    id: MembershipId,
    profile: &Profile,
    agreed: bool,
) -> Result<Edited, Error> {
    access::can(actor, Verb::ManageLogins)?;
    let mut tx = cx.store.write(actor.tenant()).await?;
    let before = find(&mut tx, actor, id, cx.now()).await?;
    let customer = before.customer().ok_or(Error::NotFound)?;
    let user = store::users::get(&mut tx, before.user).await?.ok_or(Error::NotFound)?;
    let sites = store::memberships::sites(&mut tx, id).await?;
    let saw = seen(&mut tx, &user, &before).await?;
    let has_joined = store::users::joined_at(&mut tx, user.id).await?.is_some();
    let profile = match has_joined {
        true => Profile { email: user.email.to_string(), name: user.name.clone(), ..profile.clone() },
        false => profile.clone(),
    };
    let email = check(&mut tx, actor, customer, &profile).await?;
    if !has_joined {
        staff::guard(&mut tx, actor, user.id).await?;
        if email != user.email && store::users::by_email(&mut tx, &email).await?.is_some() {
            return Err(keyed("email", "problem-email-taken"));
        }
        store::users::set_name(&mut tx, user.id, profile.name.trim(), &email).await?;
        if email != user.email {
            // No link that went to the wrong address may open the right person's account, whichever portal it leads to.
            store::invitations::revoke_of_user(&mut tx, user.id, cx.now()).await?;
            store::users::set_bounced(&mut tx, user.id, None).await?;
        }
    }
    store::memberships::set_contact(&mut tx, id, profile.contact).await?;
    store::memberships::set_roles(&mut tx, id, &Vec::from_iter(profile.roles.iter().cloned())).await?;
    store::memberships::set_sites(&mut tx, id, &Vec::from_iter(profile.sites.iter().copied())).await?;
    let changed = store::memberships::get(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let sees = seen(&mut tx, &user, &changed).await?;
    // Without a commit nothing of this is kept.
    if let Some(question) = Edited::asks((saw, sees), agreed) {
        return Ok(question);
    }
    let was = json!({"email": user.email.as_str(), "name": user.name, "roles": before.roles(), "sites": ids(&sites)});
    let sites: Vec<AddressId> = profile.sites.iter().copied().collect();
    let after = json!({"email": email.as_str(), "name": profile.name, "roles": profile.roles, "sites": ids(&sites)});
    note(cx, &mut tx, &actor.to_ref(), ("members.edit", id), (Some(&was), &after)).await?;
    tx.commit().await?;
    Ok(Edited::Done)
}

/// How many work orders a person sees at a place: what the query of her own list counts, with her sites as they stand at this moment.
pub(super) async fn seen(conn: &mut Conn, user: &User, membership: &Membership) -> Result<u64, Error> {
    let catalogue = store::catalogue::get(conn).await?;
    seen_by(conn, &sessions::actor(user, membership, &catalogue)).await
}

/// How many work orders somebody sees, by the query of her own list.
pub(super) async fn seen_by(conn: &mut Conn, actor: &Actor) -> Result<u64, Error> {
    let counts = store::work_orders::counts(conn, &access::scope(actor)).await?;
    Ok(counts.iter().map(|(_, count)| u64::try_from(*count).unwrap_or_default()).sum())
}

fn ids(sites: &[AddressId]) -> Vec<uuid::Uuid> {
    sites.iter().map(|site| site.0).collect()
}

/// Takes a person's place away. The login stays for what it did, and for its other places.
pub async fn remove(cx: &Context, actor: &Actor, id: MembershipId) -> Result<(), Error> {
    access::can(actor, Verb::ManageLogins)?;
    let mut tx = cx.store.write(actor.tenant()).await?;
    let membership = find(&mut tx, actor, id, cx.now()).await?;
    store::users::lock(&mut tx, membership.user).await?.ok_or(Error::NotFound)?;
    store::offers::revoke_of(&mut tx, id, cx.now()).await?;
    store::memberships::delete(&mut tx, id).await?;
    // A session is of a person and a portal: one that was left would be good again as soon as she gets another place there.
    match membership.portal() {
        Some(portal) => store::sessions::delete_at(&mut tx, membership.user, portal).await?,
        None => 0,
    };
    store::half_sign_ins::delete_for_user(&mut tx, membership.user).await?;
    passkeys::end_without_place(&mut tx, membership.user).await?;
    let before = json!({"user": membership.user.0, "roles": membership.roles()});
    note(cx, &mut tx, &actor.to_ref(), ("members.remove", id), (Some(&before), &json!({}))).await?;
    Ok(tx.commit().await?)
}

/// Closes a login or opens it again, at all its places. A closed one is signed out everywhere.
pub async fn set_access(cx: &Context, actor: &Actor, id: MembershipId, open: bool) -> Result<(), Error> {
    access::can(actor, Verb::ManageLogins)?;
    let mut tx = cx.store.write(actor.tenant()).await?;
    let membership = find(&mut tx, actor, id, cx.now()).await?;
    staff::guard(&mut tx, actor, membership.user).await?;
    if matches!(actor, Actor::Staff { user, .. } if *user == membership.user) {
        return Err(Error::Conflict("nobody closes her own login"));
    }
    let (user, action) = (membership.user, if open { "members.enable" } else { "members.disable" });
    let changed = match open {
        // Who was closed by her own company is let in by the office too: it has the last word.
        true => store::users::enable(&mut tx, user).await? | store::memberships::open(&mut tx, id).await?,
        false => store::users::disable(&mut tx, user, cx.now()).await?,
    };
    if !changed {
        return Err(Error::Conflict("the login is so already"));
    }
    if !open {
        users::end_everything(&mut tx, user).await?;
    }
    note(cx, &mut tx, &actor.to_ref(), (action, id), (None, &json!({"user": user.0}))).await?;
    Ok(tx.commit().await?)
}

/// A portal user within the scope of who acts.
pub(super) async fn find(
    conn: &mut Conn,
    actor: &Actor,
    id: MembershipId,
    now: Timestamp,
) -> Result<Membership, Error> {
    store::members::get(conn, &access::scope(actor), id, now).await?.ok_or(Error::NotFound)?;
    store::memberships::get(conn, id).await?.ok_or(Error::NotFound)
}

/// Finds everything that is wrong with a profile, and gives its address back as one.
async fn check(conn: &mut Conn, actor: &Actor, customer: CustomerId, profile: &Profile) -> Result<Email, Error> {
    let (scope, mut problems) = (access::scope(actor), Vec::new());
    let places = store::customers::with_places(conn, &scope, customer).await?.ok_or(Error::NotFound)?;
    let mut wrong = |field: &str, problem| problems.push(FieldProblem::field(field, problem));
    if let Err(problem) = read_name(&profile.name) {
        wrong("name", problem);
    }
    let email = read_email(&profile.email).map_err(|problem| wrong("email", problem));
    if profile.language.is_empty() || profile.language.len() > MAX_LANGUAGE_BYTES {
        wrong("language", Problem::NotAChoice);
    }
    let catalogue = store::catalogue::get(conn).await?;
    if profile.roles.iter().any(|slug| catalogue.roles().iter().all(|role| role.slug != *slug)) {
        wrong("roles", Problem::NotAChoice);
    }
    if profile.sites.iter().any(|site| places.addresses.iter().all(|address| address.id != *site)) {
        wrong("sites", Problem::NotFound);
    }
    if let Some(contact) = profile.contact {
        let known = store::contacts::get(conn, &scope, contact).await?;
        if known.is_none_or(|contact| contact.customer != customer) {
            wrong("contact", Problem::NotFound);
        }
    }
    match email {
        Ok(email) if problems.is_empty() => Ok(email),
        _ => Err(Error::Invalid(problems)),
    }
}

pub(super) fn keyed(field: &str, key: &str) -> Error {
    let problem = Problem::Keyed { key: key.to_owned(), params: std::collections::BTreeMap::new() };
    Error::Invalid(vec![FieldProblem::field(field, problem)])
}

/// Writes an entry about a membership, or about several in one word.
pub(super) async fn note(
    cx: &Context,
    tx: &mut Writer,
    actor: &ActorRef,
    (action, about): (&str, impl std::fmt::Display),
    (before, after): (Option<&Value>, &Value),
) -> Result<(), Error> {
    audit::note(cx, tx, actor, (action, &format!("membership:{about}")), (before, after)).await
}
