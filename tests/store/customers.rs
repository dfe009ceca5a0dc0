//! Customers with their addresses, contacts and objects.

use portico::store::{self, StoreError};

use super::world::World;
use crate::support::databases::{Database, on_every_database};

on_every_database!(
    a_customer_comes_back_with_what_belongs_to_it,
    customers_are_listed_by_name_in_parts,
    two_customers_cannot_have_one_number,
    a_record_cannot_refer_to_another_tenant,
);

async fn a_customer_comes_back_with_what_belongs_to_it(db: &Database) {
    let world = World::new(db, "nord").await;
    let (scope, home) = (world.office(), &world.home);
    let mut conn = db.read(world.tenant.id).await.unwrap();
    let id = home.customer.id;
    assert_eq!(store::customers::get(&mut conn, &scope, id).await.unwrap().as_ref(), Some(&home.customer));
    let addresses = store::addresses::list_for_customer(&mut conn, &scope, id).await.unwrap();
    assert_eq!(addresses, vec![home.address.clone()]);
    let contacts = store::contacts::list_for_customer(&mut conn, &scope, id).await.unwrap();
    assert_eq!(contacts, vec![home.contact.clone()]);
    let objects = store::objects::list_for_customer(&mut conn, &scope, id).await.unwrap();
    assert_eq!(objects, vec![home.object.clone()]);
    let address = store::addresses::get(&mut conn, &scope, home.address.id).await.unwrap();
    assert_eq!(address.as_ref(), Some(&home.address));
    let contact = store::contacts::get(&mut conn, &scope, home.contact.id).await.unwrap();
    assert_eq!(contact.as_ref(), Some(&home.contact));
    let object = store::objects::get(&mut conn, &scope, home.object.id).await.unwrap();
    assert_eq!(object.as_ref(), Some(&home.object));
}

async fn customers_are_listed_by_name_in_parts(db: &Database) {
    let world = World::new(db, "nord").await;
    let scope = world.office();
    let mut conn = db.read(world.tenant.id).await.unwrap();
    let all = store::customers::list(&mut conn, &scope, 10, 0).await.unwrap();
    assert_eq!(all, vec![world.home.customer.clone(), world.other.customer.clone()]);
    assert_eq!(store::customers::list(&mut conn, &scope, 1, 1).await.unwrap(), vec![world.other.customer.clone()]);
}

async fn two_customers_cannot_have_one_number(db: &Database) {
    let world = World::new(db, "nord").await;
    let mut twin = world.home.customer.clone();
    twin.id = world.id();
    let mut tx = db.write(world.tenant.id).await.unwrap();
    let error = store::customers::insert(&mut tx, &twin).await.unwrap_err();
    assert_eq!(error, StoreError::Conflict { table: "customers" });
}

async fn a_record_cannot_refer_to_another_tenant(db: &Database) {
    let (north, south) = (World::new(db, "nord").await, World::new(db, "sued").await);
    let mut address = north.home.address.clone();
    address.id = north.id();
    address.customer = south.home.customer.id;
    let mut tx = db.write(north.tenant.id).await.unwrap();
    let error = store::addresses::insert(&mut tx, &address).await.unwrap_err();
    assert!(error.to_string().contains("refers to one that does not exist"), "{error}");
}
