//! The list of requests and the page of one: what a search says about itself, and whose face a rule wears.

use crate::support::{
    databases::{Database, on_every_database},
    flow,
    portal::TestPortal,
};

on_every_database!(
    a_search_counts_nothing_that_it_does_not_find_and_says_how_to_end_it,
    a_request_is_found_by_the_search_words_of_its_answers_whatever_happens_to_it,
    what_a_rule_says_bears_the_initials_of_the_company,
);

async fn a_search_counts_nothing_that_it_does_not_find_and_says_how_to_end_it(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    let sam = portal.staff("sam@acme.example").await;
    flow::sent(&erika, "x").await;
    let lists = [
        (&erika, "/p/acme/requests", Some("Suche leeren und alle")),
        (&sam, "/office/acme/orders", Some("Clear the search and show all")),
        (&sam, "/office/acme/requests", None),
    ];
    for (person, list, all) in lists {
        let whole = person.get(list).await.expect(200).page();
        assert!(!whole.texts(".chips .count").is_empty(), "{list} counts what there is");
        let found = person.get(&format!("{list}?q=nowhere")).await.expect(200).page();
        assert_eq!(found.texts(".chips .count"), Vec::<String>::new(), "{list}");
        assert!(!found.all(".chips a").is_empty(), "the search goes on in another filter of {list}");
        let button = found.texts(".nothing a").concat();
        assert!(all.is_none_or(|all| button.starts_with(all)), "{list}: {button}");
    }
}

async fn a_request_is_found_by_the_search_words_of_its_answers_whatever_happens_to_it(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    let sam = portal.staff("sam@acme.example").await;
    let page = flow::next(&erika, flow::problem(&flow::begin(&erika).await, "x")).await;
    let page = flow::next(&erika, flow::place(&page)).await;
    let iban = page.main_form().fill("billing", "debit").forge("iban.iban", &["DE89370400440532013000"]);
    let check = flow::next(&erika, iban).await;
    let order = flow::order_of(&erika.submit(&check.form("/send")).await.expect(303)).to_string();
    for _ in 0..2 {
        for (person, list) in [(&erika, "/p/acme/requests"), (&sam, "/office/acme/orders")] {
            // As it is written on the card, with spaces.
            let found = person.get(&format!("{list}?filter=all&q=de89+3704+0044+0532")).await.expect(200);
            assert!(found.text().contains(&order), "{list}");
            let other = person.get(&format!("{list}?filter=all&q=de89+3704+0044+9999")).await.expect(200);
            assert!(!other.text().contains(&order), "{list}");
        }
        sam.post(&format!("/office/acme/orders/{order}/acceptance"), &[]).await.expect(303);
    }
}

async fn what_a_rule_says_bears_the_initials_of_the_company(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    let order = flow::sent(&erika, "x").await;
    let page = erika.get(&format!("/p/acme/requests/{order}")).await.expect(200);
    erika.submit(&page.form("/comments").fill("text", "echo")).await.expect(303);
    portal.work().await;
    let page = erika.get(&page.asked).await.expect(200).page();
    assert_eq!(page.texts(".said .text"), ["echo", "echo"], "a rule answered");
    assert_eq!(page.texts(".said .avatar")[1], "AH");
}
