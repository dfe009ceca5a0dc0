//! Requests that are taken back by who asked for them, and who may send files: permissions of roles.

use crate::support::{
    databases::{Database, on_every_database},
    flow,
    form::{multipart_type, one_file},
    portal::TestPortal,
};

on_every_database!(
    who_asked_takes_a_request_back_until_somebody_has_decided,
    a_colleague_who_sees_a_request_does_not_take_it_back,
    a_role_that_does_not_allow_it_offers_no_way_back,
    who_may_not_send_files_is_asked_for_none,
);

const JPEG: &[u8] = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01";

async fn who_asked_takes_a_request_back_until_somebody_has_decided(database: &Database) {
    let portal = TestPortal::on(database).await;
    let (sam, erika) = (portal.staff("sam@acme.example").await, portal.customer("erika@drossel.example").await);
    let order = flow::sent(&erika, "x").await;
    let address = format!("/p/acme/requests/{order}");
    let page = erika.get(&address).await.expect(200);
    erika.submit(&page.form("/withdrawal")).await.expect(303);
    let page = erika.get(&address).await.expect(200).page();
    assert!(page.first(".state-closed").is_some() && !offers(&page));
    let log = sam.get("/office/acme/audit").await.expect(200).page().texts("table tbody tr");
    assert!(log[0].contains("Took a request back") && log[0].contains("Erika"), "{}", log[0]);
    let again = erika.post(&format!("{address}/withdrawal"), &[]).await.expect(303);
    assert!(again.location().ends_with("?done=conflict"));
    let other = flow::sent(&erika, "y").await;
    sam.post(&format!("/office/acme/orders/{other}/acceptance"), &[]).await.expect(303);
    assert!(!offers(&erika.get(&format!("/p/acme/requests/{other}")).await.expect(200).page()));
    let late = erika.post(&format!("/p/acme/requests/{other}/withdrawal"), &[]).await.expect(303);
    assert!(late.location().ends_with("?done=conflict"));
    assert!(
        erika.get(&format!("/p/acme/requests/{other}")).await.expect(200).page().first(".state-accepted").is_some()
    );
}

fn offers(page: &crate::support::html::Html) -> bool {
    page.all("form").iter().any(|form| form.attribute("action").is_some_and(|to| to.ends_with("/withdrawal")))
}

async fn a_colleague_who_sees_a_request_does_not_take_it_back(database: &Database) {
    let portal = TestPortal::on(database).await;
    let order = flow::sent(&portal.customer("erika@drossel.example").await, "x").await;
    let address = format!("/p/acme/requests/{order}");
    let jens = portal.customer("jens@drossel.example").await;
    assert!(!offers(&jens.get(&address).await.expect(200).page()));
    jens.post(&format!("{address}/withdrawal"), &[]).await.expect(403);
    portal.customer("ida@drossel.example").await.post(&format!("{address}/withdrawal"), &[]).await.expect(404);
}

/// Lets requesters do this and nothing else.
async fn allow(portal: &TestPortal, permissions: &[&str]) {
    let sam = portal.staff("sam@acme.example").await;
    let form = sam.get("/office/acme/roles/requester").await.expect(200).main_form();
    sam.submit(&form.forge("allows", permissions)).await.expect(303);
}

async fn a_role_that_does_not_allow_it_offers_no_way_back(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    let address = format!("/p/acme/requests/{}", flow::sent(&erika, "x").await);
    allow(&portal, &["create", "comment", "upload"]).await;
    assert!(!offers(&erika.get(&address).await.expect(200).page()));
    erika.post(&format!("{address}/withdrawal"), &[]).await.expect(403);
    allow(&portal, &["withdraw"]).await;
    assert!(offers(&erika.get(&address).await.expect(200).page()));
    erika.get("/p/acme/new").await.expect(403);
}

async fn who_may_not_send_files_is_asked_for_none(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    let upload = async || {
        let kind = multipart_type();
        erika
            .ask(http::Method::POST, "/p/acme/uploads", &[("content-type", &kind)], one_file("photos", "a.jpg", JPEG))
            .await
    };
    let photo = upload().await.expect(201).json()["id"].as_str().unwrap().to_owned();
    assert!(flow::begin(&erika).await.main_form().shows("photos"));
    allow(&portal, &["create"]).await;
    upload().await.expect(403);
    let page = flow::begin(&erika).await;
    assert!(!page.main_form().shows("photos"));
    // A file that was there before does not go along either.
    let page = flow::next(&erika, flow::problem(&page, "No photo").forge("photos", &[&photo])).await;
    let page = flow::next(&erika, flow::place(&page)).await;
    let page = flow::next(&erika, flow::billing(&page)).await;
    let order = flow::order_of(&erika.submit(&page.form("/send")).await.expect(303));
    let request = erika.get(&format!("/p/acme/requests/{order}")).await.expect(200).page();
    assert!(request.first(".file a").is_none());
}
