//! Answers as they are read back: on the check page, on the request and in the office, each in the reader's language.

use crate::support::{answer::Answer, flow, portal::TestPortal};

#[tokio::test(flavor = "multi_thread")]
async fn numbers_and_days_are_written_as_the_reader_writes_them() {
    let portal = TestPortal::alone().await;
    let erika = portal.customer("erika@drossel.example").await;
    let page = flow::begin(&erika).await;
    let cold = flow::problem(&page, "x").fill("symptom", "cold").forge("temperature", &["14.5"]);
    let page = flow::next(&erika, cold).await;
    let page = flow::next(&erika, flow::place(&page).fill("preferred_date", "2026-03-05")).await;
    let iban = page.main_form().fill("billing", "debit").forge("iban.iban", &["DE89370400440532013000"]);
    let check = flow::next(&erika, iban).await;
    let german = ["14,5 °C", "Do., 5. März 2026", "DE89 3704 0044 0532 0130 00"];
    reads(&check, &german);
    let order = flow::order_of(&erika.submit(&check.form("/send")).await.expect(303));
    let request = format!("/p/acme/requests/{order}");
    reads(&erika.get(&request).await.expect(200), &german);
    let english = ["14.5 °C", "Thu 5 March 2026", "DE89 3704 0044 0532 0130 00"];
    let sam = portal.staff("sam@acme.example").await;
    reads(&sam.get(&format!("/office/acme/orders/{order}")).await.expect(200), &english);
    erika.post("/p/acme/language", &[("language", "en")]).await.expect(303);
    reads(&erika.get(&request).await.expect(200), &english);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_last_day_that_there_is_does_not_break_the_page() {
    let portal = TestPortal::alone().await;
    let erika = portal.customer("erika@drossel.example").await;
    let page = flow::next(&erika, flow::problem(&flow::begin(&erika).await, "x")).await;
    let page = flow::next(&erika, flow::place(&page).fill("preferred_date", "9999-12-31")).await;
    reads(&flow::next(&erika, flow::billing(&page)).await, &["31. Dezember 9999"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_address_of_a_request_stands_on_its_page_once() {
    let portal = TestPortal::alone().await;
    let erika = portal.customer("erika@drossel.example").await;
    let order = flow::sent(&erika, "x").await;
    let page = erika.get(&format!("/p/acme/requests/{order}")).await.expect(200).page();
    let [place] = <[String; 1]>::try_from(page.texts(".place")).expect("the page names one place");
    assert_eq!(page.text().matches(&place).count(), 1, "{place}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_address_is_an_answer_wherever_answers_are_read() {
    let portal = TestPortal::alone().await;
    let (erika, sam) = (portal.customer("erika@drossel.example").await, portal.staff("sam@acme.example").await);
    // The invoice goes to the hut, or to the very place of the request, which is an answer all the same.
    for bill_to in ["Drosselsteig 9", "Drosselweg 1"] {
        let page = flow::next(&erika, flow::problem(&flow::begin(&erika).await, "x")).await;
        let home = address(&page, "Drosselweg 1");
        let page = flow::next(&erika, flow::place(&page).fill("address", &home)).await;
        let bill = flow::billing(&page).forge("bill_to", &[&address(&page, bill_to)]);
        let check = flow::next(&erika, bill).await;
        let order = flow::order_of(&erika.submit(&check.form("/send")).await.expect(303));
        for (person, path) in
            [(&erika, format!("/p/acme/requests/{order}")), (&sam, format!("/office/acme/orders/{order}"))]
        {
            let page = person.get(&path).await.expect(200);
            let answers = page.page().texts(".details dd");
            let places: Vec<_> =
                answers.iter().filter(|answer| answer.contains("Drossels") || answer.contains("Drosselw")).collect();
            assert_eq!(places.len(), 1, "{path}: {answers:?}");
            assert!(places[0].contains(bill_to), "{path}: {answers:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_copy_to_keep_has_every_answer_with_the_place_and_the_words() {
    let portal = TestPortal::alone().await;
    let erika = portal.customer("erika@drossel.example").await;
    let check = flow::checked(&erika, "It hums at night.").await;
    let done = erika.send(&check.form("/send")).await.expect(200);
    let place = check.page().texts("dd").into_iter().find(|answer| answer.contains("Drossel")).expect("a place");
    reads(&done, &[&place, "It hums at night.", "Es ist laut"]);
}

/// The value by which a form offers the address with this street.
#[track_caller]
fn address(page: &Answer, street: &str) -> String {
    let page = page.page();
    let line = page.all(".choice").into_iter().find(|choice| choice.text().contains(street)).expect("it is offered");
    line.all("input")[0].attribute("value").expect("a choice has a value").to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_summary_calls_a_question_what_the_form_calls_it() {
    let portal = TestPortal::alone().await;
    let erika = portal.customer("erika@drossel.example").await;
    let page = flow::next(&erika, flow::problem(&flow::begin(&erika).await, "x")).await;
    let page = flow::next(&erika, flow::place(&page)).await;
    let wrong = page.main_form().fill("billing", "debit").forge("iban.iban", &["DE89370400440532013001"]);
    let answer = erika.submit(&wrong.press("go", "next")).await.expect(422);
    let [problem] = <[String; 1]>::try_from(answer.problems()).expect("one problem");
    assert!(problem.starts_with("Ihre IBAN – "), "{problem}");
}

/// All of these stand among the answers of the page.
#[track_caller]
fn reads(page: &Answer, expected: &[&str]) {
    let answers = page.page().texts(".details dd").join("\n").replace('\u{a0}', " ");
    for words in expected {
        assert!(answers.contains(words), "{}: no \"{words}\" in\n{answers}", page.asked);
    }
}
