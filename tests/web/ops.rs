//! What operators and their machines ask.

use std::time::Duration;

use http::Method;
use metrics_exporter_prometheus::PrometheusBuilder;
use portico::{
    config::Config,
    domain::outbox::{NewTask, Task},
    store,
    web::{AppState, Counted, Limits, Parts},
};
use serde_json::Map;

use crate::support::portal::TestPortal;

#[tokio::test]
async fn a_node_whose_database_does_not_answer_is_alive_but_not_ready() {
    let portal = TestPortal::alone().await;
    let machine = portal.browser("");
    machine.get("/health/ready").await.expect(200);
    portal.cx().store.close().await.unwrap();
    let answer = machine.get("/health/ready").await.expect(503);
    assert_eq!(serde_json::from_slice::<serde_json::Value>(&answer.body).unwrap()["database"], false);
    machine.get("/health/live").await.expect(200);
}

#[tokio::test]
async fn durations_that_nobody_fetches_are_summed_up_and_not_kept_one_by_one() {
    let portal = TestPortal::alone().await;
    let (recorder, state) = (PrometheusBuilder::new().build_recorder(), &portal.app.state);
    let state = AppState::new(Parts {
        cx: state.cx.clone(),
        config: state.config.clone(),
        directory: state.directory.clone(),
        live: state.live.clone(),
        limits: Limits::new(&state.config.security),
        metrics: recorder.handle(),
        counted: Counted::default(),
        stopping: state.stopping.clone(),
        demo: None,
    });
    let record = || metrics::histogram!("portico_http_request_seconds", "route" => "/").record(0.5);
    metrics::with_local_recorder(&recorder, record);
    // Nothing but a look into the recorder tells one from the other: a page of metrics sums up by itself.
    let summed = || format!("{:?}", state.metrics).contains("Summary");
    assert!(!summed());
    state.forget();
    assert!(summed(), "{:?}", state.metrics);
}

#[tokio::test]
async fn methods_that_nobody_knows_count_as_one_series() {
    let portal = TestPortal::alone().await;
    let recorder = PrometheusBuilder::new().build_recorder();
    // The test's only thread is the one that serves, so this recorder hears of its requests and of no others.
    let _listening = metrics::set_default_local_recorder(&recorder);
    let stranger = portal.browser("/p/acme");
    for method in ["BREW", "FOLD", "GET"] {
        stranger.ask(Method::from_bytes(method.as_bytes()).unwrap(), "/p/acme/sign-in", &[], Vec::new()).await;
    }
    let told = recorder.handle().render();
    assert!(!told.contains("BREW") && !told.contains("FOLD"), "{told}");
    let counts = |method: &str, count: u64| {
        let is_it = |line: &str| line.contains(&format!("method=\"{method}\"")) && line.ends_with(&format!(" {count}"));
        told.lines().any(is_it)
    };
    assert!(counts("other", 2) && counts("GET", 1), "{told}");
}

#[tokio::test]
async fn forms_of_other_sites_and_what_pages_were_kept_from_are_counted() {
    let portal = TestPortal::alone().await;
    let recorder = PrometheusBuilder::new().build_recorder();
    let _listening = metrics::set_default_local_recorder(&recorder);
    let stranger = portal.browser("/p/acme");
    for site in ["cross-site", "same-site", "same-origin"] {
        stranger.ask(Method::POST, "/p/acme/sign-in", &[("sec-fetch-site", site)], Vec::new()).await;
    }
    stranger.get("/p/acme/sign-in").await.expect(200);
    stranger.ask(Method::POST, "/p/acme/policy-reports", &[], b"{}".to_vec()).await.expect(204);
    let told = recorder.handle().render();
    for line in ["portico_forged_requests_total 2", "portico_policy_reports_total 1"] {
        assert!(told.lines().any(|told| told == line), "{line} in {told}");
    }
}

#[tokio::test]
async fn who_asks_for_metrics_again_and_again_makes_the_outbox_counted_once_in_five_seconds() {
    let portal = TestPortal::alone().await;
    let recorder = PrometheusBuilder::new().build_recorder();
    let _listening = metrics::set_default_local_recorder(&recorder);
    let machine = portal.browser("");
    let open = async || {
        machine.get("/metrics").await.expect(200);
        let told = recorder.handle().render();
        told.lines().find(|line| line.starts_with("portico_outbox_open ")).expect("the outbox is counted").to_owned()
    };
    let before = open().await;
    let task = NewTask { task: Task::SendMail, work_order: None, payload: Map::new() };
    let cx = portal.cx();
    let mut tx = cx.store.write(portal.acme).await.unwrap();
    store::outbox::enqueue(&mut tx, &task, cx.id(), cx.now()).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(open().await, before, "counted a moment ago");
    portal.clock.advance(Duration::from_secs(5));
    assert_ne!(open().await, before, "counted again");
}

#[tokio::test(flavor = "multi_thread")]
async fn metrics_are_for_who_is_named_and_for_others_there_are_none() {
    fn proxied(config: &mut Config) {
        config.server.trusted_proxies = vec!["127.0.0.1".parse().unwrap()];
    }
    fn elsewhere(config: &mut Config) {
        config.server.metrics_from = vec!["192.0.2.0/24".parse().unwrap()];
    }
    fn both(config: &mut Config) {
        proxied(config);
        elsewhere(config);
    }
    let asked = async |change: fn(&mut Config), visitor: &str| {
        let portal = TestPortal::alone_with(change).await;
        let listening = portal.listen().await;
        let client = reqwest::Client::builder().build().unwrap();
        let get = async |path: &str| {
            let request = client.get(format!("http://{}{path}", listening.address)).header("x-forwarded-for", visitor);
            request.send().await.unwrap().status().as_u16()
        };
        assert_eq!(get("/health/live").await, 200, "health is for everybody");
        get("/metrics").await
    };
    assert_eq!(asked(|_| {}, "203.0.113.1").await, 200, "this machine, whatever it says");
    assert_eq!(asked(elsewhere, "192.0.2.1").await, 404, "what is said counts only from a trusted proxy");
    assert_eq!(asked(proxied, "203.0.113.1").await, 404, "a visitor whom the proxy brings");
    assert_eq!(asked(both, "192.0.2.1").await, 200);
}
