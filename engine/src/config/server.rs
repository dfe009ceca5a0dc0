//! `[server]`: where it listens and how long it waits.

use std::net::{IpAddr, SocketAddr};

use serde::{Deserialize, Serialize};

use super::network::Network;

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct Server {
    /// Address and port to listen on.
    pub listen: SocketAddr,
    /// Address that people type, without a path. Links in mails begin with it.
    pub public_url: String,
    /// Portals answer at `{portal}.{base_domain}` as well. Empty: only by own domain and by path.
    pub base_domain: String,
    /// Address of `/metrics` and `/health`, apart from the public one. Empty: on `listen`.
    pub ops_listen: String,
    /// Who may ask for `/metrics` on `listen`: addresses and networks. On `ops_listen` everybody may.
    pub metrics_from: Vec<Network>,
    /// Peers whose `X-Forwarded-For` is believed.
    pub trusted_proxies: Vec<IpAddr>,
    /// Seconds for the request line and headers of a connection.
    pub header_timeout_s: u64,
    /// Seconds for the whole body of a request; uploads have ten times as long.
    pub body_timeout_s: u64,
    /// Seconds after which a connection on which no byte moves any more is closed, in whichever direction: who does not read the answer, or
    /// says nothing after one. Longer than `body_timeout_s` and `stream_ping_s`.
    pub stall_timeout_s: u64,
    /// Largest body of a form in KiB. Uploads have their own limit in `[files]`.
    pub max_form_kib: usize,
    /// Open connections at most; further ones wait.
    pub max_connections: usize,
    /// Open connections of one network address (of IPv6: of 64 bits) at most; further ones are closed. Not for trusted proxies.
    pub max_connections_per_address: usize,
    /// Seconds between signs of life on an event stream. With each, the stream asks whether its session still holds.
    pub stream_ping_s: u64,
    /// Seconds that running requests get to finish after SIGTERM.
    pub drain_s: u64,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 8080)),
            public_url: "http://localhost:8080".to_owned(),
            base_domain: String::new(),
            ops_listen: String::new(),
            metrics_from: Network::THIS_MACHINE.to_vec(),
            trusted_proxies: Vec::new(),
            header_timeout_s: 10,
            body_timeout_s: 30,
            stall_timeout_s: 60,
            max_form_kib: 1024,
            max_connections: 10_000,
            max_connections_per_address: 512,
            stream_ping_s: 15,
            drain_s: 30,
        }
    }
}
