//! Where a provider may lead us: its own host, which the operator wrote down, and public addresses. What a provider's documents name is
//! a stranger's word, and must not reach into the operator's own network.

use std::{
    future::Future,
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    pin::Pin,
    task::{Context, Poll},
    vec,
};

use hyper_util::client::legacy::connect::dns::Name;
use tower::Service;

/// Finds addresses of hosts, and refuses those that lead inwards. What it gives is what is connected to, so nothing is resolved twice.
#[derive(Debug, Clone)]
pub(super) struct Guard {
    /// The host that may be anywhere.
    pub own: String,
}

impl Guard {
    /// Whether a host that is an address by itself, which no resolver is asked about, may be connected to.
    pub fn admits(&self, host: &str) -> bool {
        let literal = host.trim_start_matches('[').trim_end_matches(']').parse::<IpAddr>();
        host == self.own || literal.map_or(true, is_public)
    }
}

impl Service<Name> for Guard {
    type Response = vec::IntoIter<SocketAddr>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Self::Response>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let (host, may_be_anywhere) = (name.as_str().to_owned(), name.as_str() == self.own);
        Box::pin(async move {
            let found: Vec<SocketAddr> = tokio::net::lookup_host((host.as_str(), 0)).await?.collect();
            if may_be_anywhere || found.iter().all(|address| is_public(address.ip())) {
                return Ok(found.into_iter());
            }
            Err(io::Error::other(format!("{host} is in a private network, where only the provider's own host may be")))
        })
    }
}

/// Whether an address belongs to the public internet.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(v4) => is_public_v4(v4),
        IpAddr::V6(v6) => match embedded(v6) {
            Some(v4) => is_public_v4(v4),
            None => is_public_v6(v6),
        },
    }
}

fn is_public_v4(v4: Ipv4Addr) -> bool {
    let [a, b, c, _] = v4.octets();
    let is_inner = v4.is_private() || v4.is_loopback() || v4.is_link_local() || v4.is_documentation();
    // This network, addresses shared behind carriers, protocol assignments, benchmarks, and everything from multicast on.
    let is_special =
        a == 0 || (a == 100 && b & 0xc0 == 64) || (a, b, c) == (192, 0, 0) || (a == 198 && b & 0xfe == 18) || a >= 224;
    !is_inner && !is_special
}

/// Only what is handed out, 2000::/3, without documentation and the ways through tunnels.
fn is_public_v6(v6: Ipv6Addr) -> bool {
    let [first, second, ..] = v6.segments();
    first & 0xe000 == 0x2000 && (first, second) != (0x2001, 0xdb8) && (first, second) != (0x2001, 0)
}

/// The address of version 4 that one of version 6 stands for: mapped, translated (64:ff9b::/96) or through 6to4.
fn embedded(v6: Ipv6Addr) -> Option<Ipv4Addr> {
    let segments = v6.segments();
    let join = |high: u16, low: u16| Ipv4Addr::from_bits(u32::from(high) << 16 | u32::from(low));
    match segments {
        [0, 0, 0, 0, 0, 0xffff, high, low] | [0x64, 0xff9b, 0, 0, 0, 0, high, low] | [0x2002, high, low, ..] => {
            Some(join(high, low))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_inner_networks_are_told_from_public_ones_however_they_are_written() {
        for inner in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",
            "224.0.0.1",
            "255.255.255.255",
            "198.18.0.1",
            "192.0.0.8",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "ff02::1",
            "2001:db8::1",
            "::ffff:10.0.0.1",
            "64:ff9b::a9fe:a9fe",
            "2002:7f00:1::",
            "2001:0:1::",
        ] {
            assert!(!is_public(inner.parse().unwrap()), "{inner}");
        }
        for public in ["1.1.1.1", "100.128.0.1", "172.32.0.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::101:101"]
        {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
    }

    #[test]
    fn a_host_that_is_an_address_is_looked_at_too() {
        let guard = Guard { own: "10.0.0.5".to_owned() };
        assert!(guard.admits("10.0.0.5") && guard.admits("login.example") && guard.admits("1.1.1.1"));
        assert!(!guard.admits("10.0.0.6") && !guard.admits("[::1]") && !guard.admits("169.254.169.254"));
    }
}
