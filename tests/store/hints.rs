//! Hints after a commit: for live updates and for sleeping workers.

use std::time::Duration;

use portico::{
    domain::{event::EventKind, id::WorkOrderId},
    store::{self, EventHint, Store},
};
use sqlx::Executor;
use tokio::{sync::broadcast::Receiver, time::timeout};

use super::world::World;
use crate::support::databases::{self, Database, on_every_database};

on_every_database!(
    a_committed_event_is_told_and_a_dropped_one_is_not,
    one_commit_tells_all_its_events_in_order,
    new_work_in_the_outbox_is_told,
);

const SOON: Duration = Duration::from_secs(10);

/// The next hint of a work order; hints of other tests on the same server are passed over.
async fn next(hints: &mut Receiver<EventHint>, order: WorkOrderId) -> EventHint {
    let wanted = async {
        loop {
            match hints.recv().await.unwrap() {
                hint @ EventHint::Appended { work_order, .. } if work_order == order => return hint,
                _ => {}
            }
        }
    };
    timeout(SOON, wanted).await.expect("a hint comes soon")
}

async fn a_committed_event_is_told_and_a_dropped_one_is_not(db: &Database) {
    let world = World::new(db, "nord").await;
    let order = world.add_order(db).await.id;
    let mut hints = db.subscribe();
    let mut tx = db.write(world.tenant.id).await.unwrap();
    store::events::append(&mut tx, &world.event(order, EventKind::Noted)).await.unwrap();
    drop(tx);
    let kept = world.add_event(db, order, EventKind::Commented).await;
    let hint = next(&mut hints, order).await;
    assert_eq!(hint, EventHint::Appended { tenant: world.tenant.id, work_order: order, event: kept.id });
}

async fn one_commit_tells_all_its_events_in_order(db: &Database) {
    let world = World::new(db, "nord").await;
    let order = world.add_order(db).await.id;
    let mut hints = db.subscribe();
    let mut tx = db.write(world.tenant.id).await.unwrap();
    let mut written = Vec::new();
    for _ in 0..150 {
        let event = world.event(order, EventKind::Commented);
        store::events::append(&mut tx, &event).await.unwrap();
        written.push(EventHint::Appended { tenant: world.tenant.id, work_order: order, event: event.id });
    }
    tx.commit().await.unwrap();
    for hint in written {
        assert_eq!(next(&mut hints, order).await, hint);
    }
}

async fn new_work_in_the_outbox_is_told(db: &Database) {
    let world = World::new(db, "nord").await;
    let mut signal = db.outbox_signal();
    signal.mark_unchanged();
    let mut tx = db.write(world.tenant.id).await.unwrap();
    store::outbox::enqueue(&mut tx, &world.task(None), world.id(), world.now()).await.unwrap();
    tx.commit().await.unwrap();
    timeout(SOON, signal.changed()).await.expect("a signal comes soon").unwrap();
}

#[tokio::test]
async fn another_node_is_told_too() {
    let Some(db) = databases::postgres().await else { return };
    let node = Store::open(&db.options).await.unwrap();
    let world = World::new(&db, "nord").await;
    let order = world.add_order(&db).await.id;
    let mut hints = node.subscribe();
    let event = world.add_event(&db, order, EventKind::Commented).await;
    let hint = next(&mut hints, order).await;
    assert_eq!(hint, EventHint::Appended { tenant: world.tenant.id, work_order: order, event: event.id });
    node.close().await.unwrap();
}

#[tokio::test]
async fn after_a_lost_connection_everybody_is_told_to_catch_up() {
    let Some(db) = databases::postgres().await else { return };
    let mut hints = db.subscribe();
    let mut raw = db.raw_postgres().await;
    // The role of the tests may not end connections of the one that signed in.
    raw.execute("set role none").await.unwrap();
    // Every test's connections have a name of their own, so no other test is disturbed.
    let end = "select pg_terminate_backend(pid) from pg_stat_activity where query = 'LISTEN \"portico\"' \
               and application_name = current_setting('application_name')";
    let lost = async {
        loop {
            raw.execute(end).await.unwrap();
            if let Ok(Ok(EventHint::CatchUp)) = timeout(Duration::from_millis(200), hints.recv()).await {
                return;
            }
        }
    };
    timeout(SOON, lost).await.expect("the listener notices the lost connection");
    // And it listens again.
    let world = World::new(&db, "nord").await;
    let order = world.add_order(&db).await.id;
    world.add_event(&db, order, EventKind::Commented).await;
    next(&mut hints, order).await;
}
