//! The audit log as the office reads it.

use std::{collections::BTreeSet, path::Path};

use portico::{domain::setting, views::office::audit::ACTIONS};

use crate::support::{
    answer::Answer,
    databases::{Database, on_every_database},
    flow,
    portal::TestPortal,
};

on_every_database!(
    the_log_tells_newest_first_who_did_what_and_leads_to_it,
    a_long_log_is_turned_page_by_page_without_gaps,
    the_log_of_another_tenant_and_of_the_office_stays_closed_to_everybody_else,
);

const LOG: &str = "/office/acme/audit";

/// What was done and by whom, as the rows say it.
fn rows(page: &Answer) -> Vec<(String, String)> {
    let page = page.page();
    let rows = page.all("table tbody tr");
    rows.iter().map(|row| (row.all("th")[0].text(), row.all("td")[0].text())).collect()
}

async fn the_log_tells_newest_first_who_did_what_and_leads_to_it(database: &Database) {
    let portal = TestPortal::on(database).await;
    let (erika, sam) = (portal.customer("erika@drossel.example").await, portal.staff("sam@acme.example").await);
    let order = flow::sent(&erika, "Cold").await;
    let shown = sam.get(&format!("/office/acme/orders/{order}")).await.expect(200);
    sam.submit(&shown.form("/acceptance")).await.expect(303);
    let page = sam.get(LOG).await.expect(200);
    let said = rows(&page);
    assert_eq!(said[0].0, "Accepted a work order", "{said:?}");
    assert!(said[0].1.starts_with("Sam") && said[0].1.ends_with("Office"), "{said:?}");
    let sent = said.iter().find(|(what, _)| what == "Sent a request").expect("the request is there");
    assert!(sent.1.starts_with("Erika") && sent.1.ends_with("Customer"), "{sent:?}");
    let page = page.page();
    let link = page.all("table tbody th a")[0].attribute("href").unwrap();
    assert_eq!(link, format!("/office/acme/orders/{order}"));
    sam.get(link).await.expect(200);
}

async fn a_long_log_is_turned_page_by_page_without_gaps(database: &Database) {
    let portal = TestPortal::on(database).await;
    let sam = portal.staff("sam@acme.example").await;
    let order = flow::sent(&portal.customer("erika@drossel.example").await, "Cold").await;
    for note in 0..60 {
        let page = sam.get(&format!("/office/acme/orders/{order}")).await.expect(200);
        sam.submit(&page.form("/notes").fill("text", &format!("Note {note}"))).await.expect(303);
    }
    let (mut seen, mut at) = (Vec::new(), LOG.to_owned());
    loop {
        let page = sam.get(&at).await.expect(200);
        seen.push(rows(&page).len());
        let shown = page.page();
        let Some(older) = shown.all("a").into_iter().find(|link| link.text() == "Older entries") else { break };
        older.attribute("href").unwrap().clone_into(&mut at);
    }
    let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
    let whole = portico::store::audit::verify(&mut conn).await.unwrap();
    assert_eq!(whole.broken_at, None);
    assert_eq!((seen[0], seen.iter().sum::<usize>()), (50, usize::try_from(whole.intact).unwrap()), "{seen:?}");
    assert!(seen.len() > 1);
    sam.get(&format!("{LOG}?before=yesterday")).await.expect(404);
}

async fn the_log_of_another_tenant_and_of_the_office_stays_closed_to_everybody_else(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    flow::sent(&erika, "Nobody else reads this").await;
    assert!(erika.get(LOG).await.expect(303).location().starts_with("/office/acme/sign-in"));
    let bob = portal.somebody("/office/bolt", "bob@bolt.example").await;
    assert!(!bob.get("/office/bolt/audit").await.expect(200).text().contains("Erika"));
}

/// What is written into the log stands in the code of the actions as a text of two words with a dot, and so does nothing else but
/// settings, names of files and hosts of tests.
#[test]
fn every_action_that_is_written_down_has_its_text() {
    let mut written = BTreeSet::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/actions")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if entry.is_dir() {
                folders.push(entry);
                continue;
            }
            let code = std::fs::read_to_string(&entry).unwrap();
            let is_word = |word: &str| !word.is_empty() && word.bytes().all(|b| b.is_ascii_lowercase() || b == b'_');
            let texts = code.split('"').filter(|text| {
                let words: Vec<&str> = text.split('.').collect();
                words.len() == 2
                    && words.iter().all(|word| is_word(word))
                    && !["toml", "txt", "example"].contains(&words[1])
            });
            written.extend(texts.filter(|text| setting::find(text).is_none()).map(str::to_owned));
        }
    }
    assert_eq!(written, ACTIONS.map(str::to_owned).into());
}
