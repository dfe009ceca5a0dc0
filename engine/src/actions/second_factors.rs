//! The second factor: codes by time (RFC 6238) from a sealed seed, and recovery codes. Asked for after the password; set up, ended and
//! renewed by the person herself, or ended by the office when it is lost.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::SignedDuration;
use serde_json::json;
use sha2::{Digest, Sha256};
use totp_rs::{Builder, Secret as Seed, Totp};

use super::{
    Context, Error, audit, identities,
    letters::{self, Told},
    profiles,
    sealing::purpose,
    sessions::{self, Arrival, Person, SignedIn},
    staff, users,
};
use crate::{
    domain::{
        access::{self, Actor, Verb},
        factor::{RECOVERY_CODES, STEP_S, Typed, WRONG_CODES, closed_for, recovery_code},
        id::{TenantId, UserId},
        identity::Tie,
        secret::Secret,
        session::{Door, Origin},
        text::Email,
        user::{Membership, User},
    },
    store::{self, Writer},
};

/// Bytes of a seed, as RFC 4226 recommends.
const SEED: usize = 20;

/// How long a seed that is shown may be set up.
const OFFER: SignedDuration = SignedDuration::from_hours(1);

/// What an answer to the question for the second factor came to.
#[derive(Debug)]
pub enum Answer {
    In(Box<SignedIn>),
    Wrong,
    /// Too many wrong codes in a row: none is looked at for so many seconds.
    Closed(u64),
    /// The half sign-in is over: begin again with the password.
    Over,
}

/// Whether a code is right.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Checked {
    Right,
    Wrong,
    Closed(u64),
}

/// Answers the question for the second factor. With `trust` the browser is not asked again for so long.
pub async fn answer(
    cx: &Context,
    half: &[u8; 32],
    (typed, trust): (&str, Option<std::time::Duration>),
    arrival: &Arrival,
) -> Result<Answer, Error> {
    let mut tx = cx.store.write(arrival.tenant).await?;
    let found = store::half_sign_ins::find(&mut tx, arrival.door, &Secret::new(*half).hash(), cx.now()).await?;
    let Some(half) = found else { return Ok(Answer::Over) };
    // Locked before anything is taken, as whoever ends all sign-ins of a person does.
    let user = store::users::lock(&mut tx, half.user).await?.filter(|user| user.disabled_at.is_none());
    let Some(user) = user else { return Ok(Answer::Over) };
    let answer = match check(cx, &mut tx, (arrival.tenant, user.id), typed).await? {
        Checked::Closed(seconds) => Answer::Closed(seconds),
        Checked::Wrong if half.tries + 1 >= WRONG_CODES => {
            store::half_sign_ins::delete(&mut tx, &half.secret_hash).await?;
            Answer::Over
        }
        Checked::Wrong => {
            store::half_sign_ins::missed(&mut tx, &half.secret_hash).await?;
            Answer::Wrong
        }
        Checked::Right if store::half_sign_ins::delete(&mut tx, &half.secret_hash).await? => {
            complete(cx, &mut tx, (user, half.tie), (arrival, trust)).await?
        }
        Checked::Right => Answer::Over,
    };
    tx.commit().await?;
    Ok(answer)
}

/// Lets in who answered, and ties the name at a provider that she came with. Over: another one was tied since the provider answered.
async fn complete(
    cx: &Context,
    tx: &mut Writer,
    (user, tie): (User, Option<Tie>),
    (arrival, trust): (&Arrival, Option<std::time::Duration>),
) -> Result<Answer, Error> {
    if let Some(tie) = &tie
        && !identities::tie(cx, tx, (&user, tie), arrival).await?
    {
        return Ok(Answer::Over);
    }
    Ok(Answer::In(Box::new(sessions::open(cx, tx, user, arrival, trust).await?)))
}

/// What would end a half sign-in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Owed {
    pub by_code: bool,
    pub by_passkey: bool,
}

/// What the half sign-in of a browser still waits for. None: for nothing any more.
pub async fn owed(cx: &Context, half: &[u8; 32], arrival: &Arrival) -> Result<Option<Owed>, Error> {
    let mut conn = cx.store.read(arrival.tenant).await?;
    let found = store::half_sign_ins::find(&mut conn, arrival.door, &Secret::new(*half).hash(), cx.now()).await?;
    let Some(half) = found else { return Ok(None) };
    let by_code = store::factors::get(&mut conn, half.user).await?.is_some();
    let by_passkey = store::passkeys::count(&mut conn, half.user).await? > 0;
    Ok(Some(Owed { by_code, by_passkey }))
}

/// Looks at a code and counts a wrong one. A right one is used up.
pub(super) async fn check(
    cx: &Context,
    tx: &mut Writer,
    (tenant, user): (TenantId, UserId),
    typed: &str,
) -> Result<Checked, Error> {
    let Some(factor) = store::factors::lock(tx, user).await? else { return Ok(Checked::Wrong) };
    let now = cx.now();
    if now < factor.closed_until {
        let seconds = now.duration_until(factor.closed_until).as_secs();
        return Ok(Checked::Closed(u64::try_from(seconds).unwrap_or_default().max(1)));
    }
    let is_right = match Typed::read(typed) {
        Typed::Nothing => false,
        Typed::Recovery(code) => {
            let is_one = store::factors::use_code(tx, user, &code_hash(user, &code)).await?;
            if is_one {
                store::factors::set_wrong(tx, user, 0, now).await?;
            }
            is_one
        }
        Typed::Code(code) => {
            let seed = cx.sealer.unseal(&purpose("factor", tenant, user), &factor.seed)?;
            match step(&totp(&seed, "", "")?, &code, now.as_second()) {
                Some(step) => store::factors::use_step(tx, user, step).await?,
                None => false,
            }
        }
    };
    if is_right {
        return Ok(Checked::Right);
    }
    let wrong = factor.wrong + 1;
    let until = closed_for(wrong).map_or(now, |wait| now + wait);
    store::factors::set_wrong(tx, user, wrong, until).await?;
    Ok(Checked::Wrong)
}

/// A seed to set up, as text, as an address for a QR code, and sealed for the way through the page.
#[derive(Debug, Clone)]
pub struct Offer {
    pub secret: String,
    pub url: String,
    pub sealed: String,
}

/// Offers a new seed, or once more the one that the page brought back. Nothing is kept: the page carries it, sealed for this person.
pub fn offer(cx: &Context, person: &Person, issuer: &str, brought: Option<&str>) -> Result<Offer, Error> {
    let again = brought.and_then(|sealed| Some((brought_seed(cx, person, sealed)?, sealed.to_owned())));
    let (seed, sealed) = match again {
        Some(again) => again,
        None => {
            let mut seed = [0; SEED];
            cx.random.fill(&mut seed);
            let plain = [&seed[..], &cx.now().as_second().to_be_bytes()].concat();
            let sealed = cx.sealer.seal(&*cx.random, &offered(person), &plain)?;
            (seed.to_vec(), URL_SAFE_NO_PAD.encode(sealed))
        }
    };
    let totp = totp(&seed, issuer, person.user.email.as_str())?;
    let url = totp.to_url().map_err(|error| Error::Failed(format!("the address of a second factor: {error}")))?;
    Ok(Offer { secret: Seed::from(seed.as_slice()).to_base32(), url, sealed })
}

/// What setting up came to.
#[derive(Debug)]
pub enum Enrolled {
    /// A new secret for the session's cookie, and the recovery codes, which are shown once.
    Yes { secret: [u8; 32], codes: Vec<String> },
    /// The code does not belong to the seed; perhaps the phone's clock is wrong.
    Wrong,
    /// The offer is over, or was not for this person.
    Over,
}

/// Sets up the second factor once a first code proves that the phone has the seed. All other sessions end.
pub async fn enrol(cx: &Context, person: &Person, sealed: &str, typed: &str) -> Result<Enrolled, Error> {
    let Some(seed) = brought_seed(cx, person, sealed) else { return Ok(Enrolled::Over) };
    let now = cx.now();
    let Typed::Code(code) = Typed::read(typed) else { return Ok(Enrolled::Wrong) };
    let Some(step) = step(&totp(&seed, "", "")?, &code, now.as_second()) else { return Ok(Enrolled::Wrong) };
    let (tenant, user) = (person.user.tenant, person.user.id);
    let kept = cx.sealer.seal(&*cx.random, &purpose("factor", tenant, user), &seed)?;
    let mut tx = cx.store.write(tenant).await?;
    if store::factors::get(&mut tx, user).await?.is_some() {
        return Err(Error::Conflict("there is a second factor already"));
    }
    store::factors::insert(&mut tx, user, &kept, (now, step)).await?;
    let codes = fresh_codes(cx, &mut tx, user).await?;
    let secret = profiles::renew_alone(cx, &mut tx, person).await?;
    profiles::note(cx, &mut tx, person, "second_factors.enrol").await?;
    profiles::tell(cx, &mut tx, person, Told::FactorOn).await?;
    tx.commit().await?;
    Ok(Enrolled::Yes { secret, codes })
}

/// Ends the person's own second factor. All other sessions end.
pub async fn remove(cx: &Context, person: &Person) -> Result<[u8; 32], Error> {
    let mut tx = cx.store.write(person.user.tenant).await?;
    if !store::factors::delete(&mut tx, person.user.id).await? {
        return Err(Error::NotFound);
    }
    let secret = profiles::renew_alone(cx, &mut tx, person).await?;
    profiles::note(cx, &mut tx, person, "second_factors.remove").await?;
    profiles::tell(cx, &mut tx, person, Told::FactorOff).await?;
    tx.commit().await?;
    Ok(secret)
}

/// New recovery codes in place of those that are left.
pub async fn renew_codes(cx: &Context, person: &Person) -> Result<Vec<String>, Error> {
    let mut tx = cx.store.write(person.user.tenant).await?;
    if store::factors::get(&mut tx, person.user.id).await?.is_none() {
        return Err(Error::NotFound);
    }
    let codes = fresh_codes(cx, &mut tx, person.user.id).await?;
    profiles::note(cx, &mut tx, person, "second_factors.renew_codes").await?;
    profiles::tell(cx, &mut tx, person, Told::Codes).await?;
    tx.commit().await?;
    Ok(codes)
}

/// Ends the second factor of somebody who lost it, with her passkeys and all her sessions. False: she had neither.
pub async fn reset(cx: &Context, actor: &Actor, email: &Email) -> Result<bool, Error> {
    access::can(actor, Verb::ManageLogins)?;
    let mut tx = cx.store.write(actor.tenant()).await?;
    let user = store::users::by_email(&mut tx, email).await?.ok_or(Error::NotFound)?;
    staff::guard(&mut tx, actor, user.id).await?;
    let had_factor = store::factors::delete(&mut tx, user.id).await?;
    let had_one = store::passkeys::delete_for_user(&mut tx, user.id).await? > 0 || had_factor;
    if had_one {
        users::end_everything(&mut tx, user.id).await?;
        let places = store::memberships::of_user(&mut tx, user.id).await?;
        let door = places.iter().find_map(Membership::portal).map_or(Door::Office, Door::Portal);
        letters::tell(cx, &mut tx, (user.id, door), Told::FactorReset, &Origin::default()).await?;
        let (who, subject) = (actor.to_ref(), format!("user:{}", user.id));
        audit::note(cx, &mut tx, &who, ("second_factors.reset", &subject), (None, &json!({}))).await?;
    }
    tx.commit().await?;
    Ok(had_one)
}

async fn fresh_codes(cx: &Context, tx: &mut Writer, user: UserId) -> Result<Vec<String>, Error> {
    let mut codes = Vec::with_capacity(RECOVERY_CODES);
    for _ in 0..RECOVERY_CODES {
        let mut bits = [0; 15];
        cx.random.fill(&mut bits);
        codes.push(recovery_code(bits));
    }
    let hashes: Vec<[u8; 32]> = codes.iter().map(|code| code_hash(user, &code.replace('-', ""))).collect();
    store::factors::set_codes(tx, user, &hashes).await?;
    Ok(codes)
}

fn code_hash(user: UserId, code: &str) -> [u8; 32] {
    Sha256::digest(format!("{user} {code}")).into()
}

fn offered(person: &Person) -> String {
    purpose("offer", person.user.tenant, person.user.id)
}

/// The seed that a page brought back, if it was offered to this person and not too long ago.
fn brought_seed(cx: &Context, person: &Person, sealed: &str) -> Option<Vec<u8>> {
    let sealed = URL_SAFE_NO_PAD.decode(sealed).ok()?;
    let plain = cx.sealer.unseal(&offered(person), &sealed).ok()?;
    let (seed, at) = plain.split_at_checked(SEED)?;
    let at = i64::from_be_bytes(at.try_into().ok()?);
    (0..=OFFER.as_secs()).contains(&(cx.now().as_second() - at)).then(|| seed.to_vec())
}

fn totp(seed: &[u8], issuer: &str, account: &str) -> Result<Totp, Error> {
    // A colon stands between the two in the address.
    let plain = |text: &str| text.replace(':', " ");
    let builder = Builder::new().with_secret(seed).with_skew(1).with_step_duration(STEP_S);
    let builder = builder.with_issuer(Some(plain(issuer)).filter(|name| !name.is_empty()));
    let built = builder.with_account_name(plain(account)).build();
    built.map_err(|error| Error::Failed(format!("a second factor: {error}")))
}

/// The step that a code belongs to, now or one before or after.
fn step(totp: &Totp, code: &str, now_s: i64) -> Option<i64> {
    totp.check(code, u64::try_from(now_s).ok()?).and_then(|step| i64::try_from(step).ok())
}
