//! Databases for tests: SQLite in a temporary folder always, PostgreSQL in a schema of its own when `PORTICO_TEST_POSTGRES_URL` is set.

use std::{
    ops::Deref,
    sync::atomic::{AtomicU32, Ordering},
};

use portico::store::{DatabaseUrl, Store, StoreOptions};
use sqlx::{AssertSqlSafe, Connection, Executor, PgConnection, Row};
use tempfile::TempDir;

use super::skip::skipped;

/// Role that tests act as when the given one may walk through row-level security.
const PLAIN_ROLE: &str = "portico_test";

/// A fresh database with its store. It is removed when this is dropped.
pub struct Database {
    pub store: Store,
    pub options: StoreOptions,
    place: Place,
}

enum Place {
    Folder(#[expect(dead_code, reason = "dropping it removes the folder")] TempDir),
    Schema { url: String, name: String },
}

impl Deref for Database {
    type Target = Store;

    fn deref(&self) -> &Store {
        &self.store
    }
}

/// A migrated SQLite file.
pub async fn sqlite() -> Database {
    let database = empty_sqlite().await;
    database.store.migrate().await.expect("the migrations run on an empty file");
    database
}

/// An SQLite file without tables.
pub async fn empty_sqlite() -> Database {
    let folder = tempfile::tempdir().expect("there is room for a temporary folder");
    let options = StoreOptions::new(DatabaseUrl::Sqlite(folder.path().join("data/portico.db")));
    let store = Store::open(&options).await.expect("an empty file can be opened");
    Database { store, options, place: Place::Folder(folder) }
}

/// A migrated schema of PostgreSQL, or None when there is no PostgreSQL to test with.
pub async fn postgres() -> Option<Database> {
    let database = empty_postgres().await?;
    database.store.migrate().await.expect("the migrations run in an empty schema");
    Some(database)
}

/// A schema of PostgreSQL without tables.
pub async fn empty_postgres() -> Option<Database> {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let url = postgres_url()?;
    let name = format!("portico_test_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::SeqCst));
    let role = make_schema(&url, &name).await;
    let mark = if url.contains('?') { '&' } else { '?' };
    let mut address = format!("{url}{mark}options[search_path]={name}&application_name={name}");
    if role {
        address.push_str(&format!("&options[role]={PLAIN_ROLE}"));
    }
    let mut options = StoreOptions::at(&address).expect("PORTICO_TEST_POSTGRES_URL is an address of PostgreSQL");
    options.connections = 8;
    let store = Store::open(&options).await.expect("PORTICO_TEST_POSTGRES_URL names a database that answers");
    Some(Database { store, options, place: Place::Schema { url, name } })
}

/// The address of the PostgreSQL to test with. Without one a test is skipped.
fn postgres_url() -> Option<String> {
    let url = std::env::var("PORTICO_TEST_POSTGRES_URL").ok();
    if url.is_none() {
        skipped("PORTICO_TEST_POSTGRES_URL is not set");
    }
    url
}

impl Database {
    /// A connection beside the store, as another program would open it: for looking under the store and for doing damage.
    pub async fn raw_sqlite(&self) -> sqlx::SqliteConnection {
        let DatabaseUrl::Sqlite(path) = &self.options.database else { panic!("this database is not SQLite") };
        let options = sqlx::sqlite::SqliteConnectOptions::new().filename(path);
        sqlx::SqliteConnection::connect_with(&options).await.expect("the file of the store can be opened twice")
    }

    /// The same for PostgreSQL: in the schema of this database, with the role that the store uses.
    pub async fn raw_postgres(&self) -> PgConnection {
        let DatabaseUrl::Postgres(url) = &self.options.database else { panic!("this database is not PostgreSQL") };
        PgConnection::connect(url).await.expect("the database of the store can be connected to twice")
    }
}

/// Makes the schema, and says whether tests must act as another role to meet row-level security.
async fn make_schema(url: &str, name: &str) -> bool {
    let mut admin = PgConnection::connect(url).await.expect("PORTICO_TEST_POSTGRES_URL names a database that answers");
    let mut run =
        async |sql: String| admin.execute(AssertSqlSafe(sql.clone())).await.map_err(|error| panic!("{sql}: {error}"));
    run(format!("drop schema if exists {name} cascade")).await.ok();
    run(format!("create schema {name}")).await.ok();
    let privileged = "select rolsuper or rolbypassrls from pg_roles where rolname = current_user";
    let privileged = admin.fetch_one(privileged).await.expect("every role is listed").get::<bool, _>(0);
    if privileged {
        // Several test programs may do this at once.
        let make = format!(
            "do $$ begin create role {PLAIN_ROLE}; exception when duplicate_object or unique_violation then null; end $$"
        );
        admin.execute(AssertSqlSafe(make)).await.expect("a superuser may make roles");
        let grant = format!("grant all on schema {name} to {PLAIN_ROLE}");
        admin.execute(AssertSqlSafe(grant)).await.expect("a superuser may grant");
    }
    privileged
}

impl Drop for Database {
    fn drop(&mut self) {
        let Place::Schema { url, name } = &self.place else { return };
        let (url, sql) = (url.clone(), format!("drop schema {name} cascade"));
        // Connections that the ending runtime no longer gives back would hold the schema's locks until their time-out.
        let end = format!("select pg_terminate_backend(pid) from pg_stat_activity where application_name = '{name}'");
        // A drop cannot wait, and the runtime of the test may be ending; a thread with its own can.
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            runtime.expect("a thread can have a runtime").block_on(async {
                let mut admin = PgConnection::connect(&url).await?;
                admin.execute(AssertSqlSafe(end)).await?;
                admin.execute(AssertSqlSafe(sql)).await
            })
        });
        if let Ok(Err(error)) = dropped.join() {
            eprintln!("a schema of a test was not removed: {error}");
        }
    }
}

/// Runs each of the named functions, which take a `&Database`, as a test on SQLite and as one on PostgreSQL.
macro_rules! on_every_database {
    ($($name:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                super::$name(&crate::support::databases::sqlite().await).await;
            })+
        }
        mod postgres {
            $(#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
            async fn $name() {
                if let Some(database) = crate::support::databases::postgres().await {
                    super::$name(&database).await;
                }
            })+
        }
    };
}
pub(crate) use on_every_database;
