//! Tasks that fail: noted with their reason, tried again, parked in the end, and put back by a person.

use std::{sync::Arc, time::Duration};

use portico::{
    domain::{
        id::{PortalId, TenantId},
        outbox::{LEASE, TRIES, Task},
    },
    jobs::{Jobs, Surroundings, Worker},
    reload::Generation,
    store::{self, outbox::ParkedTask},
    views,
};

use crate::support::{
    databases::{Database, on_every_database},
    flow,
    portal::TestPortal,
};

on_every_database!(
    a_task_that_panics_is_noted_tried_again_and_parked_in_the_end,
    a_task_that_takes_its_worker_with_it_is_parked_before_it_does_so_again,
    a_person_who_puts_a_task_back_is_in_the_audit_log,
);

/// Longer than every wait.
const LONG: Duration = Duration::from_secs(2 * 86_400);

/// Stands for a bug of ours in whatever a task reaches.
struct Bug;

impl Surroundings for Bug {
    fn generation(&self, _: TenantId) -> Option<Arc<Generation>> {
        panic!("a bug in the dark")
    }

    fn site(&self, _: TenantId, _: Option<PortalId>) -> Option<(Arc<views::Site>, String)> {
        panic!("a bug in the dark")
    }
}

async fn a_task_that_panics_is_noted_tried_again_and_parked_in_the_end(database: &Database) {
    let portal = TestPortal::on(database).await;
    flow::sent(&portal.customer("erika@drossel.example").await, "x").await;
    let worker = Worker::new(Jobs { surroundings: Arc::new(Bug), ..portal.app.jobs.clone() }, "unlucky");
    assert_eq!(worker.drain().await.unwrap(), 2, "the automations and the mail about the request");
    assert_eq!(worker.drain().await.unwrap(), 0, "they are not tried again at once");
    for _ in 1..TRIES {
        assert!(parked(&portal).await.is_empty());
        portal.clock.advance(LONG);
        assert_eq!(worker.drain().await.unwrap(), 2);
    }
    let parked = parked(&portal).await;
    assert_eq!(parked.len(), 2);
    for task in &parked {
        assert!(task.attempt == TRIES && task.error.contains("a bug in the dark"), "{task:?}");
    }
}

async fn a_task_that_takes_its_worker_with_it_is_parked_before_it_does_so_again(database: &Database) {
    let portal = TestPortal::on(database).await;
    flow::sent(&portal.customer("erika@drossel.example").await, "x").await;
    for _ in 0..TRIES {
        // Claimed, and then the process ends without a word.
        let mut tx = portal.cx().store.platform_write().await.unwrap();
        let now = portal.cx().now();
        assert_eq!(store::outbox::claim(&mut tx, "dies", now, Task::Automate, 10).await.unwrap().len(), 1);
        tx.commit().await.unwrap();
        portal.clock.advance(LEASE);
    }
    portal.work().await;
    let parked = parked(&portal).await;
    assert_eq!((parked.len(), parked[0].task), (1, Task::Automate));
    assert!(parked[0].error.contains("never ended"), "{}", parked[0].error);
    assert!(portal.runs().await.is_empty(), "no rule ran");
}

async fn a_person_who_puts_a_task_back_is_in_the_audit_log(database: &Database) {
    let portal = TestPortal::on(database).await;
    flow::sent(&portal.customer("erika@drossel.example").await, "x").await;
    let mut tx = portal.cx().store.platform_write().await.unwrap();
    let claimed = store::outbox::claim(&mut tx, "w", portal.cx().now(), Task::Automate, 1).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = portal.cx().store.write(portal.acme).await.unwrap();
    store::outbox::park(&mut tx, &claimed[0], "it broke").await.unwrap();
    tx.commit().await.unwrap();
    let sam = portal.staff("sam@acme.example").await;
    let page = sam.get("/office/acme/outbox").await.expect(200);
    sam.submit(&page.form("/retry")).await.expect(303);
    assert!(parked(&portal).await.is_empty());
    let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
    let log = store::audit::list(&mut conn, &portal.scope(), None, 1).await.unwrap();
    assert_eq!((log[0].action.as_str(), log[0].actor.kind.as_str()), ("outbox.retry", "staff"));
    assert_eq!(log[0].subject, format!("task:{}", claimed[0].id));
}

async fn parked(portal: &TestPortal) -> Vec<ParkedTask> {
    let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
    store::outbox::list_parked(&mut conn, &portal.scope()).await.unwrap()
}
