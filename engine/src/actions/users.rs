//! Logins: passwords and access to the office.

use serde_json::{Value, json};

use super::{Context, Error, passwords::MAX_PASSWORD_BYTES};
use crate::{
    domain::{
        access::{self, Actor, Verb},
        form::{FieldProblem, Problem},
        id::UserId,
        text::Email,
        user::{Membership, Seat, User},
    },
    store::{self, Writer, audit::Entry},
};

/// Shortest password in characters.
pub const MIN_PASSWORD_CHARS: usize = 8;

/// Sets a password and ends all sessions of the login.
pub async fn set_password(cx: &Context, actor: &Actor, email: &Email, password: String) -> Result<(), Error> {
    access::can(actor, Verb::ManageLogins)?;
    if let Some(problem) = password_problem(&password) {
        return Err(Error::Invalid(vec![problem]));
    }
    let hash = cx.passwords.hash(password).await?;
    let mut tx = cx.store.write(actor.tenant()).await?;
    let user = store::users::by_email(&mut tx, email).await?.ok_or(Error::NotFound)?;
    store::users::set_password_hash(&mut tx, user.id, Some(&hash)).await?;
    store::users::join(&mut tx, user.id, cx.now()).await?;
    store::sessions::delete_for_user(&mut tx, user.id).await?;
    note(cx, &mut tx, actor, ("users.set_password", user.id, &json!({}))).await?;
    Ok(tx.commit().await?)
}

/// Why a password is not taken.
pub(super) fn password_problem(password: &str) -> Option<FieldProblem> {
    let fits = password.chars().count() >= MIN_PASSWORD_CHARS && password.len() <= MAX_PASSWORD_BYTES;
    let params = [("min", MIN_PASSWORD_CHARS), ("max", MAX_PASSWORD_BYTES)];
    let params = params.into_iter().map(|(name, number)| (name.to_owned(), number.to_string())).collect();
    let problem = Problem::Keyed { key: "problem-password-length".to_owned(), params };
    (!fits).then(|| FieldProblem::field("password", problem))
}

/// Gives a person access to the office.
pub async fn add_staff(cx: &Context, actor: &Actor, email: &Email, name: &str) -> Result<(), Error> {
    access::can(actor, Verb::ManageLogins)?;
    let mut tx = cx.store.write(actor.tenant()).await?;
    let tenant = store::tenants::get(&mut tx, actor.tenant()).await?.ok_or(Error::NotFound)?;
    let user = match store::users::by_email(&mut tx, email).await? {
        Some(user) => user,
        None => {
            let (email, name, language) = (email.clone(), name.to_owned(), tenant.language);
            let user =
                User { id: cx.id(), tenant: tenant.id, email, name, language, password_hash: None, disabled_at: None };
            store::users::insert(&mut tx, &user).await?;
            user
        }
    };
    let known = store::memberships::of_user(&mut tx, user.id).await?;
    if known.iter().all(|membership| membership.seat != Seat::Office) {
        let membership = Membership { id: cx.id(), user: user.id, tenant: tenant.id, seat: Seat::Office };
        store::memberships::insert(&mut tx, &membership, &[]).await?;
    }
    note(cx, &mut tx, actor, ("users.add_staff", user.id, &json!({"name": name}))).await?;
    Ok(tx.commit().await?)
}

async fn note(
    cx: &Context,
    tx: &mut Writer,
    actor: &Actor,
    (action, user, after): (&str, UserId, &Value),
) -> Result<(), Error> {
    let (actor, subject) = (actor.to_ref(), format!("user:{user}"));
    let entry = Entry { actor: &actor, action, subject: &subject, before: None, after, at: cx.now() };
    Ok(store::audit::append(tx, &entry).await?)
}
