//! Who a visitor is behind proxies that we trust.

use std::net::{IpAddr, SocketAddr};

use http::HeaderMap;

/// The nearest address that no trusted proxy vouches for. Entries are read from the right, where the trusted proxies write; what cannot
/// be read ends the walk, because everything further left may be a visitor's own invention. Then the socket's address counts.
pub fn visitor(trusted: &[IpAddr], headers: &HeaderMap, socket: IpAddr) -> IpAddr {
    let socket = socket.to_canonical();
    if !trusted.contains(&socket) {
        return socket;
    }
    for value in headers.get_all("x-forwarded-for").iter().rev() {
        let Ok(text) = value.to_str() else { return socket };
        for entry in text.rsplit(',') {
            match address(entry.trim()) {
                None => return socket,
                Some(address) if trusted.contains(&address) => {}
                Some(address) => return address,
            }
        }
    }
    socket
}

/// `203.0.113.1`, `203.0.113.1:4711`, `2001:db8::1`, `[2001:db8::1]` or `[2001:db8::1]:4711`.
fn address(entry: &str) -> Option<IpAddr> {
    let bare = entry.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(entry);
    let with_port = || entry.parse::<SocketAddr>().ok().map(|address| address.ip());
    bare.parse().ok().or_else(with_port).map(|address: IpAddr| address.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PROXIES: [&str; 2] = ["198.51.100.7", "198.51.100.8"];

    fn behind(trusted: &[&str], socket: &str, forwarded: &[&str]) -> String {
        let trusted: Vec<IpAddr> = trusted.iter().map(|ip| ip.parse().unwrap()).collect();
        let mut headers = HeaderMap::new();
        for value in forwarded {
            headers.append("x-forwarded-for", value.parse().unwrap());
        }
        visitor(&trusted, &headers, socket.parse().unwrap()).to_string()
    }

    #[test]
    fn forwarded_addresses_count_only_from_a_trusted_peer() {
        assert_eq!(behind(&[], PROXIES[0], &["203.0.113.1"]), PROXIES[0]);
        assert_eq!(behind(&PROXIES, PROXIES[0], &["203.0.113.1"]), "203.0.113.1");
        assert_eq!(behind(&PROXIES, "::ffff:198.51.100.7", &["203.0.113.1"]), "203.0.113.1");
        assert_eq!(behind(&PROXIES, PROXIES[0], &[]), PROXIES[0]);
    }

    #[test]
    fn what_a_visitor_writes_in_front_of_the_chain_is_not_believed() {
        assert_eq!(behind(&PROXIES, PROXIES[0], &["10.0.0.1, 203.0.113.1, 198.51.100.8"]), "203.0.113.1");
        assert_eq!(behind(&PROXIES, PROXIES[0], &["10.0.0.1", "203.0.113.1", "198.51.100.8"]), "203.0.113.1");
        assert_eq!(behind(&PROXIES, PROXIES[0], &["10.0.0.1, nonsense"]), PROXIES[0]);
        assert_eq!(behind(&PROXIES, PROXIES[0], &["10.0.0.1, unknown, 198.51.100.8"]), PROXIES[0]);
        assert_eq!(behind(&PROXIES, PROXIES[0], &["10.0.0.1,"]), PROXIES[0]);
    }

    #[test]
    fn every_usual_way_to_write_an_address_is_read() {
        for (written, read) in [
            ("203.0.113.1:4711", "203.0.113.1"),
            ("2001:db8::1", "2001:db8::1"),
            ("[2001:db8::1]", "2001:db8::1"),
            ("[2001:db8::1]:4711", "2001:db8::1"),
        ] {
            assert_eq!(behind(&PROXIES, PROXIES[0], &[&format!("10.0.0.1, {written}")]), read);
        }
    }
}
