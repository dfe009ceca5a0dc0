//! A browser in plain words, from what it says about itself.

use jiff::Timestamp;
use serde::Serialize;

use crate::domain::session::{Device, Origin, Session};

/// A session or a remembered browser in the list of its person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct DeviceRow {
    pub id: String,
    /// `Firefox`; empty: not known.
    pub browser: &'static str,
    /// `Windows`; empty: not known.
    pub system: &'static str,
    /// The network address without its last part.
    pub address: String,
    pub since: Timestamp,
    pub seen: Timestamp,
    /// The browser that this page is shown in.
    pub current: bool,
}

impl DeviceRow {
    pub fn of_session(session: &Session, current: &Session) -> Self {
        let (id, is_current) = (session.id.to_string(), session.id == current.id);
        Self::new(id, &session.from, (session.created_at, session.seen_at), is_current)
    }

    pub fn of_device(device: &Device) -> Self {
        Self::new(device.id.to_string(), &device.from, (device.created_at, device.seen_at), false)
    }

    fn new(id: String, from: &Origin, (since, seen): (Timestamp, Timestamp), current: bool) -> Self {
        let (browser, system) = named(&from.agent);
        Self { id, browser, system, address: from.address.clone(), since, seen, current }
    }
}

/// What marks a browser in its user agent. Many claim to be others, so the first that fits counts.
const BROWSERS: [(&str, &str); 8] = [
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser/", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"),
    ("CriOS/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
];

const SYSTEMS: [(&str, &str); 7] = [
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "macOS"),
    ("Linux", "Linux"),
];

/// Browser and system; each empty when it is none of the known.
pub fn named(agent: &str) -> (&'static str, &'static str) {
    let find = |known: &[(&str, &'static str)]| {
        known.iter().find(|(mark, _)| agent.contains(mark)).map_or("", |(_, name)| *name)
    };
    (find(&BROWSERS), find(&SYSTEMS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn browsers_are_called_what_people_call_them() {
        for (agent, name) in [
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:144.0) Gecko/20100101 Firefox/144.0",
                ("Firefox", "Windows"),
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1 Version/19.0 Mobile Safari/604.1",
                ("Safari", "iPhone"),
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36 Edg/140.0",
                ("Edge", "Windows"),
            ),
            (
                "Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Mobile Safari/537.36",
                ("Chrome", "Android"),
            ),
            ("curl/8.5.0", ("", "")),
        ] {
            assert_eq!(named(agent), name, "{agent}");
        }
    }
}
