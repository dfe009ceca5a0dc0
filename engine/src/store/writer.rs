//! A transaction that writes. Nothing of it is kept unless [`Writer::commit`] returns well, and then all of it is on disk.

use std::ops::{Deref, DerefMut};

use super::{
    StoreError,
    conn::{Access, Conn, Link},
    dialect,
    hints::{self, Hint},
};

/// The channel of PostgreSQL on which nodes tell each other what they committed.
pub(super) const CHANNEL: &str = "portico";

/// A writing transaction. Dropping it without a commit undoes what it did. After a failed statement it can only be dropped, on both
/// databases alike.
pub struct Writer {
    conn: Conn,
    hints: Vec<Hint>,
}

impl Writer {
    pub(super) const fn new(access: Access, link: Link) -> Self {
        Self { conn: Conn::new(access, link), hints: Vec::new() }
    }

    /// Keeps the changes. Returns only after they are durable; on SQLite together with those of others.
    pub async fn commit(mut self) -> Result<(), StoreError> {
        if self.conn.is_broken() {
            return Err(StoreError::Other("nothing was kept: an earlier statement of this transaction failed".into()));
        }
        self.catch_up().await?;
        let hints = std::mem::take(&mut self.hints);
        if self.conn.is_postgres() {
            for payload in hints::to_payloads(&hints) {
                dialect::notify(&mut self, CHANNEL, payload).await?;
            }
        }
        match std::mem::replace(&mut self.conn.link, Link::Ended) {
            Link::Turn(turn) => turn.commit(hints).await,
            Link::Postgres(transaction) => transaction.commit().await.map_err(|error| StoreError::of("commit", error)),
            Link::Reader(_) | Link::Ended => Err(StoreError::Other("this transaction has ended".into())),
        }
    }

    /// Undoes the changes, and returns only after everything that was read here is durable: on SQLite it may have been written by an action
    /// whose batch is still open. For actions whose answer is that somebody else has done it already.
    pub async fn give_up(mut self) -> Result<(), StoreError> {
        match std::mem::replace(&mut self.conn.link, Link::Ended) {
            Link::Turn(turn) => turn.give_up().await,
            Link::Postgres(transaction) => {
                transaction.rollback().await.map_err(|error| StoreError::of("rollback", error))
            }
            Link::Reader(_) | Link::Ended => Err(StoreError::Other("this transaction has ended".into())),
        }
    }

    /// Remembers what to tell when the changes are kept.
    pub(super) fn hint(&mut self, hint: Hint) {
        if !self.hints.contains(&hint) {
            self.hints.push(hint);
        }
    }
}

impl Deref for Writer {
    type Target = Conn;

    fn deref(&self) -> &Conn {
        &self.conn
    }
}

impl DerefMut for Writer {
    fn deref_mut(&mut self) -> &mut Conn {
        &mut self.conn
    }
}
