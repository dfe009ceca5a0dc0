//! The outbox: order per work order, leases, retries and parking.

use std::{collections::BTreeSet, time::Duration};

use jiff::Timestamp;
use portico::{
    domain::{
        id::{OutboxId, WorkOrderId},
        outbox::{LEASE, LeasedTask, NewTask, Task},
    },
    store::{self, outbox::OutboxStats},
};

use super::world::World;
use crate::support::databases::{Database, on_every_database};

on_every_database!(
    a_task_comes_back_with_its_payload_and_is_gone_when_finished,
    tasks_of_one_work_order_run_one_after_the_other_in_order,
    a_task_of_one_kind_waits_for_none_of_another,
    tasks_without_a_work_order_hold_nobody_up,
    a_lease_ends_after_its_time_and_another_worker_takes_over,
    a_failed_task_waits_and_holds_up_its_work_order,
    a_task_that_fails_again_and_again_holds_up_its_work_order_for_two_tries_only,
    a_parked_task_holds_nobody_up_and_can_be_put_back,
    many_workers_never_hold_the_same_task,
    a_rule_acts_once_per_event,
    a_task_of_a_dropped_transaction_does_not_exist,
);

async fn enqueue(db: &Database, world: &World, work_order: Option<WorkOrderId>) -> OutboxId {
    enqueue_kind(db, world, Task::Automate, work_order).await
}

async fn enqueue_kind(db: &Database, world: &World, task: Task, work_order: Option<WorkOrderId>) -> OutboxId {
    let id = world.id();
    let new = NewTask { task, ..world.task(work_order) };
    let mut tx = db.write(world.tenant.id).await.unwrap();
    store::outbox::enqueue(&mut tx, &new, id, world.now()).await.unwrap();
    tx.commit().await.unwrap();
    id
}

async fn claim(db: &Database, now: Timestamp) -> Vec<LeasedTask> {
    claim_kind(db, Task::Automate, now).await
}

async fn claim_kind(db: &Database, kind: Task, now: Timestamp) -> Vec<LeasedTask> {
    let mut tx = db.platform_write().await.unwrap();
    let tasks = store::outbox::claim(&mut tx, "worker", now, kind, 100).await.unwrap();
    tx.commit().await.unwrap();
    tasks
}

async fn claimed(db: &Database, now: Timestamp) -> Vec<OutboxId> {
    claim(db, now).await.into_iter().map(|task| task.id).collect()
}

async fn change(db: &Database, world: &World, what: impl AsyncFnOnce(&mut store::Writer)) {
    let mut tx = db.write(world.tenant.id).await.unwrap();
    what(&mut tx).await;
    tx.commit().await.unwrap();
}

async fn a_task_comes_back_with_its_payload_and_is_gone_when_finished(db: &Database) {
    let world = World::new(db, "nord").await;
    let order = world.add_order(db).await;
    let id = enqueue(db, &world, Some(order.id)).await;
    let tasks = claim(db, world.now()).await;
    let new = world.task(Some(order.id));
    let wanted = LeasedTask {
        id,
        tenant: world.tenant.id,
        task: new.task,
        work_order: new.work_order,
        payload: new.payload,
        attempt: 1,
        created_at: world.now(),
    };
    assert_eq!(tasks, vec![wanted]);
    change(db, &world, async |tx| store::outbox::finish(tx, id).await.unwrap()).await;
    assert!(claimed(db, world.now() + LEASE * 2).await.is_empty());
    let mut conn = db.platform_read().await.unwrap();
    assert_eq!(store::outbox::stats(&mut conn).await.unwrap(), OutboxStats::default());
}

async fn tasks_of_one_work_order_run_one_after_the_other_in_order(db: &Database) {
    let world = World::new(db, "nord").await;
    let (a, b) = (world.add_order(db).await.id, world.add_order(db).await.id);
    // All in one moment, so that only the order of writing can tell.
    let a1 = enqueue(db, &world, Some(a)).await;
    let a2 = enqueue(db, &world, Some(a)).await;
    let b1 = enqueue(db, &world, Some(b)).await;
    let a3 = enqueue(db, &world, Some(a)).await;
    let now = world.now();
    assert_eq!(claimed(db, now).await, [a1, b1]);
    assert!(claimed(db, now).await.is_empty());
    change(db, &world, async |tx| store::outbox::finish(tx, a1).await.unwrap()).await;
    assert_eq!(claimed(db, now).await, [a2]);
    change(db, &world, async |tx| store::outbox::finish(tx, a2).await.unwrap()).await;
    assert_eq!(claimed(db, now).await, [a3]);
}

async fn a_task_of_one_kind_waits_for_none_of_another(db: &Database) {
    let world = World::new(db, "nord").await;
    let order = Some(world.add_order(db).await.id);
    let mail = enqueue_kind(db, &world, Task::SendMail, order).await;
    let rule = enqueue_kind(db, &world, Task::Automate, order).await;
    let next_mail = enqueue_kind(db, &world, Task::SendMail, order).await;
    let now = world.now();
    let later = now + Duration::from_secs(86_400);
    assert_eq!(claim_kind(db, Task::SendMail, now).await[0].id, mail);
    change(db, &world, async |tx| store::outbox::retry(tx, mail, later, "no route to host").await.unwrap()).await;
    assert_eq!(claimed(db, now).await, [rule], "a mail in trouble holds up no automation");
    assert!(claim_kind(db, Task::SendMail, now).await.is_empty(), "but the mail after it");
    change(db, &world, async |tx| store::outbox::finish(tx, mail).await.unwrap()).await;
    assert_eq!(claim_kind(db, Task::SendMail, now).await[0].id, next_mail, "which waits for no automation");
}

async fn tasks_without_a_work_order_hold_nobody_up(db: &Database) {
    let world = World::new(db, "nord").await;
    let ids = [enqueue(db, &world, None).await, enqueue(db, &world, None).await];
    assert_eq!(claimed(db, world.now()).await, ids);
}

async fn a_lease_ends_after_its_time_and_another_worker_takes_over(db: &Database) {
    let world = World::new(db, "nord").await;
    let id = enqueue(db, &world, None).await;
    let start = world.now();
    assert_eq!(claim(db, start).await[0].attempt, 1);
    assert!(claim(db, start + LEASE - Duration::from_micros(1)).await.is_empty());
    let again = claim(db, start + LEASE).await;
    assert_eq!((again[0].id, again[0].attempt), (id, 2));
}

async fn a_failed_task_waits_and_holds_up_its_work_order(db: &Database) {
    let world = World::new(db, "nord").await;
    let order = world.add_order(db).await.id;
    let (first, second) = (enqueue(db, &world, Some(order)).await, enqueue(db, &world, Some(order)).await);
    let now = world.now();
    assert_eq!(claimed(db, now).await, [first]);
    let later = now + Duration::from_secs(300);
    change(db, &world, async |tx| store::outbox::retry(tx, first, later, "no route\0 to host").await.unwrap()).await;
    assert!(claimed(db, later - Duration::from_micros(1)).await.is_empty());
    assert_eq!(claimed(db, later).await, [first]);
    change(db, &world, async |tx| store::outbox::finish(tx, first).await.unwrap()).await;
    assert_eq!(claimed(db, later).await, [second]);
}

async fn a_task_that_fails_again_and_again_holds_up_its_work_order_for_two_tries_only(db: &Database) {
    let world = World::new(db, "nord").await;
    let order = world.add_order(db).await.id;
    let (first, second) = (enqueue(db, &world, Some(order)).await, enqueue(db, &world, Some(order)).await);
    let now = world.now();
    for _ in 0..2 {
        assert_eq!(claimed(db, now).await, [first]);
        assert!(claimed(db, now).await.is_empty());
        change(db, &world, async |tx| store::outbox::retry(tx, first, now, "late").await.unwrap()).await;
    }
    assert_eq!(claimed(db, now).await, [first]);
    assert_eq!(claimed(db, now).await, [second], "while the first is tried once more");
}

async fn a_parked_task_holds_nobody_up_and_can_be_put_back(db: &Database) {
    let world = World::new(db, "nord").await;
    let order = world.add_order(db).await.id;
    let (first, second) = (enqueue(db, &world, Some(order)).await, enqueue(db, &world, Some(order)).await);
    let now = world.now();
    assert_eq!(claimed(db, now).await, [first]);
    let long = "x".repeat(10_000);
    change(db, &world, async |tx| store::outbox::park(tx, first, &long).await.unwrap()).await;
    assert_eq!(claimed(db, now).await, [second]);
    let mut conn = db.read(world.tenant.id).await.unwrap();
    let parked = store::outbox::list_parked(&mut conn, &world.office()).await.unwrap();
    assert_eq!((parked.len(), parked[0].id, parked[0].attempt, parked[0].error.len()), (1, first, 1, 4_000));
    assert!(store::outbox::list_parked(&mut conn, &world.customer(&world.home)).await.unwrap().is_empty());
    drop(conn);
    let mut conn = db.platform_read().await.unwrap();
    let stats = store::outbox::stats(&mut conn).await.unwrap();
    assert_eq!((stats.open, stats.parked, stats.oldest), (1, 1, Some(now)));
    drop(conn);
    change(db, &world, async |tx| {
        assert!(store::outbox::unpark(tx, first, now).await.unwrap());
        assert!(!store::outbox::unpark(tx, first, now).await.unwrap());
        assert!(!store::outbox::unpark(tx, second, now).await.unwrap());
    })
    .await;
    assert_eq!(claim(db, now).await[0].attempt, 1);
}

async fn many_workers_never_hold_the_same_task(db: &Database) {
    let world = World::new(db, "nord").await;
    let mut orders = Vec::new();
    for _ in 0..6 {
        orders.push(world.add_order(db).await.id);
    }
    let mut tx = db.write(world.tenant.id).await.unwrap();
    for n in 0..60 {
        let task = world.task(Some(orders[n % orders.len()]));
        store::outbox::enqueue(&mut tx, &task, world.id(), world.now()).await.unwrap();
    }
    tx.commit().await.unwrap();
    let work = async |worker: u32| {
        let mut done = Vec::new();
        loop {
            let mut tx = db.platform_write().await.unwrap();
            let tasks =
                store::outbox::claim(&mut tx, &worker.to_string(), world.now(), Task::Automate, 2).await.unwrap();
            tx.commit().await.unwrap();
            for task in &tasks {
                change(db, &world, async |tx| store::outbox::finish(tx, task.id).await.unwrap()).await;
                done.push((task.work_order, task.id));
            }
            let mut conn = db.platform_read().await.unwrap();
            if store::outbox::stats(&mut conn).await.unwrap().open == 0 {
                return done;
            }
        }
    };
    let done = futures_util::future::join_all((0..4).map(work)).await.concat();
    assert_eq!(done.len(), 60);
    assert_eq!(done.iter().map(|(_, id)| id).collect::<BTreeSet<_>>().len(), 60);
}

async fn a_rule_acts_once_per_event(db: &Database) {
    let world = World::new(db, "nord").await;
    let order = world.add_order(db).await;
    let event = world.add_event(db, order.id, portico::domain::event::EventKind::Requested).await.id;
    let act = async |_: u32| {
        let mut tx = db.write(world.tenant.id).await.unwrap();
        let first = store::effects::apply_once(&mut tx, event, "triage", world.now()).await.unwrap();
        tx.commit().await.unwrap();
        first
    };
    let acted = futures_util::future::join_all((0..10).map(act)).await;
    assert_eq!(acted.into_iter().filter(|first| *first).count(), 1);
    let mut tx = db.write(world.tenant.id).await.unwrap();
    assert!(store::effects::apply_once(&mut tx, event, "other", world.now()).await.unwrap());
}

async fn a_task_of_a_dropped_transaction_does_not_exist(db: &Database) {
    let world = World::new(db, "nord").await;
    let mut tx = db.write(world.tenant.id).await.unwrap();
    store::outbox::enqueue(&mut tx, &world.task(None), world.id(), world.now()).await.unwrap();
    drop(tx);
    assert!(claimed(db, world.now()).await.is_empty());
}
