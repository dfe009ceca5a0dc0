//! The threads that hash. They run behind everything else, so that a flood of sign-ins makes signing in slow and no page.

use std::{
    io,
    sync::{Arc, Mutex, PoisonError, mpsc},
    thread,
};

use tokio::sync::oneshot;

/// By how much the threads give way to others (`man 7 sched`): at 10 a waiting page has nine times their share of a processor. Only Linux
/// counts this for each thread, so elsewhere nothing is changed.
const NICENESS: i32 = 10;

type Job = Box<dyn FnOnce() + Send>;

/// Ends its threads when it is dropped.
pub struct Workers {
    jobs: mpsc::Sender<Job>,
}

impl Workers {
    /// Starts `number` threads.
    ///
    /// # Errors
    /// The system gives no more threads.
    pub fn start(number: usize) -> io::Result<Self> {
        let (jobs, taken) = mpsc::channel::<Job>();
        let taken = Arc::new(Mutex::new(taken));
        for _ in 0..number {
            let taken = Arc::clone(&taken);
            thread::Builder::new().name("passwords".to_owned()).spawn(move || work(&taken))?;
        }
        Ok(Self { jobs })
    }

    /// The answer of `job` once it has had its turn. None: it panicked. What nobody waits for any more is not begun.
    pub async fn run<T: Send + 'static>(&self, job: impl FnOnce() -> T + Send + 'static) -> Option<T> {
        let (answer, answered) = oneshot::channel();
        let job = move || {
            if !answer.is_closed() {
                // Whoever gave up meanwhile needs no answer.
                let _ = answer.send(job());
            }
        };
        self.jobs.send(Box::new(job)).ok()?;
        answered.await.ok()
    }
}

fn work(jobs: &Mutex<mpsc::Receiver<Job>>) {
    #[cfg(target_os = "linux")]
    if let Err(error) = rustix::process::nice(NICENESS) {
        tracing::warn!(%error, "hashing of passwords competes with pages, because its threads could not be made to give way");
    }
    loop {
        let next = jobs.lock().unwrap_or_else(PoisonError::into_inner).recv();
        let Ok(job) = next else { return };
        // A fault of ours in one job is told where its answer is missed, and must not end the thread.
        let _ = std::panic::catch_unwind(std::panic::AssertUnwindSafe(job));
    }
}

#[cfg(test)]
mod tests {
    use super::Workers;

    #[tokio::test]
    async fn a_job_that_panics_has_no_answer_and_the_next_one_has() {
        let workers = Workers::start(1).unwrap();
        assert_eq!(workers.run(|| -> u8 { panic!("on purpose") }).await, None);
        assert_eq!(workers.run(|| 7).await, Some(7));
    }

    #[tokio::test]
    async fn what_nobody_waits_for_any_more_is_not_begun() {
        let workers = Workers::start(1).unwrap();
        let (begun, run) = std::sync::mpsc::channel();
        let (open, gate) = std::sync::mpsc::channel::<()>();
        let first = workers.run(move || gate.recv());
        let given_up = workers.run(move || begun.send(()));
        // Both are queued by their first look; the second is dropped while the first holds the only thread.
        let (mut first, mut given_up) = (Box::pin(first), Box::pin(given_up));
        assert!(futures_util::poll!(&mut first).is_pending() && futures_util::poll!(&mut given_up).is_pending());
        drop(given_up);
        drop(open);
        assert!(first.await.unwrap().is_err());
        workers.run(|| ()).await.unwrap();
        assert!(run.try_recv().is_err());
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn hashing_gives_way_and_nobody_else_does() {
        let niceness = || rustix::process::nice(0).unwrap();
        let before = niceness();
        let there = Workers::start(1).unwrap().run(niceness).await.unwrap();
        assert_eq!((there, niceness()), ((before + super::NICENESS).min(19), before));
    }
}
