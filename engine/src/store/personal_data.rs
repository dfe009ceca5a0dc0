//! What is kept about a person, table by table, as plain values for her to read. No hash, no seed and no secret is selected here.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

use super::{
    Conn, StoreError,
    arg::args,
    memberships,
    row::Row,
    statement::{sql, statements},
};
use crate::domain::id::UserId;

statements! { "personal data":
    LOGIN = sql(
        "select u.id, u.email, u.name, u.language, u.disabled_at, u.joined_at, u.last_sign_in_at, u.bounced_at, \
         case when u.password_hash is null then cast(0 as bigint) else cast(1 as bigint) end as has_password, \
         (select count(*) from factors f where f.tenant_id = u.tenant_id and f.user_id = u.id) as has_factor, \
         (select count(*) from recovery_codes c where c.tenant_id = u.tenant_id and c.user_id = u.id) as codes \
         from users u where u.tenant_id = $1 and u.id = $2"
    );
    PLACES = sql(
        "select m.id, p.slug as portal, p.name as portal_name, c.number as customer, c.name as customer_name, k.name as contact_name, \
         k.email as contact_email, k.phone as contact_phone from memberships m \
         left join portals p on p.tenant_id = m.tenant_id and p.id = m.portal_id \
         left join customers c on c.tenant_id = m.tenant_id and c.id = m.customer_id \
         left join contacts k on k.tenant_id = m.tenant_id and k.id = m.contact_id \
         where m.tenant_id = $1 and m.user_id = $2 order by m.id limit $3"
    );
    ROLES = sql(
        "select r.membership_id as place, r.role_slug as role from membership_roles r \
         join memberships m on m.tenant_id = r.tenant_id and m.id = r.membership_id \
         where m.tenant_id = $1 and m.user_id = $2 order by r.membership_id, r.role_slug limit $3"
    );
    SITES = sql(
        "select s.membership_id as place, a.label, a.street, a.postcode, a.city from membership_sites s \
         join memberships m on m.tenant_id = s.tenant_id and m.id = s.membership_id \
         join addresses a on a.tenant_id = s.tenant_id and a.id = s.address_id \
         where m.tenant_id = $1 and m.user_id = $2 order by s.membership_id, a.id limit $3"
    );
    INVITATIONS = sql(
        "select i.membership_id as place, i.created_at, i.sent_at, i.sends, i.expires_at, i.accepted_at, i.revoked_at from invitations i \
         join memberships m on m.tenant_id = i.tenant_id and m.id = i.membership_id \
         where m.tenant_id = $1 and m.user_id = $2 order by i.created_at, i.id limit $3"
    );
    OFFERS = sql(
        "select o.name, o.created_at, o.sent_at, o.expires_at, o.accepted_at, o.revoked_at from offers o \
         where o.tenant_id = $1 and o.email = (select u.email from users u where u.tenant_id = $1 and u.id = $2) \
         order by o.created_at, o.id limit $3"
    );
    REGISTRATIONS = sql(
        "select r.name, r.created_at, r.expires_at, r.confirmed_at from registrations r \
         where r.tenant_id = $1 and r.email = (select u.email from users u where u.tenant_id = $1 and u.id = $2) \
         order by r.created_at, r.id limit $3"
    );
    IDENTITIES = sql(
        "select issuer, subject, linked_at from identities where tenant_id = $1 and user_id = $2 order by issuer limit $3"
    );
    PASSKEYS = sql(
        "select name, rp_id as host, created_at, used_at from passkeys where tenant_id = $1 and user_id = $2 \
         order by created_at, id limit $3"
    );
    SESSIONS = sql(
        "select agent, address, created_at, seen_at, expires_at from sessions where tenant_id = $1 and user_id = $2 \
         order by created_at, id limit $3"
    );
    BROWSERS = sql(
        "select agent, address, created_at, seen_at, trusted_until from devices where tenant_id = $1 and user_id = $2 \
         order by created_at, id limit $3"
    );
    // unlimited: her own, whoever else sees the work order.
    REQUESTS = sql(
        "select o.id, o.number, o.title, o.description, o.answers, s.slug as status, o.created_at, o.updated_at, o.closed_at \
         from work_orders o join statuses s on s.tenant_id = o.tenant_id and s.id = o.status_id \
         where o.tenant_id = $1 and o.requester_id = $2 order by o.number limit $3"
    );
    // unlimited: her own, whoever else sees the work order.
    ACTS = sql(
        "select o.number as request, e.kind, e.at, e.data from events e \
         join work_orders o on o.tenant_id = e.tenant_id and o.id = e.work_order_id \
         where e.tenant_id = $1 and e.actor_user_id = $2 order by e.seq limit $3"
    );
    // unlimited: her own, whoever else sees the work order.
    FILES = sql(
        "select f.name, f.media_type, f.size_bytes, f.created_at, o.number as request \
         from files f left join work_orders o on o.tenant_id = f.tenant_id and o.id = f.work_order_id \
         where f.tenant_id = $1 and f.owner_id = $2 order by f.created_at, f.id limit $3"
    );
    DRAFTS = sql("select raw, updated_at from drafts where tenant_id = $1 and user_id = $2 order by updated_at, id limit $3");
    // A mail about her login may carry a link that is still good, where mails stay on the machine: of those the subject is enough.
    MAILS = sql(
        "select w.subject, case when w.work_order_id is null then '' else w.plain end as text, w.state, w.created_at, w.sent_at \
         from mails w join users u on u.tenant_id = w.tenant_id and u.email = w.recipient \
         where u.tenant_id = $1 and u.id = $2 order by w.created_at, w.id limit $3"
    );
    // Who else acted is not hers to read: of others only the kind is told.
    LOG = sql(
        "select a.position, a.at, a.actor_kind, a.action, a.before, a.after, \
         case when a.actor_user_id = $2 then cast(1 as bigint) else cast(0 as bigint) end as by_herself from audit a \
         where a.tenant_id = $1 and (a.actor_user_id = $2 or a.subject = $4) order by a.position limit $3"
    );
}

/// A part of the export: its name, and its rows.
pub type Section = (&'static str, Vec<Value>);

// unscoped: what is kept about one person, for herself or for the office that answers her.
/// Everything about a person, at most `most` rows of each kind. None: there is no such login.
pub async fn read(conn: &mut Conn, user: UserId, most: u32) -> Result<Option<(Value, Vec<Section>)>, StoreError> {
    let tenant = conn.own_tenant()?;
    let Some(login) = conn.optional(&LOGIN, args![tenant, user], login).await? else { return Ok(None) };
    let mut sections = Vec::new();
    for (name, statement, columns) in SECTIONS {
        let values = args![tenant, user, i64::from(most)];
        sections.push((name, conn.all(statement, values, |row| plain(row, columns)).await?));
    }
    sections.push(("log", log(conn, user, most).await?));
    Ok(Some((login, sections)))
}

/// Entries of the audit log by her, about her login and about her places, oldest first.
async fn log(conn: &mut Conn, user: UserId, most: u32) -> Result<Vec<Value>, StoreError> {
    let tenant = conn.own_tenant()?;
    let places = memberships::of_user(conn, user).await?;
    let subjects = places.iter().map(|place| format!("membership:{}", place.id));
    let mut found = BTreeMap::new();
    for subject in subjects.chain([format!("user:{user}")]) {
        let values = args![tenant, user, i64::from(most), subject];
        let rows = conn.all(&LOG, values, |row| Ok((row.int("position")?, plain(row, LOGGED)?))).await?;
        found.extend(rows);
    }
    Ok(found.into_values().collect())
}

/// How a column is read.
#[derive(Clone, Copy)]
enum Kind {
    Id,
    Int,
    Flag,
    Text,
    Time,
    Json,
    /// JSON that is kept as text.
    Written,
}
use Kind::{Flag, Id, Int, Json, Text, Time, Written};

type Columns = &'static [(&'static str, Kind)];

const SECTIONS: [(&str, &super::statement::Statement, Columns); 15] = [
    (
        "places",
        &PLACES,
        &[
            ("id", Id),
            ("portal", Text),
            ("portal_name", Text),
            ("customer", Text),
            ("customer_name", Text),
            ("contact_name", Text),
            ("contact_email", Text),
            ("contact_phone", Text),
        ],
    ),
    ("roles", &ROLES, &[("place", Id), ("role", Text)]),
    ("sites", &SITES, &[("place", Id), ("label", Text), ("street", Text), ("postcode", Text), ("city", Text)]),
    (
        "invitations",
        &INVITATIONS,
        &[
            ("place", Id),
            ("created_at", Time),
            ("sent_at", Time),
            ("sends", Int),
            ("expires_at", Time),
            ("accepted_at", Time),
            ("revoked_at", Time),
        ],
    ),
    (
        "offers",
        &OFFERS,
        &[
            ("name", Text),
            ("created_at", Time),
            ("sent_at", Time),
            ("expires_at", Time),
            ("accepted_at", Time),
            ("revoked_at", Time),
        ],
    ),
    (
        "registrations",
        &REGISTRATIONS,
        &[("name", Text), ("created_at", Time), ("expires_at", Time), ("confirmed_at", Time)],
    ),
    ("logins_elsewhere", &IDENTITIES, &[("issuer", Text), ("subject", Text), ("linked_at", Time)]),
    ("passkeys", &PASSKEYS, &[("name", Text), ("host", Text), ("created_at", Time), ("used_at", Time)]),
    (
        "sessions",
        &SESSIONS,
        &[("agent", Text), ("address", Text), ("created_at", Time), ("seen_at", Time), ("expires_at", Time)],
    ),
    (
        "browsers",
        &BROWSERS,
        &[("agent", Text), ("address", Text), ("created_at", Time), ("seen_at", Time), ("trusted_until", Time)],
    ),
    (
        "requests",
        &REQUESTS,
        &[
            ("number", Int),
            ("title", Text),
            ("description", Text),
            ("answers", Json),
            ("status", Text),
            ("created_at", Time),
            ("updated_at", Time),
            ("closed_at", Time),
        ],
    ),
    ("acts", &ACTS, &[("request", Int), ("kind", Text), ("at", Time), ("data", Json)]),
    (
        "files",
        &FILES,
        &[("name", Text), ("media_type", Text), ("size_bytes", Int), ("created_at", Time), ("request", Int)],
    ),
    ("drafts", &DRAFTS, &[("raw", Json), ("updated_at", Time)]),
    ("mails", &MAILS, &[("subject", Text), ("text", Text), ("state", Text), ("created_at", Time), ("sent_at", Time)]),
];

const LOGGED: Columns = &[
    ("position", Int),
    ("at", Time),
    ("actor_kind", Text),
    ("action", Text),
    ("before", Written),
    ("after", Written),
    ("by_herself", Flag),
];

fn login(row: &Row) -> Result<Value, StoreError> {
    plain(
        row,
        &[
            ("id", Id),
            ("email", Text),
            ("name", Text),
            ("language", Text),
            ("joined_at", Time),
            ("last_sign_in_at", Time),
            ("bounced_at", Time),
            ("disabled_at", Time),
            ("has_password", Flag),
            ("has_factor", Flag),
            ("codes", Int),
        ],
    )
}

fn plain(row: &Row, columns: Columns) -> Result<Value, StoreError> {
    let mut plain = Map::new();
    for (name, kind) in columns {
        let value = match kind {
            Id => json!(row.maybe_id::<uuid::Uuid>(name)?),
            Int => json!(row.maybe_int(name)?),
            Flag => json!(row.int(name)? != 0),
            Text => json!(row.maybe_text(name)?),
            Time => json!(row.maybe_time(name)?),
            Json => json!(row.maybe_json(name)?),
            Written => row.maybe_text(name)?.and_then(|text| serde_json::from_str(&text).ok()).unwrap_or_default(),
        };
        plain.insert((*name).to_owned(), value);
    }
    Ok(plain.into())
}
