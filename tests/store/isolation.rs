//! Tenants do not meet, and a customer sees only what is its own: the same ids through another tenant's connection or another customer's
//! scope give nothing, in every function that reads.

use portico::{
    domain::{
        access::Scope,
        event::{Event, EventKind},
        file::StoredFile,
        outbox::Task,
        role::Sight,
        session::{Door, Origin, Session},
        status::Category,
        work_order::WorkOrder,
    },
    store::{self, Conn, runs::RunFilter, work_orders::OrderQuery},
};

use super::world::{Household, World, files, timeline};
use crate::support::databases::{Database, on_every_database};

on_every_database!(
    another_tenant_reads_nothing_of_it,
    another_customer_reads_nothing_of_it,
    a_colleague_reads_as_far_as_her_sight_reaches,
    a_scope_does_not_fit_the_connection_of_another_tenant,
    a_writer_does_not_write_for_another_tenant,
    a_writer_does_not_change_rows_of_another_tenant,
    the_platforms_paths_are_closed_to_tenants,
);

struct Things {
    order: WorkOrder,
    event: Event,
    file: StoredFile,
}

fn session(world: &World) -> Session {
    Session {
        id: uuid::Uuid::from_u128(1).into(),
        from: Origin::default(),
        fresh_at: world.now(),
        secret_hash: [1; 32],
        tenant: world.tenant.id,
        door: Door::Portal(world.portal.id),
        user: world.home.user.id,
        created_at: world.now(),
        seen_at: world.now(),
        expires_at: world.now() + std::time::Duration::from_secs(60),
        passkey: None,
    }
}

async fn things(db: &Database, world: &World) -> Things {
    let order = world.add_order(db).await;
    let event = world.add_event(db, order.id, EventKind::Commented).await;
    let mut file = world.file(world.home.user.id);
    file.work_order = Some(order.id);
    let session = session(world);
    let mut tx = db.write(world.tenant.id).await.unwrap();
    store::files::insert(&mut tx, &file).await.unwrap();
    store::sessions::insert(&mut tx, &session).await.unwrap();
    tx.commit().await.unwrap();
    Things { order, event, file }
}

/// Counts what scoped functions find about a household's records and the household itself.
async fn seen(conn: &mut Conn, scope: &Scope, world: &World, things: &Things) -> Vec<(&'static str, usize)> {
    let home = &world.home;
    let (customer, order) = (home.customer.id, things.order.id);
    let listed = store::work_orders::list(conn, scope, &OrderQuery::default()).await.unwrap();
    let found = OrderQuery { text: Some("heizung".into()), ..OrderQuery::default() };
    let found = store::work_orders::list(conn, scope, &found).await.unwrap();
    let counted = store::work_orders::counts(conn, scope).await.unwrap();
    vec![
        ("customer", usize::from(store::customers::get(conn, scope, customer).await.unwrap().is_some())),
        (
            "customers",
            store::customers::list(conn, scope, 9, 0).await.unwrap().iter().filter(|c| c.id == customer).count(),
        ),
        ("address", usize::from(store::addresses::get(conn, scope, home.address.id).await.unwrap().is_some())),
        ("addresses", store::addresses::list_for_customer(conn, scope, customer).await.unwrap().len()),
        ("contact", usize::from(store::contacts::get(conn, scope, home.contact.id).await.unwrap().is_some())),
        ("contacts", store::contacts::list_for_customer(conn, scope, customer).await.unwrap().len()),
        ("object", usize::from(store::objects::get(conn, scope, home.object.id).await.unwrap().is_some())),
        ("objects", store::objects::list_for_customer(conn, scope, customer).await.unwrap().len()),
        ("order", usize::from(store::work_orders::get(conn, scope, order).await.unwrap().is_some())),
        ("detail", usize::from(store::work_orders::detail(conn, scope, order).await.unwrap().is_some())),
        ("orders", listed.lines.len()),
        ("total", usize::try_from(listed.total).unwrap()),
        ("search", found.lines.len()),
        ("counts", counted.len()),
        ("event", usize::from(store::events::get(conn, scope, things.event.id).await.unwrap().is_some())),
        ("timeline", timeline(conn, scope, order).await.len()),
        ("file", usize::from(store::files::get(conn, scope, things.file.id).await.unwrap().is_some())),
        ("files", files(conn, scope, order).await.len()),
    ]
}

/// Counts what functions of a tenant's connection find about another tenant's rows.
async fn seen_by_connection(conn: &mut Conn, world: &World) -> Vec<(&'static str, usize)> {
    let (user, portal) = (&world.home.user, world.portal.id);
    let door = Door::Portal(portal);
    let draft = world.id();
    let catalogue = store::catalogue::get(conn).await.unwrap();
    vec![
        ("portal", usize::from(store::portals::get(conn, portal).await.unwrap().is_some())),
        ("user", usize::from(store::users::get(conn, user.id).await.unwrap().is_some())),
        ("email", usize::from(store::users::by_email(conn, &user.email).await.unwrap().is_some())),
        ("memberships", store::memberships::of_user(conn, user.id).await.unwrap().len()),
        ("session", usize::from(store::sessions::find(conn, door, &[1; 32], world.now()).await.unwrap().is_some())),
        ("work type", usize::from(catalogue.work_type(world.work_type.id).is_some())),
        ("flow", catalogue.flows_of(portal).count()),
        ("status", usize::from(store::statuses::get(conn, world.statuses[0].id).await.unwrap().is_some())),
        ("draft", usize::from(store::drafts::get(conn, portal, user.id, draft).await.unwrap().is_some())),
    ]
}

fn nothing(seen: &[(&'static str, usize)]) -> bool {
    seen.iter().all(|(_, count)| *count == 0)
}

async fn another_tenant_reads_nothing_of_it(db: &Database) {
    let (north, south) = (World::new(db, "nord").await, World::new(db, "sued").await);
    let things = things(db, &north).await;
    let mut conn = db.read(north.tenant.id).await.unwrap();
    let own = seen(&mut conn, &north.office(), &north, &things).await;
    assert!(own.iter().all(|(_, count)| *count == 1), "{own:?}");
    let own = seen_by_connection(&mut conn, &north).await;
    assert_eq!(
        own.iter().filter(|(what, count)| *count == 1 || what.starts_with("draft")).count(),
        own.len(),
        "{own:?}"
    );
    drop(conn);

    let mut conn = db.read(south.tenant.id).await.unwrap();
    let foreign = seen(&mut conn, &south.office(), &north, &things).await;
    assert!(nothing(&foreign), "{foreign:?}");
    let foreign = seen_by_connection(&mut conn, &north).await;
    assert!(nothing(&foreign), "{foreign:?}");
    let all = RunFilter::default();
    assert!(store::runs::list(&mut conn, &south.office(), &all).await.unwrap().is_empty());
    assert!(store::files::unattached_before(&mut conn, jiff::Timestamp::MAX).await.unwrap().is_empty());
    assert_eq!(store::statuses::first_of(&mut conn, Category::Done).await.unwrap().unwrap().tenant, south.tenant.id);
}

async fn another_customer_reads_nothing_of_it(db: &Database) {
    let world = World::new(db, "nord").await;
    let things = things(db, &world).await;
    let mut conn = db.read(world.tenant.id).await.unwrap();
    let own = seen(&mut conn, &world.customer(&world.home), &world, &things).await;
    assert!(own.iter().all(|(_, count)| *count == 1), "{own:?}");
    let foreign = seen(&mut conn, &world.customer(&world.other), &world, &things).await;
    assert!(nothing(&foreign), "{foreign:?}");
}

async fn a_colleague_reads_as_far_as_her_sight_reaches(db: &Database) {
    let world = World::new(db, "nord").await;
    let things = things(db, &world).await;
    let with_site = world.colleague(db, "mia", &[world.home.address.id]).await;
    let without = world.colleague(db, "uwe", &[]).await;
    let mut conn = db.read(world.tenant.id).await.unwrap();
    let mut of_requests = async |colleague: &Household, sight| {
        let scope = world.portal_user(colleague, sight);
        let mut seen = seen(&mut conn, &scope, &world, &things).await;
        // Who and where the customer is, all of it may know.
        seen.retain(|(what, _)| {
            !matches!(
                *what,
                "customer" | "customers" | "address" | "addresses" | "contact" | "contacts" | "object" | "objects"
            )
        });
        assert_eq!(seen.len(), 10);
        seen
    };
    for (colleague, sight, reaches) in [
        (&with_site, Sight::Own, false),
        (&with_site, Sight::Sites, true),
        (&without, Sight::Sites, false),
        (&without, Sight::Customer, true),
        (&world.home, Sight::Own, true),
        (&world.other, Sight::Customer, false),
    ] {
        let seen = of_requests(colleague, sight).await;
        assert!(seen.iter().all(|(_, count)| *count == usize::from(reaches)), "{sight:?}: {seen:?}");
    }
}

async fn a_scope_does_not_fit_the_connection_of_another_tenant(db: &Database) {
    let (north, south) = (World::new(db, "nord").await, World::new(db, "sued").await);
    let order = north.add_order(db).await;
    let mut conn = db.read(south.tenant.id).await.unwrap();
    let error = store::work_orders::get(&mut conn, &north.office(), order.id).await.unwrap_err();
    assert!(error.to_string().contains("was used for tenant"), "{error}");
}

async fn a_writer_does_not_write_for_another_tenant(db: &Database) {
    let (north, south) = (World::new(db, "nord").await, World::new(db, "sued").await);
    let order = north.order(&north.home);
    let mut tx = db.write(south.tenant.id).await.unwrap();
    let error = store::work_orders::insert(&mut tx, &order).await.unwrap_err();
    assert!(error.to_string().contains("was used for tenant"), "{error}");
    assert!(store::events::append(&mut tx, &north.event(order.id, EventKind::Noted)).await.is_err());
    assert!(store::tenants::insert(&mut tx, &north.tenant).await.is_err());
}

async fn a_writer_does_not_change_rows_of_another_tenant(db: &Database) {
    let (north, south) = (World::new(db, "nord").await, World::new(db, "sued").await);
    let things = things(db, &north).await;
    let loose = north.file(north.home.user.id);
    let mut tx = db.write(north.tenant.id).await.unwrap();
    store::files::insert(&mut tx, &loose).await.unwrap();
    tx.commit().await.unwrap();
    let mut tx = db.write(south.tenant.id).await.unwrap();
    let user = north.home.user.id;
    assert!(!store::users::disable(&mut tx, user, north.now()).await.unwrap());
    assert!(!store::users::set_password_hash(&mut tx, user, None).await.unwrap());
    assert_eq!(store::sessions::delete_for_user(&mut tx, user).await.unwrap(), 0);
    store::sessions::delete(&mut tx, &session(&north)).await.unwrap();
    assert!(!store::files::delete_unattached(&mut tx, loose.id).await.unwrap());
    let mut foreign = things.order.clone();
    foreign.tenant = south.tenant.id;
    assert!(store::work_orders::get_for_update(&mut tx, &south.office(), foreign.id).await.unwrap().is_none());
    tx.commit().await.unwrap();
    let mut conn = db.read(north.tenant.id).await.unwrap();
    let own = seen(&mut conn, &north.office(), &north, &things).await;
    assert!(own.iter().all(|(_, count)| *count == 1), "{own:?}");
    let door = Door::Portal(north.portal.id);
    assert!(store::sessions::find(&mut conn, door, &[1; 32], north.now()).await.unwrap().is_some());
}

async fn the_platforms_paths_are_closed_to_tenants(db: &Database) {
    let world = World::new(db, "nord").await;
    let mut tx = db.write(world.tenant.id).await.unwrap();
    assert!(store::tenants::list(&mut tx).await.is_err());
    assert!(store::portals::list_all(&mut tx).await.is_err());
    assert!(store::outbox::claim(&mut tx, "w", world.now(), Task::Automate, 1).await.is_err());
    assert!(store::outbox::stats(&mut tx).await.is_err());
    assert!(store::sessions::sweep(&mut tx, world.now()).await.is_err());
    let mut conn = db.platform_read().await.unwrap();
    assert!(store::users::get(&mut conn, world.staff.id).await.is_err());
}
