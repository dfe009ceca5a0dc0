//! Session cookies: one per portal and one per office, so that portals on one host by path never share a session.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use cookie::{Cookie, SameSite, time::Duration};
use http::{HeaderMap, header};

/// Cookie with the language that the visitor chose.
pub const LANGUAGE: &str = "portico-language";

/// Name of the session cookie of a door; `door` is `p-{portal}` or `o-{tenant}`.
fn name(door: &str) -> String {
    format!("__Host-{door}")
}

/// The secret that the browser holds for a door. Anything that is not exactly a secret counts as none.
pub fn secret(headers: &HeaderMap, door: &str) -> Option<[u8; 32]> {
    URL_SAFE_NO_PAD.decode(read(headers, &name(door))?).ok()?.try_into().ok()
}

/// The value of a cookie.
pub fn read(headers: &HeaderMap, name: &str) -> Option<String> {
    let sent = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut cookies = sent.flat_map(|text| Cookie::split_parse(text.to_owned())).filter_map(Result::ok);
    cookies.find(|cookie| cookie.name() == name).map(|cookie| cookie.value().to_owned())
}

/// The cookie that hands a secret to the browser.
pub fn session(door: &str, secret: &[u8; 32], seconds: i64) -> Cookie<'static> {
    let mut cookie = Cookie::new(name(door), URL_SAFE_NO_PAD.encode(secret));
    cookie.set_max_age(Duration::seconds(seconds));
    guard(cookie)
}

/// The cookie that takes it away.
pub fn removal(door: &str) -> Cookie<'static> {
    let mut cookie = Cookie::new(name(door), "");
    cookie.set_max_age(Duration::ZERO);
    guard(cookie)
}

/// The cookie that remembers a chosen language for a year.
pub fn language(tag: &str) -> Cookie<'static> {
    let mut cookie = Cookie::new(LANGUAGE, tag.to_owned());
    cookie.set_max_age(Duration::days(365));
    cookie.set_path("/");
    cookie.set_same_site(SameSite::Lax);
    cookie
}

fn guard(mut cookie: Cookie<'static>) -> Cookie<'static> {
    cookie.set_secure(true);
    cookie.set_http_only(true);
    cookie.set_path("/");
    cookie.set_same_site(SameSite::Lax);
    cookie
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_cookie_is_bound_to_the_host_and_hidden_from_scripts() {
        let text = session("p-nordwind", &[7; 32], 60).to_string();
        for part in ["__Host-p-nordwind=", "; HttpOnly", "; SameSite=Lax", "; Secure", "; Path=/", "; Max-Age=60"] {
            assert!(text.contains(part), "{text}");
        }
        assert!(!text.contains("Domain"));
    }

    #[test]
    fn only_an_exact_secret_is_read_back() {
        let with = |value: &str| {
            let mut headers = HeaderMap::new();
            headers.insert(http::header::COOKIE, format!("__Host-p-a={value}").parse().unwrap());
            secret(&headers, "p-a")
        };
        assert_eq!(with(&URL_SAFE_NO_PAD.encode([7; 32])), Some([7; 32]));
        assert_eq!(with(&URL_SAFE_NO_PAD.encode([7; 31])), None);
        assert_eq!(with(""), None);
        assert_eq!(with("not base64!"), None);
    }
}
