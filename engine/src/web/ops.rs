//! What operators and their machines ask: is it alive, is it ready, how is it doing.

use std::time::Duration;

use axum::{
    Json,
    extract::State,
    response::{IntoResponse, Response},
};
use http::{StatusCode, header};
use serde_json::json;

use super::AppState;

/// Longest wait for the database before the node counts as not ready.
const PING: Duration = Duration::from_secs(2);

/// The process runs and answers.
pub async fn live() -> &'static str {
    "ok\n"
}

/// Requests can be served: the database answers. Broken extensions leave a node ready, since their last good versions serve; then it is
/// `degraded`.
pub async fn ready(State(state): State<AppState>) -> Response {
    let database = matches!(tokio::time::timeout(PING, state.cx.store.ping()).await, Ok(Ok(())));
    let status = if database { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    let degraded = state.live.differs_since().is_some();
    (status, Json(json!({"ready": database, "database": database, "degraded": degraded}))).into_response()
}

/// Metrics in Prometheus' text format. What is not counted but looked at is looked at now.
pub async fn metrics(State(state): State<AppState>) -> Response {
    let stale = state.live.differs_since().map_or(0.0, |since| state.cx.now().duration_since(since).as_secs_f64());
    metrics::gauge!("portico_extension_stale_seconds").set(stale);
    metrics::gauge!("portico_extension_generations_alive")
        .set(f64::from(u32::try_from(state.live.alive()).unwrap_or(u32::MAX)));
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], state.metrics.render()).into_response()
}
