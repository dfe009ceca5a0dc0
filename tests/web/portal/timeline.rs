//! A timeline of any length: a page shows its youngest part and leads to the others.

use crate::support::{
    databases::{Database, on_every_database},
    flow,
    person::Person,
    portal::TestPortal,
};

on_every_database!(
    a_work_order_with_the_longest_messages_is_shown_in_parts_at_both_doors,
    what_only_the_office_sees_leaves_no_gap_in_a_customers_timeline,
);

/// Letters that become much longer in a page than they were typed, and the longest ones in bytes.
const LETTERS: [&str; 4] = ["<", "\u{1f600}", "\"", "a\n\n"];

/// Writes into a box of a page; `number` makes the key of the form.
async fn write(person: &Person, boxed: &str, number: usize, text: &str) {
    let key = format!("0194f2c0-0000-7000-8000-{number:012}");
    person.post(boxed, &[("text", text), ("key", &key)]).await.expect(303);
}

/// Where the link of a page with these words leads.
fn way(page: &crate::support::html::Html, words: &str) -> Option<String> {
    let links = page.all(".back a");
    let link = links.iter().find(|link| link.text().trim() == words)?;
    link.attribute("href").map(str::to_owned)
}

/// The first words of every message, youngest part first and each part oldest first, and the number of parts.
async fn read(person: &Person, page: &str, earlier: &str) -> (Vec<String>, usize) {
    let (mut said, mut parts, mut next) = (Vec::new(), 0, Some(page.to_owned()));
    while let Some(address) = next {
        let page = person.get(address.split('#').next().unwrap()).await.expect(200).page();
        let texts = page.texts(".said .text");
        assert!(!texts.is_empty(), "{address} shows nothing");
        let part = texts.iter().map(|text| text.split(' ').next().unwrap().to_owned()).collect::<Vec<_>>();
        said.splice(0..0, part);
        parts += 1;
        next = way(&page, earlier);
    }
    (said, parts)
}

async fn a_work_order_with_the_longest_messages_is_shown_in_parts_at_both_doors(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    let sam = portal.staff("sam@acme.example").await;
    let order = flow::sent(&erika, "x").await;
    let (page, office) = (format!("/p/acme/requests/{order}"), format!("/office/acme/orders/{order}"));
    for number in 0..24 {
        let letters = LETTERS[number % LETTERS.len()];
        let text: String = format!("m{number} {}", letters.repeat(10_000)).chars().take(9_990).collect();
        write(&erika, &format!("{page}/comments"), number, &text).await;
    }
    let wanted: Vec<String> = (0..24).map(|number| format!("m{number}")).collect();
    let (said, parts) = read(&erika, &page, "Frühere Einträge").await;
    assert_eq!(said, wanted);
    assert!(parts > 6, "{parts} parts");
    assert_eq!(read(&sam, &office, "Earlier entries").await, (wanted, parts));
    let first = erika.get(&page).await.page();
    assert_eq!(way(&first, "Neueste Einträge"), None, "these are the latest");
    let second = way(&first, "Frühere Einträge").unwrap();
    let second = erika.get(second.split('#').next().unwrap()).await.expect(200).page();
    assert_eq!(way(&second, "Neueste Einträge"), Some(format!("{page}#history")));
    sam.get("/office/acme/requests").await.expect(200);
    erika.get(&format!("{page}?before=nonsense")).await.expect(404);
}

async fn what_only_the_office_sees_leaves_no_gap_in_a_customers_timeline(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    let sam = portal.staff("sam@acme.example").await;
    let order = flow::sent(&erika, "x").await;
    let (page, office) = (format!("/p/acme/requests/{order}"), format!("/office/acme/orders/{order}"));
    write(&erika, &format!("{page}/comments"), 0, "hello").await;
    for number in 1..=55 {
        write(&sam, &format!("{office}/notes"), number, "among ourselves").await;
    }
    let seen = erika.get(&page).await.expect(200).page();
    assert_eq!(seen.texts(".said .text"), ["hello"]);
    assert_eq!(way(&seen, "Frühere Einträge"), None, "there is nothing earlier for her");
    let seen = sam.get(&office).await.expect(200).page();
    assert_eq!(seen.all(".timeline .said").len(), 50);
    assert!(way(&seen, "Earlier entries").is_some());
}
