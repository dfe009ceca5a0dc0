//! Run records and generations.

use portico::{
    domain::{
        event::EventKind,
        run::{Outcome, RunRecord},
    },
    store::{self, StoreError, generations::Generation, runs::RunFilter},
};
use serde_json::json;

use super::world::World;
use crate::support::databases::{Database, on_every_database};

on_every_database!(
    a_run_comes_back_as_it_was_written,
    runs_are_filtered_and_the_youngest_come_first,
    the_last_good_generation_is_remembered,
);

async fn add(db: &Database, world: &World, rule: &str, outcome: Outcome) -> RunRecord {
    let order = world.add_order(db).await;
    let event = world.add_event(db, order.id, EventKind::Requested).await;
    let run = RunRecord {
        id: world.id(),
        tenant: world.tenant.id,
        rule: rule.into(),
        work_order: Some(order.id),
        event: Some(event.id),
        attempt: 2,
        outcome,
        generation: 7,
        input: json!({"order": {"title": "Öl"}, "n": 1.5, "none": null}),
        effects: json!([{"action": "work_orders.note", "result": "applied"}]),
        log: json!(["one", "two"]),
        error: "automations/triage.rhai:3:7".into(),
        operations: i64::MAX,
        micros: 0,
        at: world.now(),
    };
    let mut tx = db.write(world.tenant.id).await.unwrap();
    store::runs::insert(&mut tx, &run).await.unwrap();
    tx.commit().await.unwrap();
    run
}

async fn a_run_comes_back_as_it_was_written(db: &Database) {
    let world = World::new(db, "nord").await;
    let run = add(db, &world, "automations/triage", Outcome::Failed).await;
    let before =
        RunRecord { id: world.id(), rule: "flows/heating".into(), work_order: None, event: None, ..run.clone() };
    let mut tx = db.write(world.tenant.id).await.unwrap();
    store::runs::insert(&mut tx, &before).await.unwrap();
    tx.commit().await.unwrap();
    let mut conn = db.read(world.tenant.id).await.unwrap();
    assert_eq!(store::runs::get(&mut conn, &world.office(), before.id).await.unwrap(), Some(before));
    assert_eq!(store::runs::get(&mut conn, &world.office(), run.id).await.unwrap().as_ref(), Some(&run));
    assert_eq!(store::runs::get(&mut conn, &world.customer(&world.home), run.id).await.unwrap(), None);
}

async fn runs_are_filtered_and_the_youngest_come_first(db: &Database) {
    let world = World::new(db, "nord").await;
    let first = add(db, &world, "a", Outcome::Ok).await;
    let second = add(db, &world, "b", Outcome::LoopBlocked).await;
    let third = add(db, &world, "a", Outcome::Failed).await;
    let mut conn = db.read(world.tenant.id).await.unwrap();
    let office = world.office();
    let mut list = async |filter: RunFilter| {
        let found = store::runs::list(&mut conn, &office, &filter).await.unwrap();
        found.into_iter().map(|run| run.id).collect::<Vec<_>>()
    };
    let all = RunFilter::default();
    assert_eq!(list(all.clone()).await, [third.id, second.id, first.id]);
    assert_eq!(list(RunFilter { limit: 1, ..all.clone() }).await, [third.id]);
    assert_eq!(list(RunFilter { rule: Some("a".into()), ..all.clone() }).await, [third.id, first.id]);
    assert_eq!(list(RunFilter { outcome: Some(Outcome::LoopBlocked), ..all.clone() }).await, [second.id]);
    assert_eq!(list(RunFilter { work_order: first.work_order, ..all.clone() }).await, [first.id]);
    let home = world.customer(&world.home);
    assert!(store::runs::list(&mut conn, &home, &all).await.unwrap().is_empty());
}

async fn the_last_good_generation_is_remembered(db: &Database) {
    let (world, other) = (World::new(db, "nord").await, World::new(db, "sued").await);
    let mut tx = db.write(world.tenant.id).await.unwrap();
    assert_eq!(store::generations::last_good(&mut tx).await.unwrap(), None);
    let generation = |number, hash: u8| Generation { number, content_hash: [hash; 32], at: world.now() };
    for made in [generation(3, 1), generation(4, 3)] {
        store::generations::insert(&mut tx, &made).await.unwrap();
    }
    assert_eq!(store::generations::last_good(&mut tx).await.unwrap(), Some(generation(4, 3)));
    tx.commit().await.unwrap();
    let mut tx = db.write(world.tenant.id).await.unwrap();
    let taken = store::generations::insert(&mut tx, &generation(4, 5)).await;
    assert_eq!(taken, Err(StoreError::Conflict { table: "generations" }));
    drop(tx);
    let mut conn = db.read(other.tenant.id).await.unwrap();
    assert_eq!(store::generations::last_good(&mut conn).await.unwrap(), None);
}
