//! What a writer promises on both databases: all or nothing, durable when it says so, and nothing after a failure.

use portico::{
    domain::event::EventKind,
    store::{self, StoreError},
};

use super::{
    wall::as_platform,
    world::{World, tenant},
};
use crate::support::databases::{Database, on_every_database};

on_every_database!(
    a_dropped_writer_leaves_nothing,
    a_writer_sees_its_own_changes_and_others_do_not,
    after_a_failed_statement_nothing_is_kept,
    a_panicking_action_leaves_nothing_and_the_next_goes_on,
    an_action_that_is_given_up_half_way_leaves_nothing,
    a_commit_that_fails_is_an_error_and_keeps_nothing,
    a_text_with_a_nul_is_refused_alike,
    a_text_that_is_too_long_is_refused_alike,
);

async fn customers(db: &Database, world: &World) -> usize {
    let mut conn = db.read(world.tenant.id).await.unwrap();
    store::customers::list(&mut conn, &world.office(), 100, 0).await.unwrap().len()
}

async fn a_dropped_writer_leaves_nothing(db: &Database) {
    let world = World::new(db, "nord").await;
    let mut tx = db.write(world.tenant.id).await.unwrap();
    store::customers::insert(&mut tx, &another(&world, "K-3")).await.unwrap();
    drop(tx);
    let tx = db.write(world.tenant.id).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(customers(db, &world).await, 2);
}

fn another(world: &World, number: &str) -> portico::domain::customer::Customer {
    let mut customer = world.home.customer.clone();
    (customer.id, customer.number) = (world.id(), number.to_owned());
    customer
}

async fn a_writer_sees_its_own_changes_and_others_do_not(db: &Database) {
    let world = World::new(db, "nord").await;
    let mut tx = db.write(world.tenant.id).await.unwrap();
    store::customers::insert(&mut tx, &another(&world, "K-3")).await.unwrap();
    let seen = store::customers::list(&mut tx, &world.office(), 100, 0).await.unwrap();
    assert_eq!((seen.len(), customers(db, &world).await), (3, 2));
    tx.commit().await.unwrap();
    assert_eq!(customers(db, &world).await, 3);
}

async fn after_a_failed_statement_nothing_is_kept(db: &Database) {
    let world = World::new(db, "nord").await;
    let mut tx = db.write(world.tenant.id).await.unwrap();
    store::customers::insert(&mut tx, &another(&world, "K-3")).await.unwrap();
    let conflict = store::customers::insert(&mut tx, &another(&world, "K-3")).await.unwrap_err();
    assert_eq!(conflict, StoreError::Conflict { table: "customers" });
    let error = store::customers::insert(&mut tx, &another(&world, "K-4")).await.unwrap_err();
    assert!(error.to_string().contains("can only be dropped"), "{error}");
    let error = tx.commit().await.unwrap_err();
    assert!(error.to_string().contains("nothing was kept"), "{error}");
    assert_eq!(customers(db, &world).await, 2);
}

async fn a_panicking_action_leaves_nothing_and_the_next_goes_on(db: &Database) {
    let world = World::new(db, "nord").await;
    let (handle, customer) = (db.store.clone(), another(&world, "K-3"));
    let panicked = tokio::spawn(async move {
        let mut tx = handle.write(customer.tenant).await.unwrap();
        store::customers::insert(&mut tx, &customer).await.unwrap();
        panic!("an action with a fault");
    });
    assert!(panicked.await.unwrap_err().is_panic());
    assert_eq!(world.add_order(db).await.number, 1001);
    assert_eq!(customers(db, &world).await, 2);
}

async fn an_action_that_is_given_up_half_way_leaves_nothing(db: &Database) {
    let world = World::new(db, "nord").await;
    // Polled a different number of times each, so that the action is given up at many different places.
    for polls in 1..60 {
        let action = async {
            let mut tx = db.write(world.tenant.id).await?;
            store::customers::insert(&mut tx, &another(&world, "K-3")).await?;
            store::customers::insert(&mut tx, &another(&world, "K-4")).await?;
            // Never committed, so that only what a vanished client leaves behind could be seen.
            std::future::pending::<Result<(), StoreError>>().await
        };
        let mut action = Box::pin(action);
        for _ in 0..polls {
            if futures_util::poll!(&mut action).is_ready() {
                break;
            }
            tokio::task::yield_now().await;
        }
        drop(action);
    }
    assert_eq!(world.add_order(db).await.number, 1001);
    assert_eq!(customers(db, &world).await, 2);
}

async fn a_commit_that_fails_is_an_error_and_keeps_nothing(db: &Database) {
    let world = World::new(db, "nord").await;
    poison(db).await;
    let mut tx = db.write(world.tenant.id).await.unwrap();
    store::customers::insert(&mut tx, &another(&world, "poison")).await.unwrap();
    assert!(tx.commit().await.is_err());
    assert_eq!(customers(db, &world).await, 2);
    let mut tx = db.write(world.tenant.id).await.unwrap();
    store::customers::insert(&mut tx, &another(&world, "K-3")).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(customers(db, &world).await, 3);
}

/// Makes every transaction that inserts a customer with the number "poison" fail at its commit and not before.
pub async fn poison(db: &Database) {
    let statements: &[&'static str] = match db.kind() {
        store::StoreKind::Sqlite => &[
            "create table bait (id integer primary key)",
            "create table trap (id integer references bait (id) deferrable initially deferred)",
            "create trigger poison after insert on customers when new.number = 'poison' begin insert into trap values (1); end",
        ],
        store::StoreKind::Postgres => &[
            "create function refuse() returns trigger language plpgsql as $$ begin raise exception 'poisoned'; end $$",
            "create constraint trigger poison after insert on customers deferrable initially deferred \
             for each row when (new.number = 'poison') execute function refuse()",
        ],
    };
    for statement in statements {
        as_platform(db, statement).await;
    }
}

async fn a_text_with_a_nul_is_refused_alike(db: &Database) {
    let world = World::new(db, "nord").await;
    let order = world.add_order(db).await;
    let mut tx = db.write(world.tenant.id).await.unwrap();
    let mut event = world.event(order.id, EventKind::Noted);
    event.data = super::world::map(serde_json::json!({"deep": [{"text": "a\0b"}]}));
    let error = store::events::append(&mut tx, &event).await.unwrap_err();
    assert!(error.to_string().contains("U+0000"), "{error}");
    drop(tx);
    let mut tx = db.write(world.tenant.id).await.unwrap();
    let error = store::customers::insert(&mut tx, &another(&world, "K\0")).await.unwrap_err();
    assert!(error.to_string().contains("U+0000"), "{error}");
}

async fn a_text_that_is_too_long_is_refused_alike(db: &Database) {
    let world = World::new(db, "nord").await;
    let mut long = tenant("west", world.id());
    long.name = "ü".repeat(201);
    let mut tx = db.write(long.id).await.unwrap();
    assert!(matches!(store::tenants::insert(&mut tx, &long).await, Err(StoreError::Other(_))));
    drop(tx);
    long.name = "ü".repeat(200);
    let mut tx = db.write(long.id).await.unwrap();
    store::tenants::insert(&mut tx, &long).await.unwrap();
}
