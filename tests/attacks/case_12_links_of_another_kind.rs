//! A link to a new password works once, at its own door, as it was sent; every other way to use it is the same page.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use portico::store;

use crate::support::{
    databases::{Database, on_every_database},
    links,
    person::PASSWORD,
    portal::TestPortal,
};

on_every_database!(
    every_wrong_link_is_the_same_page,
    of_two_people_who_send_the_form_at_once_one_succeeds,
    a_secret_is_in_no_audit_entry_and_a_newer_link_replaces_it,
);

const ERIKA: &str = "erika@drossel.example";

async fn link(portal: &TestPortal) -> String {
    let nobody = portal.browser("/p/acme");
    nobody.post("/p/acme/forgot-password", &[("email", ERIKA)]).await.expect(200);
    portal.work().await;
    links::last(portal, "reset").expect("a link was sent")
}

async fn every_wrong_link_is_the_same_page(database: &Database) {
    let portal = TestPortal::on(database).await;
    let link = link(&portal).await;
    let secret = link.rsplit('/').next().unwrap().to_owned();
    let own = portal.customer(ERIKA).await.cookie("__Host-p-acme").unwrap();
    let nobody = portal.browser("/p/acme");
    let random = URL_SAFE_NO_PAD.encode([9; 32]);
    let mut seen = Vec::new();
    for wrong in [
        random.as_str(),
        "null",
        "undefined",
        "0",
        "%00",
        &secret[1..],
        &format!("{secret}A"),
        &secret.to_lowercase(),
        &own,
    ] {
        let address = format!("/p/acme/reset/{wrong}");
        for answer in [nobody.get(&address).await, nobody.post(&address, &[("new", "tragbarer quittenbaum")]).await] {
            seen.push(answer.expect(404).normalised(&[&format!("reset/{wrong}")]));
        }
    }
    // Another portal of the tenant, the office, another tenant, another purpose.
    for address in ["/p/acme-garden/reset", "/office/acme/reset", "/p/bolt/reset", "/office/bolt/reset", "/p/acme/join"]
    {
        nobody.get(&format!("{address}/{secret}")).await.expect(404);
    }
    seen.dedup();
    assert_eq!(seen.len(), 1, "{}", seen.join("\n---\n"));
    nobody.get(&link).await.expect(200);
}

async fn of_two_people_who_send_the_form_at_once_one_succeeds(database: &Database) {
    let portal = TestPortal::on(database).await;
    let link = link(&portal).await;
    let (one, two) = (portal.browser("/p/acme"), portal.browser("/p/acme"));
    let (first, second) = ([("new", "tragbarer quittenbaum")], [("new", "quittenbaum im regen")]);
    let (one, two) = tokio::join!(one.post(&link, &first), two.post(&link, &second));
    let mut states = [one.status.as_u16(), two.status.as_u16()];
    states.sort_unstable();
    assert_eq!(states, [303, 404]);
    let old = portal.browser("/p/acme");
    old.post("/p/acme/sign-in", &[("email", ERIKA), ("password", PASSWORD)]).await.expect(422);
}

async fn a_secret_is_in_no_audit_entry_and_a_newer_link_replaces_it(database: &Database) {
    let portal = TestPortal::on(database).await;
    let link = link(&portal).await;
    let secret = link.rsplit('/').next().unwrap().to_owned();
    let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
    let audit = store::audit::list(&mut conn, &portal.scope(), None, 100).await.unwrap();
    assert!(audit.iter().all(|row| !row.after.contains(&secret)));
    // A newer link replaces the older one.
    drop(conn);
    let nobody = portal.browser("/p/acme");
    nobody.post("/p/acme/forgot-password", &[("email", ERIKA)]).await.expect(200);
    portal.work().await;
    nobody.get(&link).await.expect(404);
    nobody.get(&links::last(&portal, "reset").unwrap()).await.expect(200);
}
