//! Passkeys at both doors: made, used, named, removed, and what follows for who may come in how.

use std::time::Duration;

use http::header;
use portico::{
    actions::{erasures, second_factors},
    config::{Config, SecondFactor},
    domain::{access::Actor, passkey::MOST_PASSKEYS},
    store,
};

use crate::support::{
    databases::{Database, on_every_database},
    factor, links,
    passkey::{self, Device},
    person::{PASSWORD, Person},
    portal::TestPortal,
};

on_every_database!(
    a_passkey_signs_in_at_the_portal_without_an_address_or_a_password,
    a_passkey_signs_in_at_the_office_and_is_the_second_factor_that_it_asks_for,
    somebody_who_owes_a_second_factor_may_set_up_a_passkey_instead,
    who_works_in_the_office_and_has_a_passkey_gets_nowhere_by_the_password_alone,
    a_passkey_proves_anew_who_one_is,
    adding_and_removing_need_a_fresh_sign_in_and_are_told_by_mail_and_noted,
    a_passkey_is_renamed_by_its_person_only,
    a_new_password_and_signing_out_everywhere_leave_passkeys_alone,
    the_office_resets_passkeys_with_the_second_factor,
    an_erasure_takes_passkeys_and_the_own_data_lists_them,
);

const ERIKA: &str = "erika@drossel.example";
const SAM: &str = "sam@acme.example";

fn required(config: &mut Config) {
    config.security.staff_second_factor = SecondFactor::Required;
}

/// Somebody signed in, with a passkey on a device.
async fn with_passkey(portal: &TestPortal, base: &str, email: &str) -> (Person, Device) {
    let (person, mut device) = (portal.somebody(base, email).await, Device::new());
    let added = device.add(&person).await.expect(303);
    assert_eq!(added.location(), person.path("/profile?done=passkey-added"));
    (person, device)
}

async fn audited(portal: &TestPortal) -> Vec<String> {
    let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
    let log = store::audit::list(&mut conn, &portal.scope(), None, 100).await.unwrap();
    log.into_iter().map(|row| row.action).filter(|action| action.starts_with("passkeys.")).rev().collect()
}

async fn a_passkey_signs_in_at_the_portal_without_an_address_or_a_password(database: &Database) {
    let portal = TestPortal::on(database).await;
    let (erika, mut device) = with_passkey(&portal, "/p/acme", ERIKA).await;
    let page = erika.get("/p/acme/profile").await.expect(200).page().text();
    assert!(page.contains("noch nie benutzt"), "{page}");
    let other = portal.browser("/p/acme");
    let before = other.cookie("__Host-p-acme");
    let entered = device.sign_in(&other).await.expect(303);
    assert_eq!(entered.location(), "/p/acme/profile");
    assert!(before.is_none() && other.cookie("__Host-p-acme").is_some());
    let page = other.get("/p/acme/profile").await.expect(200).page().text();
    assert!(page.contains("zuletzt benutzt") && page.contains("Erika Drossel"), "{page}");
    // The next time again, with a session of its own.
    let first = other.cookie("__Host-p-acme");
    device.sign_in(&other).await.expect(303);
    assert_ne!(other.cookie("__Host-p-acme"), first);
    // A customer's password goes on opening her portal by itself.
    portal.customer(ERIKA).await.get("/p/acme/").await.expect(200);
}

async fn a_passkey_signs_in_at_the_office_and_is_the_second_factor_that_it_asks_for(database: &Database) {
    let portal = TestPortal::with(database, required).await;
    let sam = portal.staff(SAM).await;
    let (phone, _) = factor::set_up(&portal, &sam).await;
    let mut device = Device::new();
    device.add(&sam).await.expect(303);
    let other = portal.browser("/office/acme");
    device.sign_in(&other).await.expect(303);
    other.get("/office/acme/requests").await.expect(200);
    // Without the app it goes on being enough.
    other.submit(&other.get("/office/acme/profile").await.form("/second-factor/removal")).await.expect(303);
    other.get("/office/acme/requests").await.expect(200);
    assert_eq!(phone.code(&portal).len(), 6);
    // The session that it opened owes a second factor as soon as the passkey is gone.
    other.submit(&other.get("/office/acme/profile").await.form("/removal")).await.expect(303);
    assert_eq!(other.get("/office/acme/requests").await.expect(303).location(), "/office/acme/profile/second-factor");
}

async fn somebody_who_owes_a_second_factor_may_set_up_a_passkey_instead(database: &Database) {
    let portal = TestPortal::with(database, required).await;
    let sam = portal.staff(SAM).await;
    let asked = sam.visit("/office/acme/requests").await.expect(200);
    let page = sam.submit(&asked.form("/passkeys/new")).await.expect(200);
    let mut device = Device::new();
    let added = sam.submit(&device.made(&page)).await.expect(303);
    assert_eq!(added.location(), "/office/acme/");
    sam.get("/office/acme/requests").await.expect(200);
}

async fn who_works_in_the_office_and_has_a_passkey_gets_nowhere_by_the_password_alone(database: &Database) {
    let portal = TestPortal::on(database).await;
    let (_, mut device) = with_passkey(&portal, "/office/acme", SAM).await;
    let other = portal.browser("/office/acme");
    let page = other.get("/office/acme/sign-in").await.expect(200);
    let half = other.submit(&page.form("/sign-in").fill("email", SAM).fill("password", PASSWORD)).await.expect(303);
    let question = other.follow(half).await.expect(200);
    assert_eq!((question.heading().as_str(), other.cookie("__Host-o-acme")), ("Use your passkey", None));
    other.post("/office/acme/sign-in/code", &[("code", "000000")]).await.expect(422);
    other.get("/office/acme/requests").await.expect(303);
    device.sign_in(&other).await.expect(303);
    other.get("/office/acme/requests").await.expect(200);
}

async fn a_passkey_proves_anew_who_one_is(database: &Database) {
    let portal = TestPortal::on(database).await;
    let (erika, mut device) = with_passkey(&portal, "/p/acme", ERIKA).await;
    portal.clock.advance(Duration::from_secs(16 * 60));
    let asked = erika.post("/p/acme/profile/data", &[]).await.expect(200);
    assert!(asked.heading().contains("bestätigen"));
    let before = erika.cookie("__Host-p-acme");
    let credential = device.sign(&passkey::asked(&asked, "confirm"));
    let state = asked.page().all("input[name=confirm-state]")[0].attribute("value").unwrap().to_owned();
    let proof = [("confirm-state", state.as_str()), ("confirm-passkey", &credential)];
    let data = erika.post("/p/acme/profile/data", &proof).await.expect(200);
    assert!(data.header(header::CONTENT_TYPE).starts_with("application/json"));
    assert_ne!(erika.cookie("__Host-p-acme"), before);
    // An answer proves it once, and only in the session that was asked.
    portal.clock.advance(Duration::from_secs(16 * 60));
    erika.post("/p/acme/profile/data", &proof).await.expect(422);
    let asked = erika.post("/p/acme/profile/data", &[]).await.expect(200);
    let credential = device.sign(&passkey::asked(&asked, "confirm"));
    let state = asked.page().all("input[name=confirm-state]")[0].attribute("value").unwrap().to_owned();
    let jens = portal.customer("jens@drossel.example").await;
    portal.clock.advance(Duration::from_secs(16 * 60));
    let proof = [("confirm-state", state.as_str()), ("confirm-passkey", &credential)];
    jens.post("/p/acme/profile/data", &proof).await.expect(422);
}

async fn adding_and_removing_need_a_fresh_sign_in_and_are_told_by_mail_and_noted(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer(ERIKA).await;
    let second = portal.customer(ERIKA).await;
    portal.clock.advance(Duration::from_secs(16 * 60));
    let page = erika.get("/p/acme/profile").await.expect(200);
    let asked = erika.submit(&page.form("/passkeys/new")).await.expect(200);
    let page = erika.submit(&asked.form("/passkeys/new").fill("confirm", PASSWORD)).await.expect(200);
    let mut device = Device::new();
    let form = device.made(&page).fill("name", "My  telephone");
    erika.submit(&form).await.expect(303);
    // What proves who she is has changed, so her other browsers are signed out.
    second.get("/p/acme/profile").await.expect(303);
    let profile = erika.get("/p/acme/profile").await.expect(200);
    assert!(profile.page().text().contains("My telephone"));
    portal.clock.advance(Duration::from_secs(16 * 60));
    let asked = erika.submit(&profile.form("/removal")).await.expect(200);
    let removed = erika.submit(&asked.form("/removal").fill("confirm", PASSWORD)).await.expect(303);
    assert_eq!(removed.location(), "/p/acme/profile?done=passkey-removed");
    device.sign_in(&portal.browser("/p/acme")).await.expect(422);
    portal.work().await;
    let subjects = links::subjects(&portal.mailbox().await, ERIKA);
    for what in ["hinzugefügt", "entfernt"] {
        assert!(subjects.iter().any(|subject| subject.contains("Passkey") && subject.contains(what)), "{subjects:?}");
    }
    assert_eq!(audited(&portal).await, ["passkeys.add", "passkeys.remove"]);
}

async fn a_passkey_is_renamed_by_its_person_only(database: &Database) {
    let portal = TestPortal::on(database).await;
    let (erika, _) = with_passkey(&portal, "/p/acme", ERIKA).await;
    let page = erika.get("/p/acme/profile").await.expect(200);
    let form = page.form("/name");
    erika.submit(&form.clone().fill("name", "Laptop <b>")).await.expect(303);
    let page = erika.get("/p/acme/profile").await.expect(200);
    assert!(page.page().text().contains("Laptop <b>"));
    let problem = erika.submit(&form.clone().fill("name", "  ")).await.expect(422);
    assert_eq!(problem.page().texts(".problems p"), ["Bitte geben Sie dem Passkey einen Namen."]);
    let jens = portal.customer("jens@drossel.example").await;
    jens.post(&form.action, &[("name", "Mine")]).await.expect(404);
    jens.post(&page.form("/removal").action, &[]).await.expect(404);
    assert!(erika.get("/p/acme/profile").await.page().text().contains("Laptop <b>"));
    assert_eq!(audited(&portal).await, ["passkeys.add", "passkeys.rename"]);
}

async fn a_new_password_and_signing_out_everywhere_leave_passkeys_alone(database: &Database) {
    let portal = TestPortal::on(database).await;
    let (erika, mut device) = with_passkey(&portal, "/p/acme", ERIKA).await;
    let new = [("current", PASSWORD), ("new", "tragbarer quittenbaum")];
    erika.post("/p/acme/profile/password", &new).await.expect(303);
    erika.post("/p/acme/profile/sign-outs", &[("session", "others")]).await.expect(303);
    device.sign_in(&portal.browser("/p/acme")).await.expect(303);
}

async fn the_office_resets_passkeys_with_the_second_factor(database: &Database) {
    let portal = TestPortal::on(database).await;
    let (erika, mut device) = with_passkey(&portal, "/p/acme", ERIKA).await;
    let (engine, email) = (Actor::Engine { tenant: portal.acme }, ERIKA.parse().unwrap());
    assert!(second_factors::reset(portal.cx(), &engine, &email).await.unwrap());
    erika.get("/p/acme/profile").await.expect(303);
    device.sign_in(&portal.browser("/p/acme")).await.expect(422);
    assert!(!second_factors::reset(portal.cx(), &engine, &email).await.unwrap());
}

async fn an_erasure_takes_passkeys_and_the_own_data_lists_them(database: &Database) {
    let portal = TestPortal::on(database).await;
    let (erika, mut device) = with_passkey(&portal, "/p/acme", ERIKA).await;
    let data = erika.post("/p/acme/profile/data", &[]).await.expect(200).json();
    let listed = data["parts"]["passkeys"].as_array().expect("a section of passkeys");
    assert_eq!((listed.len(), &listed[0]["host"]), (1, &"localhost".into()));
    let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
    let user = store::users::by_email(&mut conn, &ERIKA.parse().unwrap()).await.unwrap().unwrap().id;
    drop(conn);
    let proof = erasures::erase(portal.cx(), &Actor::Engine { tenant: portal.acme }, user).await.unwrap();
    assert_eq!(proof["erasure"]["rows"]["passkeys"], 1);
    device.sign_in(&portal.browser("/p/acme")).await.expect(422);
}

#[tokio::test]
async fn somebody_has_at_most_twenty_passkeys() {
    let portal = TestPortal::alone().await;
    let (erika, _) = with_passkey(&portal, "/p/acme", ERIKA).await;
    for _ in 1..MOST_PASSKEYS {
        Device::new().add(&erika).await.expect(303);
    }
    let profile = erika.get("/p/acme/profile").await.expect(200).text();
    assert_eq!(profile.matches("/removal\"").count(), MOST_PASSKEYS);
    assert!(!profile.contains("/passkeys/new"));
    erika.post("/p/acme/profile/passkeys/new", &[]).await.expect(303);
}

#[tokio::test]
async fn where_browsers_know_no_passkeys_no_page_speaks_of_them() {
    let bare = |config: &mut Config| config.server.public_url = "http://127.0.0.1:8080".to_owned();
    let portal = TestPortal::alone_with(bare).await;
    for base in ["/p/acme", "/office/acme"] {
        let page = portal.browser(base).get(&format!("{base}/sign-in")).await.expect(200).text();
        assert!(!page.to_lowercase().contains("passkey"), "{base}");
    }
    let erika = portal.customer(ERIKA).await;
    erika.post("/p/acme/profile/passkeys/new", &[]).await.expect(404);
}
