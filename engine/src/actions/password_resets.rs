//! A forgotten password: a link by mail sets another. Asking does the same whatever was typed; whether there is such a login is looked up
//! when the mail is written, long after the answer.

use jiff::SignedDuration;
use serde_json::json;

use super::{
    Context, Error, audit, identities,
    letters::{self, Letter, Told},
    sessions, users,
};
use crate::{
    domain::{
        access::ActorRef,
        id::TenantId,
        secret::Secret,
        session::{Door, Origin},
        text::Email,
        user::User,
    },
    store,
};

/// Owes a link to whoever has this address, if anybody.
pub async fn ask(cx: &Context, tenant: TenantId, door: Door, email: &Email, minutes: u64) -> Result<(), Error> {
    let mut tx = cx.store.write(tenant).await?;
    letters::owe_reset(cx, &mut tx, email, door.portal(), minutes).await?;
    Ok(tx.commit().await?)
}

/// Makes the secret of a mail that is about to be sent. None: nobody with this address has a way in at this door.
pub(super) async fn letter(cx: &Context, user: &User, door: Door, minutes: i64) -> Result<Option<Letter>, Error> {
    let (secret, expires_at) = (Secret::new(cx.secret()), cx.now() + SignedDuration::from_mins(minutes));
    let mut tx = cx.store.write(user.tenant).await?;
    let places = store::memberships::of_user(&mut tx, user.id).await?;
    // Who was invited and has not come yet has a link of her own.
    let has_joined = store::users::joined_at(&mut tx, user.id).await?.is_some();
    if !has_joined || !places.iter().any(|place| sessions::opens(place, door)) {
        return Ok(None);
    }
    store::password_resets::set(&mut tx, user.id, door, (&secret.hash(), expires_at)).await?;
    tx.commit().await?;
    Ok(Some(Letter::PasswordReset { secret, expires_at }))
}

/// Whose password a link sets. None: it is no link of this door, it was used, replaced or is too old; nobody can tell which.
pub async fn open(cx: &Context, tenant: TenantId, door: Door, secret: &str) -> Result<Option<User>, Error> {
    let Ok(secret) = secret.parse::<Secret>() else { return Ok(None) };
    let mut conn = cx.store.read(tenant).await?;
    let Some(user) = store::password_resets::find(&mut conn, door, &secret.hash(), cx.now()).await? else {
        return Ok(None);
    };
    Ok(store::users::get(&mut conn, user).await?.filter(|user| user.disabled_at.is_none()))
}

/// Sets the new password, once, ends everything that the old one opened, and unties the login from names at identity providers. It signs nobody in, so a second factor is asked for as ever.
/// False: like None of [`open`].
pub async fn accept(
    cx: &Context,
    (tenant, door): (TenantId, Door),
    secret: &str,
    password: String,
    from: &Origin,
) -> Result<bool, Error> {
    let Some(user) = open(cx, tenant, door, secret).await? else { return Ok(false) };
    let Ok(secret) = secret.parse::<Secret>() else { return Ok(false) };
    let own = {
        let mut conn = cx.store.read(tenant).await?;
        users::own_words(&mut conn, &user).await?
    };
    let hash = cx.passwords.hash_new(password, own).await?;
    let mut tx = cx.store.write(tenant).await?;
    // The login's row first, as whatever else changes a login does: two that took the rows in turn would wait for each other.
    let still_open = store::users::lock(&mut tx, user.id).await?.filter(|user| user.disabled_at.is_none());
    if still_open.is_none() || !store::password_resets::take(&mut tx, &secret.hash()).await? {
        return Ok(false);
    }
    store::users::set_password_hash(&mut tx, user.id, Some(&hash)).await?;
    // Staff who are new join by a link of this kind.
    store::users::join(&mut tx, user.id, cx.now()).await?;
    users::end_everything(&mut tx, user.id).await?;
    let actor = ActorRef { kind: kind(door).to_owned(), user: Some(user.id), name: user.name.clone() };
    let subject = format!("user:{}", user.id);
    audit::note(cx, &mut tx, &actor, ("password_resets.accept", &subject), (None, &json!({}))).await?;
    // What whoever took the login over tied to it must not open it any more; her own name is tied anew at the next sign-in there.
    let untied = identities::untie(cx, &mut tx, &actor, &user).await?;
    let told = if untied { Told::PasswordAndUntied } else { Told::Password };
    letters::tell(cx, &mut tx, (user.id, door), told, from).await?;
    tx.commit().await?;
    Ok(true)
}

const fn kind(door: Door) -> &'static str {
    match door {
        Door::Portal(_) => "customer",
        Door::Office => "staff",
    }
}
