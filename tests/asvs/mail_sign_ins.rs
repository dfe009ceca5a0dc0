//! V6.6: codes and links by mail.

use std::time::Duration;

use http::Method;
use portico::store;
use serde_json::json;

use crate::support::{
    answer::Answer,
    databases::{Database, on_every_database},
    factor::set_up,
    links,
    person::Person,
    portal::TestPortal,
};

on_every_database!(
    asvs_6_6_1_a_mail_signs_in_once_by_its_code_or_its_link,
    asvs_6_6_2_a_code_works_only_in_the_browser_that_asked,
    asvs_6_3_6_staff_and_portals_that_do_not_offer_it_get_no_mail,
);

const ERIKA: &str = "erika@drossel.example";

async fn offering(database: &Database) -> TestPortal {
    let portal = TestPortal::with(database, |config| config.security.links_per_mailbox = 20).await;
    let mut tx = portal.cx().store.write(portal.acme).await.unwrap();
    for mut site in store::portals::list(&mut tx).await.unwrap() {
        if site.slug.as_str() == "acme" {
            site.settings.insert("sign_in.mail_link".into(), json!(true));
            store::portals::update_settings(&mut tx, site.id, &site.settings).await.unwrap();
        }
    }
    tx.commit().await.unwrap();
    portal.app.directory.refresh(portal.cx()).await.unwrap();
    portal
}

/// Asks for a mail and stands before the question for its code.
async fn ask(who: &Person, email: &str) -> Answer {
    let page = who.get("/p/acme/sign-in/mail").await.expect(200);
    who.submit(&page.form("/sign-in/mail").fill("email", email)).await.expect(200)
}

fn code(portal: &TestPortal) -> String {
    let text = links::texts(portal).pop().unwrap();
    text.split("Code: ").nth(1).unwrap().split_whitespace().next().unwrap().to_owned()
}

async fn answer(who: &Person, question: &Answer, code: &str) -> Answer {
    who.submit(&question.form("/sign-in/mail-code").fill("code", code)).await
}

async fn asvs_6_6_1_a_mail_signs_in_once_by_its_code_or_its_link(database: &Database) {
    let portal = offering(database).await;
    let erika = portal.browser("/p/acme");
    let question = ask(&erika, ERIKA).await;
    portal.work().await;
    let code = code(&portal);
    answer(&erika, &question, &code.to_lowercase()).await.expect(303);
    erika.get("/p/acme/").await.expect(200);
    let other = portal.browser("/p/acme");
    answer(&erika, &question, &code).await.expect(422);
    other.get(&links::last(&portal, "mail").unwrap()).await.expect(404);

    ask(&erika, ERIKA).await;
    portal.work().await;
    let link = links::last(&portal, "mail").unwrap();
    // Who only looks is not signed in, and the link stays good.
    for method in [Method::GET, Method::HEAD, Method::GET] {
        other.ask(method, &link, &[], Vec::new()).await.expect(200);
    }
    other.get("/p/acme/").await.expect(303);
    let page = other.get(&link).await.expect(200);
    other.submit(&page.form(&link)).await.expect(303);
    other.get("/p/acme/").await.expect(200);
    other.post(&link, &[]).await.expect(404);

    // After ten minutes neither is good, and a second factor is asked for as ever.
    let question = ask(&erika, ERIKA).await;
    portal.work().await;
    portal.clock.advance(Duration::from_secs(600));
    answer(&erika, &question, &self::code(&portal)).await.expect(422);
    portal.clock.advance(Duration::from_secs(3_600));
    set_up(&portal, &portal.customer(ERIKA).await).await;
    let question = ask(&erika, ERIKA).await;
    portal.work().await;
    let texts = links::texts(&portal);
    let last = texts.iter().rev().find(|text| text.contains("Code: ")).unwrap();
    let code = last.split("Code: ").nth(1).unwrap().split_whitespace().next().unwrap();
    let led = answer(&erika, &question, code).await.expect(303);
    assert!(led.location().starts_with("/p/acme/sign-in/code"), "{}", led.location());
}

async fn asvs_6_6_2_a_code_works_only_in_the_browser_that_asked(database: &Database) {
    let portal = offering(database).await;
    let (erika, mallory) = (portal.browser("/p/acme"), portal.browser("/p/acme"));
    let question = ask(&erika, ERIKA).await;
    portal.work().await;
    let code = code(&portal);
    let own = ask(&mallory, "nobody@nowhere.example").await;
    answer(&mallory, &own, &code).await.expect(422);
    let wrong = answer(&mallory, &own, "0000-0000").await.expect(422);
    // Five wrong tries void it; the answers are those to an address without a login.
    for _ in 0..5 {
        let again = answer(&erika, &question, "0000-0000").await.expect(422);
        let words = [ERIKA, "nobody@nowhere.example"];
        assert_eq!(again.normalised(&words).replace("<1>", "<0>"), wrong.normalised(&words).replace("<1>", "<0>"));
    }
    answer(&erika, &question, &code).await.expect(422);
    erika.get("/p/acme/").await.expect(303);
}

async fn asvs_6_3_6_staff_and_portals_that_do_not_offer_it_get_no_mail(database: &Database) {
    let portal = offering(database).await;
    let nobody = portal.browser("/p/acme");
    assert!(nobody.get("/p/acme/sign-in").await.expect(200).page().text().contains("code by mail"));
    for email in ["sam@acme.example", "nobody@nowhere.example", "gerd@meise.example"] {
        ask(&nobody, email).await;
    }
    assert_eq!((portal.work().await, portal.mailbox().await.len()), (3, 0));
    for base in ["/p/acme-garden", "/p/bolt", "/office/acme"] {
        let page = portal.browser(base).get(&format!("{base}/sign-in")).await.expect(200);
        assert!(!page.page().text().contains("code by mail"));
        nobody.get(&format!("{base}/sign-in/mail")).await.expect(404);
        nobody.post(&format!("{base}/sign-in/mail"), &[("email", ERIKA)]).await.expect(404);
    }
}
