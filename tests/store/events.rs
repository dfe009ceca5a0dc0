//! Events and the timeline.

use portico::{
    domain::{
        event::{Cause, EventKind},
        id::EventId,
    },
    store,
};

use super::world::{World, timeline};
use crate::support::databases::{Database, on_every_database};

on_every_database!(
    an_event_comes_back_with_its_cause,
    a_timeline_is_in_order_even_within_one_moment,
    internal_events_are_never_for_customers,
    events_of_one_tenant_become_visible_in_their_order,
);

async fn an_event_comes_back_with_its_cause(db: &Database) {
    let world = World::new(db, "nord").await;
    let order = world.add_order(db).await;
    let first = world.add_event(db, order.id, EventKind::Requested).await;
    let mut second = world.event(order.id, EventKind::Noted);
    second.cause = Cause::through(&first, "triage");
    let mut tx = db.write(world.tenant.id).await.unwrap();
    store::events::append(&mut tx, &second).await.unwrap();
    tx.commit().await.unwrap();
    let mut conn = db.read(world.tenant.id).await.unwrap();
    assert_eq!(store::events::get(&mut conn, &world.office(), first.id).await.unwrap(), Some(first));
    assert_eq!(store::events::get(&mut conn, &world.office(), second.id).await.unwrap(), Some(second));
}

async fn a_timeline_is_in_order_even_within_one_moment(db: &Database) {
    let world = World::new(db, "nord").await;
    let order = world.add_order(db).await;
    let mut tx = db.write(world.tenant.id).await.unwrap();
    let mut written = Vec::new();
    for _ in 0..20 {
        let event = world.event(order.id, EventKind::Commented);
        store::events::append(&mut tx, &event).await.unwrap();
        written.push(event.id);
    }
    let mut old = world.event(order.id, EventKind::Requested);
    old.at = order.created_at - std::time::Duration::from_secs(1);
    store::events::append(&mut tx, &old).await.unwrap();
    written.insert(0, old.id);
    let found = timeline(&mut tx, &world.office(), order.id).await;
    assert_eq!(found.into_iter().map(|event| event.id).collect::<Vec<_>>(), written);
}

async fn internal_events_are_never_for_customers(db: &Database) {
    let world = World::new(db, "nord").await;
    let order = world.add_order(db).await;
    for kind in EventKind::ALL {
        world.add_event(db, order.id, kind).await;
    }
    let public = EventKind::ALL.iter().filter(|kind| kind.is_public()).count();
    let mut conn = db.read(world.tenant.id).await.unwrap();
    let (office, home, other) = (world.office(), world.customer(&world.home), world.customer(&world.other));
    for (scope, wanted) in [(&office, EventKind::ALL.len()), (&home, public), (&other, 0)] {
        assert_eq!(timeline(&mut conn, scope, order.id).await.len(), wanted, "{scope:?}");
    }
    let all = timeline(&mut conn, &office, order.id).await;
    let note = all.iter().find(|event| event.kind == EventKind::Noted).unwrap();
    assert!(store::events::get(&mut conn, &home, note.id).await.unwrap().is_none());
}

async fn events_of_one_tenant_become_visible_in_their_order(db: &Database) {
    let world = World::new(db, "nord").await;
    let order = world.add_order(db).await;
    let write = async |_: u32| {
        let event = world.event(order.id, EventKind::Commented);
        let mut tx = db.write(world.tenant.id).await.unwrap();
        store::events::append(&mut tx, &event).await.unwrap();
        tx.commit().await.unwrap();
        // Whoever has committed sees every event that was written before.
        let mut conn = db.read(world.tenant.id).await.unwrap();
        let seen = timeline(&mut conn, &world.office(), order.id).await;
        let place = seen.iter().position(|found| found.id == event.id).unwrap();
        seen[..=place].iter().map(|event| event.id).collect::<Vec<_>>()
    };
    let seen = futures_util::future::join_all((0..12).map(write)).await;
    let mut conn = db.read(world.tenant.id).await.unwrap();
    let all = timeline(&mut conn, &world.office(), order.id).await;
    let all: Vec<EventId> = all.into_iter().map(|event| event.id).collect();
    assert_eq!(all.len(), 12);
    for part in seen {
        assert_eq!(part, all[..part.len()]);
    }
}
