//! Health and metrics of a running program.

use portico::{
    app::{self, Sources},
    domain::outbox::{NewTask, Task},
    store,
};
use serde_json::Map;

use super::{
    company,
    program::{Program, get},
    serve::CONFIGURATION,
};

/// The number of the one line that begins with `name` and has `parts` among its labels.
fn number(metrics: &str, name: &str, parts: &[&str]) -> f64 {
    let is_it = |line: &&str| {
        let rest = line.strip_prefix(name);
        rest.is_some_and(|rest| rest.starts_with([' ', '{'])) && parts.iter().all(|part| line.contains(part))
    };
    let found: Vec<&str> = metrics.lines().filter(is_it).collect();
    assert_eq!(found.len(), 1, "{name} {parts:?}: {metrics}");
    found[0].rsplit(' ').next().unwrap().parse().unwrap()
}

/// A mail task that no worker can make sense of, so that it stays open for days.
async fn owe_nonsense(program: &Program) {
    let cx = app::context(&company::configuration(program), &Sources::real()).await.unwrap();
    let tenant = company::import(&cx, &company::document(0, false)).await;
    let task = NewTask { task: Task::SendMail, work_order: None, payload: Map::new() };
    let mut tx = cx.store.write(tenant).await.unwrap();
    store::outbox::enqueue(&mut tx, &task, cx.id(), "2026-01-01T00:00:00Z".parse().unwrap()).await.unwrap();
    tx.commit().await.unwrap();
    cx.store.close().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_scrape_counts_requests_and_open_tasks() {
    let program = Program::with(CONFIGURATION);
    owe_nonsense(&program).await;
    let (running, root) = tokio::task::block_in_place(|| program.serve());
    for _ in 0..2 {
        assert!(get(&root, "/p/acme/sign-in").starts_with("HTTP/1.1 200"));
    }
    assert!(get(&root, "/p/acme/nowhere").starts_with("HTTP/1.1 404"));
    let metrics = get(&root, "/metrics");
    assert!(metrics.starts_with("HTTP/1.1 200") && metrics.contains("text/plain; version=0.0.4"), "{metrics}");
    let requests = |parts: &[&str]| number(&metrics, "portico_http_requests_total", parts);
    assert!((requests(&["sign-in", "method=\"GET\"", "status=\"200\""]) - 2.0).abs() < 0.5, "{metrics}");
    assert!((requests(&["status=\"404\""]) - 1.0).abs() < 0.5, "{metrics}");
    assert!((number(&metrics, "portico_outbox_open", &[]) - 1.0).abs() < 0.5, "{metrics}");
    assert!(number(&metrics, "portico_outbox_parked", &[]).abs() < 0.5, "{metrics}");
    assert!(number(&metrics, "portico_outbox_oldest_seconds", &[]) > 3_600.0, "{metrics}");
    assert!(number(&metrics, "portico_sqlite_wal_bytes", &[]) >= 0.0, "{metrics}");
    running.kill();
}

#[test]
fn health_and_metrics_can_have_an_address_of_their_own_and_are_then_nowhere_else() {
    let program = Program::with(&format!("{CONFIGURATION}ops_listen = \"127.0.0.1:0\"\n"));
    let (mut running, root) = program.serve();
    let line = running.line(|line| line.contains("\"health and metrics\""));
    let told: serde_json::Value = serde_json::from_str(&line).unwrap();
    let ops = told["fields"]["address"].as_str().unwrap();
    for path in ["/health/live", "/health/ready", "/metrics"] {
        assert!(get(ops, path).starts_with("HTTP/1.1 200"), "{path}");
        assert!(get(&root, path).starts_with("HTTP/1.1 404"), "{path} is not public");
    }
    running.terminate();
    let (status, said) = running.ended(std::time::Duration::from_secs(20));
    assert_eq!(status.code(), Some(0), "{said}");
}
