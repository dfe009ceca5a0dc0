//! Invitations: sent by mail, opened by its link, accepted by a button. Opening alone changes nothing, because machines open links too.

use jiff::{SignedDuration, Timestamp};
use serde_json::json;

use super::{
    Context, Error,
    letters::{self, Debt, Letter},
    mails::Template,
    members, sessions, users,
};
use crate::{
    domain::{
        access::{self, Actor, ActorRef, Verb},
        form::FieldProblem,
        id::{InvitationId, MembershipId, PortalId, TenantId},
        invitation::{Invitation, InvitationState},
        portal::Portal,
        secret::Secret,
        session::Door,
        setting,
        user::{Membership, User, read_name},
    },
    store::{self, Writer},
};

/// Most mails of one invitation. Whoever did not get ten has another address.
pub const MAX_SENDS: i64 = 10;

/// Invites a portal user, or sends the open invitation again. The link of the mail before opens nothing any more.
pub async fn send(cx: &Context, actor: &Actor, membership: MembershipId) -> Result<(), Error> {
    access::can(actor, Verb::ManageLogins)?;
    let mut tx = cx.store.write(actor.tenant()).await?;
    let membership = members::find(&mut tx, actor, membership, cx.now()).await?;
    invite(cx, &mut tx, actor, &membership).await?;
    Ok(tx.commit().await?)
}

/// Owes the mail of an invitation, in the transaction of what it follows from.
pub(super) async fn invite(cx: &Context, tx: &mut Writer, actor: &Actor, membership: &Membership) -> Result<(), Error> {
    let user = store::users::get(tx, membership.user).await?.ok_or(Error::NotFound)?;
    if user.disabled_at.is_some() {
        return Err(Error::Conflict("the login is closed"));
    }
    if store::users::joined_at(tx, user.id).await?.is_some() {
        return Err(Error::Conflict("the person has joined already"));
    }
    let open = store::invitations::last_of(tx, membership.id).await?.filter(Invitation::is_pending);
    let id = match open {
        Some(open) if open.sends >= MAX_SENDS => return Err(Error::Conflict("the invitation was sent often enough")),
        Some(open) => open.id,
        None => {
            let by = actor.to_ref().name;
            let by = if by.is_empty() { tenant_name(tx, actor.tenant()).await? } else { by };
            let invitation = new(cx, membership, by);
            store::invitations::insert(tx, &invitation).await?;
            invitation.id
        }
    };
    let (template, portal) = (Template::Invitation, membership.portal());
    letters::owe(cx, tx, Debt { template, user: user.id, portal, about: id.0 }).await?;
    let after = json!({"email": user.email.as_str(), "invitation": id.0});
    members::note(cx, tx, &actor.to_ref(), ("invitations.send", membership.id), (None, &after)).await
}

async fn tenant_name(tx: &mut Writer, tenant: TenantId) -> Result<String, Error> {
    Ok(store::tenants::get(tx, tenant).await?.map(|tenant| tenant.name).unwrap_or_default())
}

fn new(cx: &Context, membership: &Membership, invited_by: String) -> Invitation {
    Invitation {
        id: cx.id(),
        tenant: membership.tenant,
        membership: membership.id,
        invited_by,
        created_at: cx.now(),
        sent_at: None,
        sends: 0,
        expires_at: None,
        accepted_at: None,
        revoked_at: None,
    }
}

/// Takes an invitation back: its link opens nothing any more.
pub async fn revoke(cx: &Context, actor: &Actor, membership: MembershipId) -> Result<(), Error> {
    access::can(actor, Verb::ManageLogins)?;
    let mut tx = cx.store.write(actor.tenant()).await?;
    let membership = members::find(&mut tx, actor, membership, cx.now()).await?;
    if !store::invitations::revoke(&mut tx, membership.id, cx.now()).await? {
        return Err(Error::Conflict("there is no open invitation"));
    }
    let action = ("invitations.revoke", membership.id);
    members::note(cx, &mut tx, &actor.to_ref(), action, (None, &json!({}))).await?;
    Ok(tx.commit().await?)
}

/// Makes the secret of a mail that is about to be sent. None: the invitation is over, so nothing is owed.
pub(super) async fn letter(
    cx: &Context,
    tenant: TenantId,
    id: InvitationId,
    portal: Option<&Portal>,
) -> Result<Option<Letter>, Error> {
    let Some(portal) = portal else { return Ok(None) };
    let (secret, now) = (Secret::new(cx.secret()), cx.now());
    let expires_at = now + SignedDuration::from_hours(24 * setting::number(&portal.settings, "invitations.days"));
    let scope = access::scope(&Actor::Engine { tenant });
    let mut tx = cx.store.write(tenant).await?;
    let Some(invitation) = store::invitations::get(&mut tx, id).await? else { return Ok(None) };
    let member = store::members::get(&mut tx, &scope, invitation.membership, now).await?;
    let renewed = store::invitations::renew(&mut tx, id, (&secret.hash(), MAX_SENDS), (now, expires_at)).await?;
    let Some(member) = member.filter(|_| renewed) else { return Ok(None) };
    tx.commit().await?;
    let (invited_by, customer) = (invitation.invited_by, member.customer_name);
    Ok(Some(Letter::Invitation { secret, invited_by, customer, expires_at }))
}

/// An invitation whose link was opened.
#[derive(Debug, Clone)]
pub struct Opened {
    pub invitation: Invitation,
    pub membership: Membership,
    pub user: User,
    /// When the link ends.
    pub expires_at: Timestamp,
    /// Name of the customer that the person will act for.
    pub customer: String,
}

/// What a link opens at a portal. None: it is no link of this portal, it was used, taken back or is too old, or the person has joined by
/// another one; nobody can tell which.
pub async fn open(cx: &Context, tenant: TenantId, portal: PortalId, secret: &str) -> Result<Option<Opened>, Error> {
    let Ok(secret) = secret.parse::<Secret>() else { return Ok(None) };
    let scope = access::scope(&Actor::Engine { tenant });
    let mut conn = cx.store.read(tenant).await?;
    let Some(invitation) = store::invitations::by_secret(&mut conn, &secret.hash()).await? else { return Ok(None) };
    let membership = store::memberships::get(&mut conn, invitation.membership).await?;
    let membership = membership.filter(|place| sessions::opens(place, Door::Portal(portal)));
    let Some(membership) = membership else { return Ok(None) };
    let user = store::users::get(&mut conn, membership.user).await?.filter(|user| user.disabled_at.is_none());
    let member = store::members::get(&mut conn, &scope, membership.id, cx.now()).await?;
    let has_joined = store::users::joined_at(&mut conn, membership.user).await?.is_some();
    let is_open = invitation.state(cx.now()) == InvitationState::Open && !has_joined;
    let (Some(user), Some(member), Some(expires_at), true) = (user, member, invitation.expires_at, is_open) else {
        return Ok(None);
    };
    Ok(Some(Opened { invitation, membership, user, expires_at, customer: member.customer_name }))
}

/// What somebody says who accepts.
#[derive(Debug, Clone)]
pub struct Acceptance {
    pub name: String,
    /// None: as the office said.
    pub language: Option<String>,
    pub password: String,
}

/// Accepts an invitation: the person has a password from now on, and the link is used up. Of two clicks one succeeds. None: like [`open`].
pub async fn accept(
    cx: &Context,
    tenant: TenantId,
    portal: PortalId,
    secret: &str,
    acceptance: Acceptance,
) -> Result<Option<User>, Error> {
    let Some(opened) = open(cx, tenant, portal, secret).await? else { return Ok(None) };
    let Acceptance { name, language, password } = acceptance;
    let name = name.trim().to_owned();
    let (user, now) = (opened.user, cx.now());
    let hash = chosen(cx, &User { name: name.clone(), ..user.clone() }, password).await?;
    let mut tx = cx.store.write(tenant).await?;
    let accepted = store::invitations::accept(&mut tx, opened.invitation.id, now).await?;
    if !accepted || !store::users::join(&mut tx, user.id, now).await? {
        return Ok(None);
    }
    store::users::set_name(&mut tx, user.id, &name, &user.email).await?;
    if let Some(language) = &language {
        store::users::set_language(&mut tx, user.id, language).await?;
    }
    store::users::set_password_hash(&mut tx, user.id, Some(&hash)).await?;
    let actor = ActorRef { kind: "customer".to_owned(), user: Some(user.id), name: name.clone() };
    let after = json!({"invitation": opened.invitation.id.0});
    members::note(cx, &mut tx, &actor, ("invitations.accept", opened.membership.id), (None, &after)).await?;
    tx.commit().await?;
    Ok(Some(User { name, language: language.unwrap_or(user.language), ..user }))
}

/// Judges name and password of somebody who joins, and gives what is kept of the password.
pub(super) async fn chosen(cx: &Context, user: &User, password: String) -> Result<String, Error> {
    let mut problems: Vec<_> =
        read_name(&user.name).err().map(|wrong| FieldProblem::field("name", wrong)).into_iter().collect();
    let own = {
        let mut conn = cx.store.read(user.tenant).await?;
        users::own_words(&mut conn, user).await?
    };
    let refusal = cx.passwords.judge(password.clone(), own).await?.refusal;
    problems.extend(refusal.map(|refusal| FieldProblem::field("password", refusal.into())));
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    cx.passwords.hash(password).await
}
