//! SQLite's write-ahead log as a file: left behind by a process that did not end well, and growing when a reader never ends.

use std::path::{Path, PathBuf};

/// From this size on something keeps the log from being moved into the database: most often a reader that never ends.
pub const WAL_ALARM_BYTES: u64 = 256 * 1024 * 1024;

/// Rings once each time that the log has become too large.
#[derive(Debug, Default)]
pub struct WalAlarm {
    is_over: bool,
}

impl WalAlarm {
    /// Whether the log has grown over the limit since the last look.
    pub const fn rings(&mut self, bytes: u64) -> bool {
        let was_over = self.is_over;
        self.is_over = bytes > WAL_ALARM_BYTES;
        self.is_over && !was_over
    }
}

/// Bytes of the log beside a database; none when it is closed.
pub(super) fn size(database: &Path) -> u64 {
    let mut log = database.as_os_str().to_owned();
    log.push("-wal");
    std::fs::metadata(PathBuf::from(log)).map_or(0, |found| found.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_alarm_rings_once_per_time_that_the_log_is_too_large() {
        let mut alarm = WalAlarm::default();
        let sizes = [0, WAL_ALARM_BYTES, WAL_ALARM_BYTES + 1, WAL_ALARM_BYTES * 2, 0, WAL_ALARM_BYTES + 1];
        assert_eq!(sizes.map(|bytes| alarm.rings(bytes)), [false, false, true, false, false, true]);
    }
}
