//! What shows only in a process of its own: memory over very many calls, and threads.
#![cfg(target_os = "linux")]
#![expect(clippy::unwrap_used, reason = "a test may fail by panicking")]
#![expect(clippy::disallowed_methods, reason = "tests have no configuration but their environment")]

#[path = "plugin/support.rs"]
#[expect(dead_code, reason = "shared with the other tests of plugins, which use more of it")]
mod support;

use std::fs;
use std::sync::{Mutex, PoisonError};

use portico_host::plugin::Plugins;
use portico_host::plugin::limits::PluginLimits;
use support::{Probe, context, patient, show};

/// The tests of this file look at the whole process, so they run one after the other.
static PROCESS: Mutex<()> = Mutex::new(());

#[test]
fn very_many_calls_need_no_more_memory_than_the_first_thousand() {
    let _alone = PROCESS.lock().unwrap_or_else(PoisonError::into_inner);
    let plugin = Probe::with_log().load(patient());
    // A plugin that fails this often would be put aside.
    let limits = PluginLimits { faults_in_a_row: 0, ..patient() };
    let trap = Probe { display: "unreachable", ..Probe::default() }.load(limits);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let mut early = 0;
    runtime.block_on(async {
        for turn in 0..calls() {
            if turn == 1_000 {
                early = resident_kib();
            }
            match turn % 10 {
                0 => assert!(show(&trap, &context()).await.is_err()),
                _ => assert!(show(&plugin, &context()).await.is_ok()),
            }
        }
    });
    let grown = resident_kib().saturating_sub(early);
    assert!(grown < 4 << 10, "grew by {grown} KiB");
}

#[test]
fn the_clock_thread_ends_with_the_last_plugin() {
    let _alone = PROCESS.lock().unwrap_or_else(PoisonError::into_inner);
    let plugins = Plugins::new(patient(), None).unwrap();
    let plugin = Probe::default().load_with(&plugins);
    assert_eq!(clock_threads(), 1);
    drop(plugins);
    assert_eq!(clock_threads(), 1, "a plugin keeps what it needs");
    drop(plugin);
    assert_eq!(clock_threads(), 0);
}

/// How many calls: 20 000, which takes some seconds, unless `PORTICO_TEST_PLUGIN_CALLS` says otherwise. 100 000 are flat as well.
fn calls() -> usize {
    let set = std::env::var("PORTICO_TEST_PLUGIN_CALLS").ok();
    set.map_or(20_000, |calls| calls.parse().expect("PORTICO_TEST_PLUGIN_CALLS is a number"))
}

fn resident_kib() -> usize {
    let status = fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

fn clock_threads() -> usize {
    let tasks = fs::read_dir("/proc/self/task").unwrap().flatten();
    tasks
        .filter(|task| fs::read_to_string(task.path().join("comm")).is_ok_and(|name| name.trim() == "plugin-epoch"))
        .count()
}
