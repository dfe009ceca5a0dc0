//! Why the store could not do what it was asked, in the kinds that callers tell apart.

use sqlx::error::{DatabaseError, ErrorKind};

/// A failure of the store. It can be cloned, because one failed commit is the answer to every action that shared it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StoreError {
    /// The database cannot be reached, is too busy or has no room; the same call may work later.
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// A row with the same key exists. Which key is decided by the statement, because SQLite names no constraint.
    #[error("{table}: there is a row with the same key already")]
    Conflict { table: &'static str },
    /// A stored value is not what the code expects.
    #[error("{table}.{column} of row {row}: {problem}")]
    Invalid { table: &'static str, column: String, row: String, problem: String },
    /// The tables are older or newer than this program, or the database itself is not fit.
    #[error("{0}")]
    Schema(String),
    /// Everything else: a refused row, a broken statement, a wrong option.
    #[error("{0}")]
    Other(String),
}

/// PostgreSQL's classes and codes for "not now": connections, resources, operator, locks, time-outs.
const POSTGRES_BUSY: [&str; 8] = ["08", "53", "57", "58", "40001", "40P01", "55P03", "25P03"];
/// SQLite's primary codes for "not now": busy, locked, out of memory, read-only, interrupted, input and output, full, cannot open.
const SQLITE_BUSY: [i64; 8] = [5, 6, 7, 8, 9, 10, 13, 14];

impl StoreError {
    /// What a statement on `table` ran into.
    pub(super) fn of(table: &'static str, error: sqlx::Error) -> Self {
        use sqlx::Error::{Database, Io, PoolClosed, PoolTimedOut, Tls, WorkerCrashed};
        match error {
            Database(error) => Self::of_database(table, &*error),
            Io(_) | Tls(_) | PoolTimedOut | PoolClosed | WorkerCrashed => Self::Unavailable(error.to_string()),
            other => Self::Other(format!("{table}: {other}")),
        }
    }

    fn of_database(table: &'static str, error: &dyn DatabaseError) -> Self {
        let message = error.message();
        match error.kind() {
            ErrorKind::UniqueViolation => Self::Conflict { table },
            ErrorKind::ForeignKeyViolation => {
                Self::Other(format!("{table}: the row refers to one that does not exist or that others refer to"))
            }
            _ if is_busy(error) => Self::Unavailable(message.to_owned()),
            _ => Self::Other(format!("{table}: {message}")),
        }
    }
}

fn is_busy(error: &dyn DatabaseError) -> bool {
    let Some(code) = error.code() else { return false };
    if error.try_downcast_ref::<sqlx::sqlite::SqliteError>().is_some() {
        return code.parse::<i64>().is_ok_and(|code| SQLITE_BUSY.contains(&(code & 0xff)));
    }
    POSTGRES_BUSY.iter().any(|busy| code.starts_with(busy))
}
