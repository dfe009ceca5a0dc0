//! A program with a small company in its database, and a look into that database from outside.

use sqlx::{Connection, Row, SqliteConnection, sqlite::SqliteConnectOptions};
use tempfile::TempDir;

use super::ledger::{Stored, Traces};
use crate::cli::{company, program::Program};

/// How many customers submit at the same time.
pub const CUSTOMERS: usize = 16;

/// What runs about every request, in a transaction of its own after that of the request.
const RULE: &str = "fn on_requested(order, act, ctx) { act.add_note(\"seen\"); }\n";

/// Every request with its traces. A task counts as long as what it asks for is not there: a process that dies between the two leaves both.
const STORED: &str = "
with asked as (select tenant_id, work_order_id, id from events where kind = 'work_order.requested'),
     ran as (select tenant_id, work_order_id, event_id from runs where rule = 'seen' and outcome = 'ok'),
     tasks as materialized (
        select tenant_id, work_order_id, unhex(replace(json_extract(payload, '$.event'), '-', '')) as event_id
        from outbox where task = 'automate'),
     owed as (
        select x.tenant_id, x.work_order_id from tasks x join asked a on a.tenant_id = x.tenant_id and a.id = x.event_id
        where not exists (
            select 1 from ran r where r.tenant_id = x.tenant_id and r.work_order_id = x.work_order_id
            and r.event_id = x.event_id)),
     unwritten as (
        select x.tenant_id, x.work_order_id from outbox x
        where x.task = 'send_mail' and unhex(replace(json_extract(x.payload, '$.mail'), '-', '')) not in (select id from mails)),
     traces as (
        select work_order_id as id, 'events' as trace from asked
        union all select work_order_id, 'mails' from mails
        union all select work_order_id, 'mails' from unwritten
        union all select work_order_id, 'runs' from ran
        union all select work_order_id, 'runs' from owed
        union all select work_order_id, 'notes' from events where kind = 'work_order.noted'
        union all select work_order_id, 'notes' from owed
        union all select unhex(replace(replace(subject, 'work_order:', ''), '-', '')), 'audited' from audit
            where action = 'requests.send'
        union all select sent_as, 'drafts' from drafts where sent_as is not null)
select o.id, o.description,
    count(*) filter (where t.trace = 'events') as events, count(*) filter (where t.trace = 'mails') as mails,
    count(*) filter (where t.trace = 'runs') as runs, count(*) filter (where t.trace = 'notes') as notes,
    count(*) filter (where t.trace = 'audited') as audited, count(*) filter (where t.trace = 'drafts') as drafts
from work_orders o left join traces t on t.id = o.id group by o.id, o.description";

pub async fn site(configuration: &str) -> Program {
    let program = Program::with(&format!("[server]\nlisten = \"127.0.0.1:0\"\n{configuration}"))
        .set("PORTICO__SECURITY__SIGN_IN_BURST", "1000")
        .set("PORTICO__SECURITY__WRITES_BURST", "1000000")
        .set("PORTICO__SECURITY__HASH_QUEUE", "1000");
    program.write("scripts/acme/automations/seen.rhai", RULE);
    company::seed(&program, &company::document(CUSTOMERS, false)).await;
    program
}

/// Everything that is stored. The database must be sound.
pub async fn stored(program: &Program) -> Vec<Stored> {
    let (_copy, mut database) = copied(program).await;
    let sound: String = sqlx::query_scalar("pragma integrity_check").fetch_one(&mut database).await.unwrap();
    assert_eq!(sound, "ok");
    let orphans = sqlx::query("pragma foreign_key_check").fetch_all(&mut database).await.unwrap();
    assert!(orphans.is_empty(), "{} rows refer to rows that are gone", orphans.len());
    let read = |row: sqlx::sqlite::SqliteRow| Stored {
        order: uuid::Uuid::from_slice(row.get::<&[u8], _>("id")).unwrap(),
        words: row.get("description"),
        traces: Traces {
            events: row.get("events"),
            mails: row.get("mails"),
            runs: row.get("runs"),
            notes: row.get("notes"),
            audited: row.get("audited"),
            drafts: row.get("drafts"),
        },
    };
    sqlx::query(STORED).fetch_all(&mut database).await.unwrap().into_iter().map(read).collect()
}

/// How often the rule ran.
pub async fn runs(program: &Program) -> i64 {
    let (_copy, mut database) = copied(program).await;
    sqlx::query_scalar("select count(*) from runs where rule = 'seen'").fetch_one(&mut database).await.unwrap()
}

/// A copy of the database's files as they are: recovering them is the work of the program itself.
async fn copied(program: &Program) -> (TempDir, SqliteConnection) {
    let copy = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(program.path("data")).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if name.starts_with("portico.db") && !name.ends_with("-shm") {
            std::fs::copy(entry.path(), copy.path().join(name)).unwrap();
        }
    }
    let options = SqliteConnectOptions::new().filename(copy.path().join("portico.db"));
    let database = SqliteConnection::connect_with(&options).await.expect("the database can be opened");
    (copy, database)
}
