//! Signing in by a mail instead of a password, where a portal allows it, and never for who works in an office. The mail has a link for
//! any browser and a code for the one that asked. Whether there is such a login is looked up when the mail is written.

use jiff::SignedDuration;

use super::{
    Context, Error,
    letters::{self, Letter},
    sessions::{self, Arrival, Outcome},
};
use crate::{
    domain::{
        factor::{WRONG_CODES, mail_code, typed_mail_code},
        id::{PortalId, TenantId},
        portal::Portal,
        secret::Secret,
        session::{Door, MailSignIn},
        setting,
        text::Email,
        user::{Membership, User},
    },
    store,
};

/// How long a mail signs in; as ASVS 6.5.5 asks.
const LIFE: SignedDuration = SignedDuration::from_mins(10);

/// Whether a portal offers it.
pub fn is_offered(portal: &Portal) -> bool {
    setting::is_on(&portal.settings, "sign_in.mail_link")
}

/// Owes a mail to whoever has this address, if anybody. Returns the secret of the browser that asks, for its cookie.
pub async fn ask(cx: &Context, tenant: TenantId, portal: PortalId, email: &Email) -> Result<[u8; 32], Error> {
    let browser = cx.secret();
    let mut tx = cx.store.write(tenant).await?;
    letters::owe_sign_in(cx, &mut tx, email, portal, &Secret::new(browser).hash()).await?;
    tx.commit().await?;
    Ok(browser)
}

/// Makes code and secret of a mail that is about to be sent. None: nobody with this address may come in this way.
pub(super) async fn letter(
    cx: &Context,
    user: &User,
    portal: &Portal,
    browser_hash: [u8; 32],
) -> Result<Option<Letter>, Error> {
    let (places, has_joined) = {
        let mut conn = cx.store.read(user.tenant).await?;
        let has_joined = store::users::joined_at(&mut conn, user.id).await?.is_some();
        (store::memberships::of_user(&mut conn, user.id).await?, has_joined)
    };
    let door = Door::Portal(portal.id);
    let works_here = places.iter().any(|place| place.is_office());
    // Whoever has not joined comes in by an invitation, which the office decides about.
    if works_here || !has_joined || !is_offered(portal) || !places.iter().any(|place| sessions::opens(place, door)) {
        return Ok(None);
    }
    let mut random = [0; 5];
    cx.random.fill(&mut random);
    let (code, secret, expires_at) = (mail_code(random), Secret::new(cx.secret()), cx.now() + LIFE);
    let code_hash = cx.passwords.hash(typed_mail_code(&code)).await?;
    let mail = MailSignIn {
        user: user.id,
        portal: portal.id,
        secret_hash: secret.hash(),
        browser_hash,
        code_hash,
        tries: 0,
        expires_at,
    };
    let mut tx = cx.store.write(user.tenant).await?;
    store::mail_sign_ins::set(&mut tx, &mail).await?;
    tx.commit().await?;
    Ok(Some(Letter::SignIn { secret, code, expires_at }))
}

/// Whether a link still signs somebody in. Looking changes nothing.
pub async fn opens(cx: &Context, tenant: TenantId, portal: PortalId, secret: &str) -> Result<bool, Error> {
    let Ok(secret) = secret.parse::<Secret>() else { return Ok(false) };
    let mut conn = cx.store.read(tenant).await?;
    Ok(store::mail_sign_ins::by_secret(&mut conn, portal, &secret.hash(), cx.now()).await?.is_some())
}

/// Signs in by the link of a mail.
pub async fn by_link(cx: &Context, portal: PortalId, secret: &str, arrival: &Arrival) -> Result<Outcome, Error> {
    let Ok(secret) = secret.parse::<Secret>() else { return Ok(Outcome::Refused) };
    let found = {
        let mut conn = cx.store.read(arrival.tenant).await?;
        store::mail_sign_ins::by_secret(&mut conn, portal, &secret.hash(), cx.now()).await?
    };
    match found {
        Some(mail) => enter(cx, &mail, arrival).await,
        None => Ok(Outcome::Refused),
    }
}

/// Signs in by the code of a mail, in the browser that asked for it. Five wrong ones end it.
pub async fn by_code(
    cx: &Context,
    portal: PortalId,
    browser: &[u8; 32],
    typed: &str,
    arrival: &Arrival,
) -> Result<Outcome, Error> {
    let found = {
        let mut conn = cx.store.read(arrival.tenant).await?;
        store::mail_sign_ins::by_browser(&mut conn, portal, &Secret::new(*browser).hash(), cx.now()).await?
    };
    // A try is counted before it is looked at, so that many at once are no more than five. Without a mail the same is done.
    let named = found.as_ref().map_or([0; 32], |mail| mail.secret_hash);
    let mut tx = cx.store.write(arrival.tenant).await?;
    let may_try = store::mail_sign_ins::count_try(&mut tx, &named, WRONG_CODES).await?;
    tx.commit().await?;
    let stored = found.as_ref().filter(|_| may_try).map(|mail| mail.code_hash.clone());
    let is_right = cx.passwords.verify(stored, typed_mail_code(typed)).await?;
    match found.filter(|_| is_right) {
        Some(mail) => enter(cx, &mail, arrival).await,
        None => Ok(Outcome::Refused),
    }
}

async fn enter(cx: &Context, mail: &MailSignIn, arrival: &Arrival) -> Result<Outcome, Error> {
    let mut tx = cx.store.write(arrival.tenant).await?;
    // Locked before anything is taken, as whoever ends all sign-ins of a person does.
    let user = store::users::lock(&mut tx, mail.user).await?.filter(|user| user.disabled_at.is_none());
    let Some(user) = user else { return Ok(Outcome::Refused) };
    // She may have come to work in an office since the mail was written.
    if store::memberships::of_user(&mut tx, user.id).await?.iter().any(Membership::is_office) {
        return Ok(Outcome::Refused);
    }
    if !store::mail_sign_ins::take(&mut tx, &mail.secret_hash).await? {
        return Ok(Outcome::Refused);
    }
    let outcome = sessions::enter(cx, &mut tx, (user, None), arrival).await?;
    tx.commit().await?;
    Ok(outcome)
}
