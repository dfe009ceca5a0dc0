//! Logins: passwords and access to the office.

use serde_json::{Value, json};

use super::{Context, Error, audit, identities};
use crate::{
    domain::{
        access::{self, Actor, Verb},
        id::UserId,
        password::OwnWords,
        text::Email,
        user::User,
    },
    store::{self, Conn, Writer},
};

/// Sets a password, ends all sessions of the login and unties it from its names at identity providers.
pub async fn set_password(cx: &Context, actor: &Actor, email: &Email, password: String) -> Result<(), Error> {
    access::can(actor, Verb::ManageLogins)?;
    let mut conn = cx.store.read(actor.tenant()).await?;
    let user = store::users::by_email(&mut conn, email).await?.ok_or(Error::NotFound)?;
    let own = own_words(&mut conn, &user).await?;
    drop(conn);
    let hash = cx.passwords.hash_new(password, own).await?;
    let mut tx = cx.store.write(actor.tenant()).await?;
    store::users::set_password_hash(&mut tx, user.id, Some(&hash)).await?;
    store::users::join(&mut tx, user.id, cx.now()).await?;
    end_everything(&mut tx, user.id).await?;
    // Whoever took the login over may have tied a name of his to it.
    identities::untie(cx, &mut tx, &actor.to_ref(), &user).await?;
    note(cx, &mut tx, actor, ("users.set_password", user.id, &json!({}))).await?;
    Ok(tx.commit().await?)
}

/// Unties a login from its names at identity providers and ends all its sessions; the next sign-in there ties it anew. False: it had none.
pub async fn unlink(cx: &Context, actor: &Actor, email: &Email) -> Result<bool, Error> {
    access::can(actor, Verb::ManageLogins)?;
    let mut tx = cx.store.write(actor.tenant()).await?;
    let user = store::users::by_email(&mut tx, email).await?.ok_or(Error::NotFound)?;
    if !identities::untie(cx, &mut tx, &actor.to_ref(), &user).await? {
        return Ok(false);
    }
    end_everything(&mut tx, user.id).await?;
    tx.commit().await?;
    Ok(true)
}

/// Ends what a password has opened: sessions, half sign-ins, trust in browsers, and links that would set another.
pub(super) async fn end_everything(tx: &mut Writer, user: UserId) -> Result<(), Error> {
    store::sessions::delete_for_user(tx, user).await?;
    end_but_sessions(tx, user).await
}

/// The same for who stays signed in with one session.
pub(super) async fn end_but_sessions(tx: &mut Writer, user: UserId) -> Result<(), Error> {
    store::half_sign_ins::delete_for_user(tx, user).await?;
    store::password_resets::delete_for_user(tx, user).await?;
    store::mail_sign_ins::delete_for_user(tx, user).await?;
    Ok(store::devices::distrust(tx, user).await?)
}

/// What everybody would try first as this person's password: her names and those of the tenant and its portals.
pub(super) async fn own_words(conn: &mut Conn, user: &User) -> Result<OwnWords, Error> {
    let tenant = store::tenants::get(conn, user.tenant).await?.ok_or(Error::NotFound)?;
    let portals = store::portals::list(conn).await?;
    let places = portals.iter().flat_map(|portal| [portal.name.as_str(), portal.slug.as_str()]);
    let known = [tenant.name.as_str(), tenant.slug.as_str(), user.name.as_str(), user.email.as_str()];
    Ok(OwnWords::new(known.into_iter().chain(places)))
}

async fn note(
    cx: &Context,
    tx: &mut Writer,
    actor: &Actor,
    (action, user, after): (&str, UserId, &Value),
) -> Result<(), Error> {
    audit::note(cx, tx, &actor.to_ref(), (action, &format!("user:{user}")), (None, after)).await
}
