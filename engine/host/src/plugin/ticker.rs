//! The thread that moves the engines' epochs, by which endless code is noticed.

use std::sync::mpsc::{self, RecvTimeoutError, Sender};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

use wasmtime::Engine;

/// Time between two looks at the clock from inside running code.
pub(super) const TICK: Duration = Duration::from_millis(5);

/// Ticks until it is dropped.
pub(super) struct Ticker {
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Ticker {
    /// Starts the thread. It counts elapsed time, not turns, so that a starved thread catches up instead of stretching deadlines.
    pub(super) fn start(engines: Vec<Engine>) -> Result<Self, String> {
        let (stop, stopped) = mpsc::channel();
        let run = move || {
            let start = Instant::now();
            let mut ticks = 0;
            while stopped.recv_timeout(TICK) == Err(RecvTimeoutError::Timeout) {
                let due = start.elapsed().as_millis() / TICK.as_millis();
                for _ in ticks..due {
                    engines.iter().for_each(Engine::increment_epoch);
                }
                ticks = due;
            }
        };
        let thread = thread::Builder::new().name("plugin-epoch".into()).spawn(run);
        let thread = thread.map_err(|error| format!("cannot start the plugins' clock thread: {error}"))?;
        Ok(Self { stop: Some(stop), thread: Some(thread) })
    }
}

impl Drop for Ticker {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // The thread only counts, so it can neither panic nor be waited for longer than one wake-up.
            drop(thread.join());
        }
    }
}
