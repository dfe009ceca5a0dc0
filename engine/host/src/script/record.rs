//! What one run says and how much it has answered so far.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use rhai::{EvalAltResult, Position};

use super::limits::ScriptLimits;
use crate::effect::LogLine;
use crate::nul::replaced;

/// An error that Rhai carries.
pub(super) type Failure = Box<EvalAltResult>;

/// What an answer must not have.
pub(super) const NUL: &str = "a text with the character U+0000";

/// The record of one run, reachable from every function that a rule calls.
#[derive(Debug)]
pub(super) struct Recorder {
    log: Mutex<Vec<LogLine>>,
    answers: AtomicUsize,
    bytes: AtomicUsize,
    limits: ScriptLimits,
}

impl Recorder {
    pub(super) fn new(limits: &ScriptLimits) -> Self {
        Self {
            log: Mutex::new(Vec::new()),
            answers: AtomicUsize::new(0),
            bytes: AtomicUsize::new(0),
            limits: limits.clone(),
        }
    }

    pub(super) fn value_depth(&self) -> usize {
        self.limits.value_depth
    }

    /// Counts one answer of so many bytes. Too much is an error that a rule cannot catch.
    pub(super) fn count(&self, bytes: usize) -> Result<(), Failure> {
        let answers = self.answers.fetch_add(1, Ordering::Relaxed) + 1;
        let bytes = self.bytes.fetch_add(bytes, Ordering::Relaxed) + bytes;
        let (most, most_bytes) = (self.limits.effects, self.limits.output_bytes);
        if answers > most {
            return Err(too_large(format!("the rule answered more than {most} things in one run")));
        }
        if bytes > most_bytes {
            return Err(too_large(format!("the rule answered more than {most_bytes} bytes in one run")));
        }
        Ok(())
    }

    /// Adds a line to the run's log, within the limits.
    pub(super) fn log(&self, level: &str, text: &str) {
        let mut log = hold(&self.log);
        if log.len() < self.limits.log_lines {
            let end = text.floor_char_boundary(self.limits.log_line_bytes);
            log.push(LogLine { level: level.to_owned(), text: replaced(&text[..end]) });
        }
    }

    pub(super) fn take_log(&self) -> Vec<LogLine> {
        std::mem::take(&mut hold(&self.log))
    }
}

/// Locks even after a panic: the values behind it are plain, and the run that panicked is thrown away.
pub(super) fn hold<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A mistake of the rule's author, reported where the call stands.
pub(super) fn refuse(message: impl Into<String>) -> Failure {
    EvalAltResult::ErrorRuntime(message.into().into(), Position::NONE).into()
}

/// Refuses an answer that no database could store.
pub(super) fn storable(text: &str) -> Result<(), Failure> {
    if text.contains('\0') { Err(refuse(format!("{NUL} cannot be stored"))) } else { Ok(()) }
}

fn too_large(what: String) -> Failure {
    EvalAltResult::ErrorDataTooLarge(what, Position::NONE).into()
}
