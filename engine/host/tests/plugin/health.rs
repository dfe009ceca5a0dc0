//! What is known of a plugin's runs, and a plugin that fails again and again is left alone for a while.

use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex, Once};
use std::time::Duration;

use portico_host::plugin::limits::PluginLimits;
use portico_host::plugin::{CallContext, FaultKind, FieldConfig, Plugin, Plugins};
use tracing::field::Field;
use tracing::span::{Attributes, Id, Record};
use tracing::subscriber::DefaultGuard;
use tracing::{Event, Metadata, Subscriber};

use crate::support::{Probe, TRAP_AT_T, context, dry, patient, show, show_value};

fn moody() -> Plugin {
    Probe { display: TRAP_AT_T, ..Probe::default() }.load(patient())
}

/// The context, so many seconds later.
fn after(seconds: u64) -> CallContext {
    let start = context();
    CallContext { now: start.now + Duration::from_secs(seconds), ..start }
}

async fn fails(plugin: &Plugin, at: u64) -> FaultKind {
    show_value(plugin, &after(at), "trap").await.unwrap_err().kind
}

async fn fails_five_times(plugin: &Plugin) {
    for second in 0..5 {
        assert_eq!(fails(plugin, second).await, FaultKind::Trap);
    }
}

#[tokio::test]
async fn runs_and_failures_are_counted_with_the_last_fault_by_tenant() {
    let plugin = moody();
    show(&plugin, &after(1)).await.unwrap();
    fails(&plugin, 2).await;
    show_value(&plugin, &dry(), "trap").await.unwrap_err();
    let health = plugin.health("nordwind");
    assert_eq!((health.runs, health.failures), (2, 1), "a check is not counted");
    let fault = health.last_fault.unwrap();
    assert_eq!((fault.at, fault.kind), (after(2).now, FaultKind::Trap));
    assert!(fault.message.starts_with("crashed: "), "{}", fault.message);
    assert_eq!(plugin.health("van-kade"), portico_host::plugin::Health::default());
}

#[tokio::test]
async fn five_faults_in_a_row_put_a_plugin_aside_for_its_tenant_only() {
    let plugin = moody();
    fails_five_times(&plugin).await;
    let refused = show(&plugin, &after(5)).await.unwrap_err();
    assert_eq!((refused.kind, refused.cost.micros), (FaultKind::Aside, 0), "it is not called at all");
    assert!(refused.message.contains("not called before 2026-01-01T12:00:34Z"), "{refused}");
    let controls = plugin.controls(&after(5), vec![FieldConfig::default()]).await;
    assert_eq!(controls.unwrap_err().kind, FaultKind::Aside, "nor is anything else of it");
    let health = plugin.health("nordwind");
    assert_eq!((health.runs, health.failures), (5, 5));
    assert_eq!(health.aside_until, Some(after(34).now));
    let other = CallContext { tenant: "van-kade".into(), ..after(5) };
    assert!(show(&plugin, &other).await.is_ok());
}

#[tokio::test]
async fn an_answer_after_the_pause_clears_the_record_and_another_fault_doubles_the_pause() {
    let plugin = moody();
    fails_five_times(&plugin).await;
    let mut now = 34;
    for pause in [60, 120, 240, 480, 600, 600] {
        assert_eq!(fails(&plugin, now).await, FaultKind::Trap, "one call is tried");
        assert_eq!(plugin.health("nordwind").aside_until, Some(after(now + pause).now));
        assert_eq!(fails(&plugin, now + pause - 1).await, FaultKind::Aside);
        now += pause;
    }
    assert!(show(&plugin, &after(now)).await.is_ok());
    assert_eq!(fails(&plugin, now).await, FaultKind::Trap);
    assert!(show(&plugin, &after(now)).await.is_ok(), "one fault is not five");
}

#[tokio::test]
async fn faults_that_are_far_apart_or_have_an_answer_between_them_are_not_in_a_row() {
    let plugin = moody();
    for turn in 0..10 {
        assert_eq!(fails(&plugin, turn * 16).await, FaultKind::Trap);
    }
    let plugin = moody();
    for turn in 0..10 {
        assert_eq!(fails(&plugin, turn).await, FaultKind::Trap);
        if turn % 4 == 3 {
            assert!(show(&plugin, &after(turn)).await.is_ok());
        }
    }
}

#[tokio::test]
async fn another_version_starts_with_a_clean_record_and_the_operator_may_switch_pauses_off() {
    fails_five_times(&moody()).await;
    assert!(show(&moody(), &after(5)).await.is_ok());
    let limits = PluginLimits { faults_in_a_row: 0, ..patient() };
    let plugin = Probe { display: TRAP_AT_T, ..Probe::default() }.load(limits);
    for second in 0..20 {
        assert_eq!(fails(&plugin, second).await, FaultKind::Trap);
    }
}

#[tokio::test]
async fn what_a_plugin_says_and_how_it_fails_is_in_the_log_with_plugin_and_tenant() {
    let display = "(call $write (i32.const 1) (i32.const 512) (i32.const 5)) unreachable";
    let plugin = Probe { display, ..Probe::with_log() }.load(patient());
    let log = Log::default();
    let _listening = listen(log.clone());
    for _ in 0..5 {
        show(&plugin, &context()).await.unwrap_err();
    }
    let lines = log.lines.lock().unwrap().join("\n");
    for said in [
        "INFO a plugin says plugin.id=\"probe\" tenant=\"nordwind\" call=1 text=\"probe\"",
        "ERROR a plugin failed plugin.id=\"probe\" tenant=\"nordwind\" call=1 function=\"display\" error=\"crashed: ",
        "ERROR a plugin failed again and again and is put aside plugin.id=\"probe\" tenant=\"nordwind\" until=2026-01-01T12:00:30Z",
    ] {
        assert!(lines.contains(said), "not said: {said}\n{lines}");
    }
}

#[tokio::test]
async fn a_panic_of_the_engine_inside_a_call_is_a_fault_of_that_call() {
    let display = "(call $write (i32.const 1) (i32.const 512) (i32.const 5))";
    let plugins = Plugins::new(patient(), None).unwrap();
    let plugin = Probe { display, ..Probe::with_log() }.load_with(&plugins);
    {
        let _listening = listen(Log { is_broken: true, ..Log::default() });
        let fault = show(&plugin, &context()).await.unwrap_err();
        assert_eq!(
            (fault.kind, fault.message.as_str()),
            (FaultKind::Engine, "made the engine fail: the log is broken")
        );
    }
    assert!(show(&plugin, &context()).await.is_ok());
}

/// Listens on this thread. Somebody listens everywhere meanwhile: a place in the code that is reached first on another thread while nobody
/// listens there could otherwise be taken for one that nobody ever listens to.
fn listen(log: Log) -> DefaultGuard {
    static EVERYWHERE: Once = Once::new();
    EVERYWHERE.call_once(|| {
        tracing::subscriber::set_global_default(Log::default()).expect("nobody else listens everywhere");
    });
    tracing::subscriber::set_default(log)
}

/// Keeps the lines of the log, or is so broken that it panics inside the function that a plugin calls.
#[derive(Clone, Default)]
struct Log {
    lines: Arc<Mutex<Vec<String>>>,
    is_broken: bool,
}

impl Subscriber for Log {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("portico_host")
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        let (mut message, mut fields) = (String::new(), String::new());
        event.record(&mut |field: &Field, value: &dyn Debug| match field.name() {
            "message" => message = format!("{value:?}"),
            name => write!(fields, " {name}={value:?}").unwrap(),
        });
        assert!(!self.is_broken || message != "a plugin says", "the log is broken");
        self.lines.lock().unwrap().push(format!("{} {message}{fields}", event.metadata().level()));
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}
