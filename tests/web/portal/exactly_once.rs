//! Whatever a person does twice, and however fast, happens once.

use futures_util::future::join_all;

use crate::support::{
    databases::{Database, on_every_database},
    flow,
    person::Person,
    portal::TestPortal,
};

on_every_database!(
    fifty_clicks_at_once_make_one_request,
    reload_and_back_after_sending_lead_to_the_request,
    a_comment_that_is_sent_twice_is_there_once,
    another_text_under_a_used_key_is_refused_and_changes_nothing,
    answers_of_a_request_that_was_sent_are_not_changed_any_more,
);

async fn fifty_clicks_at_once_make_one_request(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    let before = total(&erika).await;
    let form = flow::checked(&erika, "Only once, please").await.form("/send");
    let answers = join_all((0..50).map(|_| erika.submit(&form))).await;
    let mut orders: Vec<_> = answers.into_iter().map(|answer| flow::order_of(&answer.expect(303))).collect();
    orders.dedup();
    assert_eq!(orders.len(), 1, "all clicks lead to the same request");
    assert_eq!(total(&erika).await, before + 1);
    portal.work().await;
    assert_eq!(portal.mailbox().await.len(), 1, "there is one receipt");
}

async fn reload_and_back_after_sending_lead_to_the_request(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    let check = flow::checked(&erika, "Back and forth").await;
    let send = check.form("/send");
    let confirmation = erika.submit(&send).await.expect(303).location().to_owned();
    let before = total(&erika).await;
    // The reload of the answer, the check page again, each step again, and the step sent once more.
    assert_eq!(erika.submit(&send).await.expect(303).location(), confirmation);
    assert_eq!(erika.get(&check.asked).await.expect(303).location(), confirmation);
    let step = check.asked.replace("/check", "/step/problem");
    assert_eq!(erika.get(&step).await.expect(303).location(), confirmation);
    assert_eq!(erika.post(&step, &[("description", "other")]).await.expect(303).location(), confirmation);
    for _ in 0..2 {
        assert!(erika.get(&confirmation).await.expect(200).page().text().contains("1005"));
    }
    assert_eq!(total(&erika).await, before);
}

async fn a_comment_that_is_sent_twice_is_there_once(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    let request = own_request(&erika).await;
    let form = erika.get(&request).await.expect(200).form("/comments").fill("text", "Please ring twice.");
    let answers = join_all((0..20).map(|_| erika.submit(&form))).await;
    assert!(answers.into_iter().all(|answer| answer.expect(303).location().ends_with("?done=comment")));
    let page = erika.get(&request).await.expect(200).page();
    let said = page.texts(".said").into_iter().filter(|text| text.contains("Please ring twice."));
    assert_eq!(said.count(), 1);
}

async fn another_text_under_a_used_key_is_refused_and_changes_nothing(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    let request = own_request(&erika).await;
    let form = erika.get(&request).await.expect(200).form("/comments");
    erika.submit(&form.clone().fill("text", "The first text")).await.expect(303);
    let answer = erika.submit(&form.fill("text", "The second text")).await;
    assert!(answer.status.is_client_error(), "{}", answer.status);
    let text = erika.get(&request).await.expect(200).page().text();
    assert!(text.contains("The first text") && !text.contains("The second text"));
}

async fn answers_of_a_request_that_was_sent_are_not_changed_any_more(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    let other_tab = flow::begin(&erika).await;
    let page = flow::next(&erika, flow::problem(&other_tab, "As it was sent")).await;
    let page = flow::next(&erika, flow::place(&page)).await;
    let page = flow::next(&erika, flow::billing(&page)).await;
    let order = flow::order_of(&erika.submit(&page.form("/send")).await.expect(303));
    erika.submit(&flow::problem(&other_tab, "Changed afterwards")).await.expect(303);
    let text = erika.get(&format!("/p/acme/requests/{order}")).await.expect(200).page().text();
    assert!(text.contains("As it was sent") && !text.contains("Changed afterwards"));
}

/// A request of the household that the site's document has.
async fn own_request(erika: &Person) -> String {
    let list = erika.get("/p/acme/requests").await.expect(200).page();
    list.first(".row a").unwrap().attribute("href").unwrap().to_owned()
}

/// How many requests the person's list counts.
async fn total(person: &Person) -> usize {
    person.get("/p/acme/requests?filter=all").await.expect(200).page().all(".row").len()
}
