//! The loop of a worker: claim, do, again; wait for the store's signal or a second when there is nothing. Each kind of task has a lane
//! of its own, so that a mail server that takes its time holds up no automation.

use std::{any::Any, panic::AssertUnwindSafe, time::Duration};

use futures_util::{FutureExt, future::join_all};
use tokio::{sync::watch, time::MissedTickBehavior};

use super::{
    Jobs, automate,
    lane::{Claim, Lane, PLACES},
    queue, send_mail, sweep,
};
use crate::{
    actions,
    domain::outbox::{LeasedTask, TRIES, Task},
};

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

    /// Works until `stop` is done, then finishes what it holds.
    pub async fn run(self, stop: impl Future<Output = ()>) {
        let (stopping, stopped) = watch::channel(false);
        let lanes = join_all(Task::ALL.map(|task| self.lane(task, stopped.clone())));
        let asked = async {
            stop.await;
            stopping.send_replace(true);
        };
        tokio::join!(lanes, self.sweeps(stopped.clone()), asked);
    }

    /// Works until nothing is left that can be done now, and returns how many tasks that were.
    pub async fn drain(&self) -> Result<usize, actions::Error> {
        let mut total = 0;
        loop {
            let before = total;
            for kind in Task::ALL {
                let tasks = queue::claim(&self.jobs.cx, &self.name, (kind, PLACES), &[]).await?;
                join_all(tasks.iter().map(|task| work(&self.jobs, task))).await;
                total += tasks.len();
            }
            if total == before {
                return Ok(total);
            }
        }
    }

    /// Removes what has expired.
    pub async fn sweep(&self) -> Result<(), actions::Error> {
        sweep::run(&self.jobs).await
    }

    /// Tasks of one kind, some side by side. More are claimed as soon as half of the places are free; tenants of which nothing runs are
    /// looked for once a second beside that, so that nobody waits for the end of somebody else's queue.
    async fn lane(&self, kind: Task, mut stopped: watch::Receiver<bool>) {
        let mut signal = self.jobs.cx.store.outbox_signal();
        let mut lane = Lane::default();
        let mut others = tokio::time::interval(IDLE);
        others.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let claim = lane.claim_for_all();
            let is_full = claim.is_none();
            self.fill(&mut lane, kind, claim).await;
            let for_others = tokio::select! {
                _ = stopped.wait_for(|stop| *stop) => break,
                _ = others.tick() => true,
                () = lane.ended(), if !lane.is_empty() => false,
                _ = signal.changed(), if !is_full => false,
            };
            if for_others {
                let claim = lane.claim_for_waiting();
                self.fill(&mut lane, kind, claim).await;
            }
        }
        while !lane.is_empty() {
            lane.ended().await;
        }
    }

    /// Claims tasks and begins them.
    async fn fill(&self, lane: &mut Lane, kind: Task, claim: Option<Claim>) {
        let Some(Claim { most, left_out }) = claim else { return };
        match queue::claim(&self.jobs.cx, &self.name, (kind, most), &left_out).await {
            Ok(tasks) => tasks.into_iter().for_each(|task| {
                let jobs = self.jobs.clone();
                lane.start(task.tenant, async move { work(&jobs, &task).await });
            }),
            Err(error) => tracing::error!(%error, "the outbox could not be read"),
        }
    }

    async fn sweeps(&self, mut stopped: watch::Receiver<bool>) {
        let mut ticks = tokio::time::interval(SWEEP);
        loop {
            tokio::select! {
                _ = stopped.wait_for(|stop| *stop) => return,
                _ = ticks.tick() => {}
            }
            // A panic in here must not end the lanes, which are polled by the same task.
            match AssertUnwindSafe(self.sweep()).catch_unwind().await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::warn!(%error, "expired things could not be removed"),
                Err(cause) => {
                    tracing::error!(cause = words(&*cause), "removing expired things failed, a bug of Portico")
                }
            }
        }
    }
}

/// Does a task and notes a failure, be it an error or a panic of ours. What was begun more often than it may fail took its process with
/// it every time; it is parked before it does so again.
async fn work(jobs: &Jobs, task: &LeasedTask) {
    let done = if task.attempt > TRIES {
        Err(format!("begun {TRIES} times and never ended: perhaps each time it ended the whole process"))
    } else {
        match AssertUnwindSafe(perform(jobs, task)).catch_unwind().await {
            Ok(done) => done.map_err(|error| error.to_string()),
            Err(cause) => Err(format!("a bug of Portico, please report it: {}", words(&*cause))),
        }
    };
    if let Err(error) = done {
        let (kind, attempt) = (task.task.as_str(), task.attempt);
        tracing::error!(task.id = %task.id, task = kind, attempt, error, "a task failed");
        // The database may be the reason; then the lease ends by itself and the task comes back.
        if let Err(error) = actions::outbox::failed(&jobs.cx, task, &error).await {
            tracing::error!(task.id = %task.id, %error, "the failure of a task could not be noted");
        }
    }
}

async fn perform(jobs: &Jobs, task: &LeasedTask) -> Result<(), actions::Error> {
    match task.task {
        Task::Automate => automate::run(jobs, task).await,
        Task::SendMail => send_mail::run(jobs, task).await,
    }
}

/// What a panic said.
fn words(cause: &(dyn Any + Send)) -> String {
    let said = cause.downcast_ref::<String>().cloned();
    said.or_else(|| cause.downcast_ref::<&str>().map(|said| (*said).to_owned())).unwrap_or_default()
}
