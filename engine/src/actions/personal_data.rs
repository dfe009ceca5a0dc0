//! What is kept about a person, as one document that she or the office downloads. That it was made is in the audit log.

use serde_json::{Map, Value, json};

use super::{Context, Error, audit, members, sessions::Person, staff};
use crate::{
    domain::{
        access::{self, Actor, ActorRef, Verb},
        id::{MembershipId, TenantId, UserId},
        text::Email,
    },
    store,
};

/// Rows of one kind in an export at most; what is left out is said in it.
pub const MAX_ROWS: u32 = 10_000;
/// Bytes of an export at most, roughly: a part is cut where they are reached.
pub const MAX_BYTES: usize = 32 * 1024 * 1024;

/// What is kept about oneself.
pub async fn of_herself(cx: &Context, person: &Person) -> Result<String, Error> {
    if person.seen_by.is_some() {
        return Err(Error::NotFound);
    }
    export(cx, &person.actor.to_ref(), person.user.tenant, person.user.id).await
}

/// What is kept about a portal user, for the office that answers her.
pub async fn of_member(cx: &Context, actor: &Actor, id: MembershipId) -> Result<String, Error> {
    access::can(actor, Verb::ManageLogins)?;
    let mut conn = cx.store.read(actor.tenant()).await?;
    let membership = members::find(&mut conn, actor, id, cx.now()).await?;
    // What somebody did in the office is in it.
    staff::guard(&mut conn, actor, membership.user).await?;
    drop(conn);
    export(cx, &actor.to_ref(), actor.tenant(), membership.user).await
}

/// The same by address, for the operator.
pub async fn of_address(cx: &Context, actor: &Actor, email: &Email) -> Result<String, Error> {
    access::can(actor, Verb::ManageLogins)?;
    let mut conn = cx.store.read(actor.tenant()).await?;
    let user = store::users::by_email(&mut conn, email).await?.ok_or(Error::NotFound)?;
    drop(conn);
    export(cx, &actor.to_ref(), actor.tenant(), user.id).await
}

async fn export(cx: &Context, actor: &ActorRef, tenant: TenantId, user: UserId) -> Result<String, Error> {
    let mut conn = cx.store.read(tenant).await?;
    let (login, sections) = store::personal_data::read(&mut conn, user, MAX_ROWS + 1).await?.ok_or(Error::NotFound)?;
    let name = store::tenants::get(&mut conn, tenant).await?.map(|tenant| tenant.name);
    drop(conn);
    let (parts, left_out) = bounded(sections);
    let document = json!({
        "format": "portico personal data 1",
        "made_at": cx.now().to_string(),
        "company": name,
        "login": login,
        "parts": parts,
        // Parts that are longer than an export may be.
        "cut": left_out,
    });
    let text = serde_json::to_string_pretty(&document).map_err(|error| Error::Failed(error.to_string()))?;
    let mut tx = cx.store.write(tenant).await?;
    let subject = format!("user:{user}");
    audit::note(cx, &mut tx, actor, ("personal_data.export", &subject), (None, &json!({}))).await?;
    tx.commit().await?;
    Ok(text)
}

/// The parts as far as they fit, and the names of those that do not.
fn bounded(sections: Vec<store::personal_data::Section>) -> (Map<String, Value>, Vec<&'static str>) {
    let (mut parts, mut cut, mut bytes) = (Map::new(), Vec::new(), 0);
    for (name, rows) in sections {
        let all = rows.len();
        let fits = |row: &Value| {
            bytes += row.to_string().len();
            bytes <= MAX_BYTES
        };
        let kept: Vec<Value> = rows.into_iter().take(MAX_ROWS as usize).take_while(fits).collect();
        if kept.len() < all {
            cut.push(name);
        }
        parts.insert(name.to_owned(), kept.into());
    }
    (parts, cut)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_fit_is_left_out_and_named() {
        let big = json!("x".repeat(MAX_BYTES / 2));
        let many = vec![json!(1); MAX_ROWS as usize + 1];
        let (parts, cut) = bounded(vec![("many", many), ("big", vec![big.clone(), big]), ("last", vec![json!(2)])]);
        assert_eq!(cut, ["many", "big", "last"]);
        let lengths = |name: &str| parts[name].as_array().map(Vec::len);
        assert_eq!((lengths("many"), lengths("big"), lengths("last")), (Some(MAX_ROWS as usize), Some(1), Some(0)));
        let (parts, cut) = bounded(vec![("few", vec![json!(1)])]);
        assert_eq!((parts["few"].clone(), cut.len()), (json!([1]), 0));
    }
}
