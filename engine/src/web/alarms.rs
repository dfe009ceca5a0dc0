//! What browsers and other sites do that nobody should: forms of other sites that were refused, and what pages were kept from loading. All of
//! it is counted; the log gets so many lines a minute at most, since strangers decide how much there is.

use std::{
    num::NonZeroU32,
    sync::atomic::{AtomicU64, Ordering},
};

use axum::{
    body::Bytes,
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::Response,
};
use governor::{DefaultDirectRateLimiter, Quota, RateLimiter};
use http::{HeaderMap, StatusCode};
use serde::Deserialize;
use tower_http::csrf::ProtectionError;

use super::{
    AppState,
    place::{Place, Reference},
};

/// Most lines of one kind in the log within a minute.
const LINES_A_MINUTE: NonZeroU32 = NonZeroU32::new(10).expect("ten is not zero");

/// Longest word of a stranger in the log, in characters.
const MAX_WORD: usize = 200;

/// Counts what is told, and lets so much of it into the log.
pub struct Alarm {
    lines: DefaultDirectRateLimiter,
    left_out: AtomicU64,
}

impl Default for Alarm {
    fn default() -> Self {
        Self { lines: RateLimiter::direct(Quota::per_minute(LINES_A_MINUTE)), left_out: AtomicU64::new(0) }
    }
}

impl Alarm {
    /// Whether one more line may be written, and how many were left out since the last one.
    pub fn line(&self) -> Option<u64> {
        if self.lines.check().is_ok() {
            return Some(self.left_out.swap(0, Ordering::Relaxed));
        }
        self.left_out.fetch_add(1, Ordering::Relaxed);
        None
    }
}

/// Notes a form that was refused because another site sent it.
pub async fn note_forged(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if request.method().is_safe() {
        return next.run(request).await;
    }
    let extensions = request.extensions();
    // The pattern and never the address, which may have a secret.
    let route = extensions.get::<MatchedPath>().map(|path| path.as_str().to_owned()).unwrap_or_default();
    let reference = extensions.get::<Reference>().map(|reference| reference.0.clone()).unwrap_or_default();
    let (origin, site) = (said(request.headers(), "origin"), said(request.headers(), "sec-fetch-site"));
    let response = next.run(request).await;
    if response.extensions().get::<ProtectionError>().is_some() {
        metrics::counter!("portico_forged_requests_total").increment(1);
        if let Some(left_out) = state.limits.forged.line() {
            tracing::warn!(request.id = %reference, route, origin, site, left_out, "a form of another site was refused");
        }
    }
    response
}

fn said(headers: &HeaderMap, name: &str) -> String {
    plain(headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default())
}

fn plain(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_control()).take(MAX_WORD).collect()
}

/// What a browser says that a page was kept from (Content Security Policy, `report-uri`).
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case", default)]
struct Report {
    #[serde(alias = "effective-directive")]
    violated_directive: String,
    blocked_uri: String,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
struct Reported {
    csp_report: Report,
}

/// Takes such a report. Whatever is sent, the answer is the same.
pub async fn take_report(State(state): State<AppState>, place: Place, body: Bytes) -> StatusCode {
    metrics::counter!("portico_policy_reports_total").increment(1);
    if let Some(left_out) = state.limits.reported.line() {
        let report = serde_json::from_slice::<Reported>(&body).map(|sent| sent.csp_report).unwrap_or_default();
        // Of an address only where it is, as the rest may be somebody's.
        let blocked = report.blocked_uri.split('/').take(3).collect::<Vec<_>>().join("/");
        let (directive, blocked) = (plain(&report.violated_directive), plain(&blocked));
        tracing::warn!(request.id = %place.reference, directive, blocked, left_out, "a page was kept from loading something");
    }
    StatusCode::NO_CONTENT
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_gets_ten_lines_and_is_counted_all_the_same() {
        let alarm = Alarm::default();
        let lines: Vec<_> = (0..100).filter_map(|_| alarm.line()).collect();
        assert_eq!(lines, [0; 10]);
        assert_eq!(alarm.left_out.load(Ordering::Relaxed), 90);
    }
}
