//! Staff: who works in an office, and as what. Nobody changes her own place, so there is always somebody left who can.

use jiff::SignedDuration;
use serde_json::{Value, json};

use super::{
    Context, Error, audit,
    letters::{self, Debt, Letter},
    mails::Template,
    members::keyed,
    passkeys, users,
};
use crate::{
    domain::{
        access::{self, Actor, ActorRef, Denied, Verb},
        form::{FieldProblem, Problem},
        id::{MembershipId, UserId},
        secret::Secret,
        session::Door,
        staff::StaffRole,
        tenant::Tenant,
        user::{Membership, Seat, User, read_email, read_name},
    },
    store::{self, Conn, Writer, staff::StaffLine},
};

/// Key of the text that says that somebody works there already.
const KNOWN: &str = "problem-staff-known";

/// How long the link of a welcome is good.
pub const WELCOME: SignedDuration = SignedDuration::from_hours(72);

/// Somebody who is to work in an office.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewStaff {
    pub email: String,
    pub name: String,
    /// Of her pages and mails; the tenant's when absent.
    pub language: Option<String>,
    pub role: StaffRole,
}

/// Gives a person a place in the office, and writes to her when `welcome`.
pub async fn add(cx: &Context, actor: &Actor, new: &NewStaff, welcome: bool) -> Result<MembershipId, Error> {
    access::can(actor, Verb::ManageStaff)?;
    let mut tx = cx.store.write(actor.tenant()).await?;
    let tenant = store::tenants::get(&mut tx, actor.tenant()).await?.ok_or(Error::NotFound)?;
    let membership = seat(cx, &mut tx, &tenant, &actor.to_ref(), new).await?;
    if welcome {
        owe_welcome(cx, &mut tx, &membership).await?;
    }
    tx.commit().await?;
    Ok(membership.id)
}

/// The same within a transaction, without the letter.
pub(super) async fn seat(
    cx: &Context,
    tx: &mut Writer,
    tenant: &Tenant,
    by: &ActorRef,
    new: &NewStaff,
) -> Result<Membership, Error> {
    fits(tenant, new.role)?;
    let (email, name) = match (read_email(&new.email), read_name(&new.name)) {
        (Ok(email), Ok(name)) => (email, name),
        (email, name) => {
            let wrong = [("email", email.err()), ("name", name.err())];
            let wrong = wrong.into_iter().filter_map(|(field, problem)| Some(FieldProblem::field(field, problem?)));
            return Err(Error::Invalid(wrong.collect()));
        }
    };
    let user = match store::users::by_email(tx, &email).await? {
        Some(user) => user,
        None => {
            let language = new.language.clone().unwrap_or_else(|| tenant.language.clone());
            let (id, name) = (cx.id(), name.to_owned());
            let user = User { id, tenant: tenant.id, email, name, language, password_hash: None, disabled_at: None };
            store::users::insert(tx, &user).await?;
            user
        }
    };
    if user.disabled_at.is_some() {
        return Err(keyed("email", "problem-login-closed"));
    }
    if store::memberships::of_user(tx, user.id).await?.iter().any(Membership::is_office) {
        return Err(keyed("email", KNOWN));
    }
    // What she has open was opened with less than an office asks for.
    users::end_everything(tx, user.id).await?;
    let (id, seat) = (cx.id(), Seat::Office(new.role));
    let membership = Membership { id, user: user.id, tenant: tenant.id, seat, closed_at: None };
    store::memberships::insert(tx, &membership, &[]).await?;
    let after = json!({"email": user.email.as_str(), "role": new.role.as_str()});
    note(cx, tx, by, ("staff.add", membership.id), (None, &after)).await?;
    Ok(membership)
}

/// Asks for the right to decide about staff when a login is one of theirs: who closes it, changes its address or takes its second factor away
/// reaches into the office.
pub(super) async fn guard(conn: &mut Conn, actor: &Actor, user: UserId) -> Result<(), Error> {
    if store::memberships::of_user(conn, user).await?.iter().any(Membership::is_office) {
        access::can(actor, Verb::ManageStaff)?;
    }
    Ok(())
}

/// Whether somebody was not added because she works there already.
pub fn is_known(error: &Error) -> bool {
    let says = |found: &FieldProblem| matches!(&found.problem, Problem::Keyed { key, .. } if key == KNOWN);
    matches!(error, Error::Invalid(problems) if problems.iter().any(says))
}

/// Gives somebody another role; it counts on her next request.
pub async fn set_role(cx: &Context, actor: &Actor, id: MembershipId, role: StaffRole) -> Result<(), Error> {
    access::can(actor, Verb::ManageStaff)?;
    let mut tx = cx.store.write(actor.tenant()).await?;
    let tenant = store::tenants::get(&mut tx, actor.tenant()).await?.ok_or(Error::NotFound)?;
    fits(&tenant, role)?;
    let line = other(&mut tx, actor, id).await?;
    if line.role != role {
        store::staff::set_role(&mut tx, id, role).await?;
        let (before, after) = (json!({"role": line.role.as_str()}), json!({"role": role.as_str()}));
        note(cx, &mut tx, &actor.to_ref(), ("staff.set_role", id), (Some(&before), &after)).await?;
    }
    Ok(tx.commit().await?)
}

/// Takes somebody's place in the office away and ends all her sessions. Her login stays when she has another place.
pub async fn remove(cx: &Context, actor: &Actor, id: MembershipId) -> Result<(), Error> {
    access::can(actor, Verb::ManageStaff)?;
    let mut tx = cx.store.write(actor.tenant()).await?;
    let line = other(&mut tx, actor, id).await?;
    users::end_everything(&mut tx, line.user).await?;
    store::memberships::delete(&mut tx, id).await?;
    passkeys::end_without_place(&mut tx, line.user).await?;
    let before = json!({"email": line.email.as_str(), "role": line.role.as_str()});
    note(cx, &mut tx, &actor.to_ref(), ("staff.remove", id), (Some(&before), &json!({}))).await?;
    Ok(tx.commit().await?)
}

/// Writes the welcome once more to somebody who has not set a password yet.
pub async fn welcome(cx: &Context, actor: &Actor, id: MembershipId) -> Result<(), Error> {
    access::can(actor, Verb::ManageStaff)?;
    let mut tx = cx.store.write(actor.tenant()).await?;
    let line = other(&mut tx, actor, id).await?;
    if line.joined_at.is_some() {
        return Err(Error::Conflict("she has set a password already"));
    }
    let membership = store::memberships::get(&mut tx, id).await?.ok_or(Error::NotFound)?;
    owe_welcome(cx, &mut tx, &membership).await?;
    note(cx, &mut tx, &actor.to_ref(), ("staff.welcome", id), (None, &json!({}))).await?;
    Ok(tx.commit().await?)
}

/// Owes the letter that says where the office is, with a link to a password for who has none.
pub(super) async fn owe_welcome(cx: &Context, tx: &mut Writer, membership: &Membership) -> Result<(), Error> {
    let (user, about) = (membership.user, membership.id.0);
    letters::owe(cx, tx, Debt { template: Template::StaffWelcome, user, portal: None, about }).await
}

/// Makes the secret of a welcome that is about to be sent. None: she does not work there any more.
pub(super) async fn letter(cx: &Context, user: &User, id: MembershipId) -> Result<Option<Letter>, Error> {
    let mut tx = cx.store.write(user.tenant).await?;
    let place = store::memberships::get(&mut tx, id).await?;
    if place.is_none_or(|place| place.user != user.id || !place.is_office()) {
        return Ok(None);
    }
    let expires_at = cx.now() + WELCOME;
    if store::users::joined_at(&mut tx, user.id).await?.is_some() {
        return Ok(Some(Letter::StaffWelcome { secret: None, expires_at }));
    }
    let secret = Secret::new(cx.secret());
    store::password_resets::set(&mut tx, user.id, Door::Office, (&secret.hash(), expires_at)).await?;
    tx.commit().await?;
    Ok(Some(Letter::StaffWelcome { secret: Some(secret), expires_at }))
}

/// Somebody else's place: nobody changes her own. Both are locked and looked at again: of two who take each other's place away at the same
/// moment one is too late, so an office is never left without an administrator.
async fn other(tx: &mut Writer, actor: &Actor, id: MembershipId) -> Result<StaffLine, Error> {
    let scope = access::scope(actor);
    let line = store::staff::get(tx, &scope, id).await?.ok_or(Error::NotFound)?;
    let Actor::Staff { user, .. } = actor else { return Ok(line) };
    if *user == line.user {
        return Err(Error::Conflict("nobody changes her own place"));
    }
    let mut both = [*user, line.user];
    both.sort();
    for one in both {
        store::users::lock(tx, one).await?.ok_or(Error::NotFound)?;
    }
    let places = store::memberships::of_user(tx, *user).await?;
    let may = |place: &Membership| matches!(place.seat, Seat::Office(role) if role.may(Verb::ManageStaff));
    if !places.iter().any(may) {
        return Err(Denied("the place in the office was taken away or became another").into());
    }
    store::staff::get(tx, &scope, id).await?.ok_or(Error::NotFound)
}

/// Operators belong to the office of the platform, and nobody else does.
fn fits(tenant: &Tenant, role: StaffRole) -> Result<(), Error> {
    let fits = StaffRole::of_office(tenant.slug.as_str()).contains(&role);
    if fits { Ok(()) } else { Err(keyed("role", "problem-staff-role")) }
}

async fn note(
    cx: &Context,
    tx: &mut Writer,
    by: &ActorRef,
    (action, id): (&str, MembershipId),
    said: (Option<&Value>, &Value),
) -> Result<(), Error> {
    audit::note(cx, tx, by, (action, &format!("staff:{id}")), said).await
}
