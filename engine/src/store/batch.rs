//! Group commit on SQLite: one writer connection behind a fair lock. Each action runs in a savepoint of one open transaction, which is
//! committed when nobody waits, after so many actions or so many milliseconds; every action is answered after that commit.
//!
//! Nobody can leave a batch without an owner. `begin`, `savepoint`, `release`, `rollback` and `commit` run in tasks of their own, which a
//! vanished caller cannot cancel. A [`Turn`] that is dropped rolls back in such a task. A waiter that gives up as the last one has the
//! batch looked after by another.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, Instant},
};

use sqlx::{Connection, SqliteConnection};
use tokio::{
    runtime::Handle,
    sync::{Mutex, OwnedMutexGuard, oneshot},
};

use super::{
    StoreError,
    hints::{Hint, Hints},
};

/// How much one batch may hold, and how long a writer waits for its turn.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    pub actions: usize,
    pub open_for: Duration,
    pub wait: Duration,
}

/// The way to the writer connection; cheap to clone.
#[derive(Clone)]
pub(super) struct Gate(Arc<Shared>);

struct Shared {
    batch: Arc<Mutex<Batch>>,
    waiting: AtomicUsize,
    limits: Limits,
    hints: Hints,
    runtime: Handle,
}

struct Batch {
    /// None: the store was closed.
    connection: Option<SqliteConnection>,
    /// When the open transaction began.
    opened: Option<Instant>,
    /// A turn has begun and not ended: whoever finds this set after getting the lock follows a task that died.
    in_turn: bool,
    members: Vec<Member>,
}

/// An action whose savepoint is released and which waits for the commit.
struct Member {
    answer: oneshot::Sender<Result<(), StoreError>>,
    hints: Vec<Hint>,
}

type Guard = OwnedMutexGuard<Batch>;

/// The right to write, with a savepoint begun. Dropping it rolls back.
pub(super) struct Turn {
    gate: Gate,
    guard: Option<Guard>,
}

impl Gate {
    pub fn new(connection: SqliteConnection, limits: Limits, hints: Hints) -> Self {
        let batch = Batch { connection: Some(connection), opened: None, in_turn: false, members: Vec::new() };
        Self(Arc::new(Shared {
            batch: Arc::new(Mutex::new(batch)),
            waiting: AtomicUsize::new(0),
            limits,
            hints,
            runtime: Handle::current(),
        }))
    }

    /// Waits for the writer connection and begins a savepoint.
    pub async fn enter(&self) -> Result<Turn, StoreError> {
        let ticket = Ticket::new(self.clone());
        let lock = Arc::clone(&self.0.batch).lock_owned();
        let guard = tokio::time::timeout(self.0.limits.wait, lock)
            .await
            .map_err(|_| StoreError::Unavailable("the writer stayed busy for too long; try again".to_owned()))?;
        ticket.served();
        let (tell, told) = oneshot::channel();
        let gate = self.clone();
        self.0.runtime.spawn(async move {
            let begun = gate.begin_turn(guard).await;
            // When nobody is there any more, the turn is dropped here and rolls back.
            drop(tell.send(begun));
        });
        told.await.unwrap_or_else(|_| Err(shutting_down()))
    }

    /// The connection for migrations, when no batch is open.
    pub async fn alone<T, F>(&self, work: F) -> Result<T, StoreError>
    where
        F: AsyncFnOnce(&mut SqliteConnection) -> Result<T, StoreError>,
    {
        let mut guard = self.idle().await;
        work(guard.connection.as_mut().ok_or_else(shutting_down)?).await
    }

    /// Commits what is open and closes the connection, which also moves the write-ahead log into the database file.
    pub async fn close(&self) -> Result<(), StoreError> {
        let mut guard = self.idle().await;
        match guard.connection.take() {
            Some(connection) => connection.close().await.map_err(|error| StoreError::of("database", error)),
            None => Ok(()),
        }
    }

    async fn idle(&self) -> Guard {
        loop {
            let guard = Arc::clone(&self.0.batch).lock_owned().await;
            if guard.opened.is_none() && !guard.in_turn {
                return guard;
            }
            self.finish(guard).await;
        }
    }

    async fn begin_turn(self, mut guard: Guard) -> Result<Turn, StoreError> {
        if guard.in_turn {
            guard.abandon(&shutting_down()).await;
        }
        guard.in_turn = true;
        match guard.begin().await {
            Ok(()) => Ok(Turn { gate: self, guard: Some(guard) }),
            Err(error) => {
                guard.abandon(&error).await;
                Err(error)
            }
        }
    }

    /// Ends a turn well: its changes stay in the batch, and `member` is answered with it.
    async fn release(self, mut guard: Guard, member: Member) {
        match guard.run("release action").await {
            Ok(()) => {
                guard.in_turn = false;
                guard.members.push(member);
                self.settle(guard).await;
            }
            Err(error) => {
                guard.members.push(member);
                guard.abandon(&error).await;
            }
        }
    }

    /// Ends a turn badly: its changes are undone, those of the others stay. `member` is answered with them, or at once when there are none.
    async fn roll_back(self, mut guard: Guard, member: Option<Member>) {
        let undone = match guard.run("rollback to action").await {
            Ok(()) => guard.run("release action").await,
            failed => failed,
        };
        match undone {
            Ok(()) => {
                guard.in_turn = false;
                match member {
                    Some(member) if guard.members.is_empty() => drop(member.answer.send(Ok(()))),
                    member => guard.members.extend(member),
                }
                self.settle(guard).await;
            }
            // SQLite gave up the whole transaction, for example because the disk is full.
            Err(error) => {
                guard.members.extend(member);
                guard.abandon(&error).await;
            }
        }
    }

    /// Commits the batch, unless somebody waits who can still join it.
    async fn settle(&self, guard: Guard) {
        let limits = &self.0.limits;
        let full = guard.members.len() >= limits.actions;
        let old = guard.opened.is_some_and(|opened| opened.elapsed() >= limits.open_for);
        if full || old || self.0.waiting.load(Ordering::SeqCst) == 0 {
            self.finish(guard).await;
        }
    }

    async fn finish(&self, mut guard: Guard) {
        if guard.in_turn {
            guard.abandon(&shutting_down()).await;
        }
        if guard.opened.is_none() {
            return;
        }
        // A batch in which everybody gave up has nothing to keep.
        let end = if guard.members.is_empty() { "rollback" } else { "commit" };
        if let Err(error) = guard.run(end).await {
            guard.abandon(&error).await;
            return;
        }
        guard.opened = None;
        let members = std::mem::take(&mut guard.members);
        drop(guard);
        for member in members {
            self.0.hints.send(member.hints);
            // Whoever no longer listens has gone; the change is kept all the same.
            drop(member.answer.send(Ok(())));
        }
    }
}

impl Batch {
    async fn begin(&mut self) -> Result<(), StoreError> {
        if self.opened.is_none() {
            self.run("begin immediate").await?;
            self.opened = Some(Instant::now());
        }
        self.run("savepoint action").await
    }

    async fn run(&mut self, control: &'static str) -> Result<(), StoreError> {
        let connection = self.connection.as_mut().ok_or_else(shutting_down)?;
        let done = sqlx::query(control).execute(connection).await;
        done.map(|_| ()).map_err(|error| match StoreError::of("commit", error) {
            busy @ StoreError::Unavailable(_) => busy,
            other => StoreError::Other(format!("the transaction could not go on: {other}")),
        })
    }

    /// Gives the whole transaction up and tells everybody in it.
    async fn abandon(&mut self, error: &StoreError) {
        if let Err(also) = self.run("rollback").await {
            // Most often SQLite has rolled back by itself already.
            tracing::debug!(%also, "rolling back a given-up batch");
        }
        self.opened = None;
        self.in_turn = false;
        for member in self.members.drain(..) {
            drop(member.answer.send(Err(error.clone())));
        }
    }
}

impl Turn {
    pub fn connection(&mut self) -> Result<&mut SqliteConnection, StoreError> {
        self.guard.as_mut().and_then(|guard| guard.connection.as_mut()).ok_or_else(shutting_down)
    }

    /// Keeps the changes and waits until they are on disk. Once called, it goes on even when the caller vanishes.
    pub async fn commit(mut self, hints: Vec<Hint>) -> Result<(), StoreError> {
        let Some(guard) = self.guard.take() else { return Err(shutting_down()) };
        let (answer, answered) = oneshot::channel();
        let gate = self.gate.clone();
        self.gate.0.runtime.spawn(gate.release(guard, Member { answer, hints }));
        answered.await.unwrap_or_else(|_| Err(shutting_down()))
    }

    /// Undoes the changes and waits until those of the others that this turn may have read are on disk.
    pub async fn give_up(mut self) -> Result<(), StoreError> {
        let Some(guard) = self.guard.take() else { return Err(shutting_down()) };
        let (answer, answered) = oneshot::channel();
        let gate = self.gate.clone();
        self.gate.0.runtime.spawn(gate.roll_back(guard, Some(Member { answer, hints: Vec::new() })));
        answered.await.unwrap_or_else(|_| Err(shutting_down()))
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        if let Some(guard) = self.guard.take() {
            self.gate.0.runtime.spawn(self.gate.clone().roll_back(guard, None));
        }
    }
}

/// A place in the line. When the last one leaves without having been served, a batch that was held open for it is finished.
struct Ticket {
    gate: Gate,
    served: bool,
}

impl Ticket {
    fn new(gate: Gate) -> Self {
        gate.0.waiting.fetch_add(1, Ordering::SeqCst);
        Self { gate, served: false }
    }

    fn served(mut self) {
        self.served = true;
    }
}

impl Drop for Ticket {
    fn drop(&mut self) {
        let was = self.gate.0.waiting.fetch_sub(1, Ordering::SeqCst);
        if was == 1 && !self.served {
            let gate = self.gate.clone();
            self.gate.0.runtime.spawn(async move {
                let guard = Arc::clone(&gate.0.batch).lock_owned().await;
                gate.settle(guard).await;
            });
        }
    }
}

fn shutting_down() -> StoreError {
    StoreError::Unavailable("the store is closed or shutting down".to_owned())
}
