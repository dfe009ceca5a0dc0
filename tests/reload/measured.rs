//! What machines learn about hot reload: a node with a broken save stays ready, says that it is degraded, and counts.

use crate::cli::{
    company,
    program::{Program, Running, get},
};

const RULE: &str = "scripts/acme/flows/fault.rhai";
const GOOD: &str = "fn on_form(form, ctx) {}";

/// Reads what machines read until the node is degraded, or is not; the log is written a moment before.
fn state(root: &str, degraded: bool) -> String {
    loop {
        let ready = get(root, "/health/ready");
        assert!(ready.starts_with("HTTP/1.1 200") && ready.contains("\"ready\":true"), "{ready}");
        if ready.contains(&format!("\"degraded\":{degraded}")) {
            return get(root, "/metrics");
        }
    }
}

fn value(metrics: &str, name: &str) -> f64 {
    let line = metrics.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    line.unwrap_or_else(|| panic!("no {name} in {metrics}")).parse().unwrap()
}

fn save(program: &Program, running: &mut Running, text: &str, said: &str) {
    program.write(RULE, text);
    running.line(|line| line.contains(said) && line.contains(RULE));
}

#[test]
fn a_node_with_a_broken_save_is_ready_and_degraded_until_it_is_mended() {
    let program = Program::with("[server]\nlisten = \"127.0.0.1:0\"\n");
    company::seed_now(&program, &company::document(0, false));
    program.write(RULE, GOOD);
    let (mut running, root) = program.serve();
    let count = |result: &str| format!("portico_extension_reload_total{{kind=\"flow\",result=\"{result}\"}}");
    let metrics = state(&root, false);
    let (live, stale) = (value(&metrics, &count("live")), value(&metrics, "portico_extension_stale_seconds"));
    assert_eq!((live, stale), (1.0, 0.0));
    save(&program, &mut running, "fn (", "not live");
    let metrics = state(&root, true);
    assert!(value(&metrics, &count("kept")) >= 1.0);
    assert!(value(&metrics, "portico_extension_stale_seconds") > 0.0);
    save(&program, &mut running, &format!("{GOOD}\n"), "\"live\"");
    let metrics = state(&root, false);
    assert_eq!(value(&metrics, "portico_extension_stale_seconds"), 0.0);
    assert!(value(&metrics, "portico_extension_generations_alive") >= 1.0);
}
