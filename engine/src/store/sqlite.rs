//! Opens an SQLite file: one writer connection behind the group commit, a few that can only read.

use std::{path::Path, time::Duration};

use sqlx::{
    ConnectOptions, Executor, Row, SqliteConnection, SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use super::{
    StoreError, StoreOptions,
    batch::{Gate, Limits},
    hints::Hints,
    version,
};

/// How long SQLite itself waits for a lock that another process holds.
const BUSY_WAIT: Duration = Duration::from_secs(5);
/// Prepared statements kept per connection: more than there are.
const CACHED_STATEMENTS: usize = 300;

/// An open file.
#[derive(Clone)]
pub(super) struct Sqlite {
    pub readers: SqlitePool,
    pub gate: Gate,
}

impl Sqlite {
    pub async fn open(path: &Path, options: &StoreOptions, hints: Hints) -> Result<Self, StoreError> {
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(|error| unusable(folder, &error))?;
        }
        let mut writer = writing(path).connect().await.map_err(|error| unusable(path, &error))?;
        check_version(&mut writer).await?;
        let readers = SqlitePoolOptions::new()
            .max_connections(options.readers.max(1))
            .acquire_timeout(options.read_wait)
            .test_before_acquire(false)
            .idle_timeout(None)
            .max_lifetime(None)
            .connect_with(shared(path).read_only(true))
            .await
            .map_err(|error| unusable(path, &error))?;
        let limits = Limits {
            actions: options.batch_max_actions.max(1),
            open_for: Duration::from_millis(options.batch_max_ms),
            wait: options.write_wait,
        };
        Ok(Self { readers, gate: Gate::new(writer, limits, hints) })
    }

    pub async fn close(&self) -> Result<(), StoreError> {
        self.readers.close().await;
        self.gate.close().await
    }
}

fn shared(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .foreign_keys(true)
        .busy_timeout(BUSY_WAIT)
        .statement_cache_capacity(CACHED_STATEMENTS)
        // A schema that somebody tampered with must not run functions with side effects.
        .pragma("trusted_schema", "OFF")
}

fn writing(path: &Path) -> SqliteConnectOptions {
    shared(path)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        // An acknowledged request survives a power cut.
        .synchronous(SqliteSynchronous::Full)
}

async fn check_version(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    let row = connection.fetch_one("select sqlite_version()").await;
    let version = row.and_then(|row| row.try_get::<String, _>(0)).map_err(|error| StoreError::of("sqlite", error))?;
    version::refusal(&version).map_or(Ok(()), |why| Err(StoreError::Schema(why)))
}

fn unusable(path: &Path, error: &dyn std::fmt::Display) -> StoreError {
    StoreError::Unavailable(format!(
        "{}: {error}; it must be a file on a local disk that Portico may write",
        path.display()
    ))
}
