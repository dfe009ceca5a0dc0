//! V6.3 to V6.6: the second factor.

use std::time::Duration;

use http::header;
use portico::{actions::second_factors, config::SecondFactor, domain::access::Actor, store};

use crate::support::{
    answer::Answer,
    databases::{Database, on_every_database},
    factor::{STEP, set_up},
    person::{PASSWORD, Person},
    portal::TestPortal,
};

on_every_database!(
    asvs_6_3_3_staff_sign_in_with_a_second_factor,
    asvs_6_4_4_a_lost_factor_is_reset_by_the_office_and_noted,
    asvs_6_5_1_a_code_opens_one_session_only,
    asvs_6_6_3_five_wrong_codes_end_the_sign_in,
);

/// Gives the password and stands before the question for the code.
async fn with_password(portal: &TestPortal, base: &str, email: &str) -> (Person, Answer) {
    let person = portal.browser(base);
    let sent = [("email", email), ("password", PASSWORD), ("next", "")];
    let answer = person.post(&person.path("/sign-in"), &sent).await.expect(303);
    let question = person.follow(answer).await.expect(200);
    (person, question)
}

async fn answer(person: &Person, question: &Answer, code: &str) -> Answer {
    person.submit(&question.form("/sign-in/code").fill("code", code)).await
}

async fn asvs_6_3_3_staff_sign_in_with_a_second_factor(database: &Database) {
    let required = |config: &mut portico::config::Config| config.security.staff_second_factor = SecondFactor::Required;
    let portal = TestPortal::with(database, required).await;
    let sam = portal.staff("sam@acme.example").await;
    // Without one, every page of the office leads to setting it up.
    for path in ["/requests", "/orders", "/extensions", "/outbox", "/profile", "/profile/password"] {
        let led = sam.get(&sam.path(path)).await.expect(303);
        assert_eq!(led.location(), "/office/acme/profile/second-factor", "{path}");
    }
    let (phone, codes) = set_up(&portal, &sam).await;
    assert_eq!(codes.len(), 10);
    sam.get("/office/acme/requests").await.expect(200);

    // From now on the password alone opens nothing.
    let (kim, question) = with_password(&portal, "/office/acme", "sam@acme.example").await;
    assert_eq!(kim.cookie("__Host-o-acme"), None);
    kim.get("/office/acme/requests").await.expect(303);
    answer(&kim, &question, &phone.code(&portal)).await.expect(303);
    kim.get("/office/acme/requests").await.expect(200);
    // Customers need none.
    portal.customer("erika@drossel.example").await.get("/p/acme/requests").await.expect(200);
}

async fn asvs_6_4_4_a_lost_factor_is_reset_by_the_office_and_noted(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    set_up(&portal, &erika).await;
    let engine = Actor::Engine { tenant: portal.acme };
    let email = "erika@drossel.example".parse().unwrap();
    assert!(second_factors::reset(portal.cx(), &engine, &email).await.unwrap());
    assert!(!second_factors::reset(portal.cx(), &engine, &email).await.unwrap());
    erika.get("/p/acme/").await.expect(303);
    portal.customer("erika@drossel.example").await.get("/p/acme/").await.expect(200);
    let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
    let log = store::audit::list(&mut conn, &portal.scope(), None, 100).await.unwrap();
    let noted: Vec<&str> =
        log.iter().map(|row| row.action.as_str()).filter(|action| action.contains("factor")).collect();
    assert_eq!(noted, ["second_factors.reset", "second_factors.enrol"]);
}

async fn asvs_6_5_1_a_code_opens_one_session_only(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    let (phone, codes) = set_up(&portal, &erika).await;
    for code in [phone.code(&portal), codes[3].clone()] {
        let (first, question) = with_password(&portal, "/p/acme", "erika@drossel.example").await;
        let (second, other) = with_password(&portal, "/p/acme", "erika@drossel.example").await;
        let (one, two) = tokio::join!(answer(&first, &question, &code), answer(&second, &other, &code));
        let mut states = [one.status.as_u16(), two.status.as_u16()];
        states.sort_unstable();
        assert_eq!(states, [303, 422], "{code}");
    }
    let page = erika.get("/p/acme/profile").await.expect(200).page().text();
    assert!(page.contains("noch 9 Notfall-Codes"), "{page}");
}

#[tokio::test]
async fn asvs_6_5_2_recovery_codes_and_seeds_are_not_kept_as_they_are() {
    let database = crate::support::databases::sqlite().await;
    let portal = TestPortal::on(&database).await;
    let erika = portal.customer("erika@drossel.example").await;
    let page = erika.get("/p/acme/profile/second-factor").await.expect(200);
    let key: String = page.page().texts(".secret").concat().split_whitespace().collect();
    let (_, codes) = set_up(&portal, &erika).await;
    let mut raw = database.raw_sqlite().await;
    let mut kept = Vec::new();
    for sql in ["select seed from factors", "select code_hash from recovery_codes"] {
        kept.extend(sqlx::query_scalar::<_, Vec<u8>>(sql).fetch_all(&mut raw).await.unwrap());
    }
    assert_eq!(kept.len(), 11);
    let all = kept.concat();
    let has = |text: &str| all.windows(text.len()).any(|part| part == text.as_bytes());
    assert!(!has(&key) && codes.iter().all(|code| !has(code) && !has(&code.replace('-', ""))));
    // 120 bits each, so a plain hash withstands guessing.
    assert!(codes.iter().all(|code| code.replace('-', "").len() == 24));
}

#[tokio::test]
async fn asvs_6_5_5_a_code_is_good_for_its_step_and_one_beside_it() {
    let portal = TestPortal::alone().await;
    let erika = portal.customer("erika@drossel.example").await;
    let (phone, _) = set_up(&portal, &erika).await;
    let old = phone.code(&portal);
    portal.clock.advance(STEP * 2);
    let (person, question) = with_password(&portal, "/p/acme", "erika@drossel.example").await;
    answer(&person, &question, &old).await.expect(422);
    let late = phone.code(&portal);
    portal.clock.advance(STEP);
    answer(&person, &question, &late).await.expect(303);
}

async fn asvs_6_6_3_five_wrong_codes_end_the_sign_in(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    let (phone, codes) = set_up(&portal, &erika).await;
    let (person, question) = with_password(&portal, "/p/acme", "erika@drossel.example").await;
    for wrong in ["000000", "", "12345", "ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ-ZZZZ"] {
        let again = answer(&person, &question, wrong).await.expect(422);
        assert!(again.page().text().contains("Der Code stimmt nicht") || again.page().text().contains("not right"));
    }
    let over = answer(&person, &question, "999999").await.expect(303);
    let page = person.follow(over).await.expect(200);
    assert!(page.asked.starts_with("/p/acme/sign-in?"), "{}", page.asked);
    // The right code is too late, and a further sign-in does not give five new tries at once.
    answer(&person, &question, &phone.code(&portal)).await.expect(303);
    assert_eq!(person.cookie("__Host-p-acme"), None);
    let (person, question) = with_password(&portal, "/p/acme", "erika@drossel.example").await;
    let wait = answer(&person, &question, &phone.code(&portal)).await.expect(429);
    assert_eq!(wait.header(header::RETRY_AFTER), "60");
    portal.clock.advance(Duration::from_secs(60));
    answer(&person, &question, &codes[0]).await.expect(303);
    person.get("/p/acme/").await.expect(200);
}
