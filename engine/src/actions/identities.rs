//! Names at identity providers and the logins that they open: tied when a sign-in is complete, untied when a login is taken back.

use serde_json::json;

use super::{
    Context, Error, audit,
    letters::{self, Told},
    sessions::Arrival,
};
use crate::{
    domain::{
        access::ActorRef,
        identity::{Identity, Tie},
        user::User,
    },
    store::{self, Writer},
};

/// Ties a name to the login of somebody who proved all that is asked, and tells who had another way in before. False: the login or the
/// name is tied already.
pub(super) async fn tie(
    cx: &Context,
    tx: &mut Writer,
    (user, tie): (&User, &Tie),
    arrival: &Arrival,
) -> Result<bool, Error> {
    let (issuer, subject) = (tie.issuer.clone(), tie.subject.clone());
    let identity = Identity { issuer, subject, user: user.id, linked_at: cx.now() };
    if !store::identities::insert(tx, &identity).await? {
        return Ok(false);
    }
    let after = json!({"provider": tie.provider, "issuer": tie.issuer, "subject": tie.subject});
    let actor = ActorRef { kind: "customer".to_owned(), user: Some(user.id), name: user.name.clone() };
    note(cx, tx, &actor, (user, "identities.link", &after)).await?;
    if store::users::joined_at(tx, user.id).await?.is_some() {
        letters::tell(cx, tx, (user.id, arrival.door), Told::Identity, &arrival.origin).await?;
    }
    Ok(true)
}

/// Unties a login from all its names. False: it had none.
pub(super) async fn untie(cx: &Context, tx: &mut Writer, actor: &ActorRef, user: &User) -> Result<bool, Error> {
    if store::identities::delete_for_user(tx, user.id).await? == 0 {
        return Ok(false);
    }
    note(cx, tx, actor, (user, "identities.unlink", &json!({}))).await?;
    Ok(true)
}

async fn note(
    cx: &Context,
    tx: &mut Writer,
    actor: &ActorRef,
    (user, action, after): (&User, &str, &serde_json::Value),
) -> Result<(), Error> {
    audit::note(cx, tx, actor, (action, &format!("user:{}", user.id)), (None, after)).await
}
