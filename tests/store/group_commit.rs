//! Group commit on SQLite: many actions share a commit, and none is hurt by another.

use std::{
    future::Future,
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    task::{Context, Wake, Waker},
    time::Duration,
};

use futures_util::future::join_all;
use portico::{
    domain::customer::Customer,
    store::{self, DatabaseUrl, Store, StoreError, StoreOptions, Writer},
};
use sqlx::{Executor, Row};

use super::{world::World, writing::poison};
use crate::support::databases::{self, Database};

/// A store that lets a batch stand open for as long as somebody waits, so that tests decide when it ends.
async fn patient(actions: usize) -> (Database, World, Store) {
    let db = databases::sqlite().await;
    let world = World::new(&db, "nord").await;
    let mut options = db.options.clone();
    (options.batch_max_actions, options.batch_max_ms) = (actions, 60_000);
    let store = Store::open(&options).await.unwrap();
    (db, world, store)
}

fn customer(world: &World, number: &str) -> Customer {
    let mut customer = world.home.customer.clone();
    (customer.id, customer.number) = (world.id(), number.to_owned());
    customer
}

async fn add(store: &Store, customer: &Customer) -> Result<(), StoreError> {
    let mut tx = store.write(customer.tenant).await?;
    store::customers::insert(&mut tx, customer).await?;
    tx.commit().await
}

/// Numbers of the customers that another program sees on disk.
async fn on_disk(db: &Database) -> Vec<String> {
    let sql = "select number from customers where number not like 'K-%' order by number";
    let rows = db.raw_sqlite().await.fetch_all(sql).await.unwrap();
    rows.iter().map(|row| row.get(0)).collect()
}

/// How often the file was committed to: the change counter in shared memory would do, but frames of page 1 in the log count the same.
async fn commits(db: &Database) -> u32 {
    let DatabaseUrl::Sqlite(path) = &db.options.database else { unreachable!("group commit is tested on SQLite") };
    let log = std::fs::read(path.with_extension("db-wal")).unwrap();
    let page = u32::from_be_bytes(log[8..12].try_into().unwrap()) as usize;
    let salts = &log[16..24];
    // A frame ends a commit when its header names the size of the database after it.
    let frames = log[32..].chunks_exact(24 + page);
    let ends = |frame: &&[u8]| frame[8..16] == *salts && frame[4..8] != [0; 4];
    u32::try_from(frames.filter(ends).count()).unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn writers_that_wait_share_commits() {
    let (db, world, store) = patient(64).await;
    let before = commits(&db).await;
    let customers: Vec<Customer> = (0..200).map(|n| customer(&world, &format!("{n:03}"))).collect();
    let results = join_all(customers.iter().map(|customer| add(&store, customer))).await;
    assert!(results.iter().all(Result::is_ok), "{results:?}");
    assert_eq!(on_disk(&db).await.len(), 200);
    let used = commits(&db).await - before;
    assert!((4..40).contains(&used), "200 actions took {used} commits");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_full_batch_is_committed_although_others_wait() {
    let (db, world, store) = patient(2).await;
    let before = commits(&db).await;
    let customers: Vec<Customer> = (0..10).map(|n| customer(&world, &n.to_string())).collect();
    join_all(customers.iter().map(|customer| add(&store, customer))).await.into_iter().for_each(Result::unwrap);
    assert!(commits(&db).await - before >= 5);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_old_batch_is_committed_although_others_wait() {
    let (db, world, _) = patient(1).await;
    let mut options = db.options.clone();
    (options.batch_max_actions, options.batch_max_ms) = (1_000, 0);
    let store = Store::open(&options).await.unwrap();
    let before = commits(&db).await;
    let customers: Vec<Customer> = (0..10).map(|n| customer(&world, &n.to_string())).collect();
    join_all(customers.iter().map(|customer| add(&store, customer))).await.into_iter().for_each(Result::unwrap);
    assert_eq!(commits(&db).await - before, 10);
}

/// Holds the writer while `others` gather behind it, then lets them go.
async fn begin_first(world: &World, store: &Store) -> Writer {
    store.write(world.tenant.id).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_action_is_answered_only_after_its_commit() {
    let (db, world, store) = patient(64).await;
    let mut first = begin_first(&world, &store).await;
    store::customers::insert(&mut first, &customer(&world, "first")).await.unwrap();
    // Somebody waits, so the first joins an open batch.
    let mut waiting = Box::pin(store.write(world.tenant.id));
    assert!(futures_util::poll!(&mut waiting).is_pending());
    let mut committing = Box::pin(first.commit());
    assert!(futures_util::poll!(&mut committing).is_pending());
    let second = waiting.await.unwrap();
    // The second holds the batch open: the first is neither answered nor on disk.
    assert!(futures_util::poll!(&mut committing).is_pending());
    assert_eq!(on_disk(&db).await, Vec::<String>::new());
    second.commit().await.unwrap();
    committing.await.unwrap();
    assert_eq!(on_disk(&db).await, ["first"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_finds_that_another_has_done_it_says_so_only_after_the_commit_of_that() {
    let (db, world, store) = patient(64).await;
    let mut first = begin_first(&world, &store).await;
    store::customers::insert(&mut first, &customer(&world, "first")).await.unwrap();
    let mut waiting = Box::pin(store.write(world.tenant.id));
    assert!(futures_util::poll!(&mut waiting).is_pending());
    let mut committing = Box::pin(first.commit());
    assert!(futures_util::poll!(&mut committing).is_pending());
    let second = waiting.await.unwrap();
    let mut third = Box::pin(store.write(world.tenant.id));
    assert!(futures_util::poll!(&mut third).is_pending());
    // The second sees the first's customer, which is not on disk, and has nothing of its own to keep; the third holds the batch open.
    let mut given_up = Box::pin(second.give_up());
    assert!(futures_util::poll!(&mut given_up).is_pending());
    let third = third.await.unwrap();
    assert!(futures_util::poll!(&mut given_up).is_pending());
    assert_eq!(on_disk(&db).await, Vec::<String>::new());
    drop(third);
    given_up.await.unwrap();
    assert_eq!(on_disk(&db).await, ["first"]);
    committing.await.unwrap();
    // Without anybody else in the batch there is nothing to wait for.
    begin_first(&world, &store).await.give_up().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_dropped_member_does_not_hurt_the_others() {
    let (db, world, store) = patient(64).await;
    let mut first = begin_first(&world, &store).await;
    store::customers::insert(&mut first, &customer(&world, "first")).await.unwrap();
    let dropped = async {
        let mut tx = store.write(world.tenant.id).await.unwrap();
        store::customers::insert(&mut tx, &customer(&world, "dropped")).await.unwrap();
    };
    let failed = async {
        let mut tx = store.write(world.tenant.id).await.unwrap();
        store::customers::insert(&mut tx, &customer(&world, "failed")).await.unwrap();
        store::customers::insert(&mut tx, &customer(&world, "failed")).await.unwrap_err();
        tx.commit().await.unwrap_err();
    };
    let third = customer(&world, "third");
    let (first, (), (), third) = tokio::join!(first.commit(), dropped, failed, add(&store, &third));
    first.unwrap();
    third.unwrap();
    assert_eq!(on_disk(&db).await, ["first", "third"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failed_commit_fails_all_its_members_and_nobody_else() {
    let (db, world, store) = patient(64).await;
    poison(&db).await;
    let mut first = begin_first(&world, &store).await;
    store::customers::insert(&mut first, &customer(&world, "first")).await.unwrap();
    let (bad, third) = (customer(&world, "poison"), customer(&world, "third"));
    // Those who wait stand in line before the first lets go, so that all three share one commit.
    let (b, c, a) = tokio::join!(add(&store, &bad), add(&store, &third), first.commit());
    for result in [a, b, c] {
        assert!(matches!(&result, Err(StoreError::Other(_))), "{result:?}");
    }
    assert_eq!(on_disk(&db).await, Vec::<String>::new());
    add(&store, &third).await.unwrap();
    assert_eq!(on_disk(&db).await, ["third"]);
}

#[derive(Default)]
struct Woken(AtomicBool);

impl Wake for Woken {
    fn wake(self: Arc<Self>) {
        self.0.store(true, Ordering::SeqCst);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_waiter_that_gives_up_leaves_no_batch_open() {
    let (db, world, store) = patient(64).await;
    let mut first = begin_first(&world, &store).await;
    store::customers::insert(&mut first, &customer(&world, "first")).await.unwrap();
    let mut waiting = Box::pin(store.write(world.tenant.id));
    let woken = Arc::new(Woken::default());
    let waker = Waker::from(Arc::clone(&woken));
    assert!(waiting.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
    let mut committing = Box::pin(first.commit());
    assert!(futures_util::poll!(&mut committing).is_pending());
    // The first has handed the open batch on to the one who waits, and just then that one goes away.
    while !woken.0.load(Ordering::SeqCst) {
        tokio::task::yield_now().await;
    }
    drop(waiting);
    tokio::time::timeout(Duration::from_secs(10), committing).await.expect("somebody commits").unwrap();
    assert_eq!(on_disk(&db).await, ["first"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_vanishes_during_its_commit_changes_nothing_for_others() {
    let (db, world, store) = patient(64).await;
    let mut first = begin_first(&world, &store).await;
    store::customers::insert(&mut first, &customer(&world, "first")).await.unwrap();
    let mut committing = Box::pin(first.commit());
    assert!(futures_util::poll!(&mut committing).is_pending());
    drop(committing);
    add(&store, &customer(&world, "second")).await.unwrap();
    // Once commit was called it goes on, whoever listens.
    assert_eq!(on_disk(&db).await, ["first", "second"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn random_departures_never_stop_the_writer() {
    let (db, world, store) = patient(8).await;
    let customers: Vec<Customer> = (0..300).map(|n| customer(&world, &format!("{n:03}"))).collect();
    let visit = async |(n, customer): (usize, &Customer)| {
        let mut action = Box::pin(add(&store, customer));
        // Every third leaves after a number of polls that differs from one to the next.
        if n % 3 == 0 {
            for _ in 0..(n / 3) % 23 {
                if futures_util::poll!(&mut action).is_ready() {
                    return true;
                }
                tokio::task::yield_now().await;
            }
            return false;
        }
        action.await.unwrap();
        true
    };
    let visits = join_all(customers.iter().enumerate().map(visit));
    let kept = tokio::time::timeout(Duration::from_secs(60), visits).await.expect("nobody waits for ever");
    let disk = on_disk(&db).await;
    for (customer, kept) in customers.iter().zip(kept) {
        assert!(!kept || disk.contains(&customer.number), "{} was acknowledged and is lost", customer.number);
    }
    add(&store, &customer(&world, "last")).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_writer_that_waits_too_long_is_told_so_and_harms_nobody() {
    let (db, world, _) = patient(1).await;
    let mut options: StoreOptions = db.options.clone();
    options.write_wait = Duration::from_millis(50);
    let store = Store::open(&options).await.unwrap();
    let mut first = begin_first(&world, &store).await;
    let error = store.write(world.tenant.id).await.err().unwrap();
    assert!(matches!(&error, StoreError::Unavailable(why) if why.contains("busy")), "{error}");
    store::customers::insert(&mut first, &customer(&world, "first")).await.unwrap();
    first.commit().await.unwrap();
    assert_eq!(on_disk(&db).await, ["first"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_idle_store_holds_no_lock() {
    let (db, world, store) = patient(64).await;
    drop(begin_first(&world, &store).await);
    add(&store, &customer(&world, "first")).await.unwrap();
    drop(begin_first(&world, &store).await);
    // Another program can write at once, when the dropped writer has rolled back.
    let mut raw = db.raw_sqlite().await;
    raw.execute("begin immediate").await.unwrap();
    raw.execute("rollback").await.unwrap();
}
