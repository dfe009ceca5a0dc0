//! Headers that proxies and single sign-on set are anybody's to write: without a trusted proxy they change nothing (Zammad,
//! CVE-2026-34720). The host of links in mails is tested with case 11, the client's address with the limits.

use http::Method;

use crate::support::{person::Person, portal::TestPortal};

const FORGED: [(&str, &str); 17] = [
    ("x-forwarded-for", "127.0.0.1"),
    ("x-forwarded-host", "portal.acme.example"),
    ("x-forwarded-proto", "http"),
    ("x-forwarded-port", "1"),
    ("x-forwarded-prefix", "/office/acme"),
    ("x-forwarded-user", "sam@acme.example"),
    ("forwarded", "for=127.0.0.1;host=portal.acme.example;proto=http"),
    ("x-real-ip", "127.0.0.1"),
    ("cf-connecting-ip", "127.0.0.1"),
    ("true-client-ip", "127.0.0.1"),
    ("x-remote-user", "sam@acme.example"),
    ("remote-user", "sam@acme.example"),
    ("x-auth-request-email", "sam@acme.example"),
    ("x-tenant", "bolt"),
    ("x-portal", "acme-garden"),
    ("x-original-url", "/office/acme/orders"),
    ("x-rewrite-url", "/office/acme/orders"),
];

async fn answers(who: &Person, headers: &[(&str, &str)]) -> Vec<String> {
    let mut seen = Vec::new();
    for path in ["/", "/p/acme/", "/p/acme/sign-in", "/p/acme/requests", "/p/bolt/", "/office/acme/orders"] {
        seen.push(who.ask(Method::GET, path, headers, Vec::new()).await.normalised(&[]));
    }
    seen
}

#[tokio::test]
async fn a_forged_header_changes_no_byte_of_an_answer() {
    let portal = TestPortal::alone().await;
    let erika = portal.customer("erika@drossel.example").await;
    for who in [&portal.browser("/p/acme"), &erika] {
        let plain = answers(who, &[]).await;
        for header in FORGED {
            assert_eq!(answers(who, &[header]).await, plain, "{header:?}");
        }
        assert_eq!(answers(who, &FORGED).await, plain, "all at once");
    }
}

#[tokio::test]
async fn an_unknown_host_shows_nothing_of_a_tenant_and_is_nowhere_repeated() {
    let portal = TestPortal::alone().await;
    for host in
        ["evil.example", "acme.evil.example", "portal.acme.example.evil.example", "portal.acme.example@evil.example"]
    {
        let mut mallory = portal.browser("");
        mallory.host = host.to_owned();
        for path in ["/", "/requests", "/sign-in", "/office"] {
            let answer = mallory.get(path).await.expect(404);
            let text = format!("{:?}{}", answer.headers, answer.text()).to_lowercase();
            assert!(!text.contains("acme") && !text.contains("bolt") && !text.contains("evil"), "{host}{path}: {text}");
        }
        for path in ["/p/acme/", "/p/acme/sign-in", "/office/acme/"] {
            let answer = mallory.get(path).await;
            assert!(!format!("{:?}{}", answer.headers, answer.text()).contains("evil"), "{host}{path}");
        }
    }
}
