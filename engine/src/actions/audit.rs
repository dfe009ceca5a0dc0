//! The audit entries of what is done, at the time that the context says.

use serde_json::Value;

use super::{Context, Error};
use crate::{
    domain::access::ActorRef,
    store::{self, Writer, audit::Entry},
};

/// Writes down who did what to whom: `action` is the function as `members.add`, `subject` is the kind of thing with its id.
pub(super) async fn note(
    cx: &Context,
    tx: &mut Writer,
    actor: &ActorRef,
    (action, subject): (&str, &str),
    (before, after): (Option<&Value>, &Value),
) -> Result<(), Error> {
    let entry = Entry { actor, action, subject, before, after, at: cx.now() };
    Ok(store::audit::append(tx, &entry).await?)
}
