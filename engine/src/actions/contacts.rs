//! Contacts of customers, and the way from a contact to a portal user.

use serde_json::json;

use super::{Context, Error, audit, invitations, members, members::Profile};
use crate::{
    domain::{
        access::{self, Actor, Verb},
        contact::Contact,
        form::{FieldProblem, Problem},
        id::{ContactId, CustomerId, PortalId},
        role::REQUESTER,
        setting,
        user::{read_email, read_name},
    },
    store::{self, Writer},
};

/// Longest telephone number, in characters.
const MAX_PHONE_CHARS: usize = 60;

/// What is said about a new contact.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct NewContact {
    pub name: String,
    /// May be empty.
    pub email: String,
    /// May be empty.
    pub phone: String,
}

/// Adds a contact to a customer. With a portal that invites by itself, or with `invite`, whoever has a mail address becomes a portal user
/// and is invited.
pub async fn add(
    cx: &Context,
    actor: &Actor,
    (customer, portal): (CustomerId, PortalId),
    new: &NewContact,
    invite: bool,
) -> Result<ContactId, Error> {
    access::can(actor, Verb::ManageCustomers)?;
    let mut tx = cx.store.write(actor.tenant()).await?;
    store::customers::get(&mut tx, &access::scope(actor), customer).await?.ok_or(Error::NotFound)?;
    let contact = check(cx, actor, customer, new)?;
    store::contacts::insert(&mut tx, &contact).await?;
    let (who, subject) = (actor.to_ref(), format!("contact:{}", contact.id));
    let after = json!({"customer": customer.0, "name": contact.name, "email": contact.email});
    audit::note(cx, &mut tx, &who, ("contacts.add", &subject), (None, &after)).await?;
    let settings = store::portals::get(&mut tx, portal).await?.ok_or(Error::NotFound)?.settings;
    let is_automatic = setting::is_on(&settings, "invitations.automatic") && !contact.email.is_empty();
    if invite || is_automatic {
        give_access(cx, &mut tx, actor, portal, &contact).await?;
    }
    tx.commit().await?;
    Ok(contact.id)
}

async fn give_access(
    cx: &Context,
    tx: &mut Writer,
    actor: &Actor,
    portal: PortalId,
    contact: &Contact,
) -> Result<(), Error> {
    access::can(actor, Verb::ManageLogins)?;
    let tenant = store::tenants::get(tx, actor.tenant()).await?.ok_or(Error::NotFound)?;
    let language = store::portals::get(tx, portal).await?.map_or(tenant.language, |portal| portal.language);
    let role = REQUESTER.parse().map_err(|error| Error::Failed(format!("{error}")))?;
    let profile = Profile {
        email: contact.email.clone(),
        name: contact.name.clone(),
        language,
        contact: Some(contact.id),
        roles: [role].into(),
        ..Profile::default()
    };
    let id = members::place(cx, tx, actor, (portal, contact.customer), &profile).await?;
    let membership = store::memberships::get(tx, id).await?.ok_or(Error::NotFound)?;
    if store::users::joined_at(tx, membership.user).await?.is_none() {
        invitations::invite(cx, tx, actor, &membership).await?;
    }
    Ok(())
}

fn check(cx: &Context, actor: &Actor, customer: CustomerId, new: &NewContact) -> Result<Contact, Error> {
    let mut problems = Vec::new();
    let mut wrong = |field: &str, problem| problems.push(FieldProblem::field(field, problem));
    let (name, email, phone) = (new.name.trim(), new.email.trim(), new.phone.trim());
    if let Err(problem) = read_name(name) {
        wrong("name", problem);
    }
    if let Err(problem) = read_email(email)
        && !email.is_empty()
    {
        wrong("email", problem);
    }
    if phone.chars().count() > MAX_PHONE_CHARS {
        wrong("phone", Problem::TooLong { max: MAX_PHONE_CHARS });
    }
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    let (name, email, phone) = (name.to_owned(), email.to_owned(), phone.to_owned());
    Ok(Contact { id: cx.id(), tenant: actor.tenant(), customer, name, email, phone })
}
