//! Words that nobody can guess, in everything that one customer and her office write, are in no page, list, search, file, calendar or mail
//! that anybody else can reach. That no stream tells of others' requests is tested in `tests/web/live.rs`.

use crate::support::{
    databases::{Database, on_every_database},
    flow, invitation, links,
    person::Person,
    portal::TestPortal,
    walk::walk,
};

use super::visitors::{JPEG, NOBODYS};

on_every_database!(a_planted_word_reaches_nobody_whom_it_does_not_concern);

/// Begins every planted word.
const WORD: &str = "quarzwort";
/// What is planted where it shows in the office.
const PLANTED: [&str; 9] =
    ["name", "description", "file", "comment", "note", "answer", "assignee", "reason", "contact"];
/// Parts of words to search for; no page that only repeats one has a whole word.
const PARTS: [&str; 5] = ["quarz", "zwort", "wortnot", "ross", "ssel-00"];

fn word(what: &str) -> String {
    format!("{WORD}{what}")
}

async fn a_planted_word_reaches_nobody_whom_it_does_not_concern(database: &Database) {
    let portal = TestPortal::on(database).await;
    plant(&portal).await;
    let berta = portal.customer("berta@amsel.example").await;
    flow::sent(&berta, "Of Amsel").await;
    portal.work().await;
    let others = [
        berta,
        portal.somebody("/p/acme-garden", "gerd@meise.example").await,
        portal.somebody("/p/bolt", "carla@zeisig.example").await,
        portal.somebody("/office/bolt", "bob@bolt.example").await,
        portal.browser("/p/acme"),
        portal.browser("/office/acme"),
    ];
    for person in &others {
        let pages = reached(person).await;
        for (asked, text) in &pages {
            // Bolt knows the address as one of its own.
            let text =
                if person.base.ends_with("bolt") { text.replace("erika@drossel.example", "") } else { text.clone() };
            // Every word of the customer itself has its bird in it.
            for told in [WORD, "drossel"] {
                assert!(!text.contains(told), "{asked} has {told}:\n{text}");
            }
        }
    }
    let mails = links::texts(&portal);
    assert!(mails.iter().any(|mail| concerns(mail)) && !mails.iter().all(|mail| concerns(mail)), "{}", mails.len());
    for mail in mails.iter().filter(|mail| !concerns(mail)) {
        assert!(!mail.contains(WORD) && !mail.to_lowercase().contains("drossel"), "{mail}");
    }
    // The words are really there to be found.
    let sam = portal.staff("sam@acme.example").await;
    let office = reached(&sam).await;
    for what in PLANTED {
        assert!(office.iter().any(|(_, text)| text.contains(&word(what))), "the office reads {what}");
    }
}

/// Everything that a person finds by links, and by searching for parts of the words.
async fn reached(person: &Person) -> Vec<(String, String)> {
    let mut starts: Vec<String> = vec![person.path("/"), person.path("/sign-in")];
    let lists: &[&str] = if person.base.starts_with("/office") {
        &["/orders", "/requests", "/customers", "/users"]
    } else {
        &["/requests"]
    };
    for list in lists {
        starts.extend(PARTS.iter().map(|part| person.path(&format!("{list}?filter=all&q={part}"))));
    }
    let answers = walk(person, &starts).await;
    assert!(answers.len() > PARTS.len() * lists.len());
    answers
        .iter()
        .map(|answer| (answer.asked.clone(), format!("{:?}\n{}", answer.headers, answer.text()).to_lowercase()))
        .collect()
}

/// Whether a mail is for the customer or for the office that works for her.
fn concerns(mail: &str) -> bool {
    let to = mail.lines().find(|line| line.starts_with("To:")).expect("a mail has a recipient");
    to.contains("@drossel.example") || to.contains("@acme.example")
}

/// Writes a word wherever one can be written.
async fn plant(portal: &TestPortal) {
    let (erika, sam) = (portal.customer("erika@drossel.example").await, portal.staff("sam@acme.example").await);
    let order = ask(&erika).await;
    let comment = word("comment");
    let comment = [("text", &*comment), ("key", NOBODYS)];
    erika.post(&format!("/p/acme/requests/{order}/comments"), &comment).await.expect(303);
    erika.post("/p/acme/profile/details", &[("name", &word("name")), ("language", "de")]).await.expect(303);
    let page = flow::begin(&erika).await;
    erika.submit(&flow::problem(&page, &word("draft")).press("go", "next")).await.expect(303);
    erika.get(&format!("/p/acme/requests?q={}", word("search"))).await.expect(200);
    let office = format!("/office/acme/orders/{order}");
    let page = sam.get(&office).await.expect(200);
    sam.submit(&page.form("/notes").fill("text", &word("note"))).await.expect(303);
    sam.submit(&page.form("/comments").fill("text", &word("answer"))).await.expect(303);
    sam.submit(&page.form("/assignee").fill("assignee", &word("assignee"))).await.expect(303);
    let second = flow::sent(&erika, "Another one").await;
    let reason = word("reason");
    sam.post(&format!("/office/acme/orders/{second}/rejection"), &[("reason", &reason)]).await.expect(303);
    let card = invitation::card(&sam, "Drossel").await;
    let form = sam.get(&format!("{card}/contacts")).await.expect(200).form("/contacts");
    let form = form.fill("name", &word("contact")).fill("email", "quarzwortmail@drossel.example");
    sam.submit(&form).await.expect(303);
    portal.work().await;
}

/// A request with a photo.
async fn ask(erika: &Person) -> String {
    let page = flow::begin(erika).await;
    let form = flow::problem(&page, &word("description")).attach("photos", &format!("{}.jpg", word("file")), JPEG);
    let page = flow::next(erika, form).await;
    let page = flow::next(erika, flow::place(&page)).await;
    let page = flow::next(erika, flow::billing(&page)).await;
    flow::order_of(&erika.submit(&page.form("/send")).await.expect(303)).to_string()
}
