//! Mail scanners and previews open every link, often and in odd ways. The link is good afterwards, and nobody is signed in.

use http::{Method, header};

use crate::support::{links, portal::TestPortal};

#[tokio::test]
async fn a_link_to_a_new_password_survives_everybody_who_only_looks() {
    let portal = TestPortal::alone().await;
    let scanner = portal.browser("/p/acme");
    scanner.post("/p/acme/forgot-password", &[("email", "erika@drossel.example")]).await.expect(200);
    portal.work().await;
    let link = links::last(&portal, "reset").unwrap();
    for _ in 0..20 {
        let page = scanner.get(&link).await.expect(200);
        assert_eq!(page.header(header::SET_COOKIE), "");
    }
    for (method, status) in [(Method::HEAD, 200), (Method::OPTIONS, 405), (Method::PUT, 405)] {
        scanner.ask(method, &link, &[("user-agent", "SafeLinks/1.0")], Vec::new()).await.expect(status);
    }
    // Some press buttons as well, but they fill nothing in.
    scanner.post(&link, &[]).await.expect(422);
    scanner.get("/p/acme/").await.expect(303);
    let erika = portal.browser("/p/acme");
    let page = erika.get(&link).await.expect(200);
    erika.submit(&page.form(&link).fill("new", "tragbarer quittenbaum")).await.expect(303);
}
