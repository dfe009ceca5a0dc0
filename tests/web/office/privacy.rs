//! What is kept about a person: downloaded by her and by the office.

use std::time::Duration;

use serde_json::Value;

use crate::support::{
    databases::{Database, on_every_database},
    factor, flow,
    invitation::user_page,
    person::{PASSWORD, Person},
    portal::TestPortal,
};

on_every_database!(
    a_person_downloads_all_that_is_kept_about_her_and_nothing_of_others,
    an_export_has_no_secret,
    the_office_downloads_it_for_a_portal_user_and_the_log_says_so,
    a_stolen_open_tab_downloads_nothing,
);

const ERIKA: &str = "erika@drossel.example";

async fn download(person: &Person) -> Value {
    let page = person.get(&person.path("/profile")).await.expect(200);
    let answer = person.submit(&page.form("/profile/data")).await.expect(200);
    assert_eq!(answer.header("content-disposition"), "attachment; filename=\"personal-data.json\"");
    assert_eq!(answer.header("cache-control"), "no-store");
    answer.json()
}

async fn a_person_downloads_all_that_is_kept_about_her_and_nothing_of_others(database: &Database) {
    let portal = TestPortal::on(database).await;
    let (erika, jens) = (portal.customer(ERIKA).await, portal.customer("jens@drossel.example").await);
    let order = flow::sent(&erika, "Erikas own words").await;
    flow::sent(&jens, "Words of Jens").await;
    let page = erika.get(&format!("/p/acme/requests/{order}")).await.expect(200);
    erika.submit(&page.form("/comments").fill("text", "My comment")).await.expect(303);
    let page = flow::begin(&erika).await;
    erika.submit(&flow::problem(&page, "Not sent yet").press("go", "next")).await.expect(303);
    portal.work().await;
    let document = download(&erika).await;
    assert_eq!(document["format"], "portico personal data 1");
    assert_eq!((&document["login"]["email"], &document["login"]["name"]), (&ERIKA.into(), &"Erika Drossel".into()));
    assert_eq!((&document["login"]["has_password"], &document["login"]["has_factor"]), (&true.into(), &false.into()));
    let parts = document["parts"].as_object().unwrap();
    for (name, words) in [
        ("places", "acme"),
        ("roles", "requester"),
        ("sessions", "created_at"),
        ("browsers", "created_at"),
        ("requests", "Erikas own words"),
        ("acts", "My comment"),
        ("drafts", "Not sent yet"),
        ("mails", "Ihre Anfrage ist bei uns angekommen"),
        ("log", "requests.send"),
    ] {
        assert!(parts[name].to_string().contains(words), "{name} has no {words}: {}", parts[name]);
    }
    assert_eq!(document["cut"], serde_json::json!([]));
    let text = document.to_string();
    assert!(!text.contains("Words of Jens") && !text.contains("jens@drossel.example"));
    // Staff have a login too.
    let sam = portal.staff("sam@acme.example").await;
    assert_eq!(download(&sam).await["login"]["email"], "sam@acme.example");
}

async fn an_export_has_no_secret(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer(ERIKA).await;
    factor::set_up(&portal, &erika).await;
    let page = erika.get("/p/acme/forgot-password").await.expect(200);
    erika.submit(&page.form("/forgot-password").fill("email", ERIKA)).await.expect(200);
    portal.work().await;
    let mails = portal.mailbox().await;
    let reset = mails.iter().find(|mail| mail.text.contains("/reset/")).expect("she got a link");
    let link = reset.text.split_whitespace().find(|word| word.contains("/reset/")).unwrap();
    let document = download(&erika).await;
    assert_eq!((&document["login"]["has_factor"], &document["login"]["codes"]), (&true.into(), &10.into()));
    let text = document.to_string();
    assert!(text.contains(&reset.subject), "that there was such a mail is told");
    let user = {
        let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
        portico::store::users::by_email(&mut conn, &ERIKA.parse().unwrap()).await.unwrap().unwrap()
    };
    let cookie = erika.cookie("__Host-p-acme").unwrap();
    let hash = user.password_hash.unwrap();
    for secret in [link.rsplit('/').next().unwrap(), &hash, "argon2", &cookie, "hash", "seed"] {
        assert!(!text.contains(secret), "{secret}");
    }
}

async fn the_office_downloads_it_for_a_portal_user_and_the_log_says_so(database: &Database) {
    let portal = TestPortal::on(database).await;
    flow::sent(&portal.customer(ERIKA).await, "Erikas own words").await;
    let sam = portal.staff("sam@acme.example").await;
    let page = sam.get(&user_page(&sam, ERIKA).await).await.expect(200);
    let document = sam.submit(&page.form("/data")).await.expect(200).json();
    assert_eq!(document["login"]["email"], ERIKA);
    assert!(document["parts"]["requests"].to_string().contains("Erikas own words"));
    let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
    let log = portico::store::audit::list(&mut conn, &portal.scope(), None, 100).await.unwrap();
    let made = log.iter().find(|row| row.action == "personal_data.export").expect("it is in the audit log");
    assert_eq!(
        (made.actor.name.as_str(), made.subject.clone()),
        ("Sam Office", format!("user:{}", document["login"]["id"].as_str().unwrap()))
    );
    // Who acted about her is not hers to read.
    let erika = portal.customer(ERIKA).await;
    assert!(!download(&erika).await["parts"]["log"].to_string().contains("Sam"));
}

async fn a_stolen_open_tab_downloads_nothing(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer(ERIKA).await;
    let form = erika.get("/p/acme/profile").await.expect(200).form("/profile/data");
    portal.clock.advance(Duration::from_secs(16 * 60));
    let question = erika.submit(&form).await.expect(200);
    assert!(question.page().first("#confirm").is_some() && question.header("content-disposition").is_empty());
    let wrong = erika.submit(&question.form("/profile/data").fill("confirm", "not hers")).await.expect(422);
    let answer = erika.submit(&wrong.form("/profile/data").fill("confirm", PASSWORD)).await.expect(200);
    assert_eq!(answer.json()["login"]["email"], ERIKA);
}
