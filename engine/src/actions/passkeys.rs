//! Passkeys of a login: made, named and removed by the person herself. A passkey proves that she has it and was recognised by it, so it
//! stands for password and second factor in one.

mod challenges;
mod host;
mod sign_ins;

use serde_json::{Value, json};
use webauthn_rs::prelude::{Passkey as Key, PasskeyRegistration, RegisterPublicKeyCredential};

use super::{Context, Error, letters::Told, profiles, sealing::purpose, sessions::Person};
use crate::{
    domain::{
        id::{PasskeyId, UserId},
        passkey::{MOST_PASSKEYS, Passkey},
    },
    store::{self, Writer},
};

pub use host::Host;
pub use sign_ins::{challenge, confirm, question, sign_in};

/// What a browser is asked, and what the page must bring back with the answer.
#[derive(Debug, Clone)]
pub struct Challenge {
    /// For the browser, as the standard writes it.
    pub options: Value,
    /// Sealed for this browser or session.
    pub state: String,
}

/// What a page brings back.
#[derive(Debug, Clone, Default)]
pub struct Answer {
    pub state: String,
    /// What the browser said, as the standard writes it.
    pub credential: String,
}

/// What adding a passkey came to.
#[derive(Debug)]
pub enum Added {
    /// A new secret for the session's cookie.
    Yes([u8; 32]),
    /// The device or browser did not do what was asked.
    Wrong,
    /// The challenge is over or was answered before: ask once more.
    Over,
}

/// Whether one more fits.
pub async fn has_room(cx: &Context, person: &Person) -> Result<bool, Error> {
    let mut conn = cx.store.read(person.user.tenant).await?;
    Ok(fits(store::passkeys::count(&mut conn, person.user.id).await?))
}

/// Whether the person has a passkey that is good for anything here.
pub async fn works_at(cx: &Context, host: &Host, person: &Person) -> Result<bool, Error> {
    let mut conn = cx.store.read(person.user.tenant).await?;
    let known = store::passkeys::list(&mut conn, person.user.id).await?;
    Ok(known.iter().any(|passkey| passkey.rp_id == host.rp_id))
}

/// Asks for a new passkey. It must be one that signs in without an address, and that recognises its owner.
pub async fn offer(cx: &Context, host: &Host, person: &Person) -> Result<Challenge, Error> {
    let user = &person.user;
    let mut conn = cx.store.read(user.tenant).await?;
    let known = store::passkeys::list(&mut conn, user.id).await?;
    drop(conn);
    let here = known.into_iter().filter(|passkey| passkey.rp_id == host.rp_id);
    let here = here.map(|passkey| passkey.credential_id).collect();
    let asked = host.webauthn.start_passkey_registration(user.id.0, user.email.as_str(), &user.name, Some(here));
    let (asked, state) = asked.map_err(|error| Error::Failed(format!("asking for a passkey: {error}")))?;
    let mut options = host::plain(&asked.public_key)?;
    options["authenticatorSelection"]["residentKey"] = json!("required");
    options["authenticatorSelection"]["requireResidentKey"] = json!(true);
    let state = challenges::seal(cx, &bond(host, person), host.life, &state)?;
    Ok(Challenge { options, state })
}

/// Keeps a new passkey. All other sessions end, as after every change of what proves who somebody is.
pub async fn add(cx: &Context, host: &Host, person: &Person, sent: &Answer, name: &str) -> Result<Added, Error> {
    let (tenant, user) = (person.user.tenant, person.user.id);
    let brought = challenges::open::<PasskeyRegistration>(cx, &bond(host, person), &sent.state);
    let Some(brought) = brought else { return Ok(Added::Over) };
    let Ok(answer) = serde_json::from_str::<RegisterPublicKeyCredential>(&sent.credential) else {
        return Ok(Added::Wrong);
    };
    let mut tx = cx.store.write(tenant).await?;
    if !store::passkeys::answer(&mut tx, &brought.hash, brought.until).await? {
        return Ok(Added::Over);
    }
    let made = host.webauthn.finish_passkey_registration(&answer, &brought.state);
    let made = made.inspect_err(|error| tracing::info!(%error, "a passkey was not taken")).ok();
    let kept = match made {
        Some(made) => keep(&mut tx, passkey(cx, host, (user, name), &made)?).await?,
        None => None,
    };
    let Some(passkey) = kept else {
        tx.commit().await?;
        return Ok(Added::Wrong);
    };
    // She has just proved herself by it, so her session needs no other second factor.
    store::sessions::set_passkey(&mut tx, person.session.id, passkey.id).await?;
    let secret = profiles::renew_alone(cx, &mut tx, person).await?;
    noted(cx, &mut tx, person, ("passkeys.add", &passkey)).await?;
    profiles::tell(cx, &mut tx, person, Told::PasskeyOn).await?;
    tx.commit().await?;
    Ok(Added::Yes(secret))
}

fn passkey(cx: &Context, host: &Host, (user, name): (UserId, &str), made: &Key) -> Result<Passkey, Error> {
    Ok(Passkey {
        id: cx.id(),
        user,
        credential_id: made.cred_id().to_vec(),
        rp_id: host.rp_id.clone(),
        name: name.to_owned(),
        credential: host::plain(made)?,
        created_at: cx.now(),
        used_at: None,
    })
}

/// Keeps a passkey, if there is room and nobody has it. The person is locked, so that many at once are no more than may be.
async fn keep(tx: &mut Writer, passkey: Passkey) -> Result<Option<Passkey>, Error> {
    store::users::lock(tx, passkey.user).await?.ok_or(Error::NotFound)?;
    let has_room = fits(store::passkeys::count(tx, passkey.user).await?);
    let is_kept = has_room && store::passkeys::insert(tx, &passkey).await?;
    Ok(is_kept.then_some(passkey))
}

/// Gives one of the person's passkeys another name.
pub async fn rename(cx: &Context, person: &Person, id: PasskeyId, name: &str) -> Result<(), Error> {
    let mut tx = cx.store.write(person.user.tenant).await?;
    let passkey = find(&mut tx, person, id).await?;
    store::passkeys::rename(&mut tx, person.user.id, id, name).await?;
    let (before, after) = (described(&passkey), described(&Passkey { name: name.to_owned(), ..passkey.clone() }));
    profiles::noted(cx, &mut tx, person, "passkeys.rename", (Some(&before), &after)).await?;
    Ok(tx.commit().await?)
}

/// Removes one of the person's passkeys. All other sessions end.
pub async fn remove(cx: &Context, person: &Person, id: PasskeyId) -> Result<[u8; 32], Error> {
    let mut tx = cx.store.write(person.user.tenant).await?;
    let passkey = find(&mut tx, person, id).await?;
    store::passkeys::delete(&mut tx, person.user.id, id).await?;
    let secret = profiles::renew_alone(cx, &mut tx, person).await?;
    noted(cx, &mut tx, person, ("passkeys.remove", &passkey)).await?;
    profiles::tell(cx, &mut tx, person, Told::PasskeyOff).await?;
    tx.commit().await?;
    Ok(secret)
}

/// Removes the passkeys of somebody whose last place was taken away.
pub(super) async fn end_without_place(tx: &mut Writer, user: UserId) -> Result<(), Error> {
    if store::memberships::of_user(tx, user).await?.is_empty() {
        store::passkeys::delete_for_user(tx, user).await?;
    }
    Ok(())
}

async fn find(tx: &mut Writer, person: &Person, id: PasskeyId) -> Result<Passkey, Error> {
    let known = store::passkeys::list(tx, person.user.id).await?;
    known.into_iter().find(|passkey| passkey.id == id).ok_or(Error::NotFound)
}

fn fits(count: i64) -> bool {
    usize::try_from(count).is_ok_and(|count| count < MOST_PASSKEYS)
}

async fn noted(
    cx: &Context,
    tx: &mut Writer,
    person: &Person,
    (action, passkey): (&str, &Passkey),
) -> Result<(), Error> {
    profiles::noted(cx, tx, person, action, (None, &described(passkey))).await
}

/// A passkey as the audit log tells of it.
fn described(passkey: &Passkey) -> Value {
    json!({"passkey": passkey.id.0, "name": passkey.name, "host": passkey.rp_id})
}

/// What binds the challenge of a new passkey: the person, her session and the host.
fn bond(host: &Host, person: &Person) -> String {
    format!("{} {} {}", purpose("new passkey", person.user.tenant, person.user.id), person.session.id, host.rp_id)
}
