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

/// Requests can be served: the database answers. Broken extensions leave a node ready, since their last good versions serve.
pub async fn ready(State(state): State<AppState>) -> Response {
    let database = matches!(tokio::time::timeout(PING, state.cx.store.ping()).await, Ok(Ok(())));
    let status = if database { StatusCode::OK } else { StatusCode::SERVICE_UNAVAILABLE };
    (status, Json(json!({"ready": database, "database": database}))).into_response()
}

/// Metrics in Prometheus' text format.
pub async fn metrics(State(state): State<AppState>) -> Response {
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], state.metrics.render()).into_response()
}
