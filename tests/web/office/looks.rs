//! Staff see a portal as one of its users does: what they see, how it is marked, and how it ends.

use std::time::Duration;

use portico::{
    domain::{access::Verb, staff::StaffRole},
    store,
};

use crate::support::{
    databases::{Database, on_every_database},
    flow,
    invitation::user_page,
    look::{begin, offer, press},
    person::{PASSWORD, Person},
    portal::TestPortal,
};

on_every_database!(
    staff_see_exactly_what_the_person_sees,
    every_page_names_who_is_seen_and_who_looks_and_has_the_button_that_ends_it,
    what_a_look_does_not_open_says_so_on_a_page,
    the_own_session_of_the_browser_stays_and_comes_back,
    a_look_begins_on_a_host_of_the_portals_own,
    a_look_ends_by_itself_and_says_so_once,
    a_look_ends_with_the_staff_session_and_with_either_login_or_place,
    beginning_and_end_are_in_the_audit_log,
    the_link_is_for_who_proved_lately_who_she_is,
    whose_login_is_closed_is_not_looked_at,
);

const ERIKA: &str = "erika@drossel.example";
const JENS: &str = "jens@drossel.example";

/// The words of a page's main part.
async fn seen(person: &Person, path: &str) -> Vec<String> {
    person.get(path).await.expect(200).page().texts("main")
}

async fn staff_see_exactly_what_the_person_sees(database: &Database) {
    let portal = TestPortal::on(database).await;
    let (erika, jens) = (portal.customer(ERIKA).await, portal.customer(JENS).await);
    let (hers, his) = (flow::sent(&erika, "Hers alone").await, flow::sent(&jens, "His alone").await);
    let sam = portal.staff("sam@acme.example").await;
    for (email, own) in [(ERIKA, &erika), (JENS, &jens)] {
        let look = begin(&portal, &sam, email).await;
        for path in ["/p/acme/", "/p/acme/requests?filter=all", "/p/acme/requests?filter=all&q=alone"] {
            assert_eq!(seen(&look, path).await, seen(own, path).await, "{email}: {path}");
        }
        for order in [hers, his] {
            for rest in ["", "/confirmation"] {
                let path = format!("/p/acme/requests/{order}{rest}");
                let (looked, own) = (look.get(&path).await, own.get(&path).await);
                assert_eq!(looked.status, own.status, "{path}");
                if own.status == 200 {
                    assert_eq!(looked.page().texts("main"), own.page().texts("main"), "{path}");
                }
            }
        }
    }
    assert_eq!(
        look_status(&portal, &sam, ERIKA, &format!("/p/acme/requests/{his}")).await,
        404,
        "Erika does not see it"
    );
    assert_eq!(look_status(&portal, &sam, JENS, &format!("/p/acme/requests/{hers}")).await, 200, "Jens does");
}

async fn look_status(portal: &TestPortal, sam: &Person, email: &str, path: &str) -> u16 {
    begin(portal, sam, email).await.get(path).await.status.as_u16()
}

async fn every_page_names_who_is_seen_and_who_looks_and_has_the_button_that_ends_it(database: &Database) {
    let portal = TestPortal::on(database).await;
    let order = flow::sent(&portal.customer(ERIKA).await, "Cold").await;
    let sam = portal.staff("sam@acme.example").await;
    let look = begin(&portal, &sam, ERIKA).await;
    let request = format!("/p/acme/requests/{order}");
    let shown = ["/p/acme/", "/p/acme/requests", &request, &format!("{request}/confirmation")];
    // The content of this portal is not written in Dutch, so its pages are not offered in it.
    for (tag, says) in [("de", "und kann nichts ändern"), ("en", "and can change nothing")] {
        look.put_cookie("portico-language", tag);
        for path in shown.iter().copied().chain(["/p/acme/nowhere", "/p/acme/profile", "/p/acme/sign-in"]) {
            let answer = look.get(path).await;
            let [bar] = answer.page().texts("#look").try_into().unwrap_or_else(|bars| panic!("{path}: {bars:?}"));
            assert!(
                bar.contains("Sam Office") && bar.contains("Erika Drossel") && bar.contains(says),
                "{path}: {bar:?}"
            );
            assert!(answer.form("/look-end").is_post, "{path}");
            let page = answer.page();
            let hidden = ["/p/acme/profile", "/p/acme/sign-out", "/p/acme/language"];
            let leads =
                |tag, name| page.all(tag).iter().filter_map(|e| e.attribute(name)).any(|to| hidden.contains(&to));
            assert!(!leads("a", "href") && !leads("form", "action"), "{path} offers what a look does not open");
        }
    }
    let own = portal.customer(ERIKA).await;
    assert!(own.get("/p/acme/").await.expect(200).page().first("#look").is_none(), "she herself has no bar");
}

async fn what_a_look_does_not_open_says_so_on_a_page(database: &Database) {
    let portal = TestPortal::on(database).await;
    let sam = portal.staff("sam@acme.example").await;
    let look = begin(&portal, &sam, ERIKA).await;
    look.put_cookie("portico-language", "en");
    for path in ["/p/acme/profile", "/p/acme/profile/second-factor", "/p/acme/profile/password", "/p/acme/new/fault"] {
        assert_eq!(look.get(path).await.expect(403).heading(), "Here you can only look", "{path}");
    }
    let refused = look.post("/p/acme/profile/details", &[("name", "Mallory"), ("language", "en")]).await.expect(403);
    assert_eq!(refused.heading(), "Here you can only look");
    let json = look.ask(http::Method::POST, "/p/acme/uploads", &[("accept", "application/json")], Vec::new()).await;
    assert_eq!(json.expect(403).json()["error"], "looking");
}

async fn the_own_session_of_the_browser_stays_and_comes_back(database: &Database) {
    let portal = TestPortal::on(database).await;
    let sam = portal.staff("sam@acme.example").await;
    let browser = portal.customer(JENS).await;
    browser.put_cookie("portico-language", "en");
    let link = offer(&sam, ERIKA).await;
    let page = browser.get(&link).await.expect(200);
    assert!(page.text().contains("In this browser Jens Drossel is signed in"), "{}", page.text());
    press(&browser, &link).await;
    let looked = browser.get("/p/acme/").await.expect(200);
    assert!(looked.text().contains("Erika Drossel"));
    let ended = browser.submit(&looked.form("/look-end")).await.expect(200);
    assert_eq!(ended.heading(), "This view has ended");
    let back = user_page(&sam, ERIKA).await;
    assert!(ended.page().all("main a").iter().any(|a| a.attribute("href").is_some_and(|href| href.ends_with(&back))));
    let own = browser.get("/p/acme/profile").await.expect(200);
    assert!(own.text().contains("Jens Drossel") && !own.text().contains("Erika Drossel"));
    browser.post("/p/acme/look-end", &[]).await.expect(200);
    browser.get("/p/acme/profile").await.expect(200);
}

async fn a_look_begins_on_a_host_of_the_portals_own(database: &Database) {
    let portal = TestPortal::on(database).await;
    let sam = portal.staff("sam@acme.example").await;
    let mut browser = portal.browser("");
    browser.host = "portal.acme.example".to_owned();
    let link = offer(&sam, ERIKA).await.replace("/p/acme/", "/");
    let page = browser.get(&link).await.expect(200);
    assert_eq!(browser.submit(&page.main_form()).await.expect(303).location(), "/");
    let home = browser.get("/").await.expect(200);
    assert!(home.page().texts("#look")[0].contains("Erika Drossel"));
    browser.get("/profile").await.expect(403);
    browser.post("/sign-out", &[]).await.expect(403);
    browser.submit(&home.form("/look-end")).await.expect(200);
    assert!(browser.get("/").await.expect(303).location().starts_with("/sign-in"));
}

async fn a_look_ends_by_itself_and_says_so_once(database: &Database) {
    let portal = TestPortal::with(database, |config| config.security.look_minutes = 7).await;
    let sam = portal.staff("sam@acme.example").await;
    let look = begin(&portal, &sam, ERIKA).await;
    look.put_cookie("portico-language", "en");
    for _ in 0..6 {
        portal.clock.advance(Duration::from_secs(60));
        look.get("/p/acme/").await.expect(200);
    }
    portal.clock.advance(Duration::from_secs(60));
    let over = look.get("/p/acme/requests").await.expect(403);
    assert_eq!(over.heading(), "This view has ended");
    assert!(over.page().first("#look").is_none() && !over.text().contains("Erika"));
    assert!(look.get("/p/acme/requests").await.expect(303).location().contains("/sign-in?next="));
}

async fn a_look_ends_with_the_staff_session_and_with_either_login_or_place(database: &Database) {
    let portal = TestPortal::on(database).await;
    let actor = portico::domain::access::Actor::Engine { tenant: portal.acme };
    let sam = portal.staff("sam@acme.example").await;
    let look = begin(&portal, &sam, ERIKA).await;
    look.get("/p/acme/").await.expect(200);
    sam.post("/office/acme/sign-out", &[]).await.expect(200);
    look.get("/p/acme/").await.expect(403);

    let sam = portal.staff("sam@acme.example").await;
    let closing = begin(&portal, &sam, ERIKA).await;
    let page = user_page(&sam, ERIKA).await;
    sam.post(&format!("{page}/access"), &[("open", "no")]).await.expect(303);
    closing.get("/p/acme/").await.expect(403);
    sam.post(&format!("{page}/access"), &[("open", "yes")]).await.expect(303);

    let removing = begin(&portal, &sam, JENS).await;
    sam.post(&format!("{}/removal", user_page(&sam, JENS).await), &[]).await.expect(303);
    removing.get("/p/acme/").await.expect(403);

    // The same with the role that allows it, for every role that there is.
    for role in StaffRole::OF_TENANT {
        let looking = begin(&portal, &sam, ERIKA).await;
        let mut tx = portal.cx().store.write(portal.acme).await.unwrap();
        let who = store::users::by_email(&mut tx, &"sam@acme.example".parse().unwrap()).await.unwrap().unwrap();
        let place = store::memberships::of_user(&mut tx, who.id).await.unwrap()[0].id;
        store::staff::set_role(&mut tx, place, role).await.unwrap();
        tx.commit().await.unwrap();
        let status = if role.may(Verb::Look) { 200 } else { 403 };
        looking.get("/p/acme/").await.expect(status);
        let mut tx = portal.cx().store.write(portal.acme).await.unwrap();
        store::staff::set_role(&mut tx, place, StaffRole::Administrator).await.unwrap();
        tx.commit().await.unwrap();
    }

    let password = begin(&portal, &sam, ERIKA).await;
    let email = "sam@acme.example".parse().unwrap();
    portico::actions::users::set_password(portal.cx(), &actor, &email, PASSWORD.to_owned() + " tragbarer quittenbaum")
        .await
        .unwrap();
    password.get("/p/acme/").await.expect(403);
}

async fn beginning_and_end_are_in_the_audit_log(database: &Database) {
    let portal = TestPortal::on(database).await;
    let sam = portal.staff("sam@acme.example").await;
    let look = begin(&portal, &sam, ERIKA).await;
    look.submit(&look.get("/p/acme/").await.form("/look-end")).await.expect(200);
    begin(&portal, &sam, ERIKA).await;
    begin(&portal, &sam, JENS).await;
    offer(&portal.staff("sam@acme.example").await, JENS).await;
    portal.clock.advance(Duration::from_secs(3_600));
    portal.app.worker("w").sweep().await.unwrap();
    let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
    let log = portico::store::audit::list(&mut conn, &portal.scope(), None, 100).await.unwrap();
    let of_looks = log.iter().rev().filter(|row| row.action.starts_with("looks."));
    let how = |row: &portico::store::audit::AuditRow| {
        let after: serde_json::Value = serde_json::from_str(&row.after).unwrap();
        format!("{} {} {}", row.action, row.actor.kind, after["how"].as_str().unwrap_or_default())
    };
    let noted: Vec<_> = of_looks.clone().map(how).collect();
    assert_eq!(
        noted,
        [
            "looks.offer staff ",
            "looks.begin staff ",
            "looks.end staff button",
            "looks.offer staff ",
            "looks.begin staff ",
            // The next one of the same session ends the one before; a link that nobody used has no end.
            "looks.end staff another",
            "looks.offer staff ",
            "looks.begin staff ",
            "looks.offer staff ",
            "looks.end engine itself",
        ]
    );
    let erika = portico::store::users::by_email(&mut conn, &ERIKA.parse().unwrap()).await.unwrap().unwrap();
    assert_eq!(of_looks.clone().filter(|row| row.subject == format!("user:{}", erika.id)).count(), 6);
    assert!(of_looks.filter(|row| row.actor.kind == "staff").all(|row| row.actor.name == "Sam Office"));
    assert_eq!(portico::store::audit::verify(&mut conn).await.unwrap().broken_at, None);
}

async fn the_link_is_for_who_proved_lately_who_she_is(database: &Database) {
    let portal = TestPortal::on(database).await;
    let sam = portal.staff("sam@acme.example").await;
    let page = user_page(&sam, ERIKA).await;
    let form = sam.get(&page).await.expect(200).form("/look");
    portal.clock.advance(Duration::from_secs(16 * 60));
    let question = sam.submit(&form).await.expect(200);
    assert!(!question.text().contains("portal.acme.example"), "there is no link yet");
    let wrong = sam.submit(&question.form("/look").fill("confirm", "not hers")).await.expect(422);
    let offered = sam.submit(&wrong.form("/look").fill("confirm", PASSWORD)).await.expect(200);
    assert!(offered.text().contains("https://portal.acme.example/look/"));
    assert_eq!(offered.header("referrer-policy"), "no-referrer");
}

async fn whose_login_is_closed_is_not_looked_at(database: &Database) {
    let portal = TestPortal::on(database).await;
    let sam = portal.staff("sam@acme.example").await;
    let page = user_page(&sam, ERIKA).await;
    sam.post(&format!("{page}/access"), &[("open", "no")]).await.expect(303);
    assert!(!sam.get(&page).await.expect(200).text().contains("/look\""));
    sam.post(&format!("{page}/look"), &[]).await.expect(409);
}
