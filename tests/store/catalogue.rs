//! Tenants, portals and the catalogue come back as they were written.

use portico::{
    domain::{
        catalogue::Catalogue,
        customer::Customer,
        flow::Flow,
        status::{Category, Status},
    },
    store::{self, StoreError},
};
use serde_json::json;

use super::world::{World, form, map, slug, tenant};
use crate::support::databases::{Database, on_every_database};

on_every_database!(
    tenants_are_found_by_id_and_listed,
    a_second_tenant_of_the_same_name_is_a_conflict,
    portals_are_found_by_id_and_listed_for_routing,
    settings_of_a_portal_are_replaced_as_a_whole,
    a_portal_name_is_unique_over_all_tenants,
    a_changed_form_gets_the_next_version,
    flows_come_in_order,
    statuses_are_found_in_every_way,
    the_whole_catalogue_comes_in_one_look,
    every_change_of_the_catalogue_or_a_portal_makes_a_new_revision,
    the_keys_of_all_forms_and_statuses_are_listed_for_checks,
);

async fn the_whole_catalogue_comes_in_one_look(db: &Database) {
    let (north, _south) = (World::new(db, "nord").await, World::new(db, "sued").await);
    let mut conn = db.read(north.tenant.id).await.unwrap();
    let found = store::catalogue::get(&mut conn).await.unwrap();
    let wanted = Catalogue::new(
        north.statuses.clone(),
        vec![north.work_type.clone()],
        vec![north.flow.clone()],
        vec![super::world::requester(&north.tenant)],
    );
    assert_eq!(found, wanted);
}

/// What a node compares before it uses the catalogue that it has in memory.
async fn revision(db: &Database) -> store::tenants::Mark {
    store::tenants::mark(&mut db.platform_read().await.unwrap()).await.unwrap()
}

async fn every_change_of_the_catalogue_or_a_portal_makes_a_new_revision(db: &Database) {
    let world = World::new(db, "nord").await;
    let mut seen = vec![revision(db).await];
    let write = async || db.write(world.tenant.id).await.unwrap();

    let mut tx = write().await;
    let status = Status { id: world.id(), slug: slug("extra"), ..world.statuses[0].clone() };
    store::statuses::insert(&mut tx, &status).await.unwrap();
    tx.commit().await.unwrap();
    seen.push(revision(db).await);

    let mut tx = write().await;
    store::work_types::update_form(&mut tx, world.work_type.id, &form(&["description"])).await.unwrap();
    tx.commit().await.unwrap();
    seen.push(revision(db).await);

    let mut tx = write().await;
    store::flows::insert(&mut tx, &Flow { id: world.id(), slug: slug("extra"), ..world.flow.clone() }).await.unwrap();
    tx.commit().await.unwrap();
    seen.push(revision(db).await);

    let mut tx = write().await;
    store::portals::update_settings(&mut tx, world.portal.id, &map(json!({"theme.radius": 4}))).await.unwrap();
    tx.commit().await.unwrap();
    seen.push(revision(db).await);

    let mut tx = write().await;
    store::customers::insert(
        &mut tx,
        &Customer { id: world.id(), number: "K-9".into(), ..world.home.customer.clone() },
    )
    .await
    .unwrap();
    tx.commit().await.unwrap();
    assert_eq!(seen.last(), Some(&revision(db).await), "a customer is no part of the catalogue");
    for (index, mark) in seen.iter().enumerate() {
        assert!(!seen[..index].contains(mark), "change {index} made no new revision");
    }
}

async fn tenants_are_found_by_id_and_listed(db: &Database) {
    let world = World::new(db, "nord").await;
    let mut conn = db.read(world.tenant.id).await.unwrap();
    assert_eq!(store::tenants::get(&mut conn, world.tenant.id).await.unwrap(), Some(world.tenant.clone()));
    let mut conn = db.platform_read().await.unwrap();
    let has = async |conn: &mut _, slug: &str| store::tenants::exists(conn, slug).await.unwrap();
    assert_eq!((has(&mut conn, world.tenant.slug.as_str()).await, has(&mut conn, "nobody").await), (true, false));
    assert_eq!(store::tenants::list(&mut conn).await.unwrap(), vec![world.tenant]);
}

async fn a_second_tenant_of_the_same_name_is_a_conflict(db: &Database) {
    let world = World::new(db, "nord").await;
    let twin = tenant("nord", world.id());
    let mut tx = db.write(twin.id).await.unwrap();
    let error = store::tenants::insert(&mut tx, &twin).await.unwrap_err();
    assert_eq!(error, StoreError::Conflict { table: "tenants" });
}

async fn portals_are_found_by_id_and_listed_for_routing(db: &Database) {
    let (north, south) = (World::new(db, "nord").await, World::new(db, "sued").await);
    let mut conn = db.read(north.tenant.id).await.unwrap();
    assert_eq!(store::portals::get(&mut conn, north.portal.id).await.unwrap(), Some(north.portal.clone()));
    assert_eq!(store::portals::list(&mut conn).await.unwrap(), vec![north.portal.clone()]);
    drop(conn);
    let mut conn = db.platform_read().await.unwrap();
    assert_eq!(store::portals::list_all(&mut conn).await.unwrap(), vec![north.portal, south.portal]);
}

async fn settings_of_a_portal_are_replaced_as_a_whole(db: &Database) {
    let world = World::new(db, "nord").await;
    let settings = map(json!({"theme.radius": 4}));
    let mut tx = db.write(world.tenant.id).await.unwrap();
    assert!(store::portals::update_settings(&mut tx, world.portal.id, &settings).await.unwrap());
    assert!(!store::portals::update_settings(&mut tx, world.id(), &settings).await.unwrap());
    tx.commit().await.unwrap();
    let mut changed = world.portal.clone();
    changed.settings = settings;
    changed.name = "Anders".into();
    changed.enabled = false;
    changed.host = None;
    let mut tx = db.write(world.tenant.id).await.unwrap();
    assert!(store::portals::update(&mut tx, &changed).await.unwrap());
    assert_eq!(store::portals::get(&mut tx, world.portal.id).await.unwrap(), Some(changed));
}

async fn a_portal_name_is_unique_over_all_tenants(db: &Database) {
    let (north, south) = (World::new(db, "nord").await, World::new(db, "sued").await);
    let mut portal = south.portal.clone();
    portal.id = south.id();
    portal.slug = north.portal.slug;
    portal.host = None;
    let mut tx = db.write(south.tenant.id).await.unwrap();
    let error = store::portals::insert(&mut tx, &portal).await.unwrap_err();
    assert_eq!(error, StoreError::Conflict { table: "portals" });
}

async fn a_changed_form_gets_the_next_version(db: &Database) {
    let world = World::new(db, "nord").await;
    let mut tx = db.write(world.tenant.id).await.unwrap();
    let changed = form(&["description", "floor"]);
    assert_eq!(store::work_types::update_form(&mut tx, world.work_type.id, &changed).await.unwrap(), Some(2));
    assert_eq!(store::work_types::update_form(&mut tx, world.id(), &changed).await.unwrap(), None);
    let catalogue = store::catalogue::get(&mut tx).await.unwrap();
    let found = catalogue.work_type(world.work_type.id).unwrap();
    assert_eq!((found.version, &found.form), (2, &changed));
}

async fn flows_come_in_order(db: &Database) {
    let world = World::new(db, "nord").await;
    let mut first = world.flow.clone();
    (first.id, first.slug, first.position) = (world.id(), slug("water"), 0);
    let mut tx = db.write(world.tenant.id).await.unwrap();
    store::flows::insert(&mut tx, &first).await.unwrap();
    let catalogue = store::catalogue::get(&mut tx).await.unwrap();
    let found: Vec<_> = catalogue.flows_of(world.portal.id).map(|flow| flow.as_ref().clone()).collect();
    assert_eq!(found, vec![first, world.flow.clone()]);
}

async fn statuses_are_found_in_every_way(db: &Database) {
    let world = World::new(db, "nord").await;
    let mut second = world.statuses[1].clone();
    (second.id, second.slug, second.position) = (world.id(), slug("accepted-later"), 90);
    let mut tx = db.write(world.tenant.id).await.unwrap();
    store::statuses::insert(&mut tx, &second).await.unwrap();
    let first = Some(world.statuses[1].clone());
    assert_eq!(store::statuses::first_of(&mut tx, Category::Accepted).await.unwrap(), first);
    assert_eq!(store::statuses::by_slug(&mut tx, "accepted-later").await.unwrap(), Some(second.clone()));
    assert_eq!(store::statuses::get(&mut tx, second.id).await.unwrap(), Some(second));
}

async fn the_keys_of_all_forms_and_statuses_are_listed_for_checks(db: &Database) {
    let (north, south) = (World::new(db, "nord").await, World::new(db, "sued").await);
    let mut conn = db.platform_read().await.unwrap();
    let forms = store::flows::forms(&mut conn).await.unwrap();
    let mut forms: Vec<_> = forms.into_iter().map(|(tenant, flow, form)| (tenant, flow, form.keys())).collect();
    forms.sort();
    let keys = vec!["description".to_owned(), "iban".to_owned()];
    let mut wanted =
        vec![(north.tenant.id, "heating".to_owned(), keys.clone()), (south.tenant.id, "heating".to_owned(), keys)];
    wanted.sort();
    assert_eq!(forms, wanted);
    let statuses = store::statuses::slugs(&mut conn).await.unwrap();
    assert_eq!(statuses.len(), 2 * Category::ALL.len());
    assert!(statuses.contains(&(south.tenant.id, "in_progress".to_owned())));
}
