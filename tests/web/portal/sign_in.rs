//! Signing in and out: what it opens, what it tells, and what it costs to guess.

use http::{Method, header};

use crate::support::{
    databases::{Database, on_every_database},
    flow,
    person::PASSWORD,
    portal::TestPortal,
};

on_every_database!(
    a_customer_signs_in_and_meets_her_name_and_language,
    nobody_learns_which_part_of_a_sign_in_was_wrong,
    signing_in_gives_a_new_secret_and_signing_out_ends_it,
    portals_by_path_never_share_a_session,
    a_form_that_is_sent_after_the_session_ended_leads_back_to_its_page,
    a_session_ends_when_it_was_not_used_and_when_its_person_is_disabled,
);

async fn a_customer_signs_in_and_meets_her_name_and_language(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.browser("/p/acme");
    let page = erika.visit("/p/acme/requests").await.expect(200);
    assert!(page.asked.starts_with("/p/acme/sign-in?next="), "{}", page.asked);
    let form = page.form("/sign-in").fill("email", " Erika@Drossel.example ").fill("password", PASSWORD);
    let list = erika.send(&form).await.expect(200);
    assert_eq!(list.asked, "/p/acme/requests", "she is back at the page that she asked for");
    assert_eq!(list.page().first("html").unwrap().attribute("lang"), Some("de"));
    assert!(list.page().text().contains("Erika Drossel"));
}

async fn nobody_learns_which_part_of_a_sign_in_was_wrong(database: &Database) {
    let portal = TestPortal::on(database).await;
    disable(&portal, "ida@drossel.example").await;
    let tries = [
        ("erika@drossel.example", "wrong"),
        ("nobody@drossel.example", PASSWORD),
        ("ida@drossel.example", PASSWORD),
        // The office and another portal of the tenant know these two; this door does not.
        ("sam@acme.example", PASSWORD),
        ("gerd@meise.example", PASSWORD),
        ("no address at all", PASSWORD),
        ("erika@drossel.example", &"x".repeat(2_000)),
        ("", ""),
    ];
    let mut seen = Vec::new();
    for (email, password) in tries {
        let stranger = portal.browser("/p/acme");
        let answer = stranger.post("/p/acme/sign-in", &[("email", email), ("password", password)]).await.expect(422);
        assert_eq!(answer.header(header::SET_COOKIE), "");
        seen.push(answer.normalised(&[&format!("value=\"{email}\"")]).replace("value=\"\"", "<0>"));
    }
    seen.dedup();
    assert_eq!(seen.len(), 1, "all answers are the same:\n{}", seen.join("\n---\n"));
}

async fn signing_in_gives_a_new_secret_and_signing_out_ends_it(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.browser("/p/acme");
    // A secret that somebody else put there is not taken over.
    let planted = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";
    erika.put_cookie("__Host-p-acme", planted);
    erika.sign_in("erika@drossel.example").await;
    let first = erika.cookie("__Host-p-acme").unwrap();
    assert_ne!(first, planted);
    erika.sign_in("erika@drossel.example").await;
    let second = erika.cookie("__Host-p-acme").unwrap();
    assert_ne!(first, second);

    let page = erika.get("/p/acme/").await.expect(200);
    let out = erika.submit(&page.form("/sign-out")).await.expect(200);
    assert!(out.header("clear-site-data").contains("storage"));
    assert_eq!(erika.cookie("__Host-p-acme"), None);
    erika.put_cookie("__Host-p-acme", &second);
    assert!(erika.get("/p/acme/").await.location().contains("/sign-in"), "the old secret opens nothing");
}

async fn portals_by_path_never_share_a_session(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    let secret = erika.cookie("__Host-p-acme").unwrap();
    for (base, cookie) in [
        ("/p/acme-garden", "__Host-p-acme-garden"),
        ("/p/bolt", "__Host-p-bolt"),
        ("/office/acme", "__Host-o-acme"),
        ("/office/bolt", "__Host-o-bolt"),
    ] {
        erika.put_cookie(cookie, &secret);
        let answer = erika.get(&format!("{base}/requests")).await.expect(303);
        assert!(answer.location().starts_with(&format!("{base}/sign-in")), "{base}: {}", answer.location());
    }
}

async fn a_session_ends_when_it_was_not_used_and_when_its_person_is_disabled(database: &Database) {
    let portal = TestPortal::on(database).await;
    let day = std::time::Duration::from_secs(86_400);
    let (erika, ida) = (portal.customer("erika@drossel.example").await, portal.customer("ida@drossel.example").await);
    disable(&portal, "ida@drossel.example").await;
    ida.get("/p/acme/").await.expect(303);
    for _ in 0..4 {
        portal.clock.advance(day * 6);
        erika.get("/p/acme/").await.expect(200);
    }
    portal.clock.advance(day * 8);
    erika.get("/p/acme/").await.expect(303);

    let erika = portal.customer("erika@drossel.example").await;
    for _ in 0..6 {
        portal.clock.advance(day * 5);
        erika.get("/p/acme/").await;
    }
    erika.get("/p/acme/").await.expect(303);
}

async fn a_form_that_is_sent_after_the_session_ended_leads_back_to_its_page(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    let request = format!("/p/acme/requests/{}", flow::sent(&erika, "x").await);
    let comments = format!("{request}/comments");
    portal.clock.advance(std::time::Duration::from_secs(40 * 86_400));
    let whole = format!("https://portal.example{request}?done=comment");
    for (referer, next) in [
        (whole.as_str(), format!("{request}?done=comment")),
        ("", "/p/acme/".to_owned()),
        ("https://evil.example/p/bolt/", "/p/acme/".to_owned()),
        ("nonsense", "/p/acme/".to_owned()),
    ] {
        let headers = [("referer", referer), ("content-type", "application/x-www-form-urlencoded")];
        let answer = erika.ask(Method::POST, &comments, &headers, b"text=x".to_vec()).await.expect(303);
        let page = erika.follow(answer).await.expect(200);
        assert_eq!(page.form("/sign-in").value("next"), next, "{referer}");
    }
    let answer = erika.ask(Method::POST, &comments, &[("referer", &whole)], Vec::new()).await;
    let form = erika.follow(answer).await.form("/sign-in");
    let form = form.fill("email", "erika@drossel.example").fill("password", PASSWORD);
    assert_eq!(erika.send(&form).await.expect(200).asked, format!("{request}?done=comment"));
}

async fn disable(portal: &TestPortal, email: &str) {
    let mut tx = portal.cx().store.write(portal.acme).await.unwrap();
    let user = portico::store::users::by_email(&mut tx, &email.parse().unwrap()).await.unwrap().unwrap();
    assert!(portico::store::users::disable(&mut tx, user.id, portal.cx().now()).await.unwrap());
    tx.commit().await.unwrap();
}
