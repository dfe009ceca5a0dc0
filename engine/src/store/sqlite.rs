//! Opens an SQLite file: one writer connection behind the group commit, a few that can only read.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use sqlx::{
    ConnectOptions, Executor, Row, SqliteConnection, SqlitePool,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};

use super::{
    StoreError, StoreOptions,
    batch::{Gate, Limits},
    hints::Hints,
    version, wal,
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
    /// The last process that had it open did not close it, or one has it open now: its log was there before we came.
    pub was_left_open: bool,
    path: PathBuf,
}

impl Sqlite {
    pub async fn open(path: &Path, options: &StoreOptions, hints: Hints) -> Result<Self, StoreError> {
        if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(|error| unusable(folder, &error))?;
        }
        let was_left_open = wal::size(path) > 0;
        let mut writer = writing(path).connect().await.map_err(|error| unusable(path, &error))?;
        check_version(&mut writer).await?;
        check_durable(&mut writer).await?;
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
        Ok(Self { readers, gate: Gate::new(writer, limits, hints), was_left_open, path: path.to_owned() })
    }

    /// Reads the whole file and looks whether it hangs together: a second or more per gigabyte.
    pub async fn check(&self) -> Result<(), StoreError> {
        let found = sqlx::query_scalar::<_, String>("pragma quick_check(1)").fetch_all(&self.readers).await;
        let problem = match found {
            Ok(lines) if lines == ["ok"] => return Ok(()),
            Ok(lines) => lines.join("; "),
            Err(error) => match StoreError::of("quick_check", error) {
                busy @ StoreError::Unavailable(_) => return Err(busy),
                other => other.to_string(),
            },
        };
        Err(StoreError::Schema(format!(
            "the file {} is damaged ({problem}); keep a copy of it and restore the last good backup",
            self.path.display()
        )))
    }

    pub fn wal_bytes(&self) -> u64 {
        wal::size(&self.path)
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

/// Asked of the connection itself, because a library that stops passing the setting on would lose acknowledged requests, and no test of a
/// process that is killed would notice: what the system has in memory survives it.
async fn check_durable(writer: &mut SqliteConnection) -> Result<(), StoreError> {
    let level = sqlx::query_scalar::<_, i64>("pragma synchronous").fetch_one(writer).await;
    match level.map_err(|error| StoreError::of("sqlite", error))? {
        // FULL and EXTRA.
        2.. => Ok(()),
        level => Err(StoreError::Schema(format!(
            "SQLite would acknowledge what is not on disk yet (synchronous = {level}), a bug of Portico; please report it"
        ))),
    }
}

fn unusable(path: &Path, error: &dyn std::fmt::Display) -> StoreError {
    StoreError::Unavailable(format!(
        "{}: {error}; it must be a file on a local disk that Portico may write",
        path.display()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_connection_that_acknowledges_before_it_writes_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let mut writer = writing(&folder.path().join("portico.db")).connect().await.unwrap();
        check_durable(&mut writer).await.unwrap();
        writer.execute("pragma synchronous = normal").await.unwrap();
        let error = check_durable(&mut writer).await.unwrap_err();
        assert!(error.to_string().contains("synchronous = 1"), "{error}");
    }
}
