//! The outbox: order per work order, leases, retries and parking.

use std::{collections::BTreeSet, time::Duration};

use jiff::Timestamp;
use portico::{
    domain::{
        id::{OutboxId, TenantId, WorkOrderId},
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
    tenants_can_be_left_out_of_a_claim,
    a_lease_ends_after_its_time_and_another_worker_takes_over,
    a_worker_that_is_slower_than_its_lease_changes_nothing_any_more,
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
    let tried = claim_kind(db, Task::SendMail, now).await;
    assert_eq!(tried[0].id, mail);
    failed(db, &world, &tried[0], later).await;
    assert_eq!(claimed(db, now).await, [rule], "a mail in trouble holds up no automation");
    assert!(claim_kind(db, Task::SendMail, now).await.is_empty(), "but the mail after it");
    change(db, &world, async |tx| store::outbox::finish(tx, mail).await.unwrap()).await;
    assert_eq!(claim_kind(db, Task::SendMail, now).await[0].id, next_mail, "which waits for no automation");
}

async fn tenants_can_be_left_out_of_a_claim(db: &Database) {
    let [busy, quiet, third] =
        [World::new(db, "nord").await, World::new(db, "sued").await, World::new(db, "west").await];
    for _ in 0..3 {
        enqueue(db, &busy, None).await;
    }
    let (waiting, other) = (enqueue(db, &quiet, None).await, enqueue(db, &third, None).await);
    let claim = async |left_out: &[TenantId], most| {
        let mut tx = db.platform_write().await.unwrap();
        let claim = store::outbox::claim_except(&mut tx, "w", busy.now(), (Task::Automate, most), left_out);
        let ids: Vec<OutboxId> = claim.await.unwrap().into_iter().map(|task| task.id).collect();
        tx.commit().await.unwrap();
        ids
    };
    assert_eq!(claim(&[busy.tenant.id, third.tenant.id], 10).await, [waiting]);
    assert_eq!(claim(&[busy.tenant.id], 10).await, [other]);
    assert_eq!(claim(&[], 2).await.len(), 2, "left out once is not forgotten");
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

async fn a_worker_that_is_slower_than_its_lease_changes_nothing_any_more(db: &Database) {
    let world = World::new(db, "nord").await;
    enqueue(db, &world, None).await;
    let now = world.now();
    let slow = claim(db, now).await.remove(0);
    let other = claim(db, now + LEASE).await.remove(0);
    change(db, &world, async |tx| {
        assert!(!store::outbox::retry(tx, &slow, now, "late").await.unwrap());
        assert!(!store::outbox::park(tx, &slow, "late").await.unwrap());
    })
    .await;
    assert!(claimed(db, now + LEASE).await.is_empty(), "the other one still has it");
    failed(db, &world, &other, now + LEASE).await;
    assert_eq!(claim(db, now + LEASE).await[0].attempt, 3);
}

/// A try that failed and is worth another at `at`.
async fn failed(db: &Database, world: &World, task: &LeasedTask, at: Timestamp) {
    change(db, world, async |tx| assert!(store::outbox::retry(tx, task, at, "no route\0 to host").await.unwrap()))
        .await;
}

async fn a_failed_task_waits_and_holds_up_its_work_order(db: &Database) {
    let world = World::new(db, "nord").await;
    let order = world.add_order(db).await.id;
    let (first, second) = (enqueue(db, &world, Some(order)).await, enqueue(db, &world, Some(order)).await);
    let now = world.now();
    let tried = claim(db, now).await;
    assert_eq!((tried.len(), tried[0].id), (1, first));
    let later = now + Duration::from_secs(300);
    failed(db, &world, &tried[0], later).await;
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
        let tried = claim(db, now).await;
        assert_eq!((tried.len(), tried[0].id), (1, first));
        assert!(claimed(db, now).await.is_empty());
        failed(db, &world, &tried[0], now).await;
    }
    assert_eq!(claimed(db, now).await, [first]);
    assert_eq!(claimed(db, now).await, [second], "while the first is tried once more");
}

async fn a_parked_task_holds_nobody_up_and_can_be_put_back(db: &Database) {
    let world = World::new(db, "nord").await;
    let order = world.add_order(db).await.id;
    let (first, second) = (enqueue(db, &world, Some(order)).await, enqueue(db, &world, Some(order)).await);
    let now = world.now();
    let tried = claim(db, now).await;
    assert_eq!((tried.len(), tried[0].id), (1, first));
    let long = "x".repeat(10_000);
    change(db, &world, async |tx| assert!(store::outbox::park(tx, &tried[0], &long).await.unwrap())).await;
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
