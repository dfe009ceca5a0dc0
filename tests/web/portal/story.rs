//! The whole story without scripts: a customer's request goes through form, rule and plugin to the office and back.

use portico::domain::run::Outcome;

use crate::support::{
    databases::{Database, on_every_database},
    flow,
    person::Person,
    portal::TestPortal,
};

on_every_database!(a_request_goes_from_the_customer_to_the_office_and_back);

async fn a_request_goes_from_the_customer_to_the_office_and_back(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    let href = fill_and_send(&erika).await;

    assert!(portal.work().await >= 3, "the rule, its mail and the receipt");
    rule_ran_once_and_mails_went_out(&portal).await;

    let sam = portal.staff("sam@acme.example").await;
    accept(&sam).await;
    portal.work().await;

    let page = erika.get(&href).await.expect(200);
    assert_eq!(page.page().texts(".status"), ["Wir kümmern uns"]);
    let mails = portal.mailbox().await;
    let accepted = mails.iter().find(|mail| mail.subject.starts_with("Angenommen")).expect("she is told in German");
    assert_eq!(accepted.to.as_str(), "erika@drossel.example");
    for internal in ["Cold house", "12 degrees", "triage", "Dringend", "hoch", "Urgent"] {
        assert!(!page.text().contains(internal), "the customer reads \"{internal}\"");
    }
}

/// Steps with everything that can be forgotten forgotten at first; nothing typed is lost on the way.
async fn fill_and_send(erika: &Person) -> String {
    let choice = erika.visit("/p/acme/new").await.expect(200);
    assert_eq!(choice.page().texts("main h2"), ["Etwas ist kaputt"]);
    let page = flow::begin(erika).await;
    assert!(!page.main_form().shows("temperature"), "nobody asks for the temperature before it is cold");
    let form = page.main_form().fill("symptom", "cold").fill("extras", "water");
    let page = erika.submit(&form.press("go", "next")).await.expect(422);
    assert_eq!(page.problems().len(), 2, "{:?}", page.problems());
    assert!(page.problems()[0].contains("Wie warm ist es?") && page.problems()[1].contains("In Ihren Worten"));
    assert!(page.page().texts("title")[0].starts_with("Fehler:"));
    let form = page.main_form();
    assert_eq!((form.value("symptom"), form.value("extras")), ("cold", "water"), "nothing typed is lost");

    let form = form.fill("temperature", "12").fill("description", "Seit gestern.\nBitte <schnell> & leise!");
    let form = form.attach("photos", "Keller.jpg", JPEG).press("go", "next");
    let page = erika.send(&form).await.expect(200);
    let form = flow::place(&page).fill("preferred_date", "2026-03-01");
    let page = erika.submit(&form.press("go", "next")).await.expect(422);
    assert!(page.problems()[0].contains("That day has passed."), "the rule says it: {:?}", page.problems());
    let page = flow::next(erika, page.main_form().fill("preferred_date", "2026-03-05")).await;

    let page = erika.submit(&page.main_form().fill("billing", "debit").press("go", "next")).await.expect(422);
    assert!(page.problems()[0].contains("IBAN"), "{:?}", page.problems());
    let page =
        erika.submit(&page.main_form().fill("iban.iban", "DE89 3704 0044 0532 0130 01").press("go", "next")).await;
    let page = page.expect(422);
    assert!(page.problems()[0].contains("Prüfziffern"), "the plugin says it in German: {:?}", page.problems());
    assert_eq!(page.main_form().value("iban.iban"), "DE89 3704 0044 0532 0130 01");
    let page = flow::next(erika, page.main_form().fill("iban.iban", "DE89 3704 0044 0532 0130 00")).await;
    checks(&page.page().text());

    let done = erika.send(&page.form("/send")).await.expect(200);
    assert_eq!(done.page().texts(".figure"), ["1005"]);
    assert!(done.page().text().contains("Wir rufen Sie in vier Stunden an."));
    let page = done.page();
    let link =
        page.all("main a").into_iter().find(|link| link.attribute("href").is_some_and(|to| to.contains("/requests/")));
    link.unwrap().attribute("href").unwrap().to_owned()
}

fn checks(text: &str) {
    for word in
        ["Es bleibt kalt", "12 °C", "Bitte <schnell> & leise!", "Wasser prüfen", "Drosselweg 1", "Keller.jpg", "DE89"]
    {
        assert!(text.contains(word), "the check page does not show \"{word}\":\n{text}");
    }
}

async fn rule_ran_once_and_mails_went_out(portal: &TestPortal) {
    let runs = portal.runs().await;
    let triage: Vec<_> = runs.iter().filter(|run| run.rule == "triage").collect();
    assert_eq!(triage.len(), 1);
    assert_eq!((triage[0].outcome, triage[0].error.as_str()), (Outcome::Ok, ""));
    assert_eq!(triage[0].effects.as_array().unwrap().len(), 3);
    let mails = portal.mailbox().await;
    let receipt = mails.iter().find(|mail| mail.to.as_str() == "erika@drossel.example").expect("a receipt");
    assert!(receipt.subject.contains("1005") && receipt.subject.contains("No heating"), "{}", receipt.subject);
    assert!(receipt.text.contains("https://portal.acme.example/requests/"), "{}", receipt.text);
    let office = mails.iter().find(|mail| mail.to.as_str() == "office@acme.example").expect("a mail to the office");
    assert_eq!(office.subject, "Urgent 1005", "the rule named the request, so nobody names it again");
    for (mail, to_customer) in [(receipt, true), (office, false)] {
        assert_eq!(mail.text.contains("030 1234"), to_customer, "who is invited to call: {}", mail.text);
        assert!(mail.text.starts_with("Acme Heating\n\n"), "whose mail it is: {}", mail.text);
        let button = "background:#7a1f5c;color:#ffffff";
        assert!(mail.html.contains(button), "the mail wears the portal's colour: {}", mail.html);
        assert_eq!(mail.html.contains("Guten Tag") || mail.html.contains("Hello"), to_customer, "{}", mail.html);
    }
    assert_eq!(mails.len(), 2);
}

async fn accept(sam: &Person) {
    let inbox = sam.visit("/office/acme/").await.expect(200);
    let text = inbox.page().text();
    for word in ["No heating", "Cold house, 12 degrees.", "Familie Drossel", "DE89"] {
        assert!(text.contains(word), "the office does not see \"{word}\"");
    }
    let after = sam.send(&inbox.form("/acceptance")).await.expect(200);
    assert_eq!(after.page().texts("main .status"), ["Accepted"]);
}

/// The beginning of a JPEG, which is what its type is told by.
const JPEG: &[u8] = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01";
