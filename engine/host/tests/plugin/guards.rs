//! Code that misbehaves while it runs: each kind is told apart, and the next call is served as if nothing had happened.

use std::time::{Duration, Instant};

use portico_host::plugin::limits::PluginLimits;
use portico_host::plugin::{FaultKind, FieldConfig, Node, PluginFault, Plugins, RawField};

use crate::support::{LOOP_WHEN_DRY, Probe, context, dry, load, manifest, patient, show};

/// Short enough to wait for, long enough for an innocent call on a busy machine.
fn briefly() -> PluginLimits {
    PluginLimits { deadline: Duration::from_millis(400), ..patient() }
}

/// Loads a component whose `display` runs `body` in a dry run, calls it so, and then once more in earnest.
async fn provoke(probe: Probe, limits: PluginLimits) -> PluginFault {
    let plugin = probe.load(limits);
    let fault = show(&plugin, &dry()).await.unwrap_err();
    assert_eq!(show(&plugin, &context()).await.unwrap().value, [vec![]], "the next call must be served");
    fault
}

#[tokio::test]
async fn an_endless_loop_is_stopped_by_its_deadline() {
    let start = Instant::now();
    let fault = provoke(Probe { display: LOOP_WHEN_DRY, ..Probe::default() }, briefly()).await;
    assert_eq!(fault.kind, FaultKind::Deadline);
    assert_eq!(fault.message, "was stopped after 400 ms, its deadline");
    assert_eq!(fault.plugin, "probe");
    assert!(fault.cost.micros >= 400_000 && start.elapsed() < Duration::from_secs(20), "{:?}", fault.cost);
}

#[tokio::test]
async fn a_loop_that_lives_in_host_calls_is_stopped_by_its_deadline() {
    let display = "(if (local.get $dry) (then (loop $again (call $write (i32.const 0) (i32.const 512) (i32.const 5)) (br $again))))";
    let limits = PluginLimits { host_calls: u32::MAX, ..briefly() };
    let fault = provoke(Probe { display, ..Probe::with_log() }, limits).await;
    assert_eq!(fault.kind, FaultKind::Deadline);
    assert_eq!(fault.log.len(), 100, "the log keeps its first lines and drops the rest");
    assert_eq!((fault.log[0].level.as_str(), fault.log[0].text.as_str()), ("debug", "probe"));
}

#[tokio::test]
async fn a_million_host_calls_are_too_many() {
    let display = "(if (local.get $dry) (then (loop $again (call $write (i32.const 2) (i32.const 512) (i32.const 5))
        (br_if $again (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 1000000))))))";
    let fault = provoke(Probe { display, ..Probe::with_log() }, patient()).await;
    assert_eq!((fault.kind, fault.message.as_str()), (FaultKind::HostCalls, "called the engine more than 10000 times"));
}

#[tokio::test]
async fn a_memory_bomb_is_told_apart_from_a_crash() {
    let display = "(if (local.get $dry) (then (loop $again
        (br_if $again (i32.ne (memory.grow (i32.const 16)) (i32.const -1)))) unreachable))";
    let fault = provoke(Probe { display, ..Probe::default() }, patient()).await;
    assert_eq!((fault.kind, fault.message.as_str()), (FaultKind::Memory, "wanted more memory than its 16384 KiB"));
}

#[tokio::test]
async fn a_plugin_that_copes_with_refused_memory_still_answers() {
    let plugin = Probe { display: "(drop (memory.grow (i32.const 60000)))", ..Probe::default() }.load(patient());
    assert!(show(&plugin, &context()).await.is_ok());
}

#[tokio::test]
async fn memory_that_is_too_large_from_the_start_is_refused() {
    let plugins = portico_host::plugin::Plugins::new(patient(), None).unwrap();
    let component = Probe { pages: "2000", ..Probe::default() }.build();
    let found = crate::support::load(&plugins, &crate::support::manifest(""), &component).unwrap_err();
    assert!(found[0].message.contains("memory"), "{}", found[0]);
}

#[tokio::test]
async fn a_table_bomb_is_told_apart_from_a_crash() {
    let declare = "(table $t 1 funcref)";
    let display = "(if (local.get $dry) (then (loop $again
        (br_if $again (i32.ne (table.grow $t (ref.null func) (i32.const 1000)) (i32.const -1)))) unreachable))";
    let fault = provoke(Probe { declare, display, ..Probe::default() }, patient()).await;
    assert_eq!(
        (fault.kind, fault.message.as_str()),
        (FaultKind::Table, "wanted larger tables than its 10000 elements")
    );
}

#[tokio::test]
async fn deep_recursion_is_told_apart_from_a_crash() {
    let declare = "(func $deeper (param i64) (result i64) (i64.add (call $deeper (i64.add (local.get 0) (i64.const 1))) (local.get 0)))";
    let display = "(if (local.get $dry) (then (drop (call $deeper (i64.const 0)))))";
    let fault = provoke(Probe { declare, display, ..Probe::default() }, patient()).await;
    assert_eq!(
        (fault.kind, fault.message.as_str()),
        (FaultKind::Stack, "called itself too deeply for its stack of 512 KiB")
    );
}

#[tokio::test]
async fn a_crash_says_what_crashed() {
    let fault =
        provoke(Probe { display: "(if (local.get $dry) (then unreachable))", ..Probe::default() }, patient()).await;
    assert_eq!(fault.kind, FaultKind::Trap);
    assert!(fault.message.starts_with("crashed: ") && fault.message.contains("unreachable"), "{}", fault.message);
}

#[tokio::test]
async fn a_giant_string_is_refused_before_it_is_copied() {
    // One value with one node: a code (case 2) whose string covers eight million bytes of zeros.
    let display = "(if (local.get $dry) (then
        (drop (memory.grow (i32.const 140)))
        (i32.store (i32.const 1024) (i32.const 2048)) (i32.store (i32.const 1028) (i32.const 1))
        (i32.store8 (i32.const 2048) (i32.const 2))
        (i32.store (i32.const 2052) (i32.const 4096)) (i32.store (i32.const 2056) (i32.const 8000000))))";
    let fault = provoke(Probe { display, ..Probe::default() }, patient()).await;
    assert_eq!((fault.kind, fault.message.as_str()), (FaultKind::Output, "handed over more than 256 KiB at once"));
}

#[tokio::test]
async fn a_list_that_claims_a_billion_answers_is_refused() {
    let display = "(if (local.get $dry) (then (return (call $answer (i32.const 1024) (i32.const 1000000000)))))";
    let fault = provoke(Probe { display, ..Probe::default() }, patient()).await;
    assert!(matches!(fault.kind, FaultKind::BadAnswer | FaultKind::Output), "{fault}");
}

#[tokio::test]
async fn text_that_is_not_utf8_breaks_the_contract() {
    let display = "(if (local.get $dry) (then
        (i32.store (i32.const 1024) (i32.const 2048)) (i32.store (i32.const 1028) (i32.const 1))
        (i32.store8 (i32.const 2048) (i32.const 2))
        (i32.store8 (i32.const 4096) (i32.const 255))
        (i32.store (i32.const 2052) (i32.const 4096)) (i32.store (i32.const 2056) (i32.const 1))))";
    let fault = provoke(Probe { display, ..Probe::default() }, patient()).await;
    assert_eq!(fault.kind, FaultKind::BadAnswer, "{fault}");
}

#[tokio::test]
async fn fewer_answers_than_values_break_the_contract() {
    let display = "(if (local.get $dry) (then (return (call $answer (i32.const 1024) (i32.const 0)))))";
    let fault = provoke(Probe { display, ..Probe::default() }, patient()).await;
    assert_eq!(fault.message, "broke the contract: 1 values were given, 0 answers came back");
}

#[tokio::test]
async fn a_value_that_is_not_json_breaks_the_contract() {
    // Zeroed memory is the answer ok with an empty value.
    let plugin = Probe::default().load(patient());
    let fault =
        plugin.parse(&context(), vec![RawField { config_json: "{}".into(), inputs: vec![] }]).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::BadAnswer);
    assert!(fault.message.contains("a value is not JSON text"), "{}", fault.message);
}

#[tokio::test]
async fn a_control_without_a_name_breaks_the_contract() {
    let controls = "(i32.store (i32.const 1024) (i32.const 2048)) (i32.store (i32.const 1028) (i32.const 1))";
    let plugin = Probe { controls, ..Probe::default() }.load(patient());
    let fault = plugin.controls(&context(), vec![FieldConfig::default()]).await.unwrap_err();
    assert!(fault.message.contains("is not a control's name"), "{}", fault.message);
}

#[tokio::test]
async fn a_call_with_too_much_input_never_reaches_the_plugin() {
    let plugin = Probe::default().load(patient());
    let many = vec![FieldConfig::default(); 501];
    let fault = plugin.controls(&context(), many).await.unwrap_err();
    assert_eq!((fault.kind, fault.message.as_str()), (FaultKind::Input, "was given 501 values, a call may carry 500"));
    let large = vec![FieldConfig { config_json: " ".repeat(1 << 21), value_json: None }];
    assert_eq!(plugin.controls(&context(), large).await.unwrap_err().kind, FaultKind::Input);
}

#[tokio::test]
async fn a_long_log_line_is_cut_between_characters() {
    let limits = PluginLimits { log_line_bytes: 3, ..patient() };
    let display = "(i32.store (i32.const 4096) (i32.const 0xa4c3a4c3)) (call $write (i32.const 1) (i32.const 4096) (i32.const 4))";
    let run = show(&Probe { display, ..Probe::with_log() }.load(limits), &context()).await.unwrap();
    assert_eq!((run.log[0].level.as_str(), run.log[0].text.as_str()), ("info", "ä"));
}

/// Shows the setting whose key is the probe's id as a code.
fn reads_a_setting() -> Probe {
    Probe {
        imports: r#"(import "portico:plugin/config@0.1.0" (instance $config
            (export "get" (func (param "key" string) (result (option string))))))"#,
        lower: r#"(core func $get (canon lower (func $config "get") (memory $memory) (realloc $realloc)))
            (core instance $config-core (export "get" (func $get)))"#,
        core_imports: r#"(import "config" "get" (func $get (param i32 i32 i32)))"#,
        with: r#"(with "config" (instance $config-core))"#,
        display: "(call $get (i32.const 512) (i32.const 5) (i32.const 3072))
            (i32.store (i32.const 1024) (i32.const 2048)) (i32.store (i32.const 1028) (i32.load8_u (i32.const 3072)))
            (i32.store8 (i32.const 2048) (i32.const 2))
            (i32.store (i32.const 2052) (i32.load (i32.const 3076))) (i32.store (i32.const 2056) (i32.load (i32.const 3080)))",
        ..Probe::default()
    }
}

#[tokio::test]
async fn a_setting_is_what_the_manifest_says_and_an_undeclared_one_is_nothing() {
    let plugins = Plugins::new(patient(), None).unwrap();
    let component = reads_a_setting().build();
    let declared = format!("{}\n[[settings]]\nkey = \"probe\"\ndefault = \"north\"\n", manifest("\"config\""));
    let plugin = load(&plugins, &declared, &component).unwrap();
    let run = show(&plugin, &context()).await.unwrap();
    assert_eq!(run.value, [vec![Node::Code { text: "north".into() }]]);
    let undeclared = load(&plugins, &manifest("\"config\""), &component).unwrap();
    let run = show(&undeclared, &context()).await.unwrap();
    assert_eq!(run.value, [vec![]]);
    assert!(run.log[0].text.contains("\"probe\", which plugin.toml does not declare"), "{:?}", run.log);
}
