//! What operators and their machines ask: is it alive, is it ready, how is it doing.

use std::time::Duration;

use axum::{
    Extension, Json,
    extract::State,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{StatusCode, header};
use jiff::{SignedDuration, Timestamp};
use serde_json::json;
use tokio::sync::Mutex;

use super::{AppState, place::Peer};
use crate::store::{self, StoreError, outbox::OutboxStats};

/// Longest wait for the database before the node counts as not ready.
const PING: Duration = Duration::from_secs(2);

/// How long a count of the outbox is good for. Whoever asks more often gets the same numbers, so that asking costs the database nothing.
const COUNTED_FOR: SignedDuration = SignedDuration::from_secs(5);

/// The last count of the outbox, and when it was made.
#[derive(Debug, Default)]
pub struct Counted(Mutex<Option<(Timestamp, OutboxStats)>>);

/// Lets only those ask whom `server.metrics_from` names; for others there is nothing.
pub async fn known_only(
    State(state): State<AppState>,
    peer: Option<Extension<Peer>>,
    request: axum::extract::Request,
    next: Next,
) -> Response {
    let may_ask = |peer: &Extension<Peer>| state.config.server.metrics_from.iter().any(|from| from.contains(peer.0.0));
    if peer.as_ref().is_none_or(may_ask) { next.run(request).await } else { StatusCode::NOT_FOUND.into_response() }
}

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

/// Metrics in Prometheus' text format. What can only be counted by looking is looked at now, or was a moment ago.
pub async fn metrics(State(state): State<AppState>) -> Response {
    let stats = match tokio::time::timeout(PING, outbox(&state)).await {
        Ok(Ok(stats)) => Some(stats),
        Ok(Err(error)) => {
            tracing::warn!(%error, "the outbox could not be counted");
            None
        }
        Err(_) => None,
    };
    show(&state, stats);
    let stale = state.live.differs_since().map_or(0.0, |since| state.cx.now().duration_since(since).as_secs_f64());
    ::metrics::gauge!("portico_extension_stale_seconds").set(stale);
    ::metrics::gauge!("portico_extension_generations_alive")
        .set(f64::from(u32::try_from(state.live.alive()).unwrap_or(u32::MAX)));
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], state.metrics.render()).into_response()
}

async fn outbox(state: &AppState) -> Result<OutboxStats, StoreError> {
    // Held while counting, so that many who ask at once make one count.
    let mut kept = state.counted.0.lock().await;
    let now = state.cx.now();
    if let Some((at, stats)) = *kept
        && (SignedDuration::ZERO..COUNTED_FOR).contains(&now.duration_since(at))
    {
        return Ok(stats);
    }
    let mut conn = state.cx.store.platform_read().await?;
    let stats = store::outbox::stats(&mut conn).await?;
    *kept = Some((now, stats));
    Ok(stats)
}

/// A number that is not known is shown as none at all: yesterday's would look like health.
fn show(state: &AppState, stats: Option<OutboxStats>) {
    let age = |stats: OutboxStats| {
        let age = stats.oldest.map(|oldest| state.cx.now().duration_since(oldest).as_secs_f64());
        age.unwrap_or_default().max(0.0)
    };
    let number = |value: fn(OutboxStats) -> i64| {
        stats.map_or(f64::NAN, |stats| u32::try_from(value(stats)).map_or(f64::INFINITY, f64::from))
    };
    ::metrics::gauge!("portico_outbox_open").set(number(|stats| stats.open));
    ::metrics::gauge!("portico_outbox_parked").set(number(|stats| stats.parked));
    ::metrics::gauge!("portico_outbox_oldest_seconds").set(stats.map_or(f64::NAN, age));
    if let Some(bytes) = state.cx.store.wal_bytes() {
        let kib = u32::try_from(bytes / 1024).map_or(f64::INFINITY, f64::from);
        ::metrics::gauge!("portico_sqlite_wal_bytes").set(kib * 1024.0);
    }
}
