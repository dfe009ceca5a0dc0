//! Load: some connections on a thread of their own, each sending its next request when it has the answer to the last.

use std::{
    net::SocketAddr,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use anyhow::{Context, ensure};
use futures_util::future::join_all;

use crate::{
    client::{Answer, Client},
    cpu,
    report::shown,
    spread::quantile,
};

/// What one connection sends.
#[derive(Clone)]
pub enum Work {
    /// One after the other, from the beginning again until the time is over.
    Repeat(Arc<Vec<Vec<u8>>>, Duration),
    /// The same, but one each time that the second duration has passed, or later when the answer before took longer.
    Paced(Arc<Vec<Vec<u8>>>, Duration, Duration),
    /// Each once.
    Once(Arc<Vec<Vec<u8>>>),
    /// One after the other until somebody says stop. Each answer is looked at.
    Until(Arc<Vec<Vec<u8>>>, Arc<AtomicBool>, Check),
}

/// Looks at the answer to a request, given by its place in the list. An error is a failed request.
pub type Check = Arc<dyn Fn(usize, &Answer<'_>) -> Result<(), String> + Send + Sync>;

/// Several connections to one address.
#[derive(Clone)]
pub struct Load {
    pub address: SocketAddr,
    pub work: Vec<Work>,
    /// Statuses that count as an answer; everything else has failed.
    pub expected: &'static [u16],
}

/// What came of it.
#[derive(Debug, Clone, Default)]
pub struct Outcome {
    pub requests: usize,
    pub failed: usize,
    /// The first thing that went wrong.
    pub failure: Option<String>,
    pub seconds: f64,
    /// Of all threads but the load's own, per request.
    pub cpu_us: f64,
    /// In nanoseconds, sorted.
    pub latencies: Vec<u64>,
}

impl Outcome {
    #[expect(clippy::cast_precision_loss, reason = "some thousand requests")]
    pub fn per_second(&self) -> f64 {
        (self.requests - self.failed) as f64 / self.seconds
    }

    /// A quantile of the time from sending a request to its last byte.
    pub fn ms(&self, part: f64) -> f64 {
        quantile(&self.latencies, part) / 1e6
    }

    /// The outcome, unless a request failed.
    pub fn whole(self) -> anyhow::Result<Self> {
        let why = self.failure.clone().unwrap_or_default();
        ensure!(self.failed == 0, "{} of {} requests failed: {why}", self.failed, self.requests);
        Ok(self)
    }
}

/// Throughput and waiting times of several rounds, as tables show them: per second, the median and the 99th percentile in milliseconds.
pub fn columns(rounds: &[Outcome]) -> [String; 3] {
    let of = |value: fn(&Outcome) -> f64| shown(&rounds.iter().map(value).collect::<Vec<_>>());
    [of(Outcome::per_second), of(|outcome| outcome.ms(0.5)), of(|outcome| outcome.ms(0.99))]
}

/// Processor time of each request, of several rounds.
pub fn cpu_column(rounds: &[Outcome]) -> String {
    shown(&rounds.iter().map(|outcome| outcome.cpu_us).collect::<Vec<_>>())
}

/// Name of the thread, by which its own time is told apart.
pub const THREAD: &str = "load";
/// Longest a measurement may take beyond its own time.
const PATIENCE: Duration = Duration::from_secs(30);

impl Load {
    /// Runs it to its end.
    pub async fn run(self) -> anyhow::Result<Outcome> {
        let (send, receive) = tokio::sync::oneshot::channel();
        let run = move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
            let outcome = runtime.map(|runtime| runtime.block_on(self.all()));
            // Whoever waited has given up already.
            let _ = send.send(outcome);
        };
        std::thread::Builder::new().name(THREAD.to_owned()).spawn(run)?;
        receive.await.context("the load ended without an outcome")??
    }

    async fn all(self) -> anyhow::Result<Outcome> {
        let longest = self.work.iter().map(Work::time).max().unwrap_or_default();
        let mut clients = Vec::new();
        for _ in &self.work {
            clients.push(Client::connect(self.address).await.context("connecting")?);
        }
        let (before, started) = (cpu::others(), Instant::now());
        let running = clients.into_iter().zip(&self.work).map(|(client, work)| one(client, work, &self));
        let parts =
            tokio::time::timeout(longest + PATIENCE, join_all(running)).await.context("the load did not end")?;
        let seconds = started.elapsed().as_secs_f64();
        let used = cpu::others().saturating_sub(before);
        let mut whole = Outcome { seconds, ..Outcome::default() };
        for part in parts {
            whole.requests += part.requests;
            whole.failed += part.failed;
            whole.failure = whole.failure.or(part.failure);
            whole.latencies.extend(part.latencies);
        }
        whole.latencies.sort_unstable();
        #[expect(clippy::cast_precision_loss, reason = "some thousand requests")]
        let requests = whole.requests.max(1) as f64;
        whole.cpu_us = used.as_secs_f64() * 1e6 / requests;
        Ok(whole)
    }
}

impl Work {
    fn time(&self) -> Duration {
        match self {
            Self::Repeat(_, time) | Self::Paced(_, time, _) => *time,
            Self::Once(_) | Self::Until(..) => PATIENCE,
        }
    }

    /// Waits until the request of this number is due.
    async fn due(&self, number: usize, started: Instant) {
        let Self::Paced(_, _, every) = self else { return };
        let turn = every.saturating_mul(u32::try_from(number).unwrap_or(u32::MAX));
        tokio::time::sleep_until((started + turn).into()).await;
    }

    fn check(&self, number: usize, answer: &Answer<'_>) -> Result<(), String> {
        match self {
            Self::Until(requests, _, check) => check(number % requests.len(), answer),
            _ => Ok(()),
        }
    }

    /// The request of this number, or None at the end.
    fn request(&self, number: usize, started: Instant) -> Option<&[u8]> {
        let (requests, going_on) = match self {
            Self::Repeat(requests, time) | Self::Paced(requests, time, _) => (requests, started.elapsed() < *time),
            Self::Once(requests) => return requests.get(number).map(Vec::as_slice),
            Self::Until(requests, stop, _) => (requests, !stop.load(Ordering::Relaxed)),
        };
        going_on.then(|| requests[number % requests.len()].as_slice())
    }
}

async fn one(mut client: Client, work: &Work, load: &Load) -> Outcome {
    let (mut outcome, started, expected) = (Outcome::default(), Instant::now(), load.expected);
    while let Some(request) = work.request(outcome.requests, started) {
        work.due(outcome.requests, started).await;
        let sent = Instant::now();
        let (failure, is_broken) = match client.send(request).await {
            Ok(answer) if expected.contains(&answer.status) => (work.check(outcome.requests, &answer).err(), false),
            Ok(answer) => (Some(format!("status {} instead of {expected:?}", answer.status)), false),
            Err(error) => (Some(error.to_string()), true),
        };
        outcome.latencies.push(u64::try_from(sent.elapsed().as_nanos()).unwrap_or(u64::MAX));
        outcome.requests += 1;
        if let Some(why) = failure {
            outcome.failed += 1;
            let line = String::from_utf8_lossy(request).lines().next().unwrap_or_default().to_owned();
            outcome.failure.get_or_insert(format!("{line}: {why}"));
        }
        if is_broken {
            match Client::connect(load.address).await {
                Ok(again) => client = again,
                Err(_) => break,
            }
        }
    }
    outcome
}
