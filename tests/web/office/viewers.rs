//! "Who sees this?": what the page says is what the portal's pages do.

use crate::support::{
    databases::{Database, on_every_database},
    flow,
    portal::TestPortal,
};

on_every_database!(
    the_page_says_of_everybody_what_her_own_page_does,
    nobody_of_another_customer_is_named_and_nobody_but_staff_may_ask,
);

const PEOPLE: [&str; 7] = ["erika", "ida", "jens", "mia", "ole", "rita", "mute"];

async fn the_page_says_of_everybody_what_her_own_page_does(database: &Database) {
    let portal = TestPortal::on(database).await;
    let sam = portal.staff("sam@acme.example").await;
    let order = flow::sent(&portal.customer("erika@drossel.example").await, "Who sees it?").await;
    let page = sam.get(&format!("/office/acme/orders/{order}")).await.expect(200).page();
    let link = page.all("a").into_iter().find(|a| a.text() == "Who sees this?").expect("the order leads there");
    let page = sam.get(link.attribute("href").unwrap()).await.expect(200).page();
    let said: Vec<(String, bool)> = page
        .all("table.people tbody tr")
        .iter()
        .map(|row| (row.all("th .soft")[0].text(), row.all(".health")[0].text() == "Yes"))
        .collect();
    assert_eq!(said.len(), PEOPLE.len(), "{said:?}");
    for name in PEOPLE {
        let person = portal.customer(&format!("{name}@drossel.example")).await;
        let sees = person.get(&format!("/p/acme/requests/{order}")).await.status == 200;
        let told = said.iter().find(|(email, _)| email.starts_with(name)).expect("everybody is named");
        assert_eq!(told.1, sees, "{name}");
    }
    assert!(said.iter().any(|(_, sees)| *sees) && said.iter().any(|(_, sees)| !sees));
    assert!(page.text().contains("Sam"), "staff are named too");
}

async fn nobody_of_another_customer_is_named_and_nobody_but_staff_may_ask(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    let order = flow::sent(&erika, "Who sees it?").await;
    let sam = portal.staff("sam@acme.example").await;
    let page = format!("/office/acme/orders/{order}/viewers");
    assert!(!sam.get(&page).await.expect(200).text().contains("amsel.example"));
    sam.get(&page.replace(&order.to_string(), "019ca0e6-7c00-7000-8000-00000000aaaa")).await.expect(404);
    assert!(erika.get(&page).await.expect(303).location().starts_with("/office/acme/sign-in"));
    portal.somebody("/office/bolt", "bob@bolt.example").await.get(&page.replace("acme", "bolt")).await.expect(404);
}
