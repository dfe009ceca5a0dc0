//! A connection as the functions of the store see it: bound to one tenant or to the platform, on either database, with every failure
//! translated. [`Reader`] is the kind that only reads.

use std::ops::{Deref, DerefMut};

use sqlx::{Either, Postgres, Sqlite, SqliteConnection, Transaction, pool::PoolConnection};

use super::{
    StoreError,
    arg::Arg,
    batch::Turn,
    dialect,
    row::{Raw, Row},
    statement::Statement,
    together::Bound,
};
use crate::domain::{access::Scope, id::TenantId};

/// Whose rows a connection is for. On PostgreSQL row-level security holds it too.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Access {
    Tenant(TenantId),
    /// The few paths over all tenants: routing, sessions by their secret, the outbox.
    Platform,
}

/// A connection; read functions take `&mut Conn`.
pub struct Conn {
    access: Access,
    pub(super) link: Link,
    /// A statement failed or was given up half-way. PostgreSQL has ended the transaction then, so nothing more is run on SQLite either.
    broken: bool,
    /// Statements of a writer that go with its next trip.
    pub(super) put_off: Vec<Bound>,
}

pub(super) enum Link {
    Reader(PoolConnection<Sqlite>),
    Turn(Turn),
    Postgres(Transaction<'static, Postgres>),
    /// The transaction has ended.
    Ended,
}

/// A connection for reading. On PostgreSQL it is a read-only transaction.
pub struct Reader(Conn);

impl Reader {
    pub(super) const fn new(access: Access, link: Link) -> Self {
        Self(Conn::new(access, link))
    }
}

impl Deref for Reader {
    type Target = Conn;

    fn deref(&self) -> &Conn {
        &self.0
    }
}

impl DerefMut for Reader {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.0
    }
}

impl Conn {
    pub(super) const fn new(access: Access, link: Link) -> Self {
        Self { access, link, broken: false, put_off: Vec::new() }
    }

    /// The tenant of this connection. A platform connection has none.
    pub(super) fn own_tenant(&self) -> Result<TenantId, StoreError> {
        match self.access {
            Access::Tenant(tenant) => Ok(tenant),
            Access::Platform => {
                Err(StoreError::Other("this call needs a connection of a tenant, not the platform's".into()))
            }
        }
    }

    /// The tenant of a scope, when this connection may serve it.
    pub(super) fn serves(&self, scope: &Scope) -> Result<TenantId, StoreError> {
        self.must_own(scope.tenant())?;
        Ok(scope.tenant())
    }

    /// The tenant of a scope, when the scope is that of the whole tenant. None: a customer's, for which what is the office's is not there.
    pub(super) fn serves_office(&self, scope: &Scope) -> Result<Option<TenantId>, StoreError> {
        let tenant = self.serves(scope)?;
        Ok(scope.customer().is_none().then_some(tenant))
    }

    /// Refuses rows of another tenant before they reach the database.
    pub(super) fn must_own(&self, tenant: TenantId) -> Result<(), StoreError> {
        match self.access {
            Access::Tenant(own) if own != tenant => {
                Err(StoreError::Other(format!("a connection of tenant {own} was used for tenant {tenant}")))
            }
            Access::Tenant(_) | Access::Platform => Ok(()),
        }
    }

    /// Refuses what only the platform may do.
    pub(super) fn must_be_platform(&self) -> Result<(), StoreError> {
        match self.access {
            Access::Platform => Ok(()),
            Access::Tenant(_) => {
                Err(StoreError::Other("this call needs the platform's connection, not a tenant's".into()))
            }
        }
    }

    pub(super) const fn is_broken(&self) -> bool {
        self.broken
    }

    pub(super) const fn is_postgres(&self) -> bool {
        matches!(self.link, Link::Postgres(_))
    }

    /// All rows of a statement.
    pub(super) async fn all<T>(
        &mut self,
        statement: &Statement,
        args: Vec<Arg>,
        read: impl Fn(&Row) -> Result<T, StoreError>,
    ) -> Result<Vec<T>, StoreError> {
        let rows = self.rows(statement, args).await?;
        rows.into_iter().map(|raw| read(&Row::new(statement.table, raw))).collect()
    }

    /// The first row of a statement, if any.
    pub(super) async fn optional<T>(
        &mut self,
        statement: &Statement,
        args: Vec<Arg>,
        read: impl Fn(&Row) -> Result<T, StoreError>,
    ) -> Result<Option<T>, StoreError> {
        let rows = self.rows(statement, args).await?;
        rows.into_iter().next().map(|raw| read(&Row::new(statement.table, raw))).transpose()
    }

    /// The row of a statement that always has one.
    pub(super) async fn one<T>(
        &mut self,
        statement: &Statement,
        args: Vec<Arg>,
        read: impl Fn(&Row) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let found = self.optional(statement, args, read).await?;
        found.ok_or_else(|| StoreError::Other(format!("{}: {} gave no row", statement.table, statement.name)))
    }

    /// Runs a statement and counts the rows it changed.
    pub(super) async fn execute(&mut self, statement: &Statement, args: Vec<Arg>) -> Result<u64, StoreError> {
        let outcomes = self.run(vec![(statement.clone(), args)]).await?;
        Ok(outcomes.first().map_or(0, |outcome| outcome.changed))
    }

    /// Has the database read a statement without running it.
    pub(super) async fn prepare(&mut self, statement: &Statement) -> Result<(), StoreError> {
        use sqlx::Executor;
        let done = match self.wire()? {
            Either::Left(sqlite) => sqlite.prepare(dialect::sqlite_text(statement)).await.map(|_| ()),
            Either::Right(postgres) => (&mut **postgres).prepare(dialect::postgres_text(statement)).await.map(|_| ()),
        };
        done.map_err(|error| StoreError::Other(format!("{}.{}: {error}", statement.table, statement.name)))
    }

    async fn rows(&mut self, statement: &Statement, args: Vec<Arg>) -> Result<Vec<Raw>, StoreError> {
        let outcomes = self.run(vec![(statement.clone(), args)]).await?;
        Ok(outcomes.into_iter().next().unwrap_or_default().rows)
    }

    pub(super) fn wire(
        &mut self,
    ) -> Result<Either<&mut SqliteConnection, &mut Transaction<'static, Postgres>>, StoreError> {
        match &mut self.link {
            Link::Reader(connection) => Ok(Either::Left(&mut **connection)),
            Link::Turn(turn) => turn.connection().map(Either::Left),
            Link::Postgres(transaction) => Ok(Either::Right(transaction)),
            Link::Ended => Err(StoreError::Other("this transaction has ended".into())),
        }
    }

    /// Marks the connection as broken until the statement has ended well, so that one that was given up half-way counts as failed.
    pub(super) fn begin_statement(&mut self) -> Result<(), StoreError> {
        if self.broken {
            return Err(StoreError::Other(
                "an earlier statement of this transaction failed; it can only be dropped".into(),
            ));
        }
        self.broken = true;
        Ok(())
    }

    pub(super) const fn statements_ended(&mut self) {
        self.broken = false;
    }
}
