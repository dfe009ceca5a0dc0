//! A link to a new password is sent to the stored address and to nobody else, whatever is typed (GitLab, CVE-2023-7028).

use http::Method;

use crate::support::{links, portal::TestPortal};

const ERIKA: &str = "erika@drossel.example";
const MALLORY: &str = "mallory@evil.example";

#[tokio::test]
async fn only_one_address_as_plain_text_is_taken() {
    let portal = TestPortal::alone().await;
    let mallory = portal.browser("/p/acme");
    let (erika, evil) = ("erika%40drossel.example", "mallory%40evil.example");
    let form = "application/x-www-form-urlencoded";
    let two = format!("email={erika}&email={evil}");
    for (kind, body) in [
        (form, two.as_str()),
        (form, &format!("email[]={erika}&email[]={evil}")),
        (form, &format!("email={erika}%2C{evil}")),
        (form, &format!("email={erika}%0A{evil}")),
        (form, &format!("email={erika}%00{evil}")),
        (form, &format!("email={erika}%20{evil}")),
        (form, &format!("email={erika}%3B{evil}")),
        (form, "email="),
        ("application/json", r#"{"email":["erika@drossel.example","mallory@evil.example"]}"#),
        (
            "multipart/form-data; boundary=x",
            "--x\r\ncontent-disposition: form-data; name=email\r\n\r\nerika@drossel.example\r\n--x--",
        ),
    ] {
        let headers = [("content-type", kind)];
        let answer = mallory.ask(Method::POST, "/p/acme/forgot-password", &headers, body.as_bytes().to_vec()).await;
        assert!(matches!(answer.status.as_u16(), 400 | 422), "{body}: {}", answer.status);
    }
    portal.work().await;
    assert_eq!(portal.mailbox().await, []);
}

#[tokio::test]
async fn the_link_goes_to_the_stored_address_and_never_to_the_typed_one() {
    let portal = TestPortal::alone_with(|config| config.security.links_per_address = 100).await;
    let mallory = portal.browser("/p/acme");
    // Other ways to write the same address.
    for typed in ["Erika@Drossel.Example", "  erika@drossel.example\t"] {
        mallory.post("/p/acme/forgot-password", &[("email", typed)]).await.expect(200);
    }
    // Addresses that only look like it, or that some servers take for the same mailbox.
    for typed in [
        "еrika@drossel.example",
        "erika@drossel.examp\u{2113}e",
        "erika+reset@drossel.example",
        "erıka@drossel.example",
        MALLORY,
    ] {
        let answer = mallory.post("/p/acme/forgot-password", &[("email", typed)]).await;
        assert!(matches!(answer.status.as_u16(), 200 | 422), "{typed}: {}", answer.status);
    }
    portal.work().await;
    let mails = portal.mailbox().await;
    assert_eq!(mails.len(), 2);
    assert!(mails.iter().all(|mail| mail.to.as_str() == ERIKA));
    for text in links::texts(&portal) {
        let to: Vec<&str> = text.lines().filter(|line| line.to_lowercase().starts_with("to:")).collect();
        assert_eq!(to, ["To: erika@drossel.example"]);
    }
}

#[tokio::test]
async fn a_link_begins_with_the_configured_address_whatever_the_host_header_says() {
    let portal = TestPortal::alone().await;
    let mut mallory = portal.browser("/p/acme");
    mallory.host = "evil.example".to_owned();
    let headers = [
        ("content-type", "application/x-www-form-urlencoded"),
        ("x-forwarded-host", "evil.example"),
        ("x-forwarded-proto", "http"),
        ("forwarded", "host=evil.example"),
    ];
    let body = b"email=erika%40drossel.example".to_vec();
    mallory.ask(Method::POST, "/p/acme/forgot-password", &headers, body).await.expect(200);
    portal.work().await;
    let text = links::texts(&portal).concat();
    assert!(text.contains("https://portal.acme.example/reset/") && !text.contains("evil"), "{text}");
}
