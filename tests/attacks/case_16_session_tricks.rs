//! Session fixation, a cookie of a neighbour, replay after signing out, a password change without the old one, and a stolen open tab.

use std::time::Duration;

use crate::support::{
    databases::{Database, on_every_database},
    person::PASSWORD,
    portal::TestPortal,
};

on_every_database!(
    a_secret_that_was_planted_before_signing_in_opens_nothing_afterwards,
    a_secret_is_good_for_one_door_of_one_tenant,
    a_secret_is_dead_everywhere_after_signing_out,
    a_stolen_open_tab_neither_changes_the_password_nor_the_factor,
);

const COOKIE: &str = "__Host-p-acme";

async fn a_secret_that_was_planted_before_signing_in_opens_nothing_afterwards(database: &Database) {
    let portal = TestPortal::on(database).await;
    let mallory = portal.customer("berta@amsel.example").await;
    let planted = mallory.cookie(COOKIE).unwrap();
    let device = mallory.cookie("__Host-d-p-acme").unwrap();
    let erika = portal.browser("/p/acme");
    erika.put_cookie(COOKIE, &planted);
    erika.put_cookie("__Host-d-p-acme", &device);
    erika.sign_in("erika@drossel.example").await;
    assert_ne!(erika.cookie(COOKIE).unwrap(), planted);
    assert_ne!(erika.cookie("__Host-d-p-acme").unwrap(), device, "her browser is not taken for the other's");
    let page = mallory.get("/p/acme/").await.expect(200).page().text();
    assert!(page.contains("Berta Amsel") && !page.contains("Erika"));
}

async fn a_secret_is_good_for_one_door_of_one_tenant(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    let secret = erika.cookie(COOKIE).unwrap();
    for (base, cookie) in
        [("/p/bolt", "__Host-p-bolt"), ("/p/acme-garden", "__Host-p-acme-garden"), ("/office/acme", "__Host-o-acme")]
    {
        erika.put_cookie(cookie, &secret);
        for path in ["/", "/profile", "/profile/password", "/profile/second-factor"] {
            let answer = erika.get(&format!("{base}{path}")).await;
            let led = answer.location();
            assert!(led.contains("/sign-in") || led == "/office/acme/requests", "{base}{path}: {led}");
        }
    }
}

async fn a_secret_is_dead_everywhere_after_signing_out(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    let tab = erika.clone();
    let secret = erika.cookie(COOKIE).unwrap();
    let page = erika.get("/p/acme/profile").await.expect(200);
    // Two tabs sign out at the same time.
    let out = page.form("/sign-out");
    let (one, two) = tokio::join!(erika.submit(&out), tab.submit(&out));
    one.expect(200);
    two.expect(200);
    let thief = portal.browser("/p/acme");
    thief.put_cookie(COOKIE, &secret);
    for path in ["/", "/requests", "/profile", "/profile/password", "/profile/second-factor"] {
        assert!(thief.get(&thief.path(path)).await.expect(303).location().contains("/sign-in?next="), "{path}");
    }
    thief.post("/p/acme/profile/details", &[("name", "Mallory"), ("language", "en")]).await.expect(303);
    let erika = portal.customer("erika@drossel.example").await;
    assert!(erika.get("/p/acme/").await.expect(200).page().text().contains("Erika Drossel"));
}

async fn a_stolen_open_tab_neither_changes_the_password_nor_the_factor(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    portal.clock.advance(Duration::from_secs(3_600));
    let mine = "tragbarer quittenbaum";
    for current in ["", mine] {
        erika.post("/p/acme/profile/password", &[("current", current), ("new", mine)]).await.expect(422);
    }
    erika
        .post("/p/acme/profile/password", &[("current", PASSWORD), ("current", mine), ("new", mine)])
        .await
        .expect(400);
    let page = erika.get("/p/acme/profile/second-factor").await.expect(200);
    let phone = crate::support::factor::Phone::reading(&page);
    let form = page.form("/second-factor").fill("code", &phone.code(&portal));
    let asked = erika.submit(&form).await.expect(200);
    assert!(asked.page().first("#confirm").is_some() && asked.page().all(".codes").is_empty());
    portal.customer("erika@drossel.example").await.get("/p/acme/").await.expect(200);
}
