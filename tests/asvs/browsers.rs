//! V3.4, V3.5 and V3.7: what browsers are told, what other sites can do, and where people are led. Every page that there is to look at is
//! looked at, by who is signed in and by nobody.

use http::{Method, header};

use crate::{
    access::{
        rules::{ACCOUNT, LAST, OFFICE, PORTAL, Rule, Who},
        visitors::World,
    },
    support::{
        answer::Answer,
        databases::sqlite,
        person::{PASSWORD, Person},
        portal::TestPortal,
        provider::{Provider, leave},
    },
};

/// Routes below both doors, with who may look at the most there.
fn routes(world: &World) -> Vec<(&Person, String, &'static Rule)> {
    let doors =
        [("who asked", "/p/acme", [PORTAL, ACCOUNT, &[LAST]]), ("staff", "/office/acme", [OFFICE, ACCOUNT, &[LAST]])];
    let rules = doors.into_iter().flat_map(|(name, door, rules)| {
        let rules = rules.into_iter().flatten().map(move |rule| (name, door, rule));
        rules.collect::<Vec<_>>()
    });
    rules.map(|(name, door, rule)| (world.visitor(name), world.address(door, rule.path, None), rule)).collect()
}

/// What everybody gets who only looks. Event streams never end, and begin like every other answer.
async fn answers(world: &World) -> Vec<(Answer, Who)> {
    let mut all = Vec::new();
    for (who, address, rule) in routes(world) {
        let Some((may, _)) = rule.get.filter(|_| !rule.path.ends_with("/events")) else { continue };
        all.push((who.get(&address).await, may));
        all.push((world.portal.browser(&who.base).get(&address).await, Who::Everybody));
    }
    assert!(all.len() > 80, "the routes are listed: {}", all.len());
    all
}

fn is_page(answer: &Answer) -> bool {
    answer.header(header::CONTENT_TYPE).starts_with("text/html")
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn asvs_3_4_1_every_answer_over_https_asks_for_https() {
    let secure = TestPortal::alone_with(|config| config.server.public_url = "https://portal.example".to_owned()).await;
    let plain = TestPortal::alone().await;
    for path in
        ["/p/acme/sign-in", "/p/acme/", "/p/acme/assets/site.css", "/p/nowhere", "/office/acme/sign-in", "/nothing"]
    {
        let told = secure.browser("/p/acme").get(path).await;
        assert_eq!(told.header(header::STRICT_TRANSPORT_SECURITY), "max-age=31536000", "{path}");
        // On a machine of its own without a certificate it would lock everybody out.
        assert_eq!(plain.browser("/p/acme").get(path).await.header(header::STRICT_TRANSPORT_SECURITY), "", "{path}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn asvs_3_4_2_no_other_site_may_read_an_answer() {
    let world = World::on(&sqlite().await).await;
    for (who, address, rule) in routes(&world) {
        if rule.path.ends_with("/events") {
            continue;
        }
        for origin in ["https://evil.example", "null", "http://localhost"] {
            let asked = [("origin", origin), ("access-control-request-method", "POST")];
            for method in [Method::GET, Method::OPTIONS] {
                let answer = who.ask(method.clone(), &address, &asked, Vec::new()).await;
                let allowed: Vec<_> =
                    answer.headers.keys().filter(|name| name.as_str().starts_with("access-control-")).collect();
                assert!(allowed.is_empty(), "{method} {address} for {origin}: {allowed:?}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn asvs_3_4_3_every_page_says_what_it_may_load() {
    let world = World::on(&sqlite().await).await;
    let answers = answers(&world).await;
    for (answer, _) in answers.iter().filter(|(answer, _)| is_page(answer)) {
        let policy = answer.header(header::CONTENT_SECURITY_POLICY);
        for part in ["default-src 'none'", "base-uri 'none'", "form-action 'self'", "script-src 'nonce-"] {
            assert!(policy.contains(part), "{}: {policy}", answer.asked);
        }
        assert!(
            !policy.contains("unsafe-") && !policy.contains('*') && !policy.contains("http"),
            "{}: {policy}",
            answer.asked
        );
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn asvs_3_4_4_no_answer_may_be_taken_for_another_kind() {
    let world = World::on(&sqlite().await).await;
    for (answer, _) in answers(&world).await {
        assert_eq!(answer.header(header::X_CONTENT_TYPE_OPTIONS), "nosniff", "{}", answer.asked);
        let (kind, has_body) = (answer.header(header::CONTENT_TYPE), !answer.body.is_empty());
        assert!(!kind.is_empty() || !has_body, "{} says what it is", answer.asked);
        assert!(!kind.starts_with("text/") || kind.contains("charset=utf-8"), "{}: {kind}", answer.asked);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn asvs_3_4_5_addresses_are_told_to_nobody_else_and_secret_ones_to_nobody() {
    let world = World::on(&sqlite().await).await;
    for (answer, _) in answers(&world).await {
        let policy = answer.header(header::REFERRER_POLICY);
        assert!(["strict-origin-when-cross-origin", "no-referrer"].contains(&policy), "{}: {policy}", answer.asked);
    }
    let provider = Provider::start().await;
    let portal = TestPortal::alone_with(|config| provider.put_into(config, |_| {})).await;
    let away = leave(&portal.browser("/p/acme"), "berta@amsel.example", "").await.expect(200);
    assert_eq!(away.header(header::REFERRER_POLICY), "no-referrer");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn asvs_3_4_6_no_page_stands_in_a_frame_of_another() {
    let world = World::on(&sqlite().await).await;
    for (answer, _) in answers(&world).await.iter().filter(|(answer, _)| is_page(answer)) {
        let policy = answer.header(header::CONTENT_SECURITY_POLICY);
        assert!(policy.contains("frame-ancestors 'none'"), "{}: {policy}", answer.asked);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn asvs_3_4_7_every_page_says_where_a_browser_tells_what_it_was_kept_from() {
    let world = World::on(&sqlite().await).await;
    for (answer, _) in answers(&world).await.iter().filter(|(answer, _)| is_page(answer)) {
        let policy = answer.header(header::CONTENT_SECURITY_POLICY);
        let place = policy.split("report-uri ").nth(1).unwrap_or_else(|| panic!("{}: {policy}", answer.asked));
        assert!(place.ends_with("/policy-reports"), "{place}");
    }
    let who = world.portal.browser("/p/acme");
    let page = who.get("/p/acme/sign-in").await.expect(200);
    let place = page.header(header::CONTENT_SECURITY_POLICY).split("report-uri ").nth(1).unwrap();
    let report =
        r#"{"csp-report": {"violated-directive": "script-src", "blocked-uri": "https://evil.example/x.js?a=b"}}"#;
    for body in [report, "", "no report", &"x".repeat(10_000)] {
        let kind = [("content-type", "application/csp-report")];
        who.ask(Method::POST, place, &kind, body.as_bytes().to_vec()).await.expect(204);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn asvs_3_4_8_no_other_site_keeps_a_hold_on_a_window_or_a_file() {
    let world = World::on(&sqlite().await).await;
    for (answer, _) in answers(&world).await {
        for name in ["cross-origin-opener-policy", "cross-origin-resource-policy"] {
            assert_eq!(answer.header(name), "same-origin", "{} {name}", answer.asked);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn asvs_3_5_1_what_another_site_sends_is_refused_whatever_kind_it_is_of() {
    let world = World::on(&sqlite().await).await;
    for (who, address, rule) in routes(&world) {
        if rule.post.is_none() {
            continue;
        }
        // The kinds that a form can have, which a browser sends without asking first.
        for kind in ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain", ""] {
            for site in ["cross-site", "same-site"] {
                let sent = [("content-type", kind), ("sec-fetch-site", site)];
                who.ask(Method::POST, &address, &sent, Vec::new()).await.expect(403);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn asvs_3_5_2_no_preflight_is_granted_and_nothing_works_without_one_that_needs_it() {
    let world = World::on(&sqlite().await).await;
    for (who, address, rule) in routes(&world).into_iter().filter(|(_, _, rule)| rule.post.is_some()) {
        let asks = [
            ("origin", "https://evil.example"),
            ("access-control-request-method", "POST"),
            ("access-control-request-headers", "content-type"),
        ];
        let asked = who.ask(Method::OPTIONS, &address, &asks, Vec::new()).await;
        assert!(!asked.headers.contains_key(header::ACCESS_CONTROL_ALLOW_ORIGIN), "{address}");
        assert!(!asked.status.is_success(), "{} {}", rule.path, asked.status);
        // Whatever a browser sends without asking carries where it comes from, in one header or the other.
        for from in [("cross-site", "https://localhost"), ("", "https://evil.example")] {
            for kind in ["text/plain", "application/json"] {
                let sent = [("content-type", kind), ("sec-fetch-site", from.0), ("origin", from.1)];
                who.ask(Method::POST, &address, &sent, b"{}".to_vec()).await.expect(403);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn asvs_3_5_3_what_changes_something_takes_only_a_post() {
    let world = World::on(&sqlite().await).await;
    for (who, address, rule) in routes(&world) {
        if rule.get.is_none() {
            for method in [Method::GET, Method::HEAD, Method::OPTIONS, Method::TRACE] {
                who.ask(method, &address, &[], Vec::new()).await.expect(405);
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn asvs_3_5_4_a_portal_on_its_own_host_has_nothing_of_the_office_or_another_portal() {
    let portal = TestPortal::alone().await;
    let mut own = portal.browser("");
    own.host = "portal.acme.example".to_owned();
    own.get("/sign-in").await.expect(200);
    for path in ["/office/acme/sign-in", "/office", "/p/acme-garden/sign-in", "/p/bolt/sign-in", "/setup"] {
        own.get(path).await.expect(404);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn asvs_3_7_2_people_are_led_to_this_door_or_to_a_configured_provider_and_nowhere_else() {
    let provider = Provider::start().await;
    let portal = TestPortal::alone_with(|config| provider.put_into(config, |_| {})).await;
    let evil = [
        "https://evil.example",
        "//evil.example",
        "/\\evil.example",
        "/p/acme/%2f%2fevil.example",
        "/p/bolt/",
        "javascript:alert(1)",
    ];
    for next in evil {
        let who = portal.browser("/p/acme");
        let sent = [("email", "erika@drossel.example"), ("password", PASSWORD), ("next", next)];
        assert_eq!(who.post("/p/acme/sign-in", &sent).await.expect(303).location(), "/p/acme/", "{next}");
        let led = who.post("/p/acme/language", &[("language", "en"), ("next", next)]).await.expect(303);
        assert_eq!(led.location(), "/p/acme/", "{next}");
        let berta = portal.browser("/p/acme");
        let sent = [("email", "berta@amsel.example"), ("next", next)];
        let away = berta.post("/p/acme/sign-in/company", &sent).await.expect(200);
        assert!(away.header(header::REFRESH).starts_with(&format!("0; url={}/authorize?", provider.issuer)), "{next}");
        assert_eq!(berta.get(&provider.sign_in(&away)).await.expect(303).location(), "/p/acme/", "{next}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn asvs_3_7_3_a_page_tells_where_somebody_is_led_to_and_has_the_way_back() {
    let provider = Provider::start().await;
    let portal = TestPortal::alone_with(|config| provider.put_into(config, |_| {})).await;
    let away = leave(&portal.browser("/p/acme"), "berta@amsel.example", "").await.expect(200);
    assert_eq!(away.heading(), "On to Amsel Login");
    let page = away.page();
    let links = page.all("main a").iter().map(|link| link.attribute("href").unwrap().to_owned()).collect::<Vec<_>>();
    assert!(links[0].starts_with(&provider.issuer) && links[1] == "/p/acme/sign-in", "{links:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn asvs_7_4_4_every_page_of_who_is_signed_in_has_a_way_out() {
    let world = World::on(&sqlite().await).await;
    for (answer, may) in answers(&world).await {
        if is_page(&answer) && answer.status == 200 && may != Who::Everybody {
            assert!(answer.text().contains("/sign-out"), "{}", answer.asked);
        }
    }
}
