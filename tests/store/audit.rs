//! The audit log and its chain.

use portico::{
    domain::{access::ActorRef, id::TenantId},
    store::{
        self,
        audit::{AuditCheck, Entry},
    },
};
use serde_json::json;

use super::{wall::as_platform, world::World};
use crate::support::databases::{Database, on_every_database};

on_every_database!(
    entries_come_back_in_order,
    an_unchanged_chain_is_intact,
    a_chain_grows_without_gaps_under_concurrency,
    an_edited_row_is_found,
    an_edited_row_whose_hash_was_made_to_fit_is_found,
    a_removed_row_is_found,
    a_row_moved_to_another_tenant_is_found,
);

fn actor() -> ActorRef {
    ActorRef { kind: "staff".into(), user: None, name: "Ole".into() }
}

async fn append(db: &Database, world: &World, subject: &str) {
    let (actor, before, after) = (actor(), json!({"b": 1, "a": 2.50}), json!({"z": "Ü", "a": [1, null]}));
    let before = Some(&before);
    let entry = Entry { actor: &actor, action: "work_orders.accept", subject, before, after: &after, at: world.now() };
    let mut tx = db.write(world.tenant.id).await.unwrap();
    store::audit::append(&mut tx, &entry).await.unwrap();
    tx.commit().await.unwrap();
}

async fn chain(db: &Database, length: usize) -> World {
    let world = World::new(db, "nord").await;
    for n in 1..=length {
        append(db, &world, &format!("work_order:{n}")).await;
    }
    world
}

async fn verify(db: &Database, tenant: TenantId) -> AuditCheck {
    let mut conn = db.read(tenant).await.unwrap();
    store::audit::verify(&mut conn).await.unwrap()
}

async fn entries_come_back_in_order(db: &Database) {
    let world = chain(db, 3).await;
    let mut conn = db.read(world.tenant.id).await.unwrap();
    let all = store::audit::list(&mut conn, &world.office(), None, 10).await.unwrap();
    assert_eq!(all.iter().map(|row| row.position).collect::<Vec<_>>(), [3, 2, 1]);
    assert_eq!((all[0].subject.as_str(), &all[0].actor), ("work_order:3", &actor()));
    assert_eq!(all[0].before.as_deref(), Some(r#"{"b":1,"a":2.5}"#));
    assert_eq!(all[0].previous_hash, all[1].hash);
    let older = store::audit::list(&mut conn, &world.office(), Some(3), 1).await.unwrap();
    assert_eq!(older, all[1..2]);
    assert!(store::audit::list(&mut conn, &world.customer(&world.home), None, 10).await.unwrap().is_empty());
}

async fn an_unchanged_chain_is_intact(db: &Database) {
    let world = World::new(db, "nord").await;
    assert_eq!(verify(db, world.tenant.id).await, AuditCheck { intact: 0, head: [0; 32], broken_at: None });
    append(db, &world, "a").await;
    append(db, &world, "b").await;
    let check = verify(db, world.tenant.id).await;
    let mut conn = db.read(world.tenant.id).await.unwrap();
    let head = store::audit::list(&mut conn, &world.office(), None, 1).await.unwrap()[0].hash;
    assert_eq!(check, AuditCheck { intact: 2, head, broken_at: None });
}

async fn a_chain_grows_without_gaps_under_concurrency(db: &Database) {
    let world = World::new(db, "nord").await;
    let subjects: Vec<String> = (0..20).map(|n| n.to_string()).collect();
    futures_util::future::join_all(subjects.iter().map(|subject| append(db, &world, subject))).await;
    let check = verify(db, world.tenant.id).await;
    assert_eq!((check.intact, check.broken_at), (20, None));
}

async fn an_edited_row_is_found(db: &Database) {
    let world = chain(db, 5).await;
    as_platform(db, "update audit set actor_name = 'Nobody' where position = 3").await;
    let check = verify(db, world.tenant.id).await;
    assert_eq!((check.intact, check.broken_at), (2, Some(3)));
}

async fn an_edited_row_whose_hash_was_made_to_fit_is_found(db: &Database) {
    let world = chain(db, 5).await;
    // Whoever edits row 3 and its hash has to edit every row after it too.
    as_platform(db, "update audit set hash = (select previous_hash from audit where position = 2) where position = 3")
        .await;
    assert_eq!(verify(db, world.tenant.id).await.broken_at, Some(3));
}

async fn a_removed_row_is_found(db: &Database) {
    let world = chain(db, 5).await;
    as_platform(db, "delete from audit where position = 2").await;
    assert_eq!(verify(db, world.tenant.id).await.broken_at, Some(2));
}

async fn a_row_moved_to_another_tenant_is_found(db: &Database) {
    let world = chain(db, 1).await;
    let other = World::new(db, "sued").await;
    as_platform(db, "update audit set tenant_id = (select id from tenants where slug = 'sued')").await;
    assert_eq!(verify(db, other.tenant.id).await.broken_at, Some(1));
    assert_eq!(verify(db, world.tenant.id).await.intact, 0);
}
