//! Opens PostgreSQL: a pool for everybody, and one connection that listens for what other nodes committed.

use std::{str::FromStr, time::Duration};

use sqlx::{
    PgPool, Postgres, Transaction,
    postgres::{PgConnectOptions, PgListener, PgPoolOptions},
};
use tokio::task::AbortHandle;

use super::{
    StoreError, StoreOptions,
    conn::Access,
    dialect,
    hints::{self, Hints},
    writer::CHANNEL,
};

/// A connection is renewed after this time, which bounds what a silent network failure can hold.
const CONNECTION_LIFE: Duration = Duration::from_secs(30 * 60);
/// Pause before listening is tried again.
const LISTEN_AGAIN: Duration = Duration::from_secs(1);

/// An open database.
pub(super) struct Pg {
    pub pool: PgPool,
    pub connect: PgConnectOptions,
    listener: AbortHandle,
}

impl Pg {
    pub async fn open(url: &str, options: &StoreOptions, hints: Hints) -> Result<Self, StoreError> {
        let limit = options.statement_limit.as_millis();
        let connect = PgConnectOptions::from_str(url)
            .map_err(|error| StoreError::Other(format!("the database address cannot be read: {error}")))?
            .statement_cache_capacity(300)
            .options([("statement_timeout", limit), ("idle_in_transaction_session_timeout", limit)]);
        let connect = match connect.get_application_name() {
            Some(_) => connect,
            None => connect.application_name("portico"),
        };
        let pool = PgPoolOptions::new()
            .max_connections(options.connections.max(2))
            .acquire_timeout(options.read_wait)
            .max_lifetime(CONNECTION_LIFE)
            .connect_with(connect.clone())
            .await
            .map_err(|error| StoreError::of("postgresql", error))?;
        check_durable(&pool).await?;
        let ears = PgPoolOptions::new()
            .max_connections(1)
            .max_lifetime(None)
            .idle_timeout(None)
            .connect_lazy_with(connect.clone());
        let listener = listen(&ears).await.map_err(|error| StoreError::of("postgresql", error))?;
        let listener = tokio::spawn(keep_listening(ears, listener, hints)).abort_handle();
        Ok(Self { pool, connect, listener })
    }

    /// A transaction behind the wall of row-level security.
    pub async fn begin(&self, access: Access, writes: bool) -> Result<Transaction<'static, Postgres>, StoreError> {
        let begun = self.pool.begin_with(dialect::begin_behind_wall(access, writes)).await;
        begun.map_err(|error| StoreError::of("postgresql", error))
    }

    pub async fn close(&self) {
        self.listener.abort();
        self.pool.close().await;
    }
}

impl Drop for Pg {
    fn drop(&mut self) {
        self.listener.abort();
    }
}

/// A server that acknowledges before its log is on disk would lose requests that customers hold a number of.
async fn check_durable(pool: &PgPool) -> Result<(), StoreError> {
    let setting = sqlx::query_scalar::<_, String>("show synchronous_commit").fetch_one(pool).await;
    if setting.map_err(|error| StoreError::of("postgresql", error))? != "off" {
        return Ok(());
    }
    Err(StoreError::Schema(
        "the database acknowledges what is not on disk yet (synchronous_commit = off), so acknowledged requests could be lost; set it to \
         on for this database and role"
            .to_owned(),
    ))
}

async fn listen(ears: &PgPool) -> Result<PgListener, sqlx::Error> {
    let mut listener = PgListener::connect_with(ears).await?;
    listener.listen(CHANNEL).await?;
    Ok(listener)
}

/// Passes notifications on. After a lost connection everybody is told to catch up, because notifications may be lost with it.
async fn keep_listening(ears: PgPool, mut listener: PgListener, hints: Hints) {
    loop {
        match listener.try_recv().await {
            Ok(Some(notification)) => hints.send(hints::from_payload(notification.payload())),
            Ok(None) => hints.catch_up(),
            Err(error) => {
                tracing::warn!(%error, "listening for other nodes failed; it is tried again");
                drop(listener);
                listener = listen_at_last(&ears).await;
                hints.catch_up();
            }
        }
    }
}

async fn listen_at_last(ears: &PgPool) -> PgListener {
    loop {
        tokio::time::sleep(LISTEN_AGAIN).await;
        match listen(ears).await {
            Ok(listener) => return listener,
            Err(error) => tracing::debug!(%error, "listening is not possible yet"),
        }
    }
}
