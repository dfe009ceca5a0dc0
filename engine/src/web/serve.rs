//! The accept loop: our own, because a connection that sends nothing, or its headers forever, must end. Counts connections, tells the
//! application who is there, and lets running requests finish when the process is asked to stop.

use std::{net::IpAddr, sync::Arc, time::Duration};

use axum::{
    body::Body,
    extract::Request,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode};
use hyper::body::Incoming;
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::{conn::auto, graceful::GracefulShutdown},
    service::TowerToHyperService,
};
use tokio::{net::TcpListener, sync::Semaphore};
use tower::{ServiceExt, service_fn};

use super::{
    place::Peer,
    router::{Application, body_deadline},
};
use crate::config::Server;

/// A bound address.
pub struct Listener(TcpListener);

impl Listener {
    pub async fn bind(address: &str) -> std::io::Result<Self> {
        Ok(Self(TcpListener::bind(address).await?))
    }

    /// Where it listens, with the port that was really taken.
    pub fn address(&self) -> std::io::Result<std::net::SocketAddr> {
        self.0.local_addr()
    }
}

/// Serves until `stop` is done, then waits for running requests for as long as configured.
pub async fn serve(listener: Listener, app: Application, server: &Server, stop: impl Future<Output = ()>) {
    let slots = Arc::new(Semaphore::new(server.max_connections));
    let graceful = GracefulShutdown::new();
    let rules = Arc::new(Rules { trusted: server.trusted_proxies.clone(), body_timeout_s: server.body_timeout_s });
    let mut builder = auto::Builder::new(TokioExecutor::new());
    let header_timeout = Duration::from_secs(server.header_timeout_s);
    builder.http1().timer(TokioTimer::new()).header_read_timeout(header_timeout).keep_alive(true);
    builder.http2().timer(TokioTimer::new()).keep_alive_interval(header_timeout).max_concurrent_streams(100);
    tokio::pin!(stop);
    loop {
        let Ok(slot) = Arc::clone(&slots).acquire_owned().await else { break };
        let accepted = tokio::select! {
            accepted = listener.0.accept() => accepted,
            () = &mut stop => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Out of descriptors, most likely: waiting a moment is better than turning the error into a busy loop.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
                continue;
            }
        };
        let (app, rules, peer) = (app.clone(), Arc::clone(&rules), peer.ip());
        let service =
            service_fn(move |request: Request<Incoming>| rules.clone().call(app.clone(), request.map(Body::new), peer));
        let connection =
            builder.serve_connection_with_upgrades(TokioIo::new(stream), TowerToHyperService::new(service));
        let connection = graceful.watch(connection.into_owned());
        tokio::spawn(async move {
            // How a browser ends its connection is its own matter.
            let _ = connection.await;
            drop(slot);
        });
    }
    drop(listener);
    if tokio::time::timeout(Duration::from_secs(server.drain_s), graceful.shutdown()).await.is_err() {
        tracing::warn!(seconds = server.drain_s, "requests were still running when the time to finish was over");
    }
}

/// What holds for every request of every connection.
struct Rules {
    trusted: Vec<IpAddr>,
    body_timeout_s: u64,
}

impl Rules {
    async fn call(
        self: Arc<Self>,
        app: Application,
        mut request: Request,
        peer: IpAddr,
    ) -> Result<Response, std::convert::Infallible> {
        let peer = self.peer(request.headers(), peer);
        request.extensions_mut().insert(Peer(peer));
        let kind = request.headers().get(http::header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
        let is_upload = kind.is_some_and(|kind| kind.starts_with("multipart/"));
        let deadline = body_deadline(self.body_timeout_s, is_upload);
        // The answer begins before this deadline; event streams go on after it, as bodies do.
        match tokio::time::timeout(deadline, app.oneshot(request)).await {
            Ok(response) => response,
            Err(_) => Ok((StatusCode::REQUEST_TIMEOUT, [(http::header::CONNECTION, "close")]).into_response()),
        }
    }

    /// The nearest address that no trusted proxy vouches for.
    fn peer(&self, headers: &HeaderMap, socket: IpAddr) -> IpAddr {
        if !self.trusted.contains(&socket) {
            return socket;
        }
        let forwarded = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
        let chain: Vec<IpAddr> =
            forwarded.flat_map(|value| value.split(',')).filter_map(|part| part.trim().parse().ok()).collect();
        chain.into_iter().rev().find(|address| !self.trusted.contains(address)).unwrap_or(socket)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn peer(trusted: &[&str], socket: &str, forwarded: &str) -> String {
        let rules = Rules { trusted: trusted.iter().map(|ip| ip.parse().unwrap()).collect(), body_timeout_s: 1 };
        let mut headers = HeaderMap::new();
        headers.insert("x-forwarded-for", forwarded.parse().unwrap());
        rules.peer(&headers, socket.parse().unwrap()).to_string()
    }

    #[test]
    fn forwarded_addresses_count_only_from_a_trusted_peer() {
        assert_eq!(peer(&[], "198.51.100.7", "203.0.113.1"), "198.51.100.7");
        assert_eq!(peer(&["198.51.100.7"], "198.51.100.7", "203.0.113.1"), "203.0.113.1");
        // What a visitor writes in front of the chain is not believed.
        assert_eq!(
            peer(&["198.51.100.7", "198.51.100.8"], "198.51.100.7", "10.0.0.1, 203.0.113.1, 198.51.100.8"),
            "203.0.113.1"
        );
        assert_eq!(peer(&["198.51.100.7"], "198.51.100.7", "nonsense"), "198.51.100.7");
    }
}
