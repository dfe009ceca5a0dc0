//! Taking a person's details out of every table that has them. The rows of the business stay; what stands in them about her goes.

use jiff::Timestamp;
use serde_json::Value;
use uuid::Uuid;

use super::{
    Conn, StoreError, Writer,
    arg::{Arg, args},
    statement::{Statement, sql, statements},
};
use crate::domain::{
    erasure::{ERASED, Words},
    id::{ContactId, UserId, WorkTypeId},
};

statements! { "erasures":
    CLOSED_BEFORE = sql(
        "select u.id from users u where u.tenant_id = $1 and u.disabled_at < $2 and u.erased_at is null \
         and (u.last_sign_in_at is null or u.last_sign_in_at < $2) and not exists (\
             select 1 from memberships m where m.tenant_id = u.tenant_id and m.user_id = u.id and m.portal_id is null) \
         order by u.disabled_at, u.id limit $3"
    );
    ERASED_AT = sql("select erased_at from users where tenant_id = $1 and id = $2");
    LOGIN = sql(
        "update users set email = $3, name = $4, search = '', password_hash = null, last_sign_in_at = null, bounced_at = null, \
         disabled_at = coalesce(disabled_at, $5), erased_at = $5 where tenant_id = $1 and id = $2 and erased_at is null"
    );
    SESSIONS = sql("delete from sessions where tenant_id = $1 and user_id = $2");
    HALF_SIGN_INS = sql("delete from half_sign_ins where tenant_id = $1 and user_id = $2");
    RESETS = sql("delete from password_resets where tenant_id = $1 and user_id = $2");
    MAIL_SIGN_INS = sql("delete from mail_sign_ins where tenant_id = $1 and user_id = $2");
    DEVICES = sql("delete from devices where tenant_id = $1 and user_id = $2");
    CODES = sql("delete from recovery_codes where tenant_id = $1 and user_id = $2");
    FACTORS = sql("delete from factors where tenant_id = $1 and user_id = $2");
    PASSKEYS = sql("delete from passkeys where tenant_id = $1 and user_id = $2");
    IDENTITIES = sql("delete from identities where tenant_id = $1 and user_id = $2");
    CROSSINGS = sql("delete from crossings where tenant_id = $1 and user_id = $2");
    LOOKS = sql("delete from looks where tenant_id = $1 and user_id = $2");
    DRAFTS = sql("delete from drafts where tenant_id = $1 and user_id = $2");
    // Invitations, roles and sites go with their membership.
    INVITATIONS = sql(
        "delete from invitations where tenant_id = $1 and membership_id in (\
             select m.id from memberships m where m.tenant_id = $1 and m.user_id = $2)"
    );
    // Those to her address, and those that she made: they stand only as long as she may make them.
    OFFERS = sql(
        "delete from offers where tenant_id = $1 and (\
             email = (select u.email from users u where u.tenant_id = $1 and u.id = $2) \
             or made_by in (select m.id from memberships m where m.tenant_id = $1 and m.user_id = $2))"
    );
    REGISTRATIONS = sql(
        "delete from registrations where tenant_id = $1 \
         and email = (select u.email from users u where u.tenant_id = $1 and u.id = $2)"
    );
    MEMBERSHIPS = sql("delete from memberships where tenant_id = $1 and user_id = $2");
    // The next sweep takes them, with what is in the file store.
    UPLOADS = sql("update files set created_at = 0 where tenant_id = $1 and owner_id = $2 and work_order_id is null");
    SUBMISSIONS = sql("delete from idempotency where tenant_id = $1 and actor like '%' || cast($2 as text) || '%'");
    CONTACTS = sql(
        "select k.id, k.name, k.email, k.phone from contacts k \
         join memberships m on m.tenant_id = k.tenant_id and m.contact_id = k.id \
         where k.tenant_id = $1 and m.user_id = $2 and not exists (\
             select 1 from memberships n where n.tenant_id = k.tenant_id and n.contact_id = k.id and n.user_id <> $2)"
    );
    SET_CONTACT = sql("update contacts set name = $3, email = '', phone = '' where tenant_id = $1 and id = $2");
    // unlimited: the office's act about one person, whoever sees the work orders.
    ORDERS = sql(
        "select o.id, o.number, o.title, o.description, o.answers, o.work_type_id from work_orders o \
         where o.tenant_id = $1 and o.requester_id = $2 order by o.number"
    );
    // unlimited: as above.
    SET_ORDER = sql(
        "update work_orders set title = $3, description = $4, answers = $5, search = $6 where tenant_id = $1 and id = $2"
    );
    // unlimited: as above.
    EVENTS = sql(
        "select e.id, e.actor_user_id, e.actor_name, e.data from events e \
         join work_orders o on o.tenant_id = e.tenant_id and o.id = e.work_order_id \
         where e.tenant_id = $1 and (e.actor_user_id = $2 or o.requester_id = $2)"
    );
    SET_EVENT = sql("update events set actor_name = $3, data = $4 where tenant_id = $1 and id = $2");
    FILES = sql("select id, name from files where tenant_id = $1 and owner_id = $2");
    SET_FILE = sql("update files set name = $3 where tenant_id = $1 and id = $2");
    // unlimited: as above.
    RUNS = sql(
        "delete from runs where tenant_id = $1 and work_order_id in (select o.id from work_orders o \
         where o.tenant_id = $1 and o.requester_id = $2)"
    );
    RUNS_OF_FLOWS = sql(
        "delete from runs where tenant_id = $1 and work_order_id is null \
         and (lower(cast(input as text)) like lower(cast($2 as text)) escape '\\' \
         or lower(cast(effects as text)) like lower(cast($2 as text)) escape '\\' \
         or lower(cast(log as text)) like lower(cast($2 as text)) escape '\\')"
    );
    MAILS_TO = sql("delete from mails where tenant_id = $1 and recipient = $2");
    // Those that told others that she waits for a place.
    MAILS_NAMING = sql(
        "delete from mails where tenant_id = $1 and work_order_id is null \
         and lower(plain) like lower(cast($2 as text)) escape '\\'"
    );
    // unlimited: as above.
    MAILS_ABOUT = sql(
        "select w.id, w.subject, w.plain, w.html from mails w \
         join work_orders o on o.tenant_id = w.tenant_id and o.id = w.work_order_id \
         where w.tenant_id = $1 and o.requester_id = $2"
    );
    SET_MAIL = sql("update mails set subject = $3, plain = $4, html = $5 where tenant_id = $1 and id = $2");
    TASKS = sql(
        "delete from outbox where tenant_id = $1 and task = 'send_mail' \
         and lower(cast(payload as text)) like lower(cast($2 as text)) escape '\\'"
    );
}

/// What goes by one statement about the login, in an order that no foreign key minds.
const GONE: [(&str, &Statement); 17] = [
    ("sessions", &SESSIONS),
    ("half_sign_ins", &HALF_SIGN_INS),
    ("password_resets", &RESETS),
    ("mail_sign_ins", &MAIL_SIGN_INS),
    ("devices", &DEVICES),
    ("recovery_codes", &CODES),
    ("factors", &FACTORS),
    ("passkeys", &PASSKEYS),
    ("identities", &IDENTITIES),
    ("crossings", &CROSSINGS),
    ("looks", &LOOKS),
    ("drafts", &DRAFTS),
    ("uploads", &UPLOADS),
    ("invitations", &INVITATIONS),
    ("offers", &OFFERS),
    ("registrations", &REGISTRATIONS),
    ("memberships", &MEMBERSHIPS),
];

/// How many rows of which kind.
pub type Counts = Vec<(&'static str, u64)>;

/// A contact that is this person and nobody else.
#[derive(Debug, Clone)]
pub struct OwnContact {
    pub id: ContactId,
    pub name: String,
    pub email: String,
    pub phone: String,
}

/// A request of hers.
#[derive(Debug, Clone)]
pub struct OwnOrder {
    pub id: Uuid,
    pub work_type: WorkTypeId,
    pub answers: Value,
    number: i64,
    title: String,
    description: String,
}

// unscoped: the sweep of the engine itself.
/// Logins of no staff that were closed and last used before a time.
pub async fn closed_before(conn: &mut Conn, before: Timestamp, most: u32) -> Result<Vec<UserId>, StoreError> {
    let tenant = conn.own_tenant()?;
    conn.all(&CLOSED_BEFORE, args![tenant, before, i64::from(most)], |row| row.id("id")).await
}

// unscoped: about the login that its caller found.
/// When a person was erased. None: she was not, or there is no such login.
pub async fn erased_at(conn: &mut Conn, user: UserId) -> Result<Option<Timestamp>, StoreError> {
    let tenant = conn.own_tenant()?;
    Ok(conn.optional(&ERASED_AT, args![tenant, user], |row| row.maybe_time("erased_at")).await?.flatten())
}

// unscoped: what is hers alone, to be taken out.
pub async fn own_contacts(conn: &mut Conn, user: UserId) -> Result<Vec<OwnContact>, StoreError> {
    let tenant = conn.own_tenant()?;
    let read = |row: &super::row::Row| {
        Ok(OwnContact {
            id: row.id("id")?,
            name: row.text("name")?,
            email: row.text("email")?,
            phone: row.text("phone")?,
        })
    };
    conn.all(&CONTACTS, args![tenant, user], read).await
}

// unscoped: the same.
pub async fn own_orders(conn: &mut Conn, user: UserId) -> Result<Vec<OwnOrder>, StoreError> {
    let tenant = conn.own_tenant()?;
    let read = |row: &super::row::Row| {
        Ok(OwnOrder {
            id: row.id("id")?,
            work_type: row.id("work_type_id")?,
            answers: row.json("answers")?,
            number: row.int("number")?,
            title: row.text("title")?,
            description: row.text("description")?,
        })
    };
    conn.all(&ORDERS, args![tenant, user], read).await
}

// unscoped: changes rows and tells how many.
/// Ends the login: what proves who she is, her places, and what she had not sent.
pub async fn login(tx: &mut Writer, user: UserId, now: Timestamp) -> Result<Counts, StoreError> {
    let tenant = tx.own_tenant()?;
    let mut counts = Counts::new();
    for (name, statement) in GONE {
        counts.push((name, tx.execute(statement, args![tenant, user]).await?));
    }
    // The id is bound as a text: it is looked for in one.
    counts.push(("submissions", tx.execute(&SUBMISSIONS, args![tenant, user.to_string()]).await?));
    let address = format!("erased-{user}@erased.invalid");
    counts.push(("users", tx.execute(&LOGIN, args![tenant, user, address, ERASED, now]).await?));
    Ok(counts)
}

/// Empties contacts.
pub async fn contacts(tx: &mut Writer, contacts: &[OwnContact]) -> Result<u64, StoreError> {
    let tenant = tx.own_tenant()?;
    let mut changed = 0;
    for contact in contacts.iter().filter(|contact| contact.name != ERASED) {
        changed += tx.execute(&SET_CONTACT, args![tenant, contact.id, ERASED]).await?;
    }
    Ok(changed)
}

/// Hides words in requests.
pub async fn orders(tx: &mut Writer, orders: Vec<OwnOrder>, words: &Words) -> Result<u64, StoreError> {
    let tenant = tx.own_tenant()?;
    let mut changed = 0;
    for mut order in orders {
        let (title, description) = (words.hide(&order.title), words.hide(&order.description));
        if !words.hide_in(&mut order.answers) && title.is_none() && description.is_none() {
            continue;
        }
        let title = cut(title.unwrap_or(order.title), 120);
        let description = cut(description.unwrap_or(order.description), 10_000);
        let search = format!("{}\n{title}\n{description}", order.number).to_lowercase();
        let values = args![tenant, order.id, title, description, Arg::json(&order.answers), search];
        changed += tx.execute(&SET_ORDER, values).await?;
    }
    Ok(changed)
}

/// Hides words on the timelines of her requests, and her name with what she did elsewhere.
pub async fn events(tx: &mut Writer, user: UserId, words: &Words) -> Result<u64, StoreError> {
    let tenant = tx.own_tenant()?;
    let read = |row: &super::row::Row| {
        let (id, by): (Uuid, Option<UserId>) = (row.id("id")?, row.maybe_id("actor_user_id")?);
        Ok((id, by, row.text("actor_name")?, row.json::<Value>("data")?))
    };
    let mut changed = 0;
    for (id, by, name, mut data) in tx.all(&EVENTS, args![tenant, user], read).await? {
        let named = if by == Some(user) { ERASED.to_owned() } else { name.clone() };
        if words.hide_in(&mut data) || named != name {
            changed += tx.execute(&SET_EVENT, args![tenant, id, named, Arg::json(&data)]).await?;
        }
    }
    Ok(changed)
}

/// Hides words in names of files that she sent.
pub async fn files(tx: &mut Writer, user: UserId, words: &Words) -> Result<u64, StoreError> {
    let tenant = tx.own_tenant()?;
    let read = |row: &super::row::Row| Ok((row.id::<Uuid>("id")?, row.text("name")?));
    let mut changed = 0;
    for (id, name) in tx.all(&FILES, args![tenant, user], read).await? {
        if let Some(hidden) = words.hide(&name) {
            changed += tx.execute(&SET_FILE, args![tenant, id, cut(hidden, 200)]).await?;
        }
    }
    Ok(changed)
}

/// Removes records of rules that ran on her requests, or on forms in which her words stand.
pub async fn runs(tx: &mut Writer, user: UserId, words: &Words) -> Result<u64, StoreError> {
    let tenant = tx.own_tenant()?;
    let mut gone = tx.execute(&RUNS, args![tenant, user]).await?;
    for word in words.iter() {
        gone += tx.execute(&RUNS_OF_FLOWS, args![tenant, pattern(word)]).await?;
    }
    Ok(gone)
}

/// Removes mails to her, sent or not, and hides her words in those to others about her requests.
pub async fn mails(tx: &mut Writer, user: UserId, email: &str, words: &Words) -> Result<u64, StoreError> {
    let tenant = tx.own_tenant()?;
    let mut changed = tx.execute(&MAILS_TO, args![tenant, email]).await?;
    changed += tx.execute(&MAILS_NAMING, args![tenant, pattern(email)]).await?;
    let read = |row: &super::row::Row| {
        Ok((row.id::<Uuid>("id")?, [row.text("subject")?, row.text("plain")?, row.text("html")?]))
    };
    for (id, texts) in tx.all(&MAILS_ABOUT, args![tenant, user], read).await? {
        let hidden = texts.each_ref().map(|text| words.hide(text));
        if hidden.iter().any(Option::is_some) {
            let mut texts = hidden.into_iter().zip(texts).map(|(hidden, text)| hidden.unwrap_or(text));
            let mut next = || texts.next().unwrap_or_default();
            let (subject, plain, html) = (cut(next(), 998), next(), next());
            changed += tx.execute(&SET_MAIL, args![tenant, id, subject, plain, html]).await?;
        }
    }
    Ok(changed)
}

/// Drops mails to her that wait to be written.
pub async fn tasks(tx: &mut Writer, user: UserId, email: &str) -> Result<u64, StoreError> {
    let tenant = tx.own_tenant()?;
    let mut gone = 0;
    for word in [user.to_string().as_str(), email] {
        gone += tx.execute(&TASKS, args![tenant, pattern(word)]).await?;
    }
    Ok(gone)
}

/// A pattern of `like` that finds a word in whatever stands around it.
fn pattern(word: &str) -> String {
    let escaped =
        ['\\', '%', '_'].into_iter().fold(word.to_owned(), |word, sign| word.replace(sign, &format!("\\{sign}")));
    format!("%{escaped}%")
}

/// A column has room for so many characters.
fn cut(text: String, most: usize) -> String {
    if text.chars().count() <= most { text } else { text.chars().take(most).collect() }
}
