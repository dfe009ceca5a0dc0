//! Processor time by thread, as the kernel counts it. Beside throughput it tells what a request costs, whoever else is busy.

use std::time::Duration;

use crate::load;

/// Processor time that all threads of this process but those of the load have used.
pub fn others() -> Duration {
    let Ok(threads) = std::fs::read_dir("/proc/self/task") else { return Duration::ZERO };
    let time = |folder: std::path::PathBuf| {
        let name = std::fs::read_to_string(folder.join("comm")).ok()?;
        let spent = std::fs::read_to_string(folder.join("schedstat")).ok()?;
        (name.trim() != load::THREAD).then(|| nanoseconds(&spent)).flatten()
    };
    let sum = threads.filter_map(Result::ok).filter_map(|entry| time(entry.path())).sum();
    Duration::from_nanos(sum)
}

/// The first of the three numbers of `schedstat`: time on a processor.
fn nanoseconds(schedstat: &str) -> Option<u64> {
    schedstat.split_whitespace().next()?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_on_a_processor_is_the_first_number() {
        assert_eq!(nanoseconds("47350 12 1\n"), Some(47_350));
        assert_eq!(nanoseconds(""), None);
    }
}
