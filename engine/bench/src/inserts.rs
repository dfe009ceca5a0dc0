//! What sending is compared with: inserts into a file of their own with the same durability, one writer connection, and as many tasks.

use std::{
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use anyhow::Context;
use futures_util::future::try_join_all;
use sqlx::{
    ConnectOptions as _, SqliteConnection,
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous},
};
use tokio::sync::{Mutex, mpsc, oneshot};

/// One row, about as large as a request: 900 bytes.
const BODY: usize = 900;
const INSERT: &str = "insert into requests (id, tenant, number, body) values ($1, $2, $3, $4)";
/// Inserts that share a commit at most; the same as Portico's own default.
const BATCH: usize = 64;

/// Who inserts how often.
#[derive(Debug, Clone, Copy)]
pub struct Plan {
    pub tasks: usize,
    pub each: usize,
}

/// Inserts per second, and the waiting time of each in nanoseconds.
pub struct Inserted {
    pub per_second: f64,
    pub latencies: Vec<u64>,
}

/// Every insert is a transaction with a commit of its own.
pub async fn one_by_one(file: &Path, plan: Plan) -> anyhow::Result<Inserted> {
    let connection = Arc::new(Mutex::new(open(file).await?));
    let insert = async |task: usize, count: usize| {
        let mut connection = connection.lock().await;
        add(&mut connection, task, count).await
    };
    measure(plan, insert).await
}

/// One writer takes all that wait into one transaction; everybody is answered after its commit.
pub async fn in_groups(file: &Path, plan: Plan) -> anyhow::Result<Inserted> {
    let mut connection = open(file).await?;
    let (send, mut receive) = mpsc::channel::<((usize, usize), oneshot::Sender<()>)>(BATCH);
    let writer = tokio::spawn(async move {
        let mut waiting = Vec::new();
        while receive.recv_many(&mut waiting, BATCH).await > 0 {
            sqlx::query("begin immediate").execute(&mut connection).await?;
            for ((task, count), _) in &waiting {
                add(&mut connection, *task, *count).await?;
            }
            sqlx::query("commit").execute(&mut connection).await?;
            for (_, answer) in waiting.drain(..) {
                // Nobody gives up here.
                let _ = answer.send(());
            }
        }
        anyhow::Ok(())
    });
    let insert = async |task: usize, count: usize| {
        let (answer, answered) = oneshot::channel();
        send.send(((task, count), answer)).await.context("the writer has ended")?;
        Ok(answered.await?)
    };
    let inserted = measure(plan, insert).await?;
    drop(send);
    writer.await??;
    Ok(inserted)
}

async fn measure(plan: Plan, insert: impl AsyncFn(usize, usize) -> anyhow::Result<()>) -> anyhow::Result<Inserted> {
    let started = Instant::now();
    let tasks = (0..plan.tasks).map(async |task| {
        let mut latencies = Vec::with_capacity(plan.each);
        for count in 0..plan.each {
            let sent = Instant::now();
            insert(task, count).await?;
            latencies.push(u64::try_from(sent.elapsed().as_nanos()).unwrap_or(u64::MAX));
        }
        anyhow::Ok(latencies)
    });
    let parts = tokio::time::timeout(Duration::from_secs(60), try_join_all(tasks)).await.context("inserting")??;
    let seconds = started.elapsed().as_secs_f64();
    let mut latencies: Vec<u64> = parts.into_iter().flatten().collect();
    latencies.sort_unstable();
    #[expect(clippy::cast_precision_loss, reason = "some thousand inserts")]
    let per_second = latencies.len() as f64 / seconds;
    Ok(Inserted { per_second, latencies })
}

/// A new file with the settings of Portico's writer connection.
async fn open(file: &Path) -> anyhow::Result<SqliteConnection> {
    for ending in ["", "-wal", "-shm"] {
        let old = format!("{}{ending}", file.display());
        if Path::new(&old).exists() {
            std::fs::remove_file(old)?;
        }
    }
    let mut connection = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .disable_statement_logging()
        .connect()
        .await?;
    let table = "create table requests (id blob not null primary key, tenant blob not null, number integer not null, body text not null) strict";
    sqlx::query(table).execute(&mut connection).await?;
    Ok(connection)
}

async fn add(connection: &mut SqliteConnection, task: usize, count: usize) -> anyhow::Result<()> {
    // Ids that grow with time, as Portico's do.
    let id = uuid::Uuid::from_u128((count as u128) << 32 | task as u128);
    let number = i64::try_from(count)?;
    let row = sqlx::query(INSERT).bind(id).bind(uuid::Uuid::from_u128(1)).bind(number).bind("x".repeat(BODY));
    row.execute(connection).await?;
    Ok(())
}
