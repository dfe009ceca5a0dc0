//! What people do about their own login: name and language, password, sessions and trusted browsers.

use serde_json::{Value, json};

use super::{
    Context, Error, audit,
    letters::{self, Told},
    second_factors::{self, Checked},
    sessions::Person,
    users::{self, own_words},
};
use crate::{
    domain::{
        id::{DeviceId, SessionId},
        password::Judgement,
        secret::Secret,
    },
    store::{self, Writer},
};

/// Sets what a person says about herself.
pub async fn set_details(cx: &Context, person: &Person, name: &str, language: &str) -> Result<(), Error> {
    let mut tx = cx.store.write(person.user.tenant).await?;
    store::users::set_details(&mut tx, &person.user, name, language).await?;
    let (before, after) = (json!({"name": person.user.name}), json!({"name": name}));
    noted(cx, &mut tx, person, "profiles.set_details", (Some(&before), &after)).await?;
    Ok(tx.commit().await?)
}

/// What a new password would be worth as this person's.
pub async fn judge(cx: &Context, person: &Person, password: String) -> Result<Judgement, Error> {
    let mut conn = cx.store.read(person.user.tenant).await?;
    let own = own_words(&mut conn, &person.user).await?;
    drop(conn);
    cx.passwords.judge(password, own).await
}

/// Changes the person's own password and ends all her other sessions. Returns a new secret for the session's cookie, or None: the
/// current password is wrong.
pub async fn change_password(
    cx: &Context,
    person: &Person,
    current: String,
    new: String,
) -> Result<Option<[u8; 32]>, Error> {
    if !cx.passwords.verify(person.user.password_hash.clone(), current).await? {
        return Ok(None);
    }
    let mut conn = cx.store.read(person.user.tenant).await?;
    let own = own_words(&mut conn, &person.user).await?;
    drop(conn);
    let hash = cx.passwords.hash_new(new, own).await?;
    let mut tx = cx.store.write(person.user.tenant).await?;
    store::users::set_password_hash(&mut tx, person.user.id, Some(&hash)).await?;
    let secret = renew_alone(cx, &mut tx, person).await?;
    note(cx, &mut tx, person, "profiles.change_password").await?;
    tell(cx, &mut tx, person, Told::Password).await?;
    tx.commit().await?;
    Ok(Some(secret))
}

/// What proving anew who one is came to.
#[derive(Debug)]
pub enum Confirmed {
    /// A new secret for the session's cookie.
    Yes([u8; 32]),
    Wrong,
    /// No code is looked at for so many seconds.
    Closed(u64),
}

/// Makes a session fresh by the person's password or, where she has none, by a code of her second factor.
pub async fn confirm(cx: &Context, person: &Person, typed: String) -> Result<Confirmed, Error> {
    let has_password = person.user.password_hash.is_some();
    if has_password && !cx.passwords.verify(person.user.password_hash.clone(), typed.clone()).await? {
        return Ok(Confirmed::Wrong);
    }
    let user = &person.user;
    let mut tx = cx.store.write(user.tenant).await?;
    let confirmed = match has_password {
        true => Checked::Right,
        false => second_factors::check(cx, &mut tx, (user.tenant, user.id), &typed).await?,
    };
    let confirmed = match confirmed {
        Checked::Right => Confirmed::Yes(renew(cx, &mut tx, person).await?),
        Checked::Wrong => Confirmed::Wrong,
        Checked::Closed(seconds) => Confirmed::Closed(seconds),
    };
    tx.commit().await?;
    Ok(confirmed)
}

/// Ends one of the person's sessions.
pub async fn end_session(cx: &Context, person: &Person, id: SessionId) -> Result<(), Error> {
    let mut tx = cx.store.write(person.user.tenant).await?;
    if !store::sessions::delete_one(&mut tx, person.user.id, id).await? {
        return Err(Error::NotFound);
    }
    note(cx, &mut tx, person, "profiles.end_session").await?;
    Ok(tx.commit().await?)
}

/// Ends all of the person's sessions but this one.
pub async fn end_other_sessions(cx: &Context, person: &Person) -> Result<(), Error> {
    let mut tx = cx.store.write(person.user.tenant).await?;
    store::sessions::delete_others(&mut tx, person.user.id, person.session.id).await?;
    note(cx, &mut tx, person, "profiles.end_other_sessions").await?;
    Ok(tx.commit().await?)
}

/// Forgets a trusted browser: it asks for the second factor again.
pub async fn forget_device(cx: &Context, person: &Person, id: DeviceId) -> Result<(), Error> {
    let mut tx = cx.store.write(person.user.tenant).await?;
    if !store::devices::delete(&mut tx, person.user.id, id).await? {
        return Err(Error::NotFound);
    }
    note(cx, &mut tx, person, "profiles.forget_device").await?;
    Ok(tx.commit().await?)
}

/// Gives this session another secret, and ends whatever else the person has open: sessions, half sign-ins, trust in browsers.
pub(super) async fn renew_alone(cx: &Context, tx: &mut Writer, person: &Person) -> Result<[u8; 32], Error> {
    store::sessions::delete_others(tx, person.user.id, person.session.id).await?;
    users::end_but_sessions(tx, person.user.id).await?;
    renew(cx, tx, person).await
}

/// Gives this session another secret, and makes it fresh. Links that were made with the old one open nothing.
pub(super) async fn renew(cx: &Context, tx: &mut Writer, person: &Person) -> Result<[u8; 32], Error> {
    store::crossings::delete_for_user(tx, person.user.id).await?;
    let secret = cx.secret();
    if !store::sessions::renew(tx, person.session.id, &Secret::new(secret).hash(), cx.now()).await? {
        return Err(Error::NotFound);
    }
    Ok(secret)
}

/// An audit entry about the person's own login.
pub(super) async fn note(cx: &Context, tx: &mut Writer, person: &Person, action: &str) -> Result<(), Error> {
    noted(cx, tx, person, action, (None, &json!({}))).await
}

/// Tells the person by mail what was done to her login, in case it was not she.
pub(super) async fn tell(cx: &Context, tx: &mut Writer, person: &Person, told: Told) -> Result<(), Error> {
    letters::tell(cx, tx, (person.user.id, person.session.door), told, &person.session.from).await
}

/// The same with what was and what is.
pub(super) async fn noted(
    cx: &Context,
    tx: &mut Writer,
    person: &Person,
    action: &str,
    (before, after): (Option<&Value>, &Value),
) -> Result<(), Error> {
    let (actor, subject) = (person.actor.to_ref(), format!("user:{}", person.user.id));
    audit::note(cx, tx, &actor, (action, &subject), (before, after)).await
}
