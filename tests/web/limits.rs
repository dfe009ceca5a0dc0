//! What stops a flood: rate limits by network address and account, a bounded queue for passwords, and whom we believe about addresses.

use futures_util::future::join_all;
use http::{Method, header};
use portico::config::Config;

use crate::support::{
    answer::Answer,
    databases::{Database, on_every_database},
    flow,
    form::{multipart_type, one_file},
    person::{PASSWORD, Person},
    portal::TestPortal,
};

on_every_database!(what_belongs_to_no_request_yet_is_bounded_per_person);

#[tokio::test(flavor = "multi_thread")]
async fn too_many_tries_are_told_when_to_come_back_and_lock_nobody_out_for_good() {
    let portal = TestPortal::alone_with(|config| config.security.sign_in_burst = 3).await;
    let stranger = portal.browser("/p/acme");
    let wrong = [("email", "erika@drossel.example"), ("password", "wrong")];
    for _ in 0..3 {
        stranger.post("/p/acme/sign-in", &wrong).await.expect(422);
    }
    let answer = stranger.post("/p/acme/sign-in", &wrong).await.expect(429);
    assert_eq!(answer.header(header::RETRY_AFTER), "20");
    assert_eq!(answer.form("/sign-in").value("email"), "erika@drossel.example", "what was typed stays");
    assert_eq!(answer.page().all(".problems").len(), 1);
    // The right password is not told apart from a wrong one, at this door and at the office's.
    let right = [("email", "erika@drossel.example"), ("password", PASSWORD)];
    let same = stranger.post("/p/acme/sign-in", &right).await.expect(429);
    assert_eq!(same.normalised(&[]), answer.normalised(&[]));
    stranger.post("/office/acme/sign-in", &right).await.expect(429);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_account_is_slowed_down_from_wherever_it_is_tried() {
    let portal = TestPortal::alone_with(|config| config.security.account_burst = 2).await;
    let stranger = portal.browser("/p/acme");
    for email in ["erika@drossel.example", "ERIKA@drossel.example "] {
        stranger.post("/p/acme/sign-in", &[("email", email), ("password", "wrong")]).await.expect(422);
    }
    stranger.post("/p/acme/sign-in", &[("email", "erika@drossel.example"), ("password", "wrong")]).await.expect(429);
    // Another account is not touched, nor the same address at another tenant.
    stranger.post("/p/acme/sign-in", &[("email", "jens@drossel.example"), ("password", "wrong")]).await.expect(422);
    stranger.post("/p/bolt/sign-in", &[("email", "erika@drossel.example"), ("password", "wrong")]).await.expect(422);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_person_stores_only_so_much_in_a_short_time_and_loses_nothing_typed() {
    let few = |config: &mut Config| (config.security.writes_burst, config.security.writes_every_s) = (6, 3_600);
    let portal = TestPortal::alone_with(few).await;
    let (jens, erika) = (portal.customer("jens@drossel.example").await, portal.customer("erika@drossel.example").await);
    // Three steps, the sending, a message, an upload.
    let order = flow::sent(&jens, "x").await;
    let page = jens.get(&format!("/p/acme/requests/{order}")).await.expect(200);
    jens.submit(&page.form("/comments").fill("text", "one")).await.expect(303);
    upload(&jens).await.expect(201);
    let page = jens.get(&page.asked).await.expect(200);
    let refused = jens.submit(&page.form("/comments").fill("text", "two <words>")).await.expect(429);
    assert_eq!(refused.header(header::RETRY_AFTER), "3600");
    assert_eq!(refused.form("/comments").value("text"), "two <words>");
    assert!(refused.problems().join(" ").contains("viel in kurzer Zeit"), "{:?}", refused.problems());
    upload(&jens).await.expect(429);
    let step = flow::begin(&jens).await;
    jens.submit(&flow::problem(&step, "x").press("go", "next")).await.expect(429);
    // Reading goes on, and so does everybody else.
    jens.get(&page.asked).await.expect(200);
    flow::sent(&erika, "x").await;
}

async fn upload(person: &Person) -> Answer {
    let photo = [b"\xff\xd8\xff\xe0\x00\x10JFIF".as_slice(), &[7; 700_000]].concat();
    let kind = multipart_type();
    let headers = [("content-type", kind.as_str()), ("accept", "application/json")];
    person.ask(Method::POST, &person.path("/uploads"), &headers, one_file("photos", "a.jpg", &photo)).await
}

async fn what_belongs_to_no_request_yet_is_bounded_per_person(database: &Database) {
    let portal = TestPortal::with(database, |config| config.files.max_unattached_mib = 1).await;
    let (jens, erika) = (portal.customer("jens@drossel.example").await, portal.customer("erika@drossel.example").await);
    upload(&jens).await.expect(201);
    assert_eq!(upload(&jens).await.expect(422).json()["problem"], "problem-file-full");
    upload(&erika).await.expect(201);
    let folder = portal.app.state.config.files.path.join(portal.acme.to_string());
    assert_eq!(std::fs::read_dir(folder).unwrap().count(), 2, "what is refused leaves no bytes");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_queue_of_passwords_answers_busy_and_keeps_what_was_typed() {
    let portal = TestPortal::alone_with(|config| {
        (config.security.hash_parallel, config.security.hash_queue) = (1, 1);
    })
    .await;
    let stranger = portal.browser("/p/acme");
    let fields = [("email", "erika@drossel.example"), ("password", "wrong")];
    let answers = join_all((0..20).map(|_| stranger.post("/p/acme/sign-in", &fields))).await;
    let (busy, others): (Vec<_>, Vec<_>) = answers.into_iter().partition(|answer| answer.status == 503);
    assert!(!busy.is_empty() && !others.is_empty(), "{} busy, {} answered", busy.len(), others.len());
    assert!(others.iter().all(|answer| answer.status == 422));
    assert_eq!(busy[0].form("/sign-in").value("email"), "erika@drossel.example");
    // When the flood is over, everything is as before.
    stranger.sign_in("erika@drossel.example").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forwarded_address_counts_only_from_a_trusted_proxy() {
    let limited = |config: &mut Config| config.security.sign_in_burst = 2;
    assert_eq!(statuses(limited).await, [422, 422, 429, 429], "anybody can write that header");
    let trusting = |config: &mut Config| {
        config.security.sign_in_burst = 2;
        config.server.trusted_proxies = vec!["127.0.0.1".parse().unwrap()];
    };
    assert_eq!(statuses(trusting).await, [422, 422, 422, 422], "each visitor has an address of their own");
}

/// Four wrong sign-ins over a real connection, each with another address in front.
async fn statuses(change: impl FnOnce(&mut Config)) -> Vec<u16> {
    let portal = TestPortal::alone_with(change).await;
    let listening = portal.listen().await;
    let client = reqwest::Client::builder().build().unwrap();
    let mut statuses = Vec::new();
    for n in 0..4 {
        let request = client.post(format!("http://{}/p/acme/sign-in", listening.address));
        let request = request.header("x-forwarded-for", format!("198.51.100.9, 203.0.113.{n}"));
        let answer = request.form(&[("email", format!("a{n}@x.example")), ("password", "wrong".to_owned())]).send();
        statuses.push(answer.await.unwrap().status().as_u16());
    }
    statuses
}
