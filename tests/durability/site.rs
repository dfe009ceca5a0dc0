//! A program with a small company in its database, and a look into that database from outside.

use sqlx::{Connection, Row, SqliteConnection, sqlite::SqliteConnectOptions};

use super::ledger::Stored;
use crate::cli::{company, program::Program};

/// How many customers submit at the same time.
pub const CUSTOMERS: usize = 16;

pub async fn site(configuration: &str) -> Program {
    let program = Program::with(&format!("[server]\nlisten = \"127.0.0.1:0\"\n{configuration}"))
        .set("PORTICO__SECURITY__SIGN_IN_BURST", "1000")
        .set("PORTICO__SECURITY__HASH_QUEUE", "1000");
    company::seed(&program, &company::document(CUSTOMERS, false)).await;
    program
}

/// Everything that is stored, read from a copy of the files as they are: recovering them is the work of the program itself.
pub async fn stored(program: &Program) -> Vec<Stored> {
    let copy = tempfile::tempdir().unwrap();
    for entry in std::fs::read_dir(program.path("data")).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        if name.starts_with("portico.db") && !name.ends_with("-shm") {
            std::fs::copy(entry.path(), copy.path().join(name)).unwrap();
        }
    }
    let options = SqliteConnectOptions::new().filename(copy.path().join("portico.db"));
    let mut database = SqliteConnection::connect_with(&options).await.expect("the database can be opened");
    let sound: String = sqlx::query_scalar("pragma integrity_check").fetch_one(&mut database).await.unwrap();
    assert_eq!(sound, "ok");
    let orphans = sqlx::query("pragma foreign_key_check").fetch_all(&mut database).await.unwrap();
    assert!(orphans.is_empty(), "{} rows refer to rows that are gone", orphans.len());
    let rows = sqlx::query(
        "select o.id, o.description, \
         (select count(*) from events e where e.tenant_id = o.tenant_id and e.work_order_id = o.id \
          and e.kind = 'work_order.requested') as events, \
         (select count(*) from mails m where m.tenant_id = o.tenant_id and m.work_order_id = o.id) \
         + (select count(*) from outbox x where x.tenant_id = o.tenant_id and x.work_order_id = o.id \
            and x.task = 'send_mail' and not exists (select 1 from mails m where m.tenant_id = o.tenant_id \
            and lower(hex(m.id)) = replace(json_extract(x.payload, '$.mail'), '-', ''))) as followed \
         from work_orders o",
    );
    let read = |row: sqlx::sqlite::SqliteRow| Stored {
        order: uuid::Uuid::from_slice(row.get::<&[u8], _>("id")).unwrap(),
        words: row.get("description"),
        events: row.get("events"),
        followed: row.get("followed"),
    };
    rows.fetch_all(&mut database).await.unwrap().into_iter().map(read).collect()
}
