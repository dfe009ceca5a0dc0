//! Erasing a person: her details go from every table, the work stays. One transaction, which the rehearsal gives up. The proof is an entry
//! of the audit log, which says what was done and not to whom; the log's chain holds over what was taken out of it.

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use super::{Context, Error, audit, members};
use crate::{
    domain::{
        access::{self, Actor, Scope, Verb},
        erasure::Words,
        form::{FieldKind, Form},
        id::{MembershipId, UserId},
        text::Email,
        user::{Membership, User},
    },
    store::{self, Conn, Writer},
};

/// Of the entry that proves it.
pub const ACTION: &str = "erasures.erase";

/// What an erasure would do, or did: rows by table, without those that it does not touch.
pub type Counts = Vec<(&'static str, u64)>;

/// Whom a membership is, for a page about her.
pub async fn of_member(cx: &Context, actor: &Actor, id: MembershipId) -> Result<UserId, Error> {
    access::can(actor, Verb::ManageStaff)?;
    let mut conn = cx.store.read(actor.tenant()).await?;
    Ok(members::find(&mut conn, actor, id, cx.now()).await?.user)
}

/// Who has an address.
pub async fn of_address(cx: &Context, actor: &Actor, email: &Email) -> Result<UserId, Error> {
    access::can(actor, Verb::ManageStaff)?;
    let mut conn = cx.store.read(actor.tenant()).await?;
    Ok(store::users::by_email(&mut conn, email).await?.ok_or(Error::NotFound)?.id)
}

/// What erasing a person would come to. Nothing of it is kept.
pub async fn rehearse(cx: &Context, actor: &Actor, user: UserId) -> Result<Counts, Error> {
    access::can(actor, Verb::ManageStaff)?;
    let mut tx = cx.store.write(actor.tenant()).await?;
    let person = find(&mut tx, actor, user).await?;
    let (counts, _) = take_out(cx, &mut tx, &person).await?;
    Ok(counts)
}

/// Erases a person and returns the proof; of who was erased before, the proof of that.
pub async fn erase(cx: &Context, actor: &Actor, user: UserId) -> Result<Value, Error> {
    access::can(actor, Verb::ManageStaff)?;
    let mut tx = cx.store.write(actor.tenant()).await?;
    if store::erasures::erased_at(&mut tx, user).await?.is_some() {
        tx.give_up().await?;
        return proof(cx, &access::scope(actor), user).await?.ok_or(Error::NotFound);
    }
    let person = find(&mut tx, actor, user).await?;
    let (counts, redacted) = take_out(cx, &mut tx, &person).await?;
    let salt = cx.secret();
    let rows: Map<String, Value> = counts.into_iter().map(|(table, rows)| (table.to_owned(), rows.into())).collect();
    let after = json!({
        "format": "portico erasure 1",
        "rows": rows,
        "salt": hex(&salt),
        "address_hash": hex(&address_hash(&salt, &person.email)),
        "redacted": hex(&redacted),
    });
    audit::note(cx, &mut tx, &actor.to_ref(), (ACTION, &format!("user:{user}")), (None, &after)).await?;
    tx.commit().await?;
    proof(cx, &access::scope(actor), user).await?.ok_or(Error::NotFound)
}

/// SHA-256 over the salt and the address in lower case: who knows the address can tell that it was this one, and nobody else.
pub fn address_hash(salt: &[u8; 32], email: &Email) -> [u8; 32] {
    Sha256::new().chain_update(salt).chain_update(email.as_str().to_lowercase()).finalize().into()
}

/// The proof that a person was erased, as a document; it tells nothing about her. None: she was not.
pub async fn proof(cx: &Context, scope: &Scope, user: UserId) -> Result<Option<Value>, Error> {
    let mut conn = cx.store.read(scope.tenant()).await?;
    let found = store::audit::last_about(&mut conn, scope, ACTION, &format!("user:{user}")).await?;
    Ok(found.map(|row| {
        json!({
            "erasure": serde_json::from_str::<Value>(&row.after).unwrap_or_default(),
            "subject": row.subject,
            "at": row.at.to_string(),
            "by": {"kind": row.actor.kind, "user": row.actor.user.map(|user| user.0)},
            // What was said about it in the log, and what holds it there.
            "entry": {"position": row.position, "hash": hex(&row.hash), "previous_hash": hex(&row.previous_hash)},
        })
    }))
}

/// Erases logins that were closed and that nobody used since `before`, at most so many, and returns how many those were.
pub async fn sweep(cx: &Context, actor: &Actor, before: Timestamp, most: u32) -> Result<u64, Error> {
    let mut conn = cx.store.read(actor.tenant()).await?;
    let closed = store::erasures::closed_before(&mut conn, before, most).await?;
    drop(conn);
    let mut erased = 0;
    for user in closed {
        erase(cx, actor, user).await?;
        erased += 1;
    }
    Ok(erased)
}

/// A portal user who can be erased. Who works in the office is no customer: the operator takes that away first.
async fn find(conn: &mut Conn, actor: &Actor, user: UserId) -> Result<User, Error> {
    let found = store::users::get(conn, user).await?.ok_or(Error::NotFound)?;
    let places = store::memberships::of_user(conn, user).await?;
    if places.iter().any(Membership::is_office) || actor.to_ref().user == Some(user) {
        return Err(Error::Conflict("the person works in the office"));
    }
    Ok(found)
}

/// Takes a person out of every table. Gives what it came to, and the digest over what is left of the audit log's entries.
async fn take_out(cx: &Context, tx: &mut Writer, person: &User) -> Result<(Counts, [u8; 32]), Error> {
    let user = person.id;
    let catalogue = store::catalogue::get(tx).await?;
    let contacts = store::erasures::own_contacts(tx, user).await?;
    let orders = store::erasures::own_orders(tx, user).await?;
    let mut known = vec![person.name.clone(), person.email.to_string()];
    known.extend(contacts.iter().flat_map(|own| [own.name.clone(), own.email.clone(), own.phone.clone()]));
    known.extend(orders.iter().flat_map(|order| typed(catalogue.form(order.work_type), &order.answers)));
    let words = Words::new(known);
    let places = store::memberships::of_user(tx, user).await?;
    let mut subjects = vec![format!("user:{user}")];
    subjects.extend(places.iter().map(|place| format!("membership:{}", place.id)));
    subjects.extend(orders.iter().map(|order| format!("work_order:{}", order.id)));

    let mut counts = vec![
        ("outbox", store::erasures::tasks(tx, user, person.email.as_str()).await?),
        ("mails", store::erasures::mails(tx, user, person.email.as_str(), &words).await?),
        ("runs", store::erasures::runs(tx, user, &words).await?),
        ("events", store::erasures::events(tx, user, &words).await?),
        ("work_orders", store::erasures::orders(tx, orders, &words).await?),
        ("files", store::erasures::files(tx, user, &words).await?),
        ("contacts", store::erasures::contacts(tx, &contacts).await?),
    ];
    counts.extend(store::erasures::login(tx, user, cx.now()).await?);
    let (entries, digest) = store::audit::redact(tx, user, (&subjects, person.email.as_str()), &words).await?;
    counts.push(("audit", entries));
    counts.retain(|(_, rows)| *rows > 0);
    store::sessions::delete_for_user(tx, user).await?;
    Ok((counts, digest))
}

/// Numbers and addresses that she gave in fields for such.
fn typed(form: &Form, answers: &Value) -> Vec<String> {
    let fields = form.steps.iter().flat_map(|step| &step.fields);
    let asked = fields.filter(|field| matches!(field.kind, FieldKind::Phone | FieldKind::Email));
    asked.filter_map(|field| answers[field.key.as_str()].as_str().map(str::to_owned)).collect()
}

fn hex(bytes: &[u8; 32]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
