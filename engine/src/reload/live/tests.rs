//! What can only be tried from inside: a fault of the engine itself.

use std::{fs, sync::mpsc, time::Duration};

use portico_host::{
    plugin::{Plugins, limits::PluginLimits},
    script::{Rules, ScriptLimits},
};

use super::*;
use crate::{
    domain::clock::FixedClock,
    reload::{counted, source::Candidate},
    themes::Limits,
};

/// A rule that makes the builder panic.
const FAULT: &[u8] = b"// make the builder panic";
/// Longest wait of a failing test.
const PATIENCE: Duration = Duration::from_secs(60);

/// Stands in for a fault that nobody knows of yet.
pub fn fail_if_asked(candidate: &Candidate) {
    assert!(!candidate.files.values().any(|file| **file == *FAULT), "a fault of the builder");
}

#[test]
fn a_panicking_build_is_reported_and_the_follower_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let flows = dir.path().join("scripts/acme/flows");
    fs::create_dir_all(&flows).unwrap();
    let write = |name: &str, text: &[u8]| fs::write(flows.join(name), text).unwrap();
    write("good.rhai", b"fn on_form(form, ctx) {}");
    let folders = config::Extensions {
        themes: dir.path().join("themes"),
        scripts: dir.path().join("scripts"),
        plugins: dir.path().join("plugins"),
        cache: dir.path().join("cache"),
        ..config::Extensions::default()
    };
    let plugins = Plugins::new(PluginLimits::default(), None).unwrap();
    let builder = Builder { rules: Rules::new(ScriptLimits::default()), plugins, theme_limits: Limits::default() };
    let need = Needs { tenant: "acme".into(), ..Needs::default() };
    let (_needs, needed) = watch::channel(Arc::new(vec![need]));
    let clock = Arc::new(FixedClock::at("2026-03-02T09:00:00Z"));
    let keep = Keep::new(&folders.cache);
    let (reloader, live) = Reloader::start(folders, (builder, keep), clock, (needed, counted())).unwrap();
    let (_stop, stopped) = mpsc::channel();
    reloader.follow(mpsc::channel(), stopped).unwrap();
    let until = |wanted: &dyn Fn(&Generation) -> bool| {
        let mut published = live.published();
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
        let wait = async {
            while !wanted(&live.generation("acme")) {
                published.changed().await.unwrap();
            }
        };
        runtime.block_on(async { tokio::time::timeout(PATIENCE, wait).await }).expect("it goes live");
    };
    write("good.rhai", FAULT);
    until(&|generation| {
        let report = generation.report.iter().find(|report| report.unit.kind() == "flow").unwrap();
        let told = report.diagnostics.first().map(ToString::to_string).unwrap_or_default();
        report.state == State::Stale && told.contains("a fault of the builder") && told.contains("please report this")
    });
    assert!(live.generation("acme").extensions.flows.contains_key("good"), "the last good one is live");
    write("next.rhai", b"fn on_form(form, ctx) {}");
    until(&|generation| generation.extensions.flows.contains_key("next"));
}
