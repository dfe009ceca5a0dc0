//! Asks a provider over HTTP: with one deadline for all that a sign-in asks, a limit for its size, no redirects, and TLS unless it is on this machine.

use std::{error::Error as _, sync::Arc, time::Duration};

use bytes::Bytes;
use http::{HeaderValue, Method, Request, StatusCode, Uri, header};
use http_body_util::{BodyExt, Full, Limited};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client as HyperClient, connect::HttpConnector},
    rt::TokioExecutor,
};
use rustls::{ClientConfig, RootCertStore};
use serde::Deserialize;
use tokio::time::{Instant, timeout_at};

use super::network::Guard;
use crate::config::is_loopback;

/// Largest answer in bytes. Documents and key sets of the largest providers stay below a tenth of it.
pub(super) const MAX_BYTES: usize = 256 * 1024;

/// Certificates of this machine's trust store, read once.
pub(super) fn trust() -> Result<ClientConfig, String> {
    let mut roots = RootCertStore::empty();
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let versions = ClientConfig::builder_with_provider(provider).with_safe_default_protocol_versions();
    let versions = versions.map_err(|error| format!("TLS cannot be set up: {error}"))?;
    Ok(versions.with_root_certificates(roots).with_no_client_auth())
}

/// A client for one provider.
pub(super) struct Client {
    http: HyperClient<HttpsConnector<HttpConnector<Guard>>, Full<Bytes>>,
    guard: Guard,
    is_local: bool,
    timeout: Duration,
}

/// Until when a provider must have answered everything that one step of a sign-in asks.
#[derive(Debug, Clone, Copy)]
pub struct Deadline(pub(super) Instant);

/// What a provider answers when it refuses (RFC 6749, 5.2).
#[derive(Deserialize)]
struct Refusal {
    error: String,
}

impl Client {
    pub fn new(issuer: &str, timeout: Duration, trust: ClientConfig) -> Result<Self, String> {
        let own = issuer.parse::<Uri>().ok().and_then(|uri| uri.host().map(str::to_owned));
        let guard = Guard { own: own.ok_or_else(|| format!("\"{issuer}\" is no address"))? };
        let mut tcp = HttpConnector::new_with_resolver(guard.clone());
        tcp.enforce_http(false);
        tcp.set_connect_timeout(Some(timeout));
        let is_local = is_loopback(issuer);
        let https = HttpsConnectorBuilder::new().with_tls_config(trust);
        let https = if is_local { https.https_or_http() } else { https.https_only() };
        let connector = https.enable_http1().wrap_connector(tcp);
        let http = HyperClient::builder(TokioExecutor::new()).build(connector);
        Ok(Self { http, guard, is_local, timeout })
    }

    /// The deadline of what begins now.
    pub fn deadline(&self) -> Deadline {
        Deadline(Instant::now() + self.timeout)
    }

    /// What is said when a deadline has passed.
    pub fn too_late(&self) -> String {
        format!("no answer within {} s (timeout_s)", self.timeout.as_secs())
    }

    /// Fetches a document, with the access token where one is needed.
    pub async fn get(&self, by: Deadline, url: &str, authorization: Option<String>) -> Result<Bytes, String> {
        self.ask(by, Method::GET, url, (authorization, None)).await
    }

    /// Sends a form.
    pub async fn post(
        &self,
        by: Deadline,
        url: &str,
        (authorization, form): (Option<String>, String),
    ) -> Result<Bytes, String> {
        self.ask(by, Method::POST, url, (authorization, Some(form))).await
    }

    /// Whether what goes to an address is read by nobody on the way: by TLS, or because it stays on this machine as the issuer does.
    pub fn is_secure(&self, url: &str) -> bool {
        url.starts_with("https://") || (self.is_local && is_loopback(url))
    }

    async fn ask(
        &self,
        by: Deadline,
        method: Method,
        url: &str,
        (authorization, form): (Option<String>, Option<String>),
    ) -> Result<Bytes, String> {
        let uri: Uri = url.parse().map_err(|_| format!("\"{url}\" is no address"))?;
        let host = uri.host().unwrap_or_default().to_owned();
        if !self.is_secure(url) || !self.guard.admits(&host) {
            return Err(format!("{method} {url}: only https:// is asked, and no address of a private network"));
        }
        let mut request = Request::builder().method(&method).uri(uri).header(header::ACCEPT, "application/json");
        if let Some(authorization) = authorization {
            let mut value =
                HeaderValue::try_from(authorization).map_err(|_| "a header cannot hold a token".to_owned())?;
            value.set_sensitive(true);
            request = request.header(header::AUTHORIZATION, value);
        }
        if form.is_some() {
            request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        }
        let body = Full::new(Bytes::from(form.unwrap_or_default()));
        let request = request.body(body).map_err(|error| format!("{method} {url}: {error}"))?;
        let answered = timeout_at(by.0, self.exchange(request)).await;
        let answered = answered.unwrap_or_else(|_| Err(self.too_late()));
        answered.map_err(|error| format!("{method} {url}: {error}"))
    }

    async fn exchange(&self, request: Request<Full<Bytes>>) -> Result<Bytes, String> {
        let response = self.http.request(request).await.map_err(|error| {
            let cause = error.source().map(|cause| format!(": {cause}")).unwrap_or_default();
            format!("{error}{cause}")
        })?;
        let status = response.status();
        let body = Limited::new(response.into_body(), MAX_BYTES).collect().await;
        let body = body.map_err(|error| format!("{error} (at most {MAX_BYTES} bytes are read)"))?.to_bytes();
        if status == StatusCode::OK {
            return Ok(body);
        }
        // Of the words of a stranger only the code that the standard has goes into our log.
        let code = serde_json::from_slice::<Refusal>(&body).map(|refusal| format!(", {}", plain(&refusal.error)));
        Err(format!("status {status}{}", code.unwrap_or_default()))
    }
}

/// A word of somebody else's, made fit for a line of the log.
pub(in crate::actions) fn plain(text: &str) -> String {
    text.chars().filter(|letter| letter.is_ascii_graphic()).take(60).collect()
}
