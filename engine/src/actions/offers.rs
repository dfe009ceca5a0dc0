//! Offers of an administrator to people of her company: made, sent again, taken back. Nothing here looks whether an address has a login, so
//! nobody learns from an offer who has one; that shows at the link of its mail, which is in [`links`].

pub mod links;

use jiff::SignedDuration;
use serde_json::{Map, Value, json};

use super::{
    Context, Error, audit,
    colleagues::{self, Administrator, Given, said},
    mails::Template,
    members::{self, Profile, keyed},
};
use crate::{
    domain::{
        access::{self, Actor, ActorRef, CustomerActor, Denied, Verb},
        form::{FieldProblem, Problem},
        id::{MailId, OfferId},
        offer::Offer,
        outbox::{NewTask, Task},
        text::Email,
        user::{read_email, read_name},
    },
    store::{self, Conn, Writer},
};

/// Most mails of a company's offers to one address. Whoever did not get ten has another address.
pub const MAX_SENDS: i64 = 10;

/// Most offers of a company in one portal within a day, so that nobody floods others through it.
pub const MAX_A_DAY: u64 = 100;

/// Offers the reader of an address a place in the portal, for the administrator's customer.
pub async fn make(cx: &Context, actor: &CustomerActor, profile: &Profile) -> Result<OfferId, Error> {
    let (mut tx, administrator) = Administrator::begin(cx, actor).await?;
    let email = check(&administrator, profile)?;
    let sends = sends_so_far(cx, &mut tx, &administrator, &email).await?;
    let offer = Offer {
        id: cx.id(),
        tenant: actor.tenant,
        portal: actor.portal,
        customer: actor.customer,
        email,
        name: profile.name.trim().to_owned(),
        language: profile.language.clone(),
        roles: profile.roles.iter().cloned().collect(),
        sites: profile.sites.iter().copied().collect(),
        made_by: actor.membership,
        made_by_name: administrator.actor.name.clone(),
        created_at: cx.now(),
        sent_at: None,
        sends,
        expires_at: None,
        accepted_at: None,
        revoked_at: None,
    };
    store::offers::insert(&mut tx, &offer).await?;
    owe(cx, &mut tx, &offer).await?;
    let mut after = said(&Given { roles: profile.roles.clone(), sites: profile.sites.clone() });
    after["email"] = json!(offer.email.as_str());
    note(cx, &mut tx, &administrator.as_actor().to_ref(), ("offers.make", &offer), &after).await?;
    tx.commit().await?;
    Ok(offer.id)
}

/// Finds everything that is wrong with what was typed, and gives its address back as one.
fn check(administrator: &Administrator, profile: &Profile) -> Result<Email, Error> {
    let given = Given { roles: profile.roles.clone(), sites: profile.sites.clone() };
    let mut problems = administrator.problems(&given);
    let mut wrong = |field: &str, problem| problems.push(FieldProblem::field(field, problem));
    if let Err(problem) = read_name(&profile.name) {
        wrong("name", problem);
    }
    let email = read_email(&profile.email).map_err(|problem| wrong("email", problem));
    if profile.language.is_empty() || profile.language.len() > members::MAX_LANGUAGE_BYTES {
        wrong("language", Problem::NotAChoice);
    }
    match email {
        Ok(email) if problems.is_empty() => Ok(email),
        _ => Err(Error::Invalid(problems)),
    }
}

/// How many mails of the company's offers an address has had already. Only what the company itself did is asked for.
async fn sends_so_far(
    cx: &Context,
    tx: &mut Writer,
    administrator: &Administrator,
    email: &Email,
) -> Result<i64, Error> {
    let (scope, actor, now) = (administrator.scope(), &administrator.actor, cx.now());
    let here = (actor.customer, actor.portal);
    if store::members::by_email(tx, &scope, (actor.portal, email), now).await?.is_some() {
        return Err(keyed("email", members::KNOWN));
    }
    let since = now - SignedDuration::from_hours(24);
    if store::offers::count_since(tx, &scope, here, since).await? >= MAX_A_DAY {
        return Err(keyed("email", "problem-offers-many"));
    }
    match store::offers::last_to(tx, &scope, (here.0, here.1, email)).await? {
        Some(last) if last.is_pending() => Err(keyed("email", "problem-offer-open")),
        Some(last) if last.revoked_at.is_some() && last.sends >= MAX_SENDS => {
            Err(keyed("email", "problem-offer-often"))
        }
        Some(last) if last.revoked_at.is_some() => Ok(last.sends),
        _ => Ok(0),
    }
}

/// Sends an open offer again. It is the offer of who sends it from now on.
pub async fn send(cx: &Context, actor: &CustomerActor, id: OfferId) -> Result<(), Error> {
    let (mut tx, administrator) = Administrator::begin(cx, actor).await?;
    let offer = find(&mut tx, &administrator, id).await?;
    if !offer.is_pending() || offer.sends >= MAX_SENDS {
        return Err(Error::Conflict("the offer is over, or was sent often enough"));
    }
    store::offers::set_maker(&mut tx, id, (actor.membership, &administrator.actor.name)).await?;
    owe(cx, &mut tx, &offer).await?;
    let after = json!({"email": offer.email.as_str()});
    note(cx, &mut tx, &administrator.as_actor().to_ref(), ("offers.send", &offer), &after).await?;
    Ok(tx.commit().await?)
}

/// An open offer that the administrator may change, for its page.
pub async fn show(cx: &Context, actor: &CustomerActor, id: OfferId) -> Result<(Administrator, Offer), Error> {
    let administrator = colleagues::administrator(cx, actor).await?;
    let mut conn = cx.store.read(actor.tenant).await?;
    let offer = find(&mut conn, &administrator, id).await?;
    Ok((administrator, offer))
}

/// Changes what an open offer gives. It is the offer of who changes it from now on; the link of its mail stays.
pub async fn edit(cx: &Context, actor: &CustomerActor, id: OfferId, given: &Given) -> Result<(), Error> {
    let (mut tx, administrator) = Administrator::begin(cx, actor).await?;
    let offer = find(&mut tx, &administrator, id).await?;
    let problems = administrator.problems(given);
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    let by = (actor.membership, administrator.actor.name.as_str());
    if !store::offers::give(&mut tx, id, (&given.roles, &given.sites), by).await? {
        return Err(Error::Conflict("the offer is over"));
    }
    let mut after = said(given);
    after["email"] = json!(offer.email.as_str());
    note(cx, &mut tx, &administrator.as_actor().to_ref(), ("offers.edit", &offer), &after).await?;
    Ok(tx.commit().await?)
}

/// Every open offer of the tenant, for the office.
pub async fn of_office(cx: &Context, actor: &Actor) -> Result<Vec<Offer>, Error> {
    access::can(actor, Verb::ManageLogins)?;
    let mut conn = cx.store.read(actor.tenant()).await?;
    Ok(store::offers::open(&mut conn, &access::scope(actor), None).await?)
}

/// Takes any offer back, as the office.
pub async fn revoke_in_office(cx: &Context, actor: &Actor, id: OfferId) -> Result<(), Error> {
    access::can(actor, Verb::ManageLogins)?;
    let mut tx = cx.store.write(actor.tenant()).await?;
    let offer = store::offers::get(&mut tx, &access::scope(actor), id).await?.ok_or(Error::NotFound)?;
    if !store::offers::revoke(&mut tx, id, cx.now()).await? {
        return Err(Error::Conflict("the offer is over"));
    }
    let after = json!({"email": offer.email.as_str()});
    note(cx, &mut tx, &actor.to_ref(), ("offers.revoke", &offer), &after).await?;
    Ok(tx.commit().await?)
}

/// Takes an offer back: its link opens nothing any more.
pub async fn revoke(cx: &Context, actor: &CustomerActor, id: OfferId) -> Result<(), Error> {
    let (mut tx, administrator) = Administrator::begin(cx, actor).await?;
    let offer = find(&mut tx, &administrator, id).await?;
    if !store::offers::revoke(&mut tx, id, cx.now()).await? {
        return Err(Error::Conflict("the offer is over"));
    }
    let after = json!({"email": offer.email.as_str()});
    note(cx, &mut tx, &administrator.as_actor().to_ref(), ("offers.revoke", &offer), &after).await?;
    Ok(tx.commit().await?)
}

/// An offer of the company in this portal that the administrator could have made herself.
async fn find(tx: &mut Conn, administrator: &Administrator, id: OfferId) -> Result<Offer, Error> {
    let offer = store::offers::get(tx, &administrator.scope(), id).await?;
    let offer = offer.filter(|offer| offer.portal == administrator.actor.portal).ok_or(Error::NotFound)?;
    match administrator.reaches(&offer.roles, &offer.sites) {
        true => Ok(offer),
        false => Err(Denied("this offer gives more than the person has herself").into()),
    }
}

/// Owes the mail of an offer, in the transaction of what it follows from.
async fn owe(cx: &Context, tx: &mut Writer, offer: &Offer) -> Result<(), Error> {
    let said = [
        ("mail", json!(cx.id::<MailId>().0)),
        ("template", json!(Template::Offer.as_str())),
        ("about", json!(offer.id.0)),
    ];
    let payload: Map<String, Value> = said.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let task = NewTask { task: Task::SendMail, work_order: None, payload };
    Ok(store::outbox::enqueue(tx, &task, cx.id(), cx.now()).await?)
}

async fn note(
    cx: &Context,
    tx: &mut Writer,
    actor: &ActorRef,
    (action, offer): (&str, &Offer),
    after: &Value,
) -> Result<(), Error> {
    let subject = format!("offer:{}", offer.id);
    audit::note(cx, tx, actor, (action, &subject), (None, after)).await
}
