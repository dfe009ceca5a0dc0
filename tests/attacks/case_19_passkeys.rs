//! Passkeys from somewhere else: replayed, made for another host, unverified, copied, of another tenant, or of somebody who is out.

use std::time::Duration;

use http::Method;
use portico::{actions::members, domain::access::Actor, store};
use serde_json::Value;

use crate::support::{
    answer::Answer,
    databases::{Database, on_every_database},
    passkey::{Device, challenge, send},
    person::Person,
    portal::TestPortal,
};

on_every_database!(
    an_answer_opens_one_session_however_often_it_is_sent,
    a_challenge_is_good_for_one_browser_one_door_and_some_minutes,
    an_answer_for_another_origin_or_host_is_refused,
    a_passkey_that_did_not_recognise_its_owner_is_refused,
    a_copied_passkey_is_refused_when_its_counter_stands_still_and_that_is_noted,
    a_passkey_opens_nothing_that_its_person_may_not_enter,
    a_passkey_of_one_tenant_is_nothing_at_another,
    a_passkey_cannot_be_slipped_under_somebody_elses_login,
    a_passkey_of_a_portals_own_host_is_nothing_beside_it,
);

const ERIKA: &str = "erika@drossel.example";

async fn with_passkey(portal: &TestPortal, base: &str, email: &str) -> (Person, Device) {
    let (person, mut device) = (portal.somebody(base, email).await, Device::new());
    device.add(&person).await.expect(303);
    (person, device)
}

/// Refused like everything else that is refused, with nothing that tells why.
fn refused(answer: Answer) -> String {
    let answer = answer.expect(422);
    assert_eq!(answer.page().texts(".problems p").len(), 1);
    answer.normalised(&[])
}

async fn an_answer_opens_one_session_however_often_it_is_sent(database: &Database) {
    let portal = TestPortal::on(database).await;
    let (_, mut device) = with_passkey(&portal, "/p/acme", ERIKA).await;
    let browser = portal.browser("/p/acme");
    let asked = challenge(&browser).await;
    let credential = device.sign(&asked["options"]);
    let tab = browser.clone();
    let (one, two) = tokio::join!(send(&browser, &asked, &credential), send(&tab, &asked, &credential));
    let mut states = [one.status.as_u16(), two.status.as_u16()];
    states.sort_unstable();
    assert_eq!(states, [303, 422]);
    refused(send(&browser, &asked, &credential).await);
    // One that came to nothing is used up as well.
    let asked = challenge(&browser).await;
    let good = device.sign(&asked["options"]);
    let bad = Device { verifies: false, ..device.clone() }.sign(&asked["options"]);
    refused(send(&browser, &asked, &bad).await);
    refused(send(&browser, &asked, &good).await);
}

async fn a_challenge_is_good_for_one_browser_one_door_and_some_minutes(database: &Database) {
    let portal = TestPortal::on(database).await;
    let (_, mut device) = with_passkey(&portal, "/p/acme", ERIKA).await;
    let (asked_one, other) = (portal.browser("/p/acme"), portal.browser("/p/acme"));
    let asked = challenge(&asked_one).await;
    let credential = device.sign(&asked["options"]);
    // Without the cookie, and with a cookie of its own.
    refused(send(&other, &asked, &credential).await);
    challenge(&other).await;
    refused(send(&other, &asked, &credential).await);
    // Another door, even with the browser's secret.
    let garden = portal.browser("/p/acme-garden");
    garden.put_cookie("__Host-k-p-acme-garden", &asked_one.cookie("__Host-k-p-acme").unwrap());
    refused(send(&garden, &asked, &credential).await);
    // Nothing of that used it up; time does.
    portal.clock.advance(Duration::from_secs(5 * 60));
    refused(send(&asked_one, &asked, &credential).await);
    let asked = challenge(&asked_one).await;
    portal.clock.advance(Duration::from_secs(5 * 60 - 1));
    let credential = device.sign(&asked["options"]);
    send(&asked_one, &asked, &credential).await.expect(303);
}

async fn an_answer_for_another_origin_or_host_is_refused(database: &Database) {
    let portal = TestPortal::on(database).await;
    let (_, device) = with_passkey(&portal, "/p/acme", ERIKA).await;
    let browser = portal.browser("/p/acme");
    for origin in
        ["http://localhost:9090", "https://localhost:8080", "http://evil.localhost:8080", "https://evil.example"]
    {
        let mut lured = Device { origin: origin.to_owned(), ..device.clone() };
        refused(lured.sign_in(&browser).await);
    }
    let mut lured = Device { rp: Some("evil.example".to_owned()), ..device.clone() };
    refused(lured.sign_in(&browser).await);
    device.clone().sign_in(&browser).await.expect(303);
}

async fn a_passkey_that_did_not_recognise_its_owner_is_refused(database: &Database) {
    let portal = TestPortal::on(database).await;
    let (erika, mut device) = with_passkey(&portal, "/p/acme", ERIKA).await;
    device.verifies = false;
    refused(device.sign_in(&portal.browser("/p/acme")).await);
    // Nor can one be made so.
    let mut careless = Device { verifies: false, ..Device::new() };
    careless.add(&erika).await.expect(422);
    let page = erika.get("/p/acme/profile").await.expect(200).text();
    assert_eq!(page.matches("/removal\"").count(), 1);
}

async fn a_copied_passkey_is_refused_when_its_counter_stands_still_and_that_is_noted(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer(ERIKA).await;
    let mut device = Device { counter: 7, ..Device::new() };
    device.add(&erika).await.expect(303);
    let mut copy = device.clone();
    device.sign_in(&portal.browser("/p/acme")).await.expect(303);
    device.sign_in(&portal.browser("/p/acme")).await.expect(303);
    refused(copy.sign_in(&portal.browser("/p/acme")).await);
    refused(copy.sign_in(&portal.browser("/p/acme")).await);
    let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
    let log = store::audit::list(&mut conn, &portal.scope(), None, 100).await.unwrap();
    assert_eq!(log.iter().filter(|row| row.action == "passkeys.refuse").count(), 2);
    assert!(log.iter().all(|row| row.action != "passkeys.refuse" || row.actor.user.is_none()));
    drop(conn);
    device.sign_in(&portal.browser("/p/acme")).await.expect(303);
}

async fn a_passkey_opens_nothing_that_its_person_may_not_enter(database: &Database) {
    let portal = TestPortal::on(database).await;
    let (erika, mut device) = with_passkey(&portal, "/p/acme", ERIKA).await;
    // Portals and office of one tenant are at one host here, so the device offers it everywhere.
    let at_home = refused(device.sign_in(&portal.browser("/p/acme-garden")).await);
    assert!(!at_home.contains("Erika"));
    refused(device.sign_in(&portal.browser("/office/acme")).await);
    // A closed login.
    let engine = Actor::Engine { tenant: portal.acme };
    let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
    let user = store::users::by_email(&mut conn, &ERIKA.parse().unwrap()).await.unwrap().unwrap().id;
    let place = store::memberships::of_user(&mut conn, user).await.unwrap()[0].id;
    drop(conn);
    members::set_access(portal.cx(), &engine, place, false).await.unwrap();
    let closed = refused(device.sign_in(&portal.browser("/p/acme")).await);
    let mut nobody = Device { user: Some(vec![7; 16]), ..device.clone() };
    assert_eq!(refused(nobody.sign_in(&portal.browser("/p/acme")).await), closed, "nobody can tell why");
    erika.get("/p/acme/").await.expect(303);
    members::set_access(portal.cx(), &engine, place, true).await.unwrap();
    device.sign_in(&portal.browser("/p/acme")).await.expect(303);
    // A place that was taken away takes the passkeys of its login along.
    members::remove(portal.cx(), &engine, place).await.unwrap();
    refused(device.sign_in(&portal.browser("/p/acme")).await);
    let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
    assert_eq!(store::passkeys::count(&mut conn, user).await.unwrap(), 0);
}

async fn a_passkey_of_one_tenant_is_nothing_at_another(database: &Database) {
    let portal = TestPortal::on(database).await;
    let (_, mut carla) = with_passkey(&portal, "/p/bolt", "carla@zeisig.example").await;
    refused(carla.sign_in(&portal.browser("/p/acme")).await);
    carla.sign_in(&portal.browser("/p/bolt")).await.expect(303);
}

async fn a_passkey_cannot_be_slipped_under_somebody_elses_login(database: &Database) {
    let portal = TestPortal::on(database).await;
    let (erika, mut device) = with_passkey(&portal, "/p/acme", ERIKA).await;
    let mallory = portal.customer("jens@drossel.example").await;
    // A page that was made for one person takes nothing in another's session.
    let page = erika.post("/p/acme/profile/passkeys/new", &[]).await.expect(200);
    let form = Device::new().made(&page);
    mallory.submit(&form).await.expect(422);
    // Nor does a key that somebody has already: she would sign in as him, and not notice.
    let page = mallory.post("/p/acme/profile/passkeys/new", &[]).await.expect(200);
    let mut both = Device::new();
    let first = both.made(&page);
    mallory.submit(&first).await.expect(303);
    mallory.submit(&first).await.expect(422);
    // Nor does a key that says it is hers and is his.
    let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
    let user = store::users::by_email(&mut conn, &ERIKA.parse().unwrap()).await.unwrap().unwrap().id;
    drop(conn);
    both.user = Some(user.0.as_bytes().to_vec());
    refused(both.sign_in(&portal.browser("/p/acme")).await);
    device.sign_in(&portal.browser("/p/acme")).await.expect(303);
}

async fn a_passkey_of_a_portals_own_host_is_nothing_beside_it(database: &Database) {
    let portal = TestPortal::on(database).await;
    let own_host = |email: &'static str| {
        let mut person = portal.browser("");
        person.host = "portal.acme.example".to_owned();
        (person, email)
    };
    let (person, email) = own_host(ERIKA);
    person.sign_in(email).await;
    let mut device = Device::at("https://portal.acme.example");
    device.add(&person).await.expect(303);
    device.sign_in(&own_host(ERIKA).0).await.expect(303);
    // By its path the portal is at another host. A browser would not even offer the passkey there.
    let mut lured = Device {
        rp: Some("localhost".to_owned()),
        ..Device { origin: "http://localhost:8080".into(), ..device.clone() }
    };
    refused(lured.sign_in(&portal.browser("/p/acme")).await);
}

#[tokio::test]
async fn a_challenge_tells_nothing_and_is_not_given_without_end() {
    let portal = TestPortal::alone().await;
    with_passkey(&portal, "/p/acme", ERIKA).await;
    let browser = portal.browser("/p/acme");
    let asked: Value = challenge(&browser).await;
    assert_eq!(asked["options"]["allowCredentials"], serde_json::json!([]));
    let path = "/p/acme/sign-in/passkey/challenge";
    let mut last = 200;
    for _ in 0..80 {
        last = browser.ask(Method::POST, path, &[("accept", "application/json")], Vec::new()).await.status.as_u16();
    }
    assert_eq!(last, 429);
}

#[tokio::test]
async fn nonsense_is_refused_like_everything_else() {
    let portal = TestPortal::alone().await;
    let browser = portal.browser("/p/acme");
    let asked = challenge(&browser).await;
    let expected = refused(send(&browser, &asked, "").await);
    for credential in ["{}", "null", "[]", "\"x\"", &"9".repeat(9_000)] {
        assert_eq!(refused(send(&browser, &asked, credential).await), expected);
    }
    for state in ["", "x", "AAAA", &"A".repeat(9_000)] {
        let sent = [("state", state), ("credential", "{}")];
        browser.post("/p/acme/sign-in/passkey", &sent).await.expect(422);
    }
}

#[tokio::test]
async fn answers_count_as_tries_of_a_network_address() {
    let portal = TestPortal::alone_with(|config| config.security.sign_in_burst = 3).await;
    let browser = portal.browser("/p/acme");
    for expected in [422, 422, 422, 429] {
        browser.post("/p/acme/sign-in/passkey", &[("credential", "{}")]).await.expect(expected);
    }
}
