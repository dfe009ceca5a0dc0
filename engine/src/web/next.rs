//! An address to go on to after signing in or choosing a language.

use crate::domain::routes::{path, portal as paths};

/// Only a path of the same door, so that no link can lead to another site; else the door's first page.
pub fn safe_next(base: &str, next: &str) -> String {
    let plain = next.bytes().all(|b| (0x21..0x7f).contains(&b) && b != b'\\');
    let rooted = next.starts_with('/') && !next.starts_with("//");
    let inside = next == base || next.starts_with(&format!("{base}/"));
    let lower = next.to_ascii_lowercase();
    let hidden = lower.contains("%2f%2f") || lower.contains("%5c") || leads_out(&lower);
    if plain && rooted && inside && !hidden { next.to_owned() } else { path(base, paths::HOME, &[]) }
}

/// Whether a path, in small letters, has a segment that browsers take for "here" or "one up". A dot may be written as `%2e` there.
fn leads_out(next: &str) -> bool {
    let path = next.split(['?', '#']).next().unwrap_or(next);
    path.split('/').any(|segment| matches!(segment.replace("%2e", ".").as_str(), "." | ".."))
}

#[cfg(test)]
mod tests {
    use super::safe_next;

    #[test]
    fn only_paths_of_the_same_door_are_gone_on_to() {
        assert_eq!(safe_next("/p/a", "/p/a/requests?q=1"), "/p/a/requests?q=1");
        for evil in [
            "https://evil.example",
            "//evil.example",
            "/\\evil",
            "/p/ab/x",
            "/p/b/",
            "",
            "javascript:x",
            "/p/a/%2F%2Fevil",
            "/p/a/../b/",
            "/p/a/..",
            "/p/a/.",
            "/p/a/./x",
            "/p/a/.%2e/b/",
            "/p/a/%2E./b/",
            "/p/a/%2e%2E/b/",
            "/p/a/%2e",
            "/p/a/..?q=1",
            "/p/a/..#x",
            "/p/a/\r\nx",
        ] {
            assert_eq!(safe_next("/p/a", evil), "/p/a/", "{evil}");
        }
        assert_eq!(safe_next("", "//evil.example"), "/");
        assert_eq!(safe_next("", "/requests"), "/requests");
        // Dots that lead nowhere are no reason to lose one's way.
        for plain in ["/p/a/requests?q=../x", "/p/a/a..b", "/p/a/.well-known/x", "/p/a/..."] {
            assert_eq!(safe_next("/p/a", plain), plain);
        }
    }
}
