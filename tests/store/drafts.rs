//! Drafts of requests: kept while they are written, sent once.

use std::{collections::BTreeMap, time::Duration};

use portico::{
    domain::{draft::Draft, id::WorkOrderId},
    store,
};

use super::world::{Household, World};
use crate::support::databases::{Database, on_every_database};

on_every_database!(
    a_draft_is_written_and_written_over,
    a_draft_of_somebody_else_is_neither_seen_nor_changed,
    exactly_one_of_many_tries_sends_a_draft,
    a_sent_draft_stays_as_it_was,
    old_drafts_are_swept,
);

fn draft(world: &World, household: &Household) -> Draft {
    Draft {
        id: world.id(),
        tenant: world.tenant.id,
        portal: world.portal.id,
        user: household.user.id,
        flow: world.flow.id,
        raw: BTreeMap::from([("description".to_owned(), vec!["Öl".to_owned(), "leer".to_owned()])]),
        form_version: 1,
        sent_as: None,
        updated_at: world.now(),
    }
}

async fn save(db: &Database, draft: &Draft) -> bool {
    let mut tx = db.write(draft.tenant).await.unwrap();
    let saved = store::drafts::save(&mut tx, draft).await.unwrap();
    tx.commit().await.unwrap();
    saved
}

async fn get(db: &Database, draft: &Draft) -> Option<Draft> {
    let mut conn = db.read(draft.tenant).await.unwrap();
    store::drafts::get(&mut conn, draft.portal, draft.user, draft.id).await.unwrap()
}

async fn a_draft_is_written_and_written_over(db: &Database) {
    let world = World::new(db, "nord").await;
    let mut draft = draft(&world, &world.home);
    assert!(save(db, &draft).await);
    draft.raw.insert("iban".into(), vec![]);
    draft.updated_at += Duration::from_secs(1);
    draft.form_version = 2;
    assert!(save(db, &draft).await);
    assert_eq!(get(db, &draft).await.as_ref(), Some(&draft));
}

async fn a_draft_of_somebody_else_is_neither_seen_nor_changed(db: &Database) {
    let world = World::new(db, "nord").await;
    let draft = draft(&world, &world.home);
    assert!(save(db, &draft).await);
    let mut stolen = draft.clone();
    stolen.user = world.other.user.id;
    stolen.raw.clear();
    assert_eq!(get(db, &stolen).await, None);
    // The same id is another draft in somebody else's hands: it tells nothing.
    assert!(save(db, &stolen).await);
    assert_eq!(get(db, &stolen).await.as_ref(), Some(&stolen));
    assert_eq!(get(db, &draft).await.as_ref(), Some(&draft));
}

async fn exactly_one_of_many_tries_sends_a_draft(db: &Database) {
    let world = World::new(db, "nord").await;
    let draft = draft(&world, &world.home);
    assert!(save(db, &draft).await);
    let send = async |order: WorkOrderId| {
        let mut tx = db.write(world.tenant.id).await.unwrap();
        let sent = store::drafts::claim(&mut tx, draft.id, draft.user, order).await.unwrap().is_some();
        tx.commit().await.unwrap();
        sent.then_some(order)
    };
    let orders: Vec<WorkOrderId> = (0..20).map(|_| world.id()).collect();
    let sent = futures_util::future::join_all(orders.into_iter().map(send)).await;
    let sent: Vec<WorkOrderId> = sent.into_iter().flatten().collect();
    assert_eq!(sent.len(), 1);
    assert_eq!(get(db, &draft).await.unwrap().sent_as, Some(sent[0]));
}

async fn a_sent_draft_stays_as_it_was(db: &Database) {
    let world = World::new(db, "nord").await;
    let mut draft = draft(&world, &world.home);
    assert!(save(db, &draft).await);
    let order = world.id();
    let mut tx = db.write(world.tenant.id).await.unwrap();
    assert_eq!(store::drafts::claim(&mut tx, draft.id, world.other.user.id, order).await.unwrap(), None);
    assert!(store::drafts::claim(&mut tx, draft.id, draft.user, order).await.unwrap().is_some());
    tx.commit().await.unwrap();
    let mut later = draft.clone();
    later.raw.clear();
    assert!(save(db, &later).await);
    draft.sent_as = Some(order);
    assert_eq!(get(db, &draft).await.as_ref(), Some(&draft));
}

async fn old_drafts_are_swept(db: &Database) {
    let world = World::new(db, "nord").await;
    let old = draft(&world, &world.home);
    let mut young = draft(&world, &world.home);
    young.updated_at += Duration::from_secs(1);
    assert!(save(db, &old).await && save(db, &young).await);
    let mut tx = db.write(world.tenant.id).await.unwrap();
    assert_eq!(store::drafts::sweep(&mut tx, young.updated_at).await.unwrap(), 1);
    tx.commit().await.unwrap();
    assert!(get(db, &old).await.is_none() && get(db, &young).await.is_some());
}
