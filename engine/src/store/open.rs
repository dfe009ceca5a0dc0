//! The store itself: opens a database and hands out connections.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};
use std::time::Duration;

use sqlx::ConnectOptions;
use tokio::sync::{broadcast, watch};

use super::{
    DatabaseUrl, EventHint, MigrationReport, Reader, StoreError, StoreOptions, Writer,
    conn::{Access, Link},
    hints::Hints,
    migrate::{self, Kind},
    postgres::Pg,
    sqlite::Sqlite,
    statement::Statement,
};
use crate::domain::id::TenantId;

/// Everything that Portico keeps; cheap to clone.
#[derive(Clone)]
pub struct Store(Arc<Inner>);

struct Inner {
    db: Db,
    hints: Hints,
    /// The tables are those of this program.
    ready: AtomicBool,
    ping_wait: Duration,
}

enum Db {
    Sqlite(Sqlite),
    Postgres(Box<Pg>),
}

/// Which database it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StoreKind {
    Sqlite,
    Postgres,
}

impl Store {
    /// Connects. A database that is newer than this program or unfit is refused; one that is older is opened, so that it can be migrated,
    /// and gives no connections before.
    pub async fn open(options: &StoreOptions) -> Result<Self, StoreError> {
        let hints = Hints::new();
        let db = match &options.database {
            DatabaseUrl::Sqlite(path) => Db::Sqlite(Sqlite::open(path, options, hints.clone()).await?),
            DatabaseUrl::Postgres(url) => Db::Postgres(Box::new(Pg::open(url, options, hints.clone()).await?)),
        };
        let store = Self(Arc::new(Inner { db, hints, ready: AtomicBool::new(false), ping_wait: options.ping_wait }));
        let pending = store.pending_migrations().await?;
        store.0.ready.store(pending.is_empty(), Ordering::SeqCst);
        Ok(store)
    }

    /// Brings the tables up to this program.
    pub async fn migrate(&self) -> Result<MigrationReport, StoreError> {
        let report = match &self.0.db {
            Db::Sqlite(sqlite) => sqlite.gate.alone(async |writer| migrate::run_on_sqlite(writer).await).await?,
            Db::Postgres(pg) => {
                // Migrations may take longer than a statement of a page, so they run without its limit.
                let connect = pg.connect.clone().options([("statement_timeout", 0)]);
                let connection = connect.connect().await.map_err(|error| StoreError::of("migrations", error))?;
                migrate::run_on_postgres(connection).await?
            }
        };
        self.0.ready.store(true, Ordering::SeqCst);
        Ok(report)
    }

    /// Names of the migrations that the database still needs.
    pub async fn pending_migrations(&self) -> Result<Vec<String>, StoreError> {
        match &self.0.db {
            Db::Sqlite(sqlite) => {
                let mut connection = sqlite.readers.acquire().await.map_err(|e| StoreError::of("migrations", e))?;
                migrate::pending(Kind::Sqlite, &mut *connection).await
            }
            Db::Postgres(pg) => {
                let mut connection = pg.pool.acquire().await.map_err(|e| StoreError::of("migrations", e))?;
                migrate::pending(Kind::Postgres, &mut *connection).await
            }
        }
    }

    pub fn kind(&self) -> StoreKind {
        match self.0.db {
            Db::Sqlite(_) => StoreKind::Sqlite,
            Db::Postgres(_) => StoreKind::Postgres,
        }
    }

    /// Asks the database for one number and gives up after [`StoreOptions::ping_wait`].
    pub async fn ping(&self) -> Result<(), StoreError> {
        let asked = async {
            match &self.0.db {
                Db::Sqlite(sqlite) => sqlx::query("select 1").execute(&sqlite.readers).await.map(|_| ()),
                Db::Postgres(pg) => sqlx::query("select 1").execute(&pg.pool).await.map(|_| ()),
            }
        };
        match tokio::time::timeout(self.0.ping_wait, asked).await {
            Ok(answer) => answer.map_err(|error| StoreError::of("ping", error)),
            Err(_) => Err(StoreError::Unavailable(format!("no answer within {} ms", self.0.ping_wait.as_millis()))),
        }
    }

    /// SQLite: the file was not closed by the last process that had it open, so its promises should be looked at.
    pub fn was_left_open(&self) -> bool {
        matches!(&self.0.db, Db::Sqlite(sqlite) if sqlite.was_left_open)
    }

    /// SQLite: reads the whole file and looks whether it hangs together. PostgreSQL looks after its files itself.
    pub async fn check(&self) -> Result<(), StoreError> {
        match &self.0.db {
            Db::Sqlite(sqlite) => sqlite.check().await,
            Db::Postgres(_) => Ok(()),
        }
    }

    /// SQLite: bytes of the write-ahead log, which should stay below [`super::WAL_ALARM_BYTES`].
    pub fn wal_bytes(&self) -> Option<u64> {
        match &self.0.db {
            Db::Sqlite(sqlite) => Some(sqlite.wal_bytes()),
            Db::Postgres(_) => None,
        }
    }

    /// A connection that reads rows of one tenant.
    pub async fn read(&self, tenant: TenantId) -> Result<Reader, StoreError> {
        self.reader(Access::Tenant(tenant)).await
    }

    /// A transaction that writes rows of one tenant. On SQLite writers stand in line, so do slow work before it.
    pub async fn write(&self, tenant: TenantId) -> Result<Writer, StoreError> {
        self.writer(Access::Tenant(tenant)).await
    }

    /// A connection over all tenants, for the few functions that say why they need it.
    pub async fn platform_read(&self) -> Result<Reader, StoreError> {
        self.reader(Access::Platform).await
    }

    /// A transaction over all tenants, for the few functions that say why they need it.
    pub async fn platform_write(&self) -> Result<Writer, StoreError> {
        self.writer(Access::Platform).await
    }

    /// Hints of committed events, from this process and, on PostgreSQL, from all nodes.
    pub fn subscribe(&self) -> broadcast::Receiver<EventHint> {
        self.0.hints.events()
    }

    /// Changes whenever there may be new work in the outbox.
    pub fn outbox_signal(&self) -> watch::Receiver<u64> {
        self.0.hints.outbox()
    }

    /// Has the database read every statement that the program can send, and returns how many there are. A self-check for start and tests.
    pub async fn prepare_all(&self) -> Result<usize, StoreError> {
        let mut conn = self.platform_read().await?;
        let statements = every_statement();
        for statement in &statements {
            conn.prepare(statement).await?;
        }
        Ok(statements.len())
    }

    /// Finishes what is open and closes all connections.
    pub async fn close(&self) -> Result<(), StoreError> {
        match &self.0.db {
            Db::Sqlite(sqlite) => sqlite.close().await,
            Db::Postgres(pg) => {
                pg.close().await;
                Ok(())
            }
        }
    }

    async fn reader(&self, access: Access) -> Result<Reader, StoreError> {
        self.check_ready()?;
        let link = match &self.0.db {
            Db::Sqlite(sqlite) => {
                Link::Reader(sqlite.readers.acquire().await.map_err(|e| StoreError::of("readers", e))?)
            }
            Db::Postgres(pg) => Link::Postgres(pg.begin(access, false).await?),
        };
        Ok(Reader::new(access, link))
    }

    async fn writer(&self, access: Access) -> Result<Writer, StoreError> {
        self.check_ready()?;
        let link = match &self.0.db {
            Db::Sqlite(sqlite) => Link::Turn(sqlite.gate.enter().await?),
            Db::Postgres(pg) => Link::Postgres(pg.begin(access, true).await?),
        };
        Ok(Writer::new(access, link))
    }

    fn check_ready(&self) -> Result<(), StoreError> {
        if self.0.ready.load(Ordering::SeqCst) {
            return Ok(());
        }
        Err(StoreError::Schema(
            "the tables of the database are older than this program; run \"portico migrate\"".to_owned(),
        ))
    }
}

/// The text of a statement on SQLite by its table and name, for benchmarks that compare a page with nothing but its query.
pub fn statement_text(table: &str, name: &str) -> Option<String> {
    let all = every_statement();
    let found = all.iter().find(|statement| statement.table == table && statement.name == name);
    found.map(|statement| super::dialect::sqlite_text(statement).as_str().to_owned())
}

fn every_statement() -> Vec<Statement> {
    use super::{
        addresses, audit, contacts, crossings, customers, devices, dialect, drafts, effects, erasures, events, factors,
        fields, files, flows, generations, half_sign_ins, idempotency, identities, invitations, join_codes, looks,
        mail_sign_ins, mails, members, memberships, objects, offers, outbox, passkeys, password_resets, personal_data,
        portals, provider_sign_ins, registrations, retention, roles, runs, sessions, staff, statuses, tenants, users,
        work_orders, work_types,
    };
    let fixed = [
        addresses::STATEMENTS,
        audit::STATEMENTS,
        contacts::STATEMENTS,
        customers::STATEMENTS,
        devices::STATEMENTS,
        dialect::STATEMENTS,
        drafts::STATEMENTS,
        effects::STATEMENTS,
        erasures::STATEMENTS,
        events::STATEMENTS,
        factors::STATEMENTS,
        fields::STATEMENTS,
        files::STATEMENTS,
        flows::STATEMENTS,
        generations::STATEMENTS,
        crossings::STATEMENTS,
        half_sign_ins::STATEMENTS,
        idempotency::STATEMENTS,
        identities::STATEMENTS,
        invitations::STATEMENTS,
        join_codes::STATEMENTS,
        looks::STATEMENTS,
        mail_sign_ins::STATEMENTS,
        mails::STATEMENTS,
        members::STATEMENTS,
        memberships::STATEMENTS,
        objects::STATEMENTS,
        offers::STATEMENTS,
        outbox::STATEMENTS,
        passkeys::STATEMENTS,
        password_resets::STATEMENTS,
        personal_data::STATEMENTS,
        portals::STATEMENTS,
        provider_sign_ins::STATEMENTS,
        registrations::STATEMENTS,
        retention::STATEMENTS,
        roles::STATEMENTS,
        runs::STATEMENTS,
        sessions::STATEMENTS,
        staff::STATEMENTS,
        statuses::STATEMENTS,
        tenants::STATEMENTS,
        users::STATEMENTS,
        work_orders::STATEMENTS,
        work_types::STATEMENTS,
    ];
    fixed.into_iter().flatten().cloned().chain(work_orders::list_statements()).collect()
}
