//! Files and who may have them.

use std::time::Duration;

use portico::store;

use super::world::{World, files};
use crate::support::databases::{Database, on_every_database};

on_every_database!(
    a_file_comes_back_as_it_was_written,
    only_the_owners_unattached_files_are_attached,
    an_unattached_file_is_seen_by_the_customers_own_users,
    old_unattached_files_are_found_and_removed,
    a_file_that_was_sent_after_it_was_found_is_not_removed,
);

async fn a_file_comes_back_as_it_was_written(db: &Database) {
    let world = World::new(db, "nord").await;
    let order = world.add_order(db).await;
    let mut file = world.file(world.home.user.id);
    file.work_order = Some(order.id);
    let mut tx = db.write(world.tenant.id).await.unwrap();
    store::files::insert(&mut tx, &file).await.unwrap();
    tx.commit().await.unwrap();
    let mut conn = db.read(world.tenant.id).await.unwrap();
    assert_eq!(store::files::get(&mut conn, &world.office(), file.id).await.unwrap().as_ref(), Some(&file));
    let listed = files(&mut conn, &world.customer(&world.home), order.id).await;
    assert_eq!(listed, vec![file.clone()]);
    let foreign = world.customer(&world.other);
    assert!(files(&mut conn, &foreign, order.id).await.is_empty());
    assert_eq!(store::files::get(&mut conn, &foreign, file.id).await.unwrap(), None);
}

async fn only_the_owners_unattached_files_are_attached(db: &Database) {
    let world = World::new(db, "nord").await;
    let (first, second) = (world.add_order(db).await, world.add_order(db).await);
    let (own, taken, foreign) =
        (world.file(world.home.user.id), world.file(world.home.user.id), world.file(world.other.user.id));
    let mut tx = db.write(world.tenant.id).await.unwrap();
    for file in [&own, &taken, &foreign] {
        store::files::insert(&mut tx, file).await.unwrap();
    }
    let owner = world.home.user.id;
    assert_eq!(store::files::attach(&mut tx, &[taken.id], second.id, owner).await.unwrap(), 1);
    let ids = [own.id, taken.id, foreign.id, world.id()];
    assert_eq!(store::files::attach(&mut tx, &ids, first.id, owner).await.unwrap(), 1);
    let listed = files(&mut tx, &world.office(), first.id).await;
    assert_eq!(listed.into_iter().map(|file| file.id).collect::<Vec<_>>(), [own.id]);
}

async fn an_unattached_file_is_seen_by_the_customers_own_users(db: &Database) {
    let world = World::new(db, "nord").await;
    let file = world.file(world.home.user.id);
    let mut tx = db.write(world.tenant.id).await.unwrap();
    store::files::insert(&mut tx, &file).await.unwrap();
    let home = store::files::get(&mut tx, &world.customer(&world.home), file.id).await.unwrap();
    assert_eq!(home.as_ref(), Some(&file));
    assert_eq!(store::files::get(&mut tx, &world.customer(&world.other), file.id).await.unwrap(), None);
}

async fn old_unattached_files_are_found_and_removed(db: &Database) {
    let world = World::new(db, "nord").await;
    let order = world.add_order(db).await;
    let old = world.file(world.home.user.id);
    let mut kept = world.file(world.home.user.id);
    kept.work_order = Some(order.id);
    let mut young = world.file(world.home.user.id);
    young.created_at += Duration::from_secs(1);
    let mut tx = db.write(world.tenant.id).await.unwrap();
    for file in [&old, &kept, &young] {
        store::files::insert(&mut tx, file).await.unwrap();
    }
    let found = store::files::unattached_before(&mut tx, young.created_at).await.unwrap();
    assert_eq!(found, vec![old.clone()]);
    assert!(store::files::delete_unattached(&mut tx, old.id).await.unwrap());
    assert_eq!(store::files::get(&mut tx, &world.office(), old.id).await.unwrap(), None);
}

async fn a_file_that_was_sent_after_it_was_found_is_not_removed(db: &Database) {
    let world = World::new(db, "nord").await;
    let (order, file) = (world.add_order(db).await, world.file(world.home.user.id));
    let mut tx = db.write(world.tenant.id).await.unwrap();
    store::files::insert(&mut tx, &file).await.unwrap();
    tx.commit().await.unwrap();
    let mut conn = db.read(world.tenant.id).await.unwrap();
    let found = store::files::unattached_before(&mut conn, jiff::Timestamp::MAX).await.unwrap();
    assert_eq!(found, vec![file.clone()]);
    drop(conn);
    let mut sending = db.write(world.tenant.id).await.unwrap();
    assert_eq!(store::files::attach(&mut sending, &[file.id], order.id, file.owner).await.unwrap(), 1);
    sending.commit().await.unwrap();
    let mut sweeping = db.write(world.tenant.id).await.unwrap();
    assert!(!store::files::delete_unattached(&mut sweeping, file.id).await.unwrap());
    sweeping.commit().await.unwrap();
    let mut conn = db.read(world.tenant.id).await.unwrap();
    assert_eq!(files(&mut conn, &world.office(), order.id).await.len(), 1);
}
