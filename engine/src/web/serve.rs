//! The accept loop: our own, because a connection that sends nothing, its headers forever, or never reads its answer, must end. Counts
//! connections, tells the application who is there, and lets running requests finish when the process is asked to stop. It speaks HTTP/1
//! only: browsers speak HTTP/2 to the proxy that has the certificate, and an idle HTTP/2 connection has no end of its own.

use std::{
    io,
    net::{IpAddr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use axum::{body::Body, extract::Request};
use hyper::{body::Incoming, server::conn::http1};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Notify, OwnedSemaphorePermit, Semaphore, watch},
};
use tower::{ServiceExt, service_fn};

use super::{
    connection::{Seats, Watched},
    forwarded,
    place::Peer,
    router::Application,
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

/// How long a new connection is given, while the process stops, to send the request that it was made for.
const FIRST_REQUEST: Duration = Duration::from_secs(1);

/// Serves until `stop` is done, then waits for running requests for as long as configured.
pub async fn serve(listener: Listener, app: Application, server: &Server, stop: impl Future<Output = ()>) {
    let slots = Arc::new(Semaphore::new(server.max_connections));
    let stopping = watch::Sender::new(false);
    let mut builder = http1::Builder::new();
    let header_timeout = Duration::from_secs(server.header_timeout_s);
    builder.timer(TokioTimer::new()).header_read_timeout(header_timeout).keep_alive(true);
    let stall_timeout = Duration::from_secs(server.stall_timeout_s);
    let trusted: Arc<[IpAddr]> = server.trusted_proxies.iter().map(IpAddr::to_canonical).collect();
    let seats = Seats::new(server.max_connections_per_address, Arc::clone(&trusted));
    let opening = Opening { builder, app, trusted, seats, header_timeout, stall_timeout, stopping: stopping.clone() };
    tokio::pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener.0, &slots) => accepted,
            () = &mut stop => break,
        };
        match accepted {
            Ok(accepted) => opening.open(accepted),
            Err(error) => {
                // Out of descriptors, most likely: waiting a moment is better than turning the error into a busy loop.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
    // Who already stood in the queue of the system is let in: closing the door would cut the connection without an answer.
    queued(listener.0, &slots).for_each(|accepted| opening.open(accepted));
    stopping.send_replace(true);
    let all = slots.acquire_many(u32::try_from(server.max_connections).unwrap_or(u32::MAX));
    if tokio::time::timeout(Duration::from_secs(server.drain_s), all).await.is_err() {
        tracing::warn!(seconds = server.drain_s, "requests were still running when the time to finish was over");
    }
}

/// A connection with its peer and its place among those that are allowed at the same time.
type Accepted = (TcpStream, SocketAddr, OwnedSemaphorePermit);

/// What a new connection needs.
struct Opening {
    builder: http1::Builder,
    app: Application,
    trusted: Arc<[IpAddr]>,
    seats: Seats,
    header_timeout: Duration,
    stall_timeout: Duration,
    stopping: watch::Sender<bool>,
}

impl Opening {
    /// Serves a connection until it ends, or until its running request is answered when the process stops.
    fn open(&self, (stream, peer, slot): Accepted) {
        let Some(seat) = self.seats.take(peer.ip()) else {
            metrics::counter!("portico_connections_refused_total").increment(1);
            return;
        };
        let (app, trusted, begun) = (self.app.clone(), Arc::clone(&self.trusted), Arc::new(Notify::new()));
        let beginning = Arc::clone(&begun);
        let service = service_fn(move |mut request: Request<Incoming>| {
            beginning.notify_one();
            let visitor = forwarded::visitor(&trusted, request.headers(), peer.ip());
            request.extensions_mut().insert(Peer(visitor));
            app.clone().oneshot(request.map(Body::new))
        });
        let (stream, movement) = Watched::new(stream);
        let connection = self.builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
        let (mut stopping, header_timeout) = (self.stopping.subscribe(), self.header_timeout);
        let stalled = movement.stalled(self.stall_timeout);
        let served = async move {
            let mut connection = std::pin::pin!(connection);
            let asked = tokio::select! {
                _ = &mut connection => return,
                () = begun.notified() => true,
                // The protocol's own timers begin with the protocol: a peer that does not even say which one it speaks has none.
                () = tokio::time::sleep(header_timeout) => return,
                // Told to end before its first request, a connection would be closed without an answer.
                () = async { asked_to_stop(&mut stopping).await; tokio::time::sleep(FIRST_REQUEST).await } => false,
            };
            // How a browser ends its connection is its own matter; the slot is free again then.
            let is_over = asked
                && tokio::select! {
                    _ = &mut connection => true,
                    () = asked_to_stop(&mut stopping) => false,
                };
            if !is_over {
                connection.as_mut().graceful_shutdown();
                let _ = connection.await;
            }
        };
        tokio::spawn(async move {
            tokio::select! {
                () = served => {}
                () = stalled => {}
            }
            drop((slot, seat));
        });
    }
}

/// Waits until the process is asked to stop. A sender that is gone means the same.
async fn asked_to_stop(stopping: &mut watch::Receiver<bool>) {
    let _ = stopping.wait_for(|stop| *stop).await;
}

/// The next connection, when there is room for one more.
async fn accept(listener: &TcpListener, slots: &Arc<Semaphore>) -> io::Result<Accepted> {
    let slot = Arc::clone(slots).acquire_owned().await.map_err(io::Error::other)?;
    let (stream, peer) = listener.accept().await?;
    Ok((stream, peer, slot))
}

/// The connections that wait to be accepted at this moment, as far as there is room. Closes the listener.
fn queued(listener: TcpListener, slots: &Arc<Semaphore>) -> impl Iterator<Item = Accepted> {
    let listener = listener.into_std().ok();
    std::iter::from_fn(move || {
        let slot = Arc::clone(slots).try_acquire_owned().ok()?;
        // The socket does not block, so this ends with the queue.
        let (stream, peer) = listener.as_ref()?.accept().ok()?;
        stream.set_nonblocking(true).ok()?;
        Some((TcpStream::from_std(stream).ok()?, peer, slot))
    })
}
