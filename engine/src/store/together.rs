//! Several statements for one trip. On SQLite every trip wakes the connection's own thread and then the caller again, which takes longer
//! than a small read; so what belongs together goes there and back together. PostgreSQL gets the statements one after the other.

use futures_util::TryStreamExt;
use sqlx::{Either, Executor};

use super::{
    Conn, StoreError, Writer,
    arg::{self, Arg},
    dialect,
    row::{Raw, Row},
    statement::Statement,
};

/// A statement with its values.
pub(super) type Bound = (Statement, Vec<Arg>);

/// What one statement came to: its rows, and how many it changed.
#[derive(Default)]
pub(super) struct Outcome {
    pub rows: Vec<Raw>,
    pub changed: u64,
}

impl Conn {
    /// The rows of each of several statements.
    pub(super) async fn together<const N: usize>(
        &mut self,
        parts: [(&Statement, Vec<Arg>); N],
    ) -> Result<[Vec<Row>; N], StoreError> {
        let tables = parts.each_ref().map(|(statement, _)| statement.table);
        let bound = parts.into_iter().map(|(statement, args)| (statement.clone(), args)).collect();
        let outcomes = self.run(bound).await?;
        let rows = tables.into_iter().zip(outcomes);
        let rows: Vec<Vec<Row>> =
            rows.map(|(table, outcome)| outcome.rows.into_iter().map(|raw| Row::new(table, raw)).collect()).collect();
        rows.try_into()
            .map_err(|_| StoreError::Other("the database answered fewer statements than it was asked".into()))
    }

    /// Runs what was put off and then `parts`, and returns what became of `parts`.
    pub(super) async fn run(&mut self, parts: Vec<Bound>) -> Result<Vec<Outcome>, StoreError> {
        self.begin_statement()?;
        let mut all = std::mem::take(&mut self.put_off);
        let before = all.len();
        all.extend(parts);
        let mut outcomes = match self.wire()? {
            Either::Left(sqlite) => on_sqlite(sqlite, all).await?,
            Either::Right(postgres) => {
                let mut outcomes = Vec::with_capacity(all.len());
                for (statement, args) in all {
                    outcomes.push(on_postgres(postgres, &statement, args).await?);
                }
                outcomes
            }
        };
        self.statements_ended();
        Ok(outcomes.split_off(before))
    }
}

impl Writer {
    /// Puts a statement off until the next one that is waited for, or the commit. For writes whose outcome nobody looks at: a failure
    /// then belongs to the whole transaction, as every failure does.
    pub(super) fn put_off(&mut self, statement: &Statement, args: Vec<Arg>) -> Result<(), StoreError> {
        self.begin_statement()?;
        let args = args.into_iter().map(arg::check).collect::<Result<Vec<_>, _>>()?;
        self.put_off.push((statement.clone(), args));
        self.statements_ended();
        Ok(())
    }

    /// Runs what was put off.
    pub(super) async fn catch_up(&mut self) -> Result<(), StoreError> {
        if self.put_off.is_empty() { Ok(()) } else { self.run(Vec::new()).await.map(|_| ()) }
    }
}

async fn on_sqlite(connection: &mut sqlx::SqliteConnection, parts: Vec<Bound>) -> Result<Vec<Outcome>, StoreError> {
    let tables: Vec<&'static str> = parts.iter().map(|(statement, _)| statement.table).collect();
    let (text, args) = dialect::sqlite_joined(parts);
    let query = sqlx::query_with(text, arg::for_sqlite(args)?);
    // The driver's own call for several statements; that of its queries is marked as going away.
    let mut steps = connection.fetch_many(query);
    let (mut outcomes, mut current) = (Vec::with_capacity(tables.len()), Outcome::default());
    loop {
        let table = tables.get(outcomes.len()).copied().unwrap_or("statements");
        match steps.try_next().await.map_err(|error| StoreError::of(table, error))? {
            Some(Either::Right(row)) => current.rows.push(Raw::Sqlite(row)),
            Some(Either::Left(done)) => {
                current.changed = done.rows_affected();
                outcomes.push(std::mem::take(&mut current));
            }
            None => return Ok(outcomes),
        }
    }
}

async fn on_postgres(
    transaction: &mut sqlx::Transaction<'static, sqlx::Postgres>,
    statement: &Statement,
    args: Vec<Arg>,
) -> Result<Outcome, StoreError> {
    let query = sqlx::query_with(dialect::postgres_text(statement), arg::for_postgres(args)?);
    let mut steps = (&mut **transaction).fetch_many(query);
    let mut outcome = Outcome::default();
    while let Some(step) = steps.try_next().await.map_err(|error| StoreError::of(statement.table, error))? {
        match step {
            Either::Right(row) => outcome.rows.push(Raw::Postgres(row)),
            Either::Left(done) => outcome.changed += done.rows_affected(),
        }
    }
    Ok(outcome)
}
