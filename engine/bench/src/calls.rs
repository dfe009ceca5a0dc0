//! Times many calls of something short, in turns with its reference, so that a busy moment hits both alike.

use std::time::{Duration, Instant};

use crate::{
    Pace,
    report::{Table, Target, median, shown},
    spread::number,
};

/// Microseconds of one call, by round.
#[derive(Debug, Default)]
pub struct Calls {
    pub own: Vec<f64>,
    pub plain: Vec<f64>,
}

/// Measures both in turns. The first round warms up and is not counted.
pub fn in_turns(pace: Pace, mut own: impl FnMut(), mut plain: impl FnMut()) -> Calls {
    let mut calls = Calls::default();
    for round in 0..=pace.rounds {
        let (one, other) = (per_call(pace.time / 5, &mut own), per_call(pace.time / 5, &mut plain));
        if round > 0 {
            calls.own.push(one);
            calls.plain.push(other);
        }
    }
    calls
}

/// Calls for this long and gives the microseconds of one call.
fn per_call(time: Duration, call: &mut dyn FnMut()) -> f64 {
    let (started, mut count) = (Instant::now(), 0_u32);
    while started.elapsed() < time {
        for _ in 0..16 {
            call();
        }
        count += 16;
    }
    started.elapsed().as_secs_f64() * 1e6 / f64::from(count)
}

/// A new table for calls.
pub fn table(pace: Pace) -> Table {
    let title = format!(
        "(b) Calls on one thread: {} rounds of {:.2} s, median (min–max)",
        pace.rounds,
        (pace.time / 5).as_secs_f64()
    );
    Table::new(&title, &["call", "µs", "the same in plain Rust, µs", "times plain", "target"])
}

/// A line of it.
pub fn row(table: &mut Table, name: &str, calls: &Calls, target: Target) {
    let own = median(&calls.own);
    let times = number(own / median(&calls.plain));
    table.row([name.to_owned(), shown(&calls.own), shown(&calls.plain), times, target.verdict(own, "µs")]);
}
