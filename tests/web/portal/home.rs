//! The first page: what needs the person is there, however much else goes on.

use portico::{domain::work_order::WorkOrder, store};

use crate::support::{
    databases::{Database, on_every_database},
    flow,
    portal::TestPortal,
};

on_every_database!(what_waits_and_who_comes_is_shown_behind_sixty_newer_requests);

async fn what_waits_and_who_comes_is_shown_behind_sixty_newer_requests(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    let order = flow::sent(&erika, "x").await;
    let mut tx = portal.cx().store.write(portal.acme).await.unwrap();
    let sent = store::work_orders::get(&mut tx, &portal.scope(), order).await.unwrap().unwrap();
    let asked_back = store::statuses::by_slug(&mut tx, "question").await.unwrap().unwrap();
    let long_ago = sent.updated_at - jiff::SignedDuration::from_hours(5_000);
    let waits =
        WorkOrder { status: asked_back.id, title: "Waits for long".to_owned(), updated_at: long_ago, ..sent.clone() };
    let newer = WorkOrder { updated_at: sent.updated_at + jiff::SignedDuration::from_hours(1), ..sent };
    for order in std::iter::once(waits).chain(std::iter::repeat_n(newer, 60)) {
        let number = store::work_orders::next_number(&mut tx).await.unwrap();
        let order = WorkOrder { id: portal.cx().id(), number, ..order };
        store::work_orders::insert(&mut tx, &order).await.unwrap();
    }
    tx.commit().await.unwrap();
    let text = erika.get("/p/acme/").await.expect(200).page().text();
    assert!(text.contains("Waits for long"), "{text}");
    assert!(text.contains("Drosselventil tauschen"), "the planned visit of the document is shown: {text}");
}
