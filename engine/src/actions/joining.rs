//! How somebody gets a login, or proves that one is hers, by the link of a mail: the same for offers of a company and for who registers.

use super::{
    Context, Error,
    invitations::{Acceptance, chosen},
    members::keyed,
};
use crate::{
    domain::{
        id::{CustomerId, PortalId, TenantId},
        text::Email,
        user::{Membership, User},
    },
    store::{self, Conn, Writer},
};

/// What is known of an address whose mail somebody reads.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub user: Option<User>,
    /// There is a login that is in use, or was closed; its own password counts.
    pub is_known: bool,
    /// For which customer it acts in the portal already.
    pub place: Option<CustomerId>,
}

impl Known {
    pub(super) async fn read(conn: &mut Conn, portal: PortalId, email: &Email) -> Result<Self, Error> {
        let user = store::users::by_email(conn, email).await?;
        let Some(known) = &user else { return Ok(Self { user, is_known: false, place: None }) };
        let place = place_at(conn, known, portal).await?;
        let has_joined = store::users::joined_at(conn, known.id).await?.is_some();
        let is_known = has_joined || known.disabled_at.is_some();
        Ok(Self { user, is_known, place })
    }
}

/// For which customer somebody acts in a portal already.
pub(super) async fn place_at(conn: &mut Conn, user: &User, portal: PortalId) -> Result<Option<CustomerId>, Error> {
    let places = store::memberships::of_user(conn, user.id).await?;
    Ok(places.iter().find(|place| place.portal() == Some(portal)).and_then(Membership::customer))
}

/// A person with what is kept of the password that she has just chosen; without one, a login of which she has typed the password.
pub(super) async fn prove(
    cx: &Context,
    (tenant, email, language): (TenantId, &Email, &str),
    known: Known,
    acceptance: Acceptance,
) -> Result<(User, Option<String>), Error> {
    match known {
        Known { user: Some(user), is_known: true, .. } => {
            let stored = user.password_hash.clone().filter(|_| user.disabled_at.is_none());
            if !cx.passwords.verify(stored, acceptance.password).await? {
                return Err(keyed("password", "problem-join-password"));
            }
            Ok((user, None))
        }
        Known { user, .. } => {
            let person = User {
                id: user.map_or_else(|| cx.id(), |user| user.id),
                tenant,
                email: email.clone(),
                name: acceptance.name.trim().to_owned(),
                language: acceptance.language.unwrap_or_else(|| language.to_owned()),
                password_hash: None,
                disabled_at: None,
            };
            let hash = chosen(cx, &person, acceptance.password).await?;
            Ok((person, Some(hash)))
        }
    }
}

/// Gives a person her login. None: somebody else gave her one meanwhile, and then her password there counts.
pub(super) async fn join(cx: &Context, tx: &mut Writer, person: User, hash: &str) -> Result<Option<User>, Error> {
    match store::users::by_email(tx, &person.email).await? {
        None => store::users::insert(tx, &person).await?,
        Some(known) if known.id == person.id => {
            store::users::set_name(tx, person.id, &person.name, &person.email).await?;
            store::users::set_language(tx, person.id, &person.language).await?;
        }
        Some(_) => return Ok(None),
    }
    if !store::users::join(tx, person.id, cx.now()).await? {
        return Ok(None);
    }
    store::users::set_password_hash(tx, person.id, Some(hash)).await?;
    Ok(Some(person))
}
