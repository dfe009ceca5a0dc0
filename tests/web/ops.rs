//! What operators and their machines ask.

use http::Method;
use metrics_exporter_prometheus::PrometheusBuilder;
use portico::web::{AppState, Limits, Parts};

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
