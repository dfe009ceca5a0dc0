//! Opening a database: fresh, old, newer, changed, gone.

use portico::store::{DatabaseUrl, Store, StoreError, StoreKind, StoreOptions, migration_names, sqlite_refusal};
use sqlx::{Executor, Row};

use super::wall::as_platform;
use crate::support::databases::{self, Database, on_every_database};

on_every_database!(
    a_migrated_database_opens_again_without_anything_to_do,
    a_newer_database_is_refused_with_what_to_do,
    a_changed_migration_is_refused_by_its_name,
    a_ping_is_answered,
    a_closed_store_says_so,
);

async fn a_fresh_database_gives_nothing_before_it_is_migrated(db: &Database) {
    let tenant = portico::domain::id::TenantId(uuid::Uuid::nil());
    assert_eq!(db.pending_migrations().await.unwrap(), migration_names());
    let error = db.read(tenant).await.err().unwrap();
    assert!(error.to_string().contains("run \"portico migrate\""), "{error}");
    assert!(matches!(db.write(tenant).await, Err(StoreError::Schema(_))));
    assert_eq!(db.migrate().await.unwrap().applied, migration_names());
    assert!(db.pending_migrations().await.unwrap().is_empty());
    db.read(tenant).await.unwrap();
}

#[tokio::test]
async fn a_fresh_sqlite_file_gives_nothing_before_it_is_migrated() {
    a_fresh_database_gives_nothing_before_it_is_migrated(&databases::empty_sqlite().await).await;
}

#[tokio::test]
async fn a_fresh_postgres_schema_gives_nothing_before_it_is_migrated() {
    if let Some(db) = databases::empty_postgres().await {
        a_fresh_database_gives_nothing_before_it_is_migrated(&db).await;
    }
}

#[tokio::test]
async fn a_postgres_that_acknowledges_before_it_writes_is_refused() {
    let Some(db) = databases::empty_postgres().await else { return };
    let DatabaseUrl::Postgres(url) = &db.options.database else { unreachable!("it is PostgreSQL") };
    let careless = StoreOptions::at(&format!("{url}&options[synchronous_commit]=off")).unwrap();
    let error = Store::open(&careless).await.err().unwrap();
    assert!(matches!(&error, StoreError::Schema(why) if why.contains("set it to on")), "{error}");
}

async fn a_migrated_database_opens_again_without_anything_to_do(db: &Database) {
    let again = Store::open(&db.options).await.unwrap();
    assert!(again.pending_migrations().await.unwrap().is_empty());
    assert!(again.migrate().await.unwrap().applied.is_empty());
    again.platform_read().await.unwrap();
    again.close().await.unwrap();
}

async fn a_newer_database_is_refused_with_what_to_do(db: &Database) {
    let insert = "insert into _sqlx_migrations (version, description, success, checksum, execution_time) \
                  select 9999, 'from the future', success, checksum, execution_time from _sqlx_migrations where version = 1";
    as_platform(db, insert).await;
    let error = Store::open(&db.options).await.err().unwrap();
    assert!(
        matches!(&error, StoreError::Schema(why) if why.contains("9999") && why.contains("newer program")),
        "{error}"
    );
    assert!(db.migrate().await.is_err());
}

async fn a_changed_migration_is_refused_by_its_name(db: &Database) {
    let change = match db.kind() {
        StoreKind::Sqlite => "update _sqlx_migrations set checksum = x'00' where version = 1",
        StoreKind::Postgres => "update _sqlx_migrations set checksum = '\\x00' where version = 1",
    };
    as_platform(db, change).await;
    let error = Store::open(&db.options).await.err().unwrap();
    assert!(error.to_string().contains("migration 0001_init was changed"), "{error}");
}

async fn a_ping_is_answered(db: &Database) {
    db.ping().await.unwrap();
}

async fn a_closed_store_says_so(db: &Database) {
    db.close().await.unwrap();
    assert!(matches!(db.ping().await, Err(StoreError::Unavailable(_))));
    assert!(matches!(db.platform_read().await, Err(StoreError::Unavailable(_))));
    assert!(matches!(db.platform_write().await, Err(StoreError::Unavailable(_))));
}

#[tokio::test]
async fn sqlite_is_opened_with_safe_settings() {
    let db = databases::sqlite().await;
    assert_eq!(db.kind(), StoreKind::Sqlite);
    let mut raw = db.raw_sqlite().await;
    let mode: String = raw.fetch_one("pragma journal_mode").await.unwrap().get(0);
    assert_eq!(mode, "wal");
    let version: String = raw.fetch_one("select sqlite_version()").await.unwrap().get(0);
    assert_eq!(sqlite_refusal(&version), None);
}

/// The flags stand in `.cargo/config.toml`. Without the first, every statement with a bound limit is planned anew at each call.
#[tokio::test]
async fn sqlite_is_built_for_statements_that_are_kept_and_connections_that_share_no_lock() {
    let db = databases::sqlite().await;
    let options = db.raw_sqlite().await.fetch_all("pragma compile_options").await.unwrap();
    let options: Vec<String> = options.iter().map(|row| row.get(0)).collect();
    assert!(options.contains(&"ENABLE_QPSG".to_owned()), "{options:?}");
    assert!(options.contains(&"DEFAULT_MEMSTATUS=0".to_owned()), "{options:?}");
    assert!(!options.contains(&"ENABLE_MEMORY_MANAGEMENT".to_owned()), "{options:?}");
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_by_its_path() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("notes.txt");
    std::fs::write(&path, "this is a text and by no means a database file, however long it may be").unwrap();
    let error = Store::open(&StoreOptions::new(DatabaseUrl::Sqlite(path))).await.err().unwrap();
    assert!(matches!(&error, StoreError::Unavailable(why) if why.contains("notes.txt")), "{error}");
}

#[tokio::test]
async fn a_postgres_that_is_not_there_is_unavailable() {
    // Port 1 on loopback has no listener.
    let mut options = StoreOptions::at("postgres://nobody@127.0.0.1:1/none").unwrap();
    options.read_wait = std::time::Duration::from_millis(300);
    let error = Store::open(&options).await.err().unwrap();
    assert!(matches!(error, StoreError::Unavailable(_)), "{error}");
}
