//! Waits until a folder has been quiet for a moment: a save is often several events, a checkout hundreds.

use std::{
    sync::mpsc::{Receiver, RecvTimeoutError},
    time::{Duration, Instant},
};

/// What woke the loop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wake {
    /// Something may have changed and is quiet now.
    Settled,
    /// Nothing was told for the whole poll time: look anyway.
    Poll,
    /// Nobody can tell anything any more.
    Closed,
}

/// Waits for a hint, then for `quiet` without another one, but never longer than `longest` after the first.
pub fn wait(hints: &Receiver<()>, poll: Duration, quiet: Duration, longest: Duration) -> Wake {
    match hints.recv_timeout(poll) {
        Ok(()) => {}
        Err(RecvTimeoutError::Timeout) => return Wake::Poll,
        Err(RecvTimeoutError::Disconnected) => return Wake::Closed,
    }
    let first = Instant::now();
    loop {
        let left = longest.saturating_sub(first.elapsed());
        if left.is_zero() {
            return Wake::Settled;
        }
        match hints.recv_timeout(quiet.min(left)) {
            Ok(()) => {}
            Err(RecvTimeoutError::Timeout) => return Wake::Settled,
            Err(RecvTimeoutError::Disconnected) => return Wake::Closed,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::*;

    const MS: Duration = Duration::from_millis(1);

    #[test]
    fn a_burst_is_one_wake() {
        let (send, receive) = mpsc::channel();
        for _ in 0..200 {
            send.send(()).unwrap();
        }
        assert_eq!(wait(&receive, 50 * MS, 5 * MS, 100 * MS), Wake::Settled);
        assert!(receive.try_recv().is_err());
    }

    #[test]
    fn endless_events_are_read_after_the_longest_wait() {
        let (send, receive) = mpsc::channel();
        let stop = std::sync::Arc::new(std::sync::atomic::AtomicBool::new(false));
        let stopped = std::sync::Arc::clone(&stop);
        let noise = std::thread::spawn(move || {
            while !stopped.load(std::sync::atomic::Ordering::SeqCst) {
                let _ = send.send(());
                std::thread::yield_now();
            }
        });
        assert_eq!(wait(&receive, 1_000 * MS, 1_000 * MS, 20 * MS), Wake::Settled);
        stop.store(true, std::sync::atomic::Ordering::SeqCst);
        noise.join().unwrap();
    }

    #[test]
    fn without_a_hint_it_looks_anyway_and_without_senders_it_ends() {
        let (send, receive) = mpsc::channel();
        assert_eq!(wait(&receive, MS, MS, MS), Wake::Poll);
        drop(send);
        assert_eq!(wait(&receive, MS, MS, MS), Wake::Closed);
    }
}
