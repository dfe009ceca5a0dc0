//! Telling those who may approve that somebody waits: the administrators of her company, or the office.

use serde_json::{Value, json};
use uuid::Uuid;

use super::{Registration, owe};
use crate::{
    actions::{
        Context, Error,
        colleagues::Administrator,
        letters::Letter,
        mails::{About, Owed, Template},
    },
    domain::{
        access::{self, Actor, Scope},
        id::{MailId, RegistrationId, UserId},
        mail::Mail,
        outbox::LeasedTask,
        portal::Portal,
        registration::Approval,
        setting,
        user::AccountState,
    },
    store::{self, Conn, Writer, members::MemberQuery},
};

/// Most administrators of a company who are told. Whoever has more looks at the list anyway.
pub const MAX_TOLD: usize = 20;

/// Owes the mails about somebody who waits from now on, unless the portal wants none. A company without an administrator leaves it to the office.
pub(super) async fn tell(
    cx: &Context,
    tx: &mut Writer,
    portal: &Portal,
    registration: &Registration,
) -> Result<(), Error> {
    if !setting::is_on(&portal.settings, "registration.notify") {
        return Ok(());
    }
    let mut readers: Vec<Option<UserId>> = Vec::new();
    if Approval::of(&portal.settings) == Approval::Company {
        readers.extend(administrators(cx, tx, registration).await?.into_iter().map(Some));
    }
    if readers.is_empty() {
        readers.push(None);
    }
    for reader in readers {
        let said = [("about", json!(registration.id.0)), ("reader", json!(reader.map(|user| user.0)))];
        owe(cx, tx, (Template::RegistrationWaiting, portal.id), said).await?;
    }
    Ok(())
}

/// Who of the company may approve, and has a way in.
async fn administrators(cx: &Context, conn: &mut Conn, registration: &Registration) -> Result<Vec<UserId>, Error> {
    let (customer, portal) = (Some(registration.customer), Some(registration.portal));
    let query = MemberQuery { customer, portal, page: 1, page_size: 1_000, ..MemberQuery::default() };
    let lines = store::members::list(conn, &engine(registration), &query, cx.now()).await?.lines;
    let mut found = Vec::new();
    for line in lines.iter().filter(|line| line.state == AccountState::Active) {
        if found.len() < MAX_TOLD && Administrator::find(conn, line.membership).await?.is_some() {
            found.push(line.user);
        }
    }
    Ok(found)
}

fn engine(registration: &Registration) -> Scope {
    access::scope(&Actor::Engine { tenant: registration.tenant })
}

/// Loads such a mail. None: somebody has decided, or the reader is gone.
pub(in crate::actions) async fn owed(
    cx: &Context,
    task: &LeasedTask,
    (id, template, written): (MailId, Template, Option<Mail>),
) -> Result<Option<Owed>, Error> {
    let read = |key: &str| task.payload.get(key).and_then(Value::as_str).and_then(|id| Uuid::parse_str(id).ok());
    let about = read("about").ok_or_else(|| Error::Failed("the outbox row about who waits names nobody".into()))?;
    let scope = access::scope(&Actor::Engine { tenant: task.tenant });
    let mut conn = cx.store.read(task.tenant).await?;
    let found = store::registrations::get(&mut conn, &scope, RegistrationId(about)).await?;
    let tenant = store::tenants::get(&mut conn, task.tenant).await?;
    let (Some(registration), Some(tenant)) = (found, tenant) else { return Ok(None) };
    let Some(portal) = store::portals::get(&mut conn, registration.portal).await? else { return Ok(None) };
    let customer = store::customers::get(&mut conn, &scope, registration.customer).await?.ok_or(Error::NotFound)?;
    let letter = |to_office| Letter::Waiting {
        name: registration.name.clone(),
        email: registration.email.to_string(),
        customer: customer.name.clone(),
        portal: portal.name.clone(),
        to_office,
    };
    let Some(reader) = read("reader") else {
        let to = tenant.office_email.parse().map_err(|error| Error::Failed(format!("tenant.office_email: {error}")))?;
        let (to_name, language) = (tenant.name.clone(), tenant.language.clone());
        let about = About::Person(letter(true));
        return Ok(Some(Owed {
            id,
            template,
            tenant,
            portal: None,
            about,
            user: None,
            to,
            to_name,
            language,
            written,
        }));
    };
    let user = store::users::get(&mut conn, UserId(reader)).await?.filter(|user| user.disabled_at.is_none());
    let Some(user) = user else { return Ok(None) };
    let about = About::Person(letter(false));
    let (to, to_name, language, portal) = (user.email, user.name, user.language, Some(portal));
    Ok(Some(Owed { id, template, tenant, portal, about, user: Some(user.id), to, to_name, language, written }))
}
