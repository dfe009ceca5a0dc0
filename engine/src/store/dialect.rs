//! The differences between SQLite and PostgreSQL, one function or text per difference, named after the need. The only place, beside the
//! filter builder's texts that pass through here, where a text that is no constant becomes SQL.

use sqlx::{AssertSqlSafe, SqlSafeStr, SqlStr};

use super::{
    StoreError, Writer,
    arg::{Arg, args},
    conn::Access,
    statement::{Statement, Text, statements},
    together::Bound,
};
use crate::domain::id::TenantId;

/// Locks the rows that a read finds until the transaction ends. SQLite has one writer, so there is nothing to lock.
macro_rules! locking {
    ($text:expr) => {
        $crate::store::statement::Text::Each { sqlite: $text, postgres: concat!($text, " for update") }
    };
}
pub(super) use locking;

/// Whether a JSON column names a record by its id.
macro_rules! names {
    (sqlite, $json:literal, $id:literal) => {
        concat!(
            "instr(",
            $json,
            ", lower(substr(hex(",
            $id,
            "), 1, 8) || '-' || substr(hex(",
            $id,
            "), 9, 4) || '-' || \
             substr(hex(",
            $id,
            "), 13, 4) || '-' || substr(hex(",
            $id,
            "), 17, 4) || '-' || substr(hex(",
            $id,
            "), 21))) > 0"
        )
    };
    (postgres, $json:literal, $id:literal) => {
        concat!("position(cast(", $id, " as text) in cast(", $json, " as text)) > 0")
    };
}
pub(super) use names;

macro_rules! claimable {
    ($database:ident) => {
        concat!(
            "select o.seq from outbox o \
             where o.task = $5 and o.parked_at is null and o.due_at <= $3 and (o.leased_until is null or o.leased_until <= $3) \
             and ($6 = '' or not ",
            names!($database, "$6", "o.tenant_id"),
            ") and (o.work_order_id is null or not exists (\
                 select 1 from outbox e where e.tenant_id = o.tenant_id and e.work_order_id = o.work_order_id \
                 and e.task = o.task and e.seq < o.seq and e.parked_at is null and e.attempt < 3)) \
             order by o.due_at, o.seq limit $4"
        )
    };
}
macro_rules! claimed {
    () => {
        "returning seq, tenant_id, id, task, work_order_id, payload, attempt, created_at"
    };
}
/// Takes due tasks for a worker: the oldest first, none whose work order has an earlier one of the kind waiting or running. A task waits only
/// for the first two tries of an earlier one, which are over in minutes: an address that is gone must not silence everybody else for the three
/// days of its tries, nor a rule that is always late stop all others. Parameters: worker, end of the lease, now, limit, kind of task, ids of
/// tenants that are left out as one text. PostgreSQL's workers step over rows that another one is taking at this moment.
pub(super) const CLAIM_TASKS: Text = Text::Each {
    sqlite: concat!(
        "update outbox set leased_by = $1, leased_until = $2, attempt = attempt + 1 where seq in (",
        claimable!(sqlite),
        ") ",
        claimed!()
    ),
    postgres: concat!(
        "update outbox set leased_by = $1, leased_until = $2, attempt = attempt + 1 where seq in (",
        claimable!(postgres),
        " for update of o skip locked) ",
        claimed!()
    ),
};

statements! { "events":
    // The second key is any constant: it keeps this lock apart from others that might be taken on a tenant.
    LOCK_TENANT = Text::Each {
        sqlite: "select $1",
        postgres: "select cast(1 as bigint) from (select pg_advisory_xact_lock(7, hashtext(cast($1 as text)))) as locked",
    };
    NOTIFY = Text::Each {
        sqlite: "select $1, $2",
        postgres: "select cast(1 as bigint) from (select pg_notify($1, $2)) as notified",
    };
}

/// Makes appends of one tenant happen one after the other until the transaction ends, so that the order of events and the chain of the
/// audit log have no gaps that fill later. SQLite's writers stand in line anyway.
pub(super) async fn append_in_order(writer: &mut Writer) -> Result<(), StoreError> {
    let tenant = writer.own_tenant()?;
    if writer.is_postgres() {
        writer.execute(&LOCK_TENANT, args![tenant.to_string()]).await?;
    }
    Ok(())
}

/// Tells listening nodes something when this transaction commits.
pub(super) async fn notify(writer: &mut Writer, channel: &str, payload: String) -> Result<(), StoreError> {
    writer.execute(&NOTIFY, args![channel, payload]).await.map(|_| ())
}

/// PostgreSQL: begins a transaction behind the wall of row-level security. One round trip; the parts are fixed words and a UUID.
pub(super) fn begin_behind_wall(access: Access, writes: bool) -> SqlStr {
    let begin = if writes { "begin" } else { "begin read only" };
    let wall = match access {
        Access::Tenant(TenantId(tenant)) => format!("set local app.tenant = '{tenant}'"),
        Access::Platform => "set local app.platform = 'on'".to_owned(),
    };
    AssertSqlSafe(format!("{begin}; {wall}")).into_sql_str()
}

pub(super) fn sqlite_text(statement: &Statement) -> SqlStr {
    match &statement.text {
        Text::Both(text) | Text::Each { sqlite: text, .. } => text.into_sql_str(),
        Text::Built(text) => AssertSqlSafe(text.clone()).into_sql_str(),
    }
}

/// SQLite: several statements as one text with one list of values. The numbers of each statement's parameters move behind those of the
/// statements before it; in the texts of this module a dollar sign stands for nothing else.
pub(super) fn sqlite_joined(mut parts: Vec<Bound>) -> (SqlStr, Vec<Arg>) {
    if let [(statement, args)] = parts.as_mut_slice() {
        return (sqlite_text(statement), std::mem::take(args));
    }
    let (mut joined, mut values) = (String::with_capacity(2_048), Vec::new());
    for (statement, args) in parts {
        let text = sqlite_text(&statement);
        let mut pieces = text.as_str().split('$');
        joined.push_str(pieces.next().unwrap_or_default());
        for piece in pieces {
            let digits = piece.bytes().take_while(u8::is_ascii_digit).count();
            let number = piece[..digits].parse::<usize>().unwrap_or_default() + values.len();
            joined.push_str(&format!("${number}"));
            joined.push_str(&piece[digits..]);
        }
        joined.push_str(";\n");
        values.extend(args);
    }
    (AssertSqlSafe(joined).into_sql_str(), values)
}

pub(super) fn postgres_text(statement: &Statement) -> SqlStr {
    match &statement.text {
        Text::Both(text) | Text::Each { postgres: text, .. } => text.into_sql_str(),
        Text::Built(text) => AssertSqlSafe(text.clone()).into_sql_str(),
    }
}
