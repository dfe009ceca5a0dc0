//! What the store needs to know to open a database. Every number has a default and a meaning.

use std::{path::PathBuf, time::Duration};

use super::StoreError;

/// Which database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DatabaseUrl {
    /// A file on a local disk; it and its folder are made when they are missing.
    Sqlite(PathBuf),
    /// A PostgreSQL address: `postgres://USER@HOST/NAME`.
    Postgres(String),
}

/// How the database is used.
#[derive(Debug, Clone)]
pub struct StoreOptions {
    pub database: DatabaseUrl,
    /// SQLite: connections that read at the same time. Default 4.
    pub readers: u32,
    /// PostgreSQL: connections that read or write at the same time, beside one that listens. Default 16.
    pub connections: u32,
    /// SQLite: actions that share one commit at most. Default 64.
    pub batch_max_actions: usize,
    /// SQLite: how long a commit is held open for further actions at most. Default 5 ms.
    pub batch_max_ms: u64,
    /// How long a reader waits for a connection. Default 5 s.
    pub read_wait: Duration,
    /// How long a writer waits for its turn. Default 10 s.
    pub write_wait: Duration,
    /// PostgreSQL: how long one statement may run, and a transaction may stand idle. Default 30 s.
    pub statement_limit: Duration,
    /// How long [`super::Store::ping`] waits. Default 2 s.
    pub ping_wait: Duration,
}

impl DatabaseUrl {
    /// Reads `sqlite:PATH` or `postgres://…`.
    pub fn parse(url: &str) -> Result<Self, StoreError> {
        if url.starts_with("postgres://") || url.starts_with("postgresql://") {
            return Ok(Self::Postgres(url.to_owned()));
        }
        let path = url.strip_prefix("sqlite:").map(|path| path.strip_prefix("//").unwrap_or(path));
        match path {
            Some("" | ":memory:") => Err(StoreError::Other(
                "the database address \"sqlite:\" needs the path of a file: readers and writer could not share a database in memory"
                    .to_owned(),
            )),
            Some(path) => Ok(Self::Sqlite(PathBuf::from(path))),
            // The address itself may hold a password, so it is not repeated.
            None => Err(StoreError::Other("the database address must begin with sqlite: or postgres://".to_owned())),
        }
    }
}

impl StoreOptions {
    /// The defaults for a database.
    pub const fn new(database: DatabaseUrl) -> Self {
        Self {
            database,
            readers: 4,
            connections: 16,
            batch_max_actions: 64,
            batch_max_ms: 5,
            read_wait: Duration::from_secs(5),
            write_wait: Duration::from_secs(10),
            statement_limit: Duration::from_secs(30),
            ping_wait: Duration::from_secs(2),
        }
    }

    /// The defaults for the database at an address.
    pub fn at(url: &str) -> Result<Self, StoreError> {
        DatabaseUrl::parse(url).map(Self::new)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_both_databases_are_read() {
        let sqlite = |path: &str| Ok(DatabaseUrl::Sqlite(PathBuf::from(path)));
        assert_eq!(DatabaseUrl::parse("sqlite:data/portico.db"), sqlite("data/portico.db"));
        assert_eq!(DatabaseUrl::parse("sqlite:///var/lib/p.db"), sqlite("/var/lib/p.db"));
        assert!(matches!(DatabaseUrl::parse("postgresql://a@b/c"), Ok(DatabaseUrl::Postgres(_))));
    }

    #[test]
    fn a_refused_address_is_not_repeated_because_it_may_hold_a_password() {
        let error = DatabaseUrl::parse("mysql://root:secret@host/db").unwrap_err().to_string();
        assert!(!error.contains("secret"), "{error}");
        assert!(DatabaseUrl::parse("sqlite::memory:").is_err());
    }
}
