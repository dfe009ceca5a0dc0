//! `log(...)`: lines in the record of the run.

use std::sync::Arc;

use rhai::NativeCallContext;

use super::Registry;
use crate::script::record::{Failure, Recorder, refuse};

const LEVELS: &[&str] = &["debug", "info", "warn"];

pub(super) fn register(functions: &mut Registry) {
    functions.add(
        "log",
        &["text: string", "()"],
        "Adds a line to the log of this run.",
        |ctx: NativeCallContext, text: &str| write(&ctx, "info", text),
    );
    functions.add(
        "log",
        &["level: string", "text: string", "()"],
        "Adds a line with the level debug, info or warn.",
        |ctx: NativeCallContext, level: &str, text: &str| -> Result<(), Failure> {
            if !LEVELS.contains(&level) {
                return Err(refuse(format!("there is no log level \"{level}\"; use debug, info or warn")));
            }
            write(&ctx, level, text);
            Ok(())
        },
    );
}

fn write(ctx: &NativeCallContext, level: &str, text: &str) {
    if let Some(recorder) = ctx.tag().and_then(|tag| tag.read_lock::<Arc<Recorder>>()) {
        recorder.log(level, text);
    }
}
