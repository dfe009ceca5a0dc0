//! Registrations that wait: seen, approved and refused by the office, and by the company where the portal says so. And the code that a company
//! hands out.

use serde_json::json;

use super::{Registration, admit, owe};
use crate::{
    actions::{Context, Error, audit, colleagues::Administrator, mails::Template},
    domain::{
        access::{self, Actor, ActorRef, CustomerActor, Denied, Scope, Verb},
        id::{PortalId, RegistrationId},
        registration::{Approval, Ways, join_code, typed_join_code},
        role::REQUESTER,
    },
    store::{self, Writer},
};

/// What a company has to do with registrations in a portal.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Doors {
    /// People register by a code here.
    pub has_codes: bool,
    /// The one of the company.
    pub code: Option<String>,
    /// Who waits for the company's approval.
    pub waiting: Vec<Registration>,
}

/// The code of an administrator's company, and who waits for her.
pub async fn of_company(cx: &Context, actor: &CustomerActor) -> Result<Doors, Error> {
    let mut conn = cx.store.read(actor.tenant).await?;
    let found = Administrator::find(&mut conn, actor.membership).await?.ok_or(Error::NotFound)?;
    let portal = store::portals::get(&mut conn, actor.portal).await?.ok_or(Error::NotFound)?;
    let scope = found.scope();
    let has_codes = Ways::of(&portal.settings).code;
    let code = if has_codes { store::join_codes::get(&mut conn, &scope, portal.id).await? } else { None };
    let waiting = match Approval::of(&portal.settings) {
        Approval::Company => store::registrations::waiting(&mut conn, &scope, Some(portal.id)).await?,
        Approval::Nobody | Approval::Office => Vec::new(),
    };
    Ok(Doors { has_codes, code: code.map(|code| grouped(&code)), waiting })
}

/// A code as it is read best.
fn grouped(code: &str) -> String {
    let letters: Vec<char> = code.chars().collect();
    letters.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}

/// Everybody of the tenant who waits, for the office.
pub async fn of_office(cx: &Context, actor: &Actor) -> Result<Vec<Registration>, Error> {
    access::can(actor, Verb::ManageLogins)?;
    let mut conn = cx.store.read(actor.tenant()).await?;
    Ok(store::registrations::waiting(&mut conn, &access::scope(actor), None).await?)
}

/// Makes the company a new code; the one before opens nothing any more.
pub async fn renew_code(cx: &Context, actor: &CustomerActor) -> Result<(), Error> {
    let (mut tx, administrator) = begin(cx, actor).await?;
    let mut random = [0; 10];
    cx.random.fill(&mut random);
    let code = typed_join_code(&join_code(random));
    store::join_codes::set(&mut tx, (actor.portal, actor.customer), &code, cx.now()).await?;
    note_code(cx, &mut tx, &administrator, "join_codes.renew").await?;
    Ok(tx.commit().await?)
}

/// Ends the code of the company.
pub async fn end_code(cx: &Context, actor: &CustomerActor) -> Result<(), Error> {
    let (mut tx, administrator) = begin(cx, actor).await?;
    if !store::join_codes::delete(&mut tx, (actor.portal, actor.customer)).await? {
        return Err(Error::Conflict("there is no code"));
    }
    note_code(cx, &mut tx, &administrator, "join_codes.end").await?;
    Ok(tx.commit().await?)
}

/// Where people register by codes, an administrator may change that of her company.
async fn begin(cx: &Context, actor: &CustomerActor) -> Result<(Writer, Administrator), Error> {
    let (mut tx, administrator) = Administrator::begin(cx, actor).await?;
    let portal = store::portals::get(&mut tx, actor.portal).await?;
    portal.filter(|portal| Ways::of(&portal.settings).code).ok_or(Error::NotFound)?;
    Ok((tx, administrator))
}

async fn note_code(cx: &Context, tx: &mut Writer, administrator: &Administrator, action: &str) -> Result<(), Error> {
    let subject = format!("customer:{}", administrator.actor.customer);
    let after = json!({"portal": administrator.actor.portal.0});
    audit::note(cx, tx, &administrator.as_actor().to_ref(), (action, &subject), (None, &after)).await
}

/// Approves or refuses somebody of the administrator's company, where the portal leaves that to companies.
pub async fn decide_in_company(
    cx: &Context,
    actor: &CustomerActor,
    id: RegistrationId,
    approve: bool,
) -> Result<(), Error> {
    let (mut tx, administrator) = Administrator::begin(cx, actor).await?;
    if approve && !administrator.roles().any(|role| role.slug.as_str() == REQUESTER) {
        return Err(Denied("who is let in may what this person may not").into());
    }
    let portal = store::portals::get(&mut tx, actor.portal).await?;
    portal.filter(|portal| Approval::of(&portal.settings) == Approval::Company).ok_or(Error::NotFound)?;
    let here = (administrator.scope(), Some(actor.portal));
    decide(cx, tx, (&administrator.as_actor().to_ref(), here), id, approve).await
}

/// Approves or refuses anybody, as the office.
pub async fn decide_in_office(cx: &Context, actor: &Actor, id: RegistrationId, approve: bool) -> Result<(), Error> {
    access::can(actor, Verb::ManageLogins)?;
    let tx = cx.store.write(actor.tenant()).await?;
    decide(cx, tx, (&actor.to_ref(), (access::scope(actor), None)), id, approve).await
}

/// Decides once, and owes the person the news.
async fn decide(
    cx: &Context,
    mut tx: Writer,
    (actor, (scope, portal)): (&ActorRef, (Scope, Option<PortalId>)),
    id: RegistrationId,
    approve: bool,
) -> Result<(), Error> {
    let found = store::registrations::get(&mut tx, &scope, id).await?;
    let found = found.filter(|found| portal.is_none_or(|portal| portal == found.portal)).ok_or(Error::NotFound)?;
    let action = if approve { "registrations.approve" } else { "registrations.refuse" };
    let done = match approve {
        true => admit(cx, &mut tx, &found, None).await?.is_some(),
        false => store::registrations::delete(&mut tx, id).await?,
    };
    if !done {
        return Err(Error::Conflict("the person acts for somebody else here by now, or somebody was faster"));
    }
    note(cx, &mut tx, actor, (action, &found)).await?;
    let said = [
        ("email", json!(found.email.as_str())),
        ("name", json!(found.name)),
        ("language", json!(found.language)),
        ("told", json!(if approve { "approved" } else { "refused" })),
    ];
    owe(cx, &mut tx, (Template::Registration, found.portal), said).await?;
    Ok(tx.commit().await?)
}

/// Writes down what became of a registration.
pub(super) async fn note(
    cx: &Context,
    tx: &mut Writer,
    actor: &ActorRef,
    (action, registration): (&str, &Registration),
) -> Result<(), Error> {
    let subject = format!("registration:{}", registration.id);
    let after = json!({"email": registration.email.as_str(), "customer": registration.customer.0});
    audit::note(cx, tx, actor, (action, &subject), (None, &after)).await
}
