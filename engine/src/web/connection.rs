//! What bounds a connection beside the protocol's own times: it ends when nothing moves on it any more, and one network address has so many
//! and no more.

use std::{
    collections::HashMap,
    io,
    net::{IpAddr, Ipv6Addr},
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, ready},
    time::Duration,
};

use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    net::TcpStream,
    time::Instant,
};

/// When the last byte moved, in either direction.
#[derive(Debug, Clone)]
pub struct Movement(Arc<Mutex<Instant>>);

impl Movement {
    fn moved(&self) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Instant::now();
    }

    /// Ends when nothing has moved for so long.
    pub async fn stalled(self, limit: Duration) {
        loop {
            let until = *self.0.lock().unwrap_or_else(PoisonError::into_inner) + limit;
            if until <= Instant::now() {
                return;
            }
            tokio::time::sleep_until(until).await;
        }
    }
}

/// A connection that notes when bytes move on it. Bytes that are only offered to a peer who does not read move nothing.
pub struct Watched {
    stream: TcpStream,
    movement: Movement,
}

impl Watched {
    pub fn new(stream: TcpStream) -> (Self, Movement) {
        let movement = Movement(Arc::new(Mutex::new(Instant::now())));
        (Self { stream, movement: movement.clone() }, movement)
    }

    /// Notes a writing that took some bytes.
    fn written(&self, written: io::Result<usize>) -> Poll<io::Result<usize>> {
        if matches!(written, Ok(count) if count > 0) {
            self.movement.moved();
        }
        Poll::Ready(written)
    }
}

impl AsyncRead for Watched {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buf.filled().len();
        let read = ready!(Pin::new(&mut self.stream).poll_read(cx, buf));
        if buf.filled().len() > before {
            self.movement.moved();
        }
        Poll::Ready(read)
    }
}

impl AsyncWrite for Watched {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = ready!(Pin::new(&mut self.stream).poll_write(cx, bytes));
        self.written(written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = ready!(Pin::new(&mut self.stream).poll_write_vectored(cx, parts));
        self.written(written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

/// Open connections by network address: one of IPv4, or the 64 bits of IPv6 that one household or server gets.
#[derive(Debug, Clone)]
pub struct Seats {
    taken: Arc<Mutex<HashMap<IpAddr, usize>>>,
    most: usize,
    /// Proxies bring everybody's connections.
    exempt: Arc<[IpAddr]>,
}

impl Seats {
    pub fn new(most: usize, exempt: Arc<[IpAddr]>) -> Self {
        Self { taken: Arc::default(), most, exempt }
    }

    /// A place for one more connection of an address, until it is dropped; None when the address has too many.
    pub fn take(&self, peer: IpAddr) -> Option<Seat> {
        let peer = peer.to_canonical();
        if self.exempt.contains(&peer) {
            return Some(Seat(None));
        }
        let network = network(peer);
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        let count = taken.entry(network).or_default();
        if *count >= self.most {
            return None;
        }
        *count += 1;
        Some(Seat(Some((self.clone(), network))))
    }
}

/// A connection's place among those of its address.
#[derive(Debug)]
pub struct Seat(Option<(Seats, IpAddr)>);

impl Drop for Seat {
    fn drop(&mut self) {
        let Some((seats, network)) = self.0.take() else { return };
        let mut taken = seats.taken.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = taken.get_mut(&network) {
            *count -= 1;
            if *count == 0 {
                taken.remove(&network);
            }
        }
    }
}

fn network(peer: IpAddr) -> IpAddr {
    match peer {
        IpAddr::V4(_) => peer,
        IpAddr::V6(address) => Ipv6Addr::from_bits(address.to_bits() & !u128::from(u64::MAX)).into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().unwrap()
    }

    #[test]
    fn an_address_has_so_many_connections_and_one_more_when_one_has_ended() {
        let seats = Seats::new(2, Arc::new([]));
        let first = seats.take(ip("192.0.2.1")).unwrap();
        let _second = seats.take(ip("::ffff:192.0.2.1")).unwrap();
        assert!(seats.take(ip("192.0.2.1")).is_none());
        let other = seats.take(ip("192.0.2.2")).expect("another address is not concerned");
        drop(first);
        assert!(seats.take(ip("192.0.2.1")).is_some());
        drop(other);
        assert_eq!(seats.taken.lock().unwrap().len(), 1, "who has none is forgotten");
    }

    #[test]
    fn the_addresses_of_one_household_count_together() {
        let seats = Seats::new(1, Arc::new([]));
        let _first = seats.take(ip("2001:db8:0:1::1")).unwrap();
        assert!(seats.take(ip("2001:db8:0:1:ffff::2")).is_none());
        assert!(seats.take(ip("2001:db8:0:2::1")).is_some());
    }

    #[test]
    fn a_trusted_proxy_brings_as_many_as_it_likes() {
        let seats = Seats::new(1, Arc::new([ip("192.0.2.1")]));
        let many: Vec<_> = (0..3).map(|_| seats.take(ip("::ffff:192.0.2.1"))).collect();
        assert!(many.iter().all(Option::is_some));
    }
}
