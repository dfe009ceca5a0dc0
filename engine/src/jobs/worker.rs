//! The loop of a worker: claim, do, again; wait for the store's signal or a second when there is nothing.

use std::time::Duration;

use futures_util::future::join_all;

use super::{Jobs, automate, queue, send_mail, sweep};
use crate::{
    actions,
    domain::outbox::{LeasedTask, Task},
};

/// Tasks claimed at once. Tasks of one work order are never claimed together, so they can run side by side.
const BATCH: u32 = 16;
/// Longest wait without a signal: other nodes' rows and retries are found this way.
const IDLE: Duration = Duration::from_secs(1);
/// How often expired things are removed.
const SWEEP: Duration = Duration::from_secs(3_600);

/// Takes rows of the outbox.
pub struct Worker {
    jobs: Jobs,
    name: String,
}

impl Worker {
    pub fn new(jobs: Jobs, name: &str) -> Self {
        Self { jobs, name: name.to_owned() }
    }

    /// Works until `stop` is done; what is leased then is taken again when its lease ends.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        tokio::pin!(stop);
        let mut signal = self.jobs.cx.store.outbox_signal();
        let mut sweep_at = tokio::time::interval(SWEEP);
        loop {
            let busy = match self.once().await {
                Ok(done) => done > 0,
                Err(error) => {
                    tracing::error!(%error, "the outbox could not be read");
                    false
                }
            };
            if busy {
                continue;
            }
            tokio::select! {
                () = &mut stop => return,
                _ = signal.changed() => {}
                () = tokio::time::sleep(IDLE) => {}
                _ = sweep_at.tick() => {
                    if let Err(error) = sweep::run(&self.jobs).await {
                        tracing::warn!(%error, "expired things could not be removed");
                    }
                }
            }
        }
    }

    /// Works until nothing is left that can be done now, and returns how many tasks that were.
    pub async fn drain(&self) -> Result<usize, actions::Error> {
        let mut total = 0;
        loop {
            match self.once().await? {
                0 => return Ok(total),
                done => total += done,
            }
        }
    }

    async fn once(&self) -> Result<usize, actions::Error> {
        let tasks = queue::claim(&self.jobs.cx, &self.name, BATCH).await?;
        join_all(tasks.iter().map(|task| self.work(task))).await;
        Ok(tasks.len())
    }

    async fn work(&self, task: &LeasedTask) {
        let done = match task.task {
            Task::Automate => automate::run(&self.jobs, task).await,
            Task::SendMail => send_mail::run(&self.jobs, task).await,
        };
        if let Err(error) = done {
            tracing::error!(task = task.task.as_str(), attempt = task.attempt, %error, "a task failed");
            // The database may be the reason; then the lease ends by itself and the task comes back.
            let noted = actions::mails::failed(&self.jobs.cx, task, None, &error.to_string()).await;
            if let Err(error) = noted {
                tracing::error!(%error, "the failure of a task could not be noted");
            }
        }
    }
}
