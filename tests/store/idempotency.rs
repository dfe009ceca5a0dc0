//! The same submission, many times.

use std::time::Duration;

use portico::store::{
    self,
    idempotency::{Begin, KEPT_FOR, Submission},
};
use serde_json::{Value, json};

use super::world::World;
use crate::support::databases::{Database, on_every_database};

on_every_database!(
    fifty_identical_submissions_act_once_and_answer_alike,
    another_body_under_the_same_key_is_a_mismatch,
    keys_of_other_people_and_routes_do_not_meet,
    a_key_of_a_transaction_that_was_dropped_is_free,
    a_key_is_forgotten_after_a_day,
);

const fn submission<'a>(actor: &'a str, key: &'a str, body: &'a [u8; 32]) -> Submission<'a> {
    Submission { actor, key, route: "requests.send", body }
}

async fn fifty_identical_submissions_act_once_and_answer_alike(db: &Database) {
    let world = World::new(db, "nord").await;
    let submit = async |_: u32| {
        let what = submission("erika", "k-1", &[1; 32]);
        let mut tx = db.write(world.tenant.id).await.unwrap();
        let answer = match store::idempotency::begin(&mut tx, &what, world.now()).await.unwrap() {
            Begin::Fresh => {
                let number = store::work_orders::next_number(&mut tx).await.unwrap();
                let answer = json!({"number": number});
                store::idempotency::complete(&mut tx, &what, &answer).await.unwrap();
                answer
            }
            Begin::Replay(answer) => answer,
            Begin::Mismatch => panic!("the body is the same"),
        };
        tx.commit().await.unwrap();
        answer
    };
    let answers: Vec<Value> = futures_util::future::join_all((0..50).map(submit)).await;
    assert!(answers.iter().all(|answer| *answer == json!({"number": 1001})), "{answers:?}");
}

async fn another_body_under_the_same_key_is_a_mismatch(db: &Database) {
    let world = World::new(db, "nord").await;
    let mut tx = db.write(world.tenant.id).await.unwrap();
    let first = submission("erika", "k-1", &[1; 32]);
    assert_eq!(store::idempotency::begin(&mut tx, &first, world.now()).await.unwrap(), Begin::Fresh);
    let other = submission("erika", "k-1", &[2; 32]);
    assert_eq!(store::idempotency::begin(&mut tx, &other, world.now()).await.unwrap(), Begin::Mismatch);
    assert_eq!(store::idempotency::begin(&mut tx, &first, world.now()).await.unwrap(), Begin::Replay(Value::Null));
}

async fn keys_of_other_people_and_routes_do_not_meet(db: &Database) {
    let world = World::new(db, "nord").await;
    let mut tx = db.write(world.tenant.id).await.unwrap();
    let erika = submission("erika", "k-1", &[1; 32]);
    let other_route = Submission { route: "comments.add", ..erika };
    for what in [erika, other_route, submission("max", "k-1", &[2; 32]), submission("erika", "k-2", &[2; 32])] {
        assert_eq!(store::idempotency::begin(&mut tx, &what, world.now()).await.unwrap(), Begin::Fresh, "{what:?}");
    }
}

async fn a_key_of_a_transaction_that_was_dropped_is_free(db: &Database) {
    let world = World::new(db, "nord").await;
    let what = submission("erika", "k-1", &[1; 32]);
    for _ in 0..2 {
        let mut tx = db.write(world.tenant.id).await.unwrap();
        assert_eq!(store::idempotency::begin(&mut tx, &what, world.now()).await.unwrap(), Begin::Fresh);
    }
}

async fn a_key_is_forgotten_after_a_day(db: &Database) {
    let world = World::new(db, "nord").await;
    let what = submission("erika", "k-1", &[1; 32]);
    let mut tx = db.write(world.tenant.id).await.unwrap();
    let first = world.now();
    assert_eq!(store::idempotency::begin(&mut tx, &what, first).await.unwrap(), Begin::Fresh);
    store::idempotency::complete(&mut tx, &what, &json!(1)).await.unwrap();
    world.clock.advance(KEPT_FOR);
    let replay = store::idempotency::begin(&mut tx, &what, world.now()).await.unwrap();
    assert_eq!(replay, Begin::Replay(json!(1)));
    assert_eq!(store::idempotency::sweep(&mut tx, world.now()).await.unwrap(), 0);
    world.clock.advance(Duration::from_secs(1));
    assert_eq!(store::idempotency::begin(&mut tx, &what, world.now()).await.unwrap(), Begin::Fresh);
    assert_eq!(store::idempotency::begin(&mut tx, &what, world.now()).await.unwrap(), Begin::Replay(Value::Null));
    world.clock.advance(KEPT_FOR + Duration::from_secs(1));
    assert_eq!(store::idempotency::sweep(&mut tx, world.now()).await.unwrap(), 1);
}
