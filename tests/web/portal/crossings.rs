//! Several portals for one login: choosing after the sign-in, and changing later without a second password.

use std::time::Duration;

use portico::{
    actions::members::{self, Profile},
    domain::{access::Actor, id::PortalId, role::REQUESTER},
    store,
};

use crate::support::{
    answer::Answer,
    databases::{Database, on_every_database},
    factor::{Phone, set_up},
    person::Person,
    portal::TestPortal,
};

on_every_database!(
    who_has_several_portals_chooses_after_the_sign_in_and_changes_on_one_host,
    a_portal_on_its_own_host_is_entered_by_a_link_that_is_good_once,
    a_link_that_was_made_before_somebody_proved_herself_anew_opens_nothing,
    who_has_one_portal_learns_of_no_other,
    another_portal_opens_with_no_more_than_was_proved,
);

const BERTA: &str = "berta@amsel.example";
const BY_PATH: &str = "http://localhost:8080/p/acme-garden/portals/";

/// Acme, where Berta has a place at the garden's portal as well.
async fn with_two(database: &Database) -> TestPortal {
    let portal = TestPortal::on(database).await;
    let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
    let customer = store::customers::by_number(&mut conn, &portal.scope(), "10002").await.unwrap().unwrap();
    drop(conn);
    let profile = Profile {
        email: BERTA.to_owned(),
        name: "Berta Amsel".to_owned(),
        language: "en".to_owned(),
        roles: [REQUESTER.parse().unwrap()].into(),
        ..Profile::default()
    };
    let (engine, garden) = (Actor::Engine { tenant: portal.acme }, garden(&portal).await);
    members::add(portal.cx(), &engine, (garden, customer), &profile, false).await.unwrap();
    portal
}

async fn garden(portal: &TestPortal) -> PortalId {
    let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
    let portals = store::portals::list(&mut conn).await.unwrap();
    portals.into_iter().find(|portal| portal.slug.as_str() == "acme-garden").unwrap().id
}

async fn sign_in(who: &Person, next: &str) -> Answer {
    let page = who.get(&who.path(&format!("/sign-in?next={next}"))).await.expect(200);
    let form = page.form("/sign-in").fill("email", BERTA).fill("password", crate::support::person::PASSWORD);
    who.submit(&form).await.expect(303)
}

/// Asks for the link to the portal that has its own host, from the one that has none.
async fn link(who: &Person) -> String {
    let page = who.post("/p/acme-garden/portals", &[("portal", "acme")]).await.expect(200);
    assert_eq!(page.header("referrer-policy"), "no-referrer");
    let page = page.page();
    let href = page.first("a.button").and_then(|link| link.attribute("href")).unwrap().to_owned();
    href.strip_prefix("https://portal.acme.example").expect("it leads to the portal's own host").to_owned()
}

fn on_own_host(portal: &TestPortal) -> Person {
    let mut own = portal.browser("");
    own.host = "portal.acme.example".to_owned();
    own
}

async fn who_has_several_portals_chooses_after_the_sign_in_and_changes_on_one_host(database: &Database) {
    let portal = with_two(database).await;
    let berta = portal.browser("/p/acme");
    assert_eq!(sign_in(&berta, "/p/acme/requests").await.location(), "/p/acme/requests", "she asked for a page");
    assert_eq!(sign_in(&berta, "").await.location(), "/p/acme/portals");
    let page = berta.get("/p/acme/portals").await.expect(200);
    assert_eq!(page.page().texts(".flows h2").len(), 2);
    assert!(page.page().text().contains("Change portal"), "the header leads here");
    berta.get("/p/acme-garden/").await.expect(303);
    let gone = berta.submit(&page.form("/portals").press("portal", "acme-garden")).await.expect(303);
    assert_eq!(gone.location(), "/p/acme-garden/");
    berta.get("/p/acme-garden/").await.expect(200);
    // Both are open now, each with a session of its own.
    berta.get("/p/acme/").await.expect(200);
    berta.post("/p/acme-garden/sign-out", &[]).await.expect(200);
    berta.get("/p/acme-garden/").await.expect(303);
    berta.get("/p/acme/").await.expect(200);
}

async fn a_portal_on_its_own_host_is_entered_by_a_link_that_is_good_once(database: &Database) {
    let portal = with_two(database).await;
    let berta = portal.browser("/p/acme-garden");
    sign_in(&berta, "").await;
    let own = on_own_host(&portal);
    let first = link(&berta).await;
    let second = link(&berta).await;
    own.get(&first).await.expect(404);
    // Looking at it uses nothing up.
    own.get(&second).await.expect(200);
    let page = own.get(&second).await.expect(200);
    assert!(page.text().contains("Berta Amsel"));
    own.get("/").await.expect(303);
    assert_eq!(own.submit(&page.form(&second)).await.expect(303).location(), "/");
    own.get("/").await.expect(200);
    // And back the same way, to where the path is.
    let page = own.post("/portals", &[("portal", "acme-garden")]).await.expect(200);
    assert!(page.page().first("a.button").and_then(|link| link.attribute("href")).unwrap().starts_with(BY_PATH));

    let used = on_own_host(&portal);
    used.post(&second, &[]).await.expect(404);
    let late = link(&berta).await;
    portal.clock.advance(Duration::from_secs(60));
    used.post(&late, &[]).await.expect(404);
    // A link of this portal is none of another, and none without the session that made it.
    let link = link(&berta).await;
    used.post(&format!("/p/acme-garden{link}"), &[]).await.expect(404);
    berta.post("/p/acme-garden/sign-out", &[]).await.expect(200);
    used.post(&link, &[]).await.expect(404);
    used.get("/").await.expect(303);
}

async fn a_link_that_was_made_before_somebody_proved_herself_anew_opens_nothing(database: &Database) {
    let portal = with_two(database).await;
    let berta = portal.browser("/p/acme-garden");
    sign_in(&berta, "").await;
    let before = link(&berta).await;
    let page = berta.get("/p/acme-garden/profile/password").await.expect(200);
    let form = page.form("/profile/password").fill("current", crate::support::person::PASSWORD);
    berta.submit(&form.fill("new", "tragbarer quittenbaum")).await.expect(303);
    on_own_host(&portal).post(&before, &[]).await.expect(404);
    let after = link(&berta).await;
    on_own_host(&portal).post(&after, &[]).await.expect(303);
}

async fn who_has_one_portal_learns_of_no_other(database: &Database) {
    let portal = with_two(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    let home = erika.get("/p/acme/").await.expect(200);
    assert!(!home.text().contains("Change portal") && !home.text().contains("Portal wechseln"));
    assert_eq!(erika.get("/p/acme/portals").await.expect(303).location(), "/p/acme/");
    let ask = async |slug: &str| {
        let answer = erika.post("/p/acme/portals", &[("portal", slug)]).await.expect(404);
        answer.normalised(&[])
    };
    let nowhere = ask("nowhere").await;
    assert_eq!(ask("acme-garden").await, nowhere);
    assert_eq!(ask("bolt").await, nowhere);
}

async fn another_portal_opens_with_no_more_than_was_proved(database: &Database) {
    let portal = with_two(database).await;
    let berta = portal.browser("/p/acme");
    sign_in(&berta, "").await;
    portal.clock.advance(Duration::from_secs(16 * 60));
    berta.post("/p/acme/portals", &[("portal", "acme-garden")]).await.expect(303);
    // Setting up a second factor asks there as it would here.
    let page = berta.get("/p/acme-garden/profile/second-factor").await.expect(200);
    let code = Phone::reading(&page).code(&portal);
    let asked = berta.submit(&page.form("/profile/second-factor").fill("code", &code)).await.expect(200);
    assert!(asked.form("/profile/second-factor").shows("confirm"));
    // It ends at the latest when the one must that it comes from.
    let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
    let user = store::users::by_email(&mut conn, &BERTA.parse().unwrap()).await.unwrap().unwrap();
    let sessions = store::sessions::list(&mut conn, user.id, portal.cx().now()).await.unwrap();
    drop(conn);
    assert_eq!(sessions.len(), 2);
    assert_eq!(sessions[0].created_at, sessions[1].created_at);
    // A half sign-in opens no portal, whichever it stands at.
    set_up(&portal, &portal.customer(BERTA).await).await;
    let half = portal.browser("/p/acme");
    assert!(sign_in(&half, "").await.location().starts_with("/p/acme/sign-in/code"));
    half.post("/p/acme/portals", &[("portal", "acme-garden")]).await.expect(303);
    half.get("/p/acme-garden/").await.expect(303);
}
