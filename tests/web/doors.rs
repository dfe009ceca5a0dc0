//! What holds at every door: unknown names, methods, origins, headers, hosts and addresses to go on to.

use std::sync::Arc;

use http::{Method, header};
use portico::actions::tenants::{self, TenantDocument};

use crate::support::{flow, person::PASSWORD, portal::TestPortal};

#[tokio::test(flavor = "multi_thread")]
async fn a_portal_offers_the_languages_that_it_is_written_in() {
    let mut portal = TestPortal::alone().await;
    let offered = async |portal: &TestPortal, base: &str| {
        let page = portal.browser(base).get(&format!("{base}/sign-in")).await.expect(200).page();
        page.texts("button[name=language]")
    };
    assert_eq!(offered(&portal, "/p/acme").await, ["Deutsch", "English"], "nobody wrote anything in Dutch");
    assert_eq!(offered(&portal, "/p/bolt").await, [] as [&str; 0], "where there is one, there is nothing to choose");
    let jan = portal.browser("/p/acme");
    jan.post("/p/acme/language", &[("language", "nl"), ("next", "/p/acme/")]).await.expect(400);
    let dutch = [("accept-language", "nl, de;q=0.5")];
    let page = jan.ask(Method::GET, "/p/acme/sign-in", &dutch, Vec::new()).await.expect(200).text();
    assert!(page.contains("<html lang=\"de\""), "the next language of the browser counts: {page}");

    import_bolt(&mut portal, "half", false).await;
    assert_eq!(offered(&portal, "/p/half").await, [] as [&str; 0], "titles without statuses are half a language");
    import_bolt(&mut portal, "whole", true).await;
    assert_eq!(offered(&portal, "/p/whole").await, ["Deutsch", "English"]);
}

/// A company like Bolt under another name, whose flows have German titles, and its statuses too.
async fn import_bolt(portal: &mut TestPortal, name: &str, statuses: bool) {
    let document = include_str!("../sites/acme/bolt.toml").replace("\"bolt\"", &format!("\"{name}\""));
    let mut document: TenantDocument = toml::from_str(&document).unwrap();
    for flow in &mut document.flows {
        flow.title = flow.title.clone().and("de", "Der Aufzug steckt fest");
    }
    for status in document.statuses.iter_mut().filter(|_| statuses) {
        status.customer_label = status.customer_label.clone().and("de", "Zustand");
    }
    tenants::import(portal.cx(), &document).await.unwrap();
    portal.app.refresh().await.unwrap();
    portal.app.look().await.unwrap();
}

/// Rules may refuse a request, so nobody sends one before they are there.
#[tokio::test(flavor = "multi_thread")]
async fn a_portal_answers_as_soon_as_its_rules_are_built() {
    let mut portal = TestPortal::alone().await;
    let document = include_str!("../sites/acme/bolt.toml").replace("\"bolt\"", "\"late\"");
    tenants::import(portal.cx(), &toml::from_str(&document).unwrap()).await.unwrap();
    portal.app.refresh().await.unwrap();
    let early = portal.browser("/p/late").get("/p/late/sign-in").await.expect(503);
    assert!(early.text().contains("</html>") && !early.header("retry-after").is_empty(), "{}", early.text());
    let (live, browser) = (Arc::clone(&portal.app.live), portal.browser("/p/late"));
    let waiting = async {
        assert!(live.known("late").is_none());
        browser.get("/p/late/sign-in").await.expect(200);
    };
    tokio::join!(waiting, async { portal.app.look().await.unwrap() });
}

#[tokio::test(flavor = "multi_thread")]
async fn unknown_names_are_not_found_at_every_level() {
    let portal = TestPortal::alone().await;
    let erika = portal.customer("erika@drossel.example").await;
    for path in [
        "/p/nobody/",
        "/p/nobody/sign-in",
        "/p/ACME/",
        "/p/acme%2f..%2fbolt/",
        "/office/nobody/",
        "/p/acme/nothing",
        "/p/acme/new/nothing",
        "/p/acme/new/hedge",
        "/p/acme/new/FAULT",
        "/p/acme/new/fault/no-id/step/problem",
        "/p/acme/new/fault/019ca0e6-7c00-7000-8000-00000000aaaa/step/nothing",
        "/p/acme/requests/no-id",
        "/p/acme/requests?filter=nothing",
        "/p/acme/requests?sort=price",
        "/p/acme/requests?page=0",
        "/p/acme/requests?page=99999999999999999999",
        "/p/acme/files/no-id",
        "/p/acme/assets/nothing.css",
        "/p/acme/assets/../../Cargo.toml",
        "/nothing",
        "/demo/mail",
    ] {
        let answer = erika.get(path).await.expect(404);
        assert!(!answer.heading().is_empty(), "{path}: a person gets a page");
        assert!(answer.page().text().contains(answer.header("x-request-id")), "{path}: with its reference");
    }
    let sam = portal.staff("sam@acme.example").await;
    for path in [
        "orders/no-id",
        "requests?filter=nothing",
        "runs?outcome=nothing",
        "runs?page=0",
        "runs?page=-1",
        "runs/no-id",
        "nothing",
        "files/no-id",
    ] {
        sam.get(&format!("/office/acme/{path}")).await.expect(404);
    }
    let order = flow::sent(&erika, "x").await;
    let answer = sam.post(&format!("/office/acme/orders/{order}/status"), &[("status", "nothing")]).await;
    assert_eq!(answer.status, 422, "an unknown status is told");
    sam.post(&format!("/office/acme/orders/{order}/priority"), &[("priority", "now")]).await.expect(400);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_answer_head_and_refuse_other_methods() {
    let portal = TestPortal::alone().await;
    let erika = portal.customer("erika@drossel.example").await;
    let head = erika.ask(Method::HEAD, "/p/acme/requests", &[], Vec::new()).await.expect(200);
    assert_eq!(head.body, b"");
    for method in [Method::PUT, Method::DELETE, Method::PATCH, Method::TRACE, Method::OPTIONS] {
        for path in ["/p/acme/requests", "/p/acme/sign-in", "/office/acme/requests"] {
            let answer = erika.ask(method.clone(), path, &[], Vec::new()).await;
            assert_eq!(answer.status, 405, "{method} {path}");
            assert!(!answer.text().contains("TRACE"), "nothing is echoed");
        }
    }
    erika.post("/p/acme/requests", &[]).await.expect(405);
    erika.get("/p/acme/sign-out").await.expect(405);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_post_from_another_site_changes_nothing() {
    let portal = TestPortal::alone().await;
    let erika = portal.customer("erika@drossel.example").await;
    let request = format!("/p/acme/requests/{}", flow::sent(&erika, "x").await);
    let comments = format!("{request}/comments");
    let attempts: [&[(&str, &str)]; 8] = [
        &[("sec-fetch-site", "cross-site")],
        &[("sec-fetch-site", "same-site")],
        &[("sec-fetch-site", "cross-site"), ("origin", "http://localhost")],
        &[("sec-fetch-site", ""), ("origin", "null")],
        &[("sec-fetch-site", ""), ("origin", "https://evil.example")],
        &[("sec-fetch-site", ""), ("origin", "https://localhost.evil.example")],
        &[("sec-fetch-site", ""), ("origin", "nonsense")],
        &[("sec-fetch-site", "nonsense")],
    ];
    let form = ("content-type", "application/x-www-form-urlencoded");
    for (at, headers) in attempts.iter().enumerate() {
        let headers: Vec<_> = headers.iter().copied().chain([form]).collect();
        let body = format!("text=forged{at}&key=019ca0e6-7c00-7000-8000-00000000aaaa").into_bytes();
        let answer = erika.ask(Method::POST, &comments, &headers, body).await;
        assert_eq!(answer.status, 403, "{headers:?}");
    }
    let page = erika.get(&request).await.expect(200).page();
    assert!(!page.text().contains("forged"));
    // What is no browser sends neither header and has no cookies of ours; an old browser sends its origin.
    for headers in
        [vec![("sec-fetch-site", ""), form], vec![("sec-fetch-site", ""), ("origin", "http://localhost"), form]]
    {
        let body = b"text=honest&key=019ca0e6-7c00-7000-8000-00000000aaaa".to_vec();
        erika.ask(Method::POST, &comments, &headers, body).await.expect(303);
    }
    // Being signed in by somebody else's form is as bad.
    let stranger = portal.browser("/p/acme");
    let body = format!("email=erika%40drossel.example&password={}", PASSWORD.replace(' ', "+")).into_bytes();
    let answer = stranger.ask(Method::POST, "/p/acme/sign-in", &[("sec-fetch-site", "cross-site"), form], body).await;
    assert_eq!(answer.status, 403);
    assert_eq!(stranger.cookie_header(), "");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_next_address_never_leads_away_from_its_door() {
    let portal = TestPortal::alone().await;
    let evil = [
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "/p/acme/../../evil",
        "/p/bolt/requests",
        "/office/acme/",
        "javascript:alert(1)",
        "/p/acme/%2F%2Fevil.example",
        "/p/acme/%0d%0aSet-Cookie:x=1",
        "/p/acme\r\nSet-Cookie: x=1",
        "",
    ];
    for next in evil {
        let stranger = portal.browser("/p/acme");
        let fields = [("email", "erika@drossel.example"), ("password", PASSWORD), ("next", next)];
        let answer = stranger.post("/p/acme/sign-in", &fields).await.expect(303);
        let to = answer.location();
        assert!(to == "/p/acme/" || to == next && next.contains("%0d%0a"), "{next} leads to {to}");
        let set = answer.headers.get_all(header::SET_COOKIE).iter().map(|cookie| cookie.to_str().unwrap());
        assert!(set.into_iter().all(|cookie| cookie.starts_with("__Host-")), "no cookie comes in by the address");
        let answer = stranger.post("/p/acme/language", &[("language", "de"), ("next", next)]).await.expect(303);
        assert!(answer.location().starts_with("/p/acme/"), "{next} leads to {}", answer.location());
    }
    let stranger = portal.browser("/p/acme");
    let page = stranger.get("/p/acme/sign-in?next=https%3A%2F%2Fevil.example").await.expect(200);
    assert_eq!(page.form("/sign-in").value("next"), "/p/acme/");
    stranger.get("/p/acme/sign-in?next=/p/acme/&next=/p/acme/new").await.expect(400);
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_carry_the_headers_that_keep_them_safe() {
    let portal = TestPortal::alone().await;
    let erika = portal.customer("erika@drossel.example").await;
    let sam = portal.staff("sam@acme.example").await;
    let mut nonces = Vec::new();
    let pages = [
        portal.browser("/p/acme").get("/p/acme/sign-in").await,
        erika.get("/p/acme/").await,
        erika.get("/p/acme/requests/019ca0e6-7c00-7000-8000-00000000aaaa").await,
        sam.get("/office/acme/requests").await,
        erika.get("/nothing").await,
    ];
    for answer in pages {
        let policy = answer.header(header::CONTENT_SECURITY_POLICY);
        for part in ["default-src 'none'", "base-uri 'none'", "frame-ancestors 'none'", "form-action 'self'"] {
            assert!(policy.contains(part), "{}: {policy}", answer.asked);
        }
        assert!(!policy.contains("unsafe"), "{policy}");
        let nonce = policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).unwrap().to_owned();
        let page = answer.page();
        for script in page.all("script") {
            assert_eq!(script.attribute("nonce"), Some(nonce.as_str()), "{}", answer.asked);
        }
        let styled: Vec<&str> = page.all("[style]").iter().chain(&page.all("style")).map(|found| found.tag()).collect();
        assert!(styled.is_empty(), "{}: styles of their own on {styled:?} would be blocked", answer.asked);
        assert!(!answer.text().contains(" onclick="), "{}", answer.asked);
        assert_eq!(answer.header(header::CACHE_CONTROL), "no-store", "{}", answer.asked);
        assert_eq!(answer.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
        assert!(!answer.header(header::REFERRER_POLICY).is_empty());
        nonces.push(nonce);
    }
    let many = nonces.len();
    nonces.sort();
    nonces.dedup();
    assert_eq!(nonces.len(), many, "no nonce is used twice");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_session_cookie_is_for_this_host_over_https_and_not_for_scripts() {
    let portal = TestPortal::alone().await;
    let stranger = portal.browser("/p/acme");
    let fields = [("email", "erika@drossel.example"), ("password", PASSWORD)];
    let answer = stranger.post("/p/acme/sign-in", &fields).await.expect(303);
    let cookie = answer.header(header::SET_COOKIE).to_owned();
    assert!(cookie.starts_with("__Host-p-acme="), "{cookie}");
    for part in ["; HttpOnly", "; SameSite=Lax", "; Secure", "; Path=/", "; Max-Age=2592000"] {
        assert!(cookie.contains(part), "{cookie}");
    }
    assert!(!cookie.contains("Domain"), "{cookie}");
    let page = stranger.get("/p/acme/").await.expect(200);
    let signed_out = stranger.submit(&page.form("/sign-out")).await.expect(200);
    let cookie = signed_out.header(header::SET_COOKIE);
    assert!(
        cookie.starts_with("__Host-p-acme=;") && cookie.contains("Max-Age=0") && cookie.contains("Secure"),
        "{cookie}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_portal_answers_on_its_own_host_its_sub_domain_and_by_path() {
    let portal = TestPortal::alone_with(|config| config.server.base_domain = "portals.example".to_owned()).await;
    for (host, base) in [
        ("portal.acme.example", ""),
        ("PORTAL.ACME.EXAMPLE:8443", ""),
        ("acme.portals.example", ""),
        ("localhost", "/p/acme"),
        ("unknown.example", "/p/acme"),
    ] {
        let mut erika = portal.browser(base);
        erika.host = host.to_owned();
        let page = erika.visit(&format!("{base}/requests")).await.expect(200);
        assert!(page.asked.starts_with(&format!("{base}/sign-in?next=")), "{host}: {}", page.asked);
        let form = page.form("/sign-in").fill("email", "erika@drossel.example").fill("password", PASSWORD);
        let list = erika.send(&form).await.expect(200);
        assert_eq!(list.asked, format!("{base}/requests"), "{host}");
        let page = list.page();
        let links = page.all("a[href]").into_iter().filter_map(|link| link.attribute("href"));
        let links: Vec<&str> = links.filter(|to| to.starts_with('/')).collect();
        let inside = |to: &&str| to.starts_with(&format!("{base}/")) && to.starts_with("/p/") != base.is_empty();
        assert!(!links.is_empty() && links.iter().all(inside), "{host}: links leave the base: {links:?}");
        assert_eq!(
            erika.get("/office/acme/requests").await.status == 404,
            base.is_empty(),
            "{host}: offices are not on customers' hosts"
        );
    }
    let mut stranger = portal.browser("");
    stranger.host = "unknown.example".to_owned();
    for path in ["/", "/requests", "/sign-in"] {
        stranger.get(path).await.expect(404);
    }
    // A portal's own host shows that portal and no other.
    stranger.host = "portal.acme.example".to_owned();
    stranger.get("/p/bolt/sign-in").await.expect(404);
}
