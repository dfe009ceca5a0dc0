//! V6.3 and V6.4: a forgotten password, and what people are told about their login.

use std::time::Duration;

use http::header;

use crate::support::{
    answer::Answer,
    databases::{Database, on_every_database},
    factor::set_up,
    links,
    person::{PASSWORD, Person},
    portal::TestPortal,
};

on_every_database!(
    asvs_6_4_1_the_link_to_a_new_password_works_once_and_for_half_an_hour,
    asvs_6_4_3_a_new_password_does_not_skip_the_second_factor,
    asvs_6_3_7_people_are_told_what_was_done_to_their_login,
);

const NEW: &str = "tragbarer quittenbaum";
const ERIKA: &str = "erika@drossel.example";

async fn ask(who: &Person, email: &str) -> Answer {
    let page = who.get(&who.path("/forgot-password")).await.expect(200);
    who.submit(&page.form("/forgot-password").fill("email", email)).await
}

/// Asks for a link and finds it in the mail.
async fn link(portal: &TestPortal, who: &Person, email: &str) -> String {
    ask(who, email).await.expect(200);
    portal.work().await;
    links::last(portal, "reset").expect("a link was sent")
}

async fn set(who: &Person, link: &str, password: &str) -> Answer {
    let page = who.get(link).await.expect(200);
    who.submit(&page.form(link).fill("new", password)).await
}

async fn sign_in(who: &Person, password: &str) -> Answer {
    who.post(&who.path("/sign-in"), &[("email", ERIKA), ("password", password), ("next", "")]).await
}

async fn asvs_6_4_1_the_link_to_a_new_password_works_once_and_for_half_an_hour(database: &Database) {
    let portal = TestPortal::on(database).await;
    let (erika, open) = (portal.browser("/p/acme"), portal.customer(ERIKA).await);
    let late = link(&portal, &erika, ERIKA).await;
    assert!(late.starts_with("/p/acme/reset/"), "{late}");
    portal.clock.advance(Duration::from_secs(30 * 60));
    erika.get(&late).await.expect(404);

    let first = link(&portal, &erika, ERIKA).await;
    portal.clock.advance(Duration::from_secs(29 * 60));
    let page = erika.get(&first).await.expect(200);
    assert_eq!(page.header(header::REFERRER_POLICY), "no-referrer");
    set(&erika, &first, "baseball").await.expect(422);
    let done = set(&erika, &first, NEW).await.expect(303);
    assert!(erika.follow(done).await.expect(200).page().text().contains("password is set"));
    erika.get(&first).await.expect(404);
    erika.post(&first, &[("new", "ein anderes langes passwort")]).await.expect(404);
    // Nobody was signed in by it, everybody was signed out, and only the new password opens.
    erika.get("/p/acme/").await.expect(303);
    open.get("/p/acme/").await.expect(303);
    sign_in(&erika, PASSWORD).await.expect(422);
    sign_in(&erika, NEW).await.expect(303);
}

async fn asvs_6_4_3_a_new_password_does_not_skip_the_second_factor(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer(ERIKA).await;
    let (phone, _) = set_up(&portal, &erika).await;
    let stranger = portal.browser("/p/acme");
    let link = link(&portal, &stranger, ERIKA).await;
    set(&stranger, &link, NEW).await.expect(303);
    let led = sign_in(&stranger, NEW).await.expect(303);
    assert!(led.location().starts_with("/p/acme/sign-in/code"), "{}", led.location());
    let question = stranger.follow(led).await.expect(200);
    stranger.get("/p/acme/").await.expect(303);
    stranger.submit(&question.form("/sign-in/code").fill("code", &phone.code(&portal))).await.expect(303);
    stranger.get("/p/acme/").await.expect(200);
}

async fn asvs_6_3_7_people_are_told_what_was_done_to_their_login(database: &Database) {
    let portal = TestPortal::on(database).await;
    // The first browser is the one that she joined with; each further one is news.
    let erika = portal.customer(ERIKA).await;
    portal.customer(ERIKA).await;
    let page = erika.get("/p/acme/profile/password").await.expect(200);
    erika.submit(&page.form("/profile/password").fill("current", PASSWORD).fill("new", NEW)).await.expect(303);
    set_up(&portal, &erika).await;
    let page = erika.get("/p/acme/profile").await.expect(200);
    erika.submit(&page.form("/recovery-codes")).await.expect(200);
    erika.submit(&page.form("/removal")).await.expect(303);
    portal.work().await;
    let mut told = links::subjects(&portal.mailbox().await, ERIKA);
    told.sort();
    assert_eq!(
        told,
        [
            "Anmeldung auf einem neuen Gerät bei Acme Heating",
            "Ihr Passwort für Acme Heating wurde geändert",
            "Neue Notfall-Codes für Acme Heating",
            "Zweiter Faktor für Acme Heating eingerichtet",
            "Zweiter Faktor für Acme Heating entfernt",
        ]
    );
    let text = links::texts(&portal).join("\n");
    assert!(text.contains("Netz 0.0.0.x") && text.contains("portal.acme.example/profile"), "{text}");
    // Signing in again with a browser that is known is no news.
    sign_in(&erika, NEW).await.expect(303);
    assert_eq!(portal.work().await, 0);
}

#[tokio::test]
async fn asvs_6_3_8_a_known_and_an_unknown_address_answer_alike() {
    let portal = TestPortal::alone().await;
    for base in ["/p/acme", "/office/acme"] {
        let mut answers = Vec::new();
        for email in ["erika@drossel.example", "nobody@nowhere.example", "sam@acme.example", "ida+x@drossel.example"] {
            let answer = ask(&portal.browser(base), email).await.expect(200);
            answers.push(answer.normalised(&[email]));
        }
        answers.dedup();
        assert_eq!(answers.len(), 1, "{}", answers.join("\n---\n"));
    }
    assert_eq!(portal.work().await, 8, "and leave the same work behind");
    assert_eq!(portal.mailbox().await.len(), 2, "of which only who has a way in at that door hears");
}

#[tokio::test]
async fn asvs_6_3_1_links_are_limited_per_mailbox_and_per_network_address() {
    let portal = TestPortal::alone_with(|config| config.security.links_per_address = 8).await;
    let stranger = portal.browser("/p/acme");
    for email in [ERIKA, "nobody@nowhere.example"] {
        for written in [email.to_owned(), email.to_uppercase(), format!(" {email} ")] {
            ask(&stranger, &written).await.expect(200);
        }
        let wait = ask(&stranger, email).await.expect(429);
        assert_eq!(wait.header(header::RETRY_AFTER), "1200", "{email}");
    }
    let wait = ask(&stranger, "somebody@nowhere.example").await.expect(429);
    assert_eq!(wait.header(header::RETRY_AFTER), "450");
    portal.work().await;
    assert_eq!(portal.mailbox().await.len(), 3);
}
