//! Erasing a person: what goes, what stays, and how it is proved.

use std::time::Duration;

use portico::{
    actions::{self, erasures},
    domain::{access::Actor, erasure::ERASED, id::UserId},
    store::{self, audit::AuditRow},
};
use serde_json::Value;

use crate::{
    store::wall::as_platform,
    support::{
        databases::{Database, on_every_database},
        factor, flow,
        invitation::{self, user_page},
        person::{PASSWORD, Person},
        portal::TestPortal,
    },
};

on_every_database!(
    a_rehearsal_says_what_goes_and_changes_nothing,
    nothing_that_tells_who_she_was_is_left_in_any_table,
    what_was_noted_before_she_had_a_login_and_after_she_lost_a_place_goes_too,
    the_work_stays_and_says_in_the_readers_language_that_somebody_was_erased,
    everything_that_opened_her_login_ends_and_mails_that_wait_are_dropped,
    the_proof_tells_nothing_about_her_and_is_the_same_the_second_time,
    the_chain_of_the_log_holds_over_erasures_and_finds_what_was_changed_after_them,
    who_works_in_the_office_is_not_erased,
    only_who_proved_lately_who_she_is_erases,
);

const ERIKA: &str = "erika@drossel.example";
const NAME: &str = "Erika Drossel";
const PHONE: &str = "030 5550009";

async fn id(portal: &TestPortal, email: &str) -> UserId {
    let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
    store::users::by_email(&mut conn, &email.parse().unwrap()).await.unwrap().expect("she has a login").id
}

fn engine(portal: &TestPortal) -> Actor {
    Actor::Engine { tenant: portal.acme }
}

async fn erase(portal: &TestPortal, email: &str) -> (UserId, Value) {
    let user = id(portal, email).await;
    (user, erasures::erase(portal.cx(), &engine(portal), user).await.unwrap())
}

/// A portal in which Erika did something of everything, with the request that she sent.
async fn busy(database: &Database) -> (TestPortal, Person, String) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer(ERIKA).await;
    factor::set_up(&portal, &erika).await;
    let words = format!("I am {NAME}, call {PHONE}");
    let page = flow::next(&erika, flow::problem(&flow::begin(&erika).await, &words)).await;
    let page = flow::next(&erika, flow::place(&page).fill("phone", PHONE)).await;
    let page = flow::next(&erika, flow::billing(&page)).await;
    let order = flow::order_of(&erika.submit(&page.form("/send")).await.expect(303)).to_string();
    let shown = erika.get(&format!("/p/acme/requests/{order}")).await.expect(200);
    erika.submit(&shown.form("/comments").fill("text", &format!("Write to {ERIKA}"))).await.expect(303);
    let draft = flow::begin(&erika).await;
    erika.submit(&flow::problem(&draft, "Not sent yet").press("go", "next")).await.expect(303);
    portal.work().await;
    (portal, erika, order)
}

async fn log(portal: &TestPortal) -> Vec<AuditRow> {
    let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
    store::audit::list(&mut conn, &portal.scope(), None, 1_000).await.unwrap()
}

async fn broken_at(portal: &TestPortal) -> Option<i64> {
    let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
    store::audit::verify(&mut conn).await.unwrap().broken_at
}

async fn a_rehearsal_says_what_goes_and_changes_nothing(database: &Database) {
    let (portal, _, _) = busy(database).await;
    let sam = portal.staff("sam@acme.example").await;
    let page = sam.get(&user_page(&sam, ERIKA).await).await.expect(200);
    let link = page.page();
    let link = link.all("a").into_iter().filter_map(|a| a.attribute("href")).find(|href| href.ends_with("/erasure"));
    let before = database.contents().await;
    let rehearsal = sam.get(link.unwrap()).await.expect(200);
    assert_eq!(database.contents().await.changed_since(&before), [""; 0]);
    let said = rehearsal.page().texts("main li").join("\n");
    for goes in [
        "Work orders in which details are replaced: ",
        "Second factor: 1",
        "Recovery codes: 10",
        "Drafts: ",
        "Sessions ended: 1",
    ] {
        assert!(said.contains(goes), "{goes}: {said}");
    }
    assert!(said.contains("Work orders stay as business records"));
    let done = sam.submit(&rehearsal.form("/erasure")).await.expect(303);
    let log = sam.get(done.location()).await.expect(200);
    assert!(log.page().texts(".flash-success")[0].contains("The person is erased"));
    let proof = log.page();
    let proof = proof.all("a").into_iter().filter_map(|a| a.attribute("href")).find(|href| href.contains("/erasures/"));
    let file = sam.get(proof.expect("the log leads to the proof")).await.expect(200);
    assert_eq!(file.header("content-disposition"), "attachment; filename=\"erasure.json\"");
    assert_eq!(file.json()["by"]["kind"], "staff");
    sam.submit(&rehearsal.form("/erasure")).await.expect(404);
}

async fn nothing_that_tells_who_she_was_is_left_in_any_table(database: &Database) {
    let (portal, _, _) = busy(database).await;
    let told = |contents: &str| [NAME, ERIKA, PHONE].map(|word| contents.matches(word).count());
    assert!(told(&format!("{:?}", database.contents().await)).iter().all(|count| *count > 0), "the test looks at all");
    erase(&portal, ERIKA).await;
    let after = database.contents().await;
    // Another tenant has a login with the same address, which is none of this one's business.
    let is_other = |row: &String| row.starts_with("users: ") && !row.to_lowercase().contains(&NAME.to_lowercase());
    for word in [NAME, ERIKA, PHONE] {
        let left: Vec<String> = after.rows_with(word).into_iter().filter(|row| !is_other(row)).collect();
        assert_eq!(left, Vec::<String>::new(), "{word}");
    }
    let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
    assert!(store::users::by_email(&mut conn, &ERIKA.parse().unwrap()).await.unwrap().is_none());
}

async fn what_was_noted_before_she_had_a_login_and_after_she_lost_a_place_goes_too(database: &Database) {
    let portal = TestPortal::on(database).await;
    let sam = portal.staff("sam@acme.example").await;
    // The usual way in: a contact of the customer who is invited; and a place that was taken away and given once more.
    invitation::invite(&sam, "Drossel", ("Nora Nachtigall", "nora@nachtigall.example")).await;
    let page = user_page(&sam, "nora@nachtigall.example").await;
    sam.submit(&sam.get(&page).await.expect(200).form("/removal")).await.expect(303);
    invitation::invite(&sam, "Drossel", ("Nora Nachtigall", "nora@nachtigall.example")).await;
    portal.work().await;
    let before = database.contents().await.rows_with("nora@nachtigall.example");
    assert!(before.iter().filter(|row| row.starts_with("audit: ")).count() > 2, "{before:#?}");
    erase(&portal, "nora@nachtigall.example").await;
    for word in ["nachtigall", "Nora"] {
        assert_eq!(database.contents().await.rows_with(word), [""; 0]);
    }
    assert_eq!(broken_at(&portal).await, None);
}

async fn the_work_stays_and_says_in_the_readers_language_that_somebody_was_erased(database: &Database) {
    let (portal, _, order) = busy(database).await;
    let sam = portal.staff("sam@acme.example").await;
    erase(&portal, ERIKA).await;
    for (tag, says) in [("de", "(gelöscht)"), ("nl", "(gewist)"), ("en", "(erased)")] {
        sam.put_cookie("portico-language", tag);
        for path in [format!("/office/acme/orders/{order}"), "/office/acme/audit".to_owned()] {
            let page = sam.get(&path).await.expect(200).text();
            assert!(page.contains(says) && !page.contains(ERASED) && !page.contains(NAME), "{path} in {tag}");
        }
    }
    let jens = portal.customer("jens@drossel.example").await;
    let shown = jens.get(&format!("/p/acme/requests/{order}")).await.expect(200).text();
    assert!(shown.contains("(gelöscht)") && !shown.contains(NAME), "the customer keeps the request");
}

async fn everything_that_opened_her_login_ends_and_mails_that_wait_are_dropped(database: &Database) {
    let (portal, erika, _) = busy(database).await;
    let page = erika.get("/p/acme/forgot-password").await.expect(200);
    erika.submit(&page.form("/forgot-password").fill("email", ERIKA)).await.expect(200);
    let sent = portal.mailbox().await.len();
    erase(&portal, ERIKA).await;
    assert!(erika.get("/p/acme/").await.expect(303).location().contains("/sign-in"));
    assert_eq!(portal.work().await, 0, "nothing is owed to her");
    let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
    let mails = store::mails::list(&mut conn, &portal.scope(), 1_000, 0).await.unwrap();
    assert!(mails.iter().all(|mail| mail.to.as_str() != ERIKA), "{sent} were sent before");
    drop(conn);
    let browser = portal.browser("/p/acme");
    let page = browser.get("/p/acme/sign-in").await.expect(200);
    browser.submit(&page.form("/sign-in").fill("email", ERIKA).fill("password", PASSWORD)).await.expect(422);
    // The address is free again, for somebody new.
    let sam = portal.staff("sam@acme.example").await;
    crate::support::invitation::invite(&sam, "Drossel", ("Somebody New", ERIKA)).await;
    assert!(sam.get(&user_page(&sam, ERIKA).await).await.expect(200).text().contains("Somebody New"));
}

async fn the_proof_tells_nothing_about_her_and_is_the_same_the_second_time(database: &Database) {
    let (portal, _, _) = busy(database).await;
    let (user, proof) = erase(&portal, ERIKA).await;
    let text = proof.to_string();
    assert!(!text.contains("rika") && !text.contains("rossel") && !text.contains("5550009"), "{text}");
    let erasure = &proof["erasure"];
    assert_eq!((&erasure["format"], &erasure["rows"]["users"]), (&"portico erasure 1".into(), &1.into()));
    let unhex = |text: &Value| -> [u8; 32] {
        let text = text.as_str().unwrap();
        std::array::from_fn(|at| u8::from_str_radix(&text[2 * at..2 * at + 2], 16).unwrap())
    };
    let salt = unhex(&erasure["salt"]);
    assert_eq!(unhex(&erasure["address_hash"]), erasures::address_hash(&salt, &ERIKA.parse().unwrap()));
    assert_ne!(unhex(&erasure["address_hash"]), erasures::address_hash(&salt, &"ida@drossel.example".parse().unwrap()));
    let before = database.contents().await;
    assert_eq!(erasures::erase(portal.cx(), &engine(&portal), user).await.unwrap(), proof);
    assert_eq!(database.contents().await.changed_since(&before), [""; 0]);
    let entry = log(&portal).await.into_iter().find(|row| row.position == proof["entry"]["position"]).unwrap();
    assert_eq!((entry.action.as_str(), entry.subject), ("erasures.erase", format!("user:{user}")));
    let nobody = portico::domain::id::UserId(uuid::Uuid::nil());
    assert!(erasures::proof(portal.cx(), &portal.scope(), nobody).await.unwrap().is_none());
}

async fn the_chain_of_the_log_holds_over_erasures_and_finds_what_was_changed_after_them(database: &Database) {
    let (portal, _, _) = busy(database).await;
    let sam = portal.staff("sam@acme.example").await;
    // An entry about both: Sam closes Jens, Erika comments on nothing of his, and each is erased after the other.
    let jens = portal.customer("jens@drossel.example").await;
    flow::sent(&jens, "His own").await;
    let before = log(&portal).await.len();
    erase(&portal, ERIKA).await;
    assert_eq!((broken_at(&portal).await, log(&portal).await.len()), (None, before + 1));
    erase(&portal, "jens@drossel.example").await;
    assert_eq!((broken_at(&portal).await, log(&portal).await.len()), (None, before + 2));
    let redacted: Vec<i64> =
        log(&portal).await.iter().filter(|row| row.redacted_by.is_some()).map(|row| row.position).collect();
    assert!(redacted.len() > 3, "{redacted:?}");
    assert!(sam.get("/office/acme/audit").await.expect(200).text().contains("(erased)"));
    // What is left of an entry is vouched for by the entry about the erasure.
    as_platform(database, "update audit set actor_name = 'Mallory' where redacted_by is not null and actor_name <> ''")
        .await;
    assert!(broken_at(&portal).await.is_some_and(|at| redacted.contains(&at)));
}

async fn who_works_in_the_office_is_not_erased(database: &Database) {
    let portal = TestPortal::on(database).await;
    let sam = id(&portal, "sam@acme.example").await;
    let before = database.contents().await;
    let refused = erasures::erase(portal.cx(), &engine(&portal), sam).await;
    assert!(matches!(refused, Err(actions::Error::Conflict(_))), "{refused:?}");
    assert_eq!(database.contents().await.changed_since(&before), [""; 0]);
}

async fn only_who_proved_lately_who_she_is_erases(database: &Database) {
    let portal = TestPortal::on(database).await;
    let sam = portal.staff("sam@acme.example").await;
    let page = format!("{}/erasure", user_page(&sam, ERIKA).await);
    let form = sam.get(&page).await.expect(200).form("/erasure");
    portal.clock.advance(Duration::from_secs(16 * 60));
    let question = sam.submit(&form).await.expect(200);
    assert!(question.page().first("#confirm").is_some());
    id(&portal, ERIKA).await;
    sam.submit(&question.form("/erasure").fill("confirm", PASSWORD)).await.expect(303);
    let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
    assert!(store::users::by_email(&mut conn, &ERIKA.parse().unwrap()).await.unwrap().is_none());
}
