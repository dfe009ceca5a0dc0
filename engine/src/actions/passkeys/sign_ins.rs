//! Signing in with a passkey, and proving anew by one who one is. Nobody says who she is before: the passkey does.

use serde_json::json;
use webauthn_rs::prelude::{DiscoverableAuthentication, Passkey as Key, PublicKeyCredential, WebauthnError};

use super::{Answer, Challenge, Host, challenges, described, host::plain};
use crate::{
    actions::{
        Context, Error, audit, profiles,
        sessions::{self, Arrival, Person, SignedIn},
    },
    domain::{
        access::Actor,
        id::{PasskeyId, TenantId},
        passkey::Passkey,
        secret::Secret,
        session::Door,
        user::User,
    },
    store::{self, Writer},
};

/// Where a challenge is made and answered.
type At = (TenantId, Door);

/// Asks a browser, which is known by the secret of its cookie, for any passkey of this host.
pub fn challenge(cx: &Context, host: &Host, at: At, browser: &[u8; 32]) -> Result<Challenge, Error> {
    ask(cx, host, &of_browser(host, at, browser))
}

/// Asks somebody who is signed in for one of her passkeys.
pub fn question(cx: &Context, host: &Host, person: &Person) -> Result<Challenge, Error> {
    ask(cx, host, &of_session(host, person))
}

fn ask(cx: &Context, host: &Host, bond: &str) -> Result<Challenge, Error> {
    let asked = host.webauthn.start_discoverable_authentication();
    let (asked, state) = asked.map_err(|error| Error::Failed(format!("asking for a passkey: {error}")))?;
    let state = challenges::seal(cx, bond, host.life, &state)?;
    Ok(Challenge { options: plain(&asked.public_key)?, state })
}

/// Signs in. None: whatever is wrong, nobody learns more than that.
pub async fn sign_in(
    cx: &Context,
    host: &Host,
    arrival: &Arrival,
    (browser, answer): (&[u8; 32], &Answer),
) -> Result<Option<Box<SignedIn>>, Error> {
    let mut tx = cx.store.write(arrival.tenant).await?;
    let bond = of_browser(host, (arrival.tenant, arrival.door), browser);
    let proved = prove(cx, &mut tx, host, (&bond, answer)).await?;
    let signed_in = match proved {
        Some((user, passkey)) if may_enter(&mut tx, &user, arrival.door).await? => {
            let arrival = Arrival { passkey: Some(passkey), ..arrival.clone() };
            Some(Box::new(sessions::open(cx, &mut tx, user, &arrival, None).await?))
        }
        _ => None,
    };
    tx.commit().await?;
    Ok(signed_in)
}

/// Makes a session fresh by one of its person's passkeys. Returns a new secret for its cookie; None: it was not proved.
pub async fn confirm(cx: &Context, host: &Host, person: &Person, answer: &Answer) -> Result<Option<[u8; 32]>, Error> {
    let mut tx = cx.store.write(person.user.tenant).await?;
    let proved = prove(cx, &mut tx, host, (&of_session(host, person), answer)).await?;
    let secret = match proved.filter(|(user, _)| user.id == person.user.id) {
        Some(_) => Some(profiles::renew(cx, &mut tx, person).await?),
        None => None,
    };
    tx.commit().await?;
    Ok(secret)
}

/// Who proved by which passkey who she is. The challenge is used up whatever comes of it.
async fn prove(
    cx: &Context,
    tx: &mut Writer,
    host: &Host,
    (bond, answer): (&str, &Answer),
) -> Result<Option<(User, PasskeyId)>, Error> {
    let brought = challenges::open::<DiscoverableAuthentication>(cx, bond, &answer.state);
    let sent = serde_json::from_str::<PublicKeyCredential>(&answer.credential);
    let (Some(brought), Ok(sent)) = (brought, sent) else { return Ok(None) };
    if !store::passkeys::answer(tx, &brought.hash, brought.until).await? {
        return Ok(None);
    }
    let Some((user, passkey)) = owned(tx, host, &sent).await? else { return Ok(None) };
    let mut key: Key = serde_json::from_value(passkey.credential.clone())
        .map_err(|error| Error::Failed(format!("passkey {}: {error}", passkey.id)))?;
    match host.webauthn.finish_discoverable_authentication_v2(&sent, brought.state, &key) {
        Ok(result) if result.user_verified() => {
            key.update_credential(&result);
            store::passkeys::used(tx, passkey.id, &plain(&key)?, cx.now()).await?;
            Ok(Some((user, passkey.id)))
        }
        Ok(_) => Ok(None),
        Err(WebauthnError::CredentialPossibleCompromise) => {
            refused(cx, tx, &user, &passkey).await?;
            Ok(None)
        }
        Err(error) => {
            tracing::info!(%error, "a passkey proved nothing");
            Ok(None)
        }
    }
}

/// The passkey that a browser names, with its person, who is locked before anything is taken. The device must name the person too.
async fn owned(tx: &mut Writer, host: &Host, sent: &PublicKeyCredential) -> Result<Option<(User, Passkey)>, Error> {
    let id = sent.get_credential_id();
    let Some(owner) = store::passkeys::owner(tx, id, &host.rp_id).await? else { return Ok(None) };
    if sent.get_user_unique_id() != Some(owner.0.as_bytes().as_slice()) {
        return Ok(None);
    }
    let user = store::users::lock(tx, owner).await?.filter(|user| user.disabled_at.is_none());
    let Some(user) = user else { return Ok(None) };
    let passkey = store::passkeys::lock(tx, user.id, id, &host.rp_id).await?;
    Ok(passkey.map(|passkey| (user, passkey)))
}

async fn may_enter(tx: &mut Writer, user: &User, door: Door) -> Result<bool, Error> {
    let places = store::memberships::of_user(tx, user.id).await?;
    Ok(places.iter().any(|place| sessions::opens(place, door)))
}

/// A counter that did not go on: somebody may have a copy of the passkey. Whoever sent it is not known to be its person.
async fn refused(cx: &Context, tx: &mut Writer, user: &User, passkey: &Passkey) -> Result<(), Error> {
    let (actor, subject) = (Actor::Engine { tenant: user.tenant }.to_ref(), format!("user:{}", user.id));
    let after = json!({"reason": "counter", "passkey": described(passkey)});
    audit::note(cx, tx, &actor, ("passkeys.refuse", &subject), (None, &after)).await
}

/// What binds the challenge of a sign-in: the door, the host and the browser.
fn of_browser(host: &Host, (tenant, door): At, browser: &[u8; 32]) -> String {
    let door = door.portal().map_or_else(|| "office".to_owned(), |portal| portal.to_string());
    format!("portico passkey {tenant} {door} {} {}", host.rp_id, Secret::new(*browser))
}

/// What binds the challenge to somebody who is signed in: her session and the host.
fn of_session(host: &Host, person: &Person) -> String {
    format!("portico passkey {} session {} {}", person.user.tenant, person.session.id, host.rp_id)
}
