//! Choosing a language: a cookie, then back to the page that one came from.

use axum::response::{AppendHeaders, IntoResponse, Redirect, Response};
use http::header::SET_COOKIE;

use crate::web::{
    Error, cookies,
    form_body::FormBody,
    place::{Place, known_language},
};

/// Sets the language of this browser.
pub async fn language(place: Place, form: FormBody) -> Result<Response, Error> {
    let tag = known_language(&form.one("language")?).ok_or(Error::BAD)?;
    let next = safe_next(place.base(), &form.one("next")?);
    Ok((AppendHeaders([(SET_COOKIE, cookies::language(&tag).to_string())]), Redirect::to(&next)).into_response())
}

/// An address to go on to: only a path of the same door, so that no link can lead to another site.
pub fn safe_next(base: &str, next: &str) -> String {
    let plain = next.bytes().all(|b| (0x21..0x7f).contains(&b) && b != b'\\');
    let rooted = next.starts_with('/') && !next.starts_with("//");
    let inside = next == base || next.starts_with(&format!("{base}/"));
    let decoded = next.to_ascii_lowercase();
    let hidden =
        decoded.contains("%2f%2f") || decoded.contains("%5c") || decoded.contains("/..") || decoded.contains("%2e%2e");
    if plain && rooted && inside && !hidden { next.to_owned() } else { format!("{base}/") }
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
            "/p/a/\r\nx",
        ] {
            assert_eq!(safe_next("/p/a", evil), "/p/a/", "{evil}");
        }
        assert_eq!(safe_next("", "//evil.example"), "/");
        assert_eq!(safe_next("", "/requests"), "/requests");
    }
}
