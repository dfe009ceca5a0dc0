//! Users, memberships and sessions.

use std::time::Duration;

use portico::{
    domain::session::{Door, Origin, Session},
    store::{self, StoreError},
};

use uuid::Uuid;

use super::world::{World, office, user};
use crate::support::databases::{Database, on_every_database};

on_every_database!(
    a_user_is_found_by_address_and_id,
    a_second_user_with_the_same_address_is_a_conflict,
    a_password_is_set_and_removed,
    memberships_tell_where_a_person_belongs,
    staff_have_one_membership_in_the_office,
    a_session_is_found_only_at_its_own_door,
    a_session_is_not_found_after_its_end,
    a_disabled_person_has_no_session,
    a_session_without_a_membership_is_not_found,
    a_session_is_found_over_all_tenants_or_in_its_own,
    a_touched_session_lives_longer,
    sessions_end_one_by_one_and_all_at_once,
    ended_sessions_are_swept,
);

fn session(world: &World, door: Door, number: u8) -> Session {
    let user = if door == Door::Office { world.staff.id } else { world.home.user.id };
    Session {
        id: Uuid::from_u128(u128::from(number)).into(),
        from: Origin::default(),
        fresh_at: world.now(),
        secret_hash: [number; 32],
        tenant: world.tenant.id,
        door,
        user,
        created_at: world.now(),
        seen_at: world.now(),
        expires_at: world.now() + Duration::from_secs(3_600),
        passkey: None,
    }
}

async fn add(db: &Database, world: &World, session: &Session) {
    let mut tx = db.write(world.tenant.id).await.unwrap();
    store::sessions::insert(&mut tx, session).await.unwrap();
    tx.commit().await.unwrap();
}

async fn found(db: &Database, world: &World, session: &Session) -> bool {
    let mut conn = db.read(world.tenant.id).await.unwrap();
    store::sessions::find(&mut conn, session.door, &session.secret_hash, world.now()).await.unwrap().is_some()
}

async fn a_user_is_found_by_address_and_id(db: &Database) {
    let world = World::new(db, "nord").await;
    let mut conn = db.read(world.tenant.id).await.unwrap();
    let user = &world.home.user;
    assert_eq!(store::users::by_email(&mut conn, &user.email).await.unwrap().as_ref(), Some(user));
    assert_eq!(store::users::get(&mut conn, user.id).await.unwrap().as_ref(), Some(user));
    assert_eq!(store::users::by_email(&mut conn, &"x@y.z".parse().unwrap()).await.unwrap(), None);
}

async fn a_second_user_with_the_same_address_is_a_conflict(db: &Database) {
    let world = World::new(db, "nord").await;
    let mut tx = db.write(world.tenant.id).await.unwrap();
    let error = store::users::insert(&mut tx, &user("home", &world.tenant, world.id())).await.unwrap_err();
    assert_eq!(error, StoreError::Conflict { table: "users" });
}

async fn a_password_is_set_and_removed(db: &Database) {
    let world = World::new(db, "nord").await;
    let id = world.staff.id;
    let mut tx = db.write(world.tenant.id).await.unwrap();
    assert!(store::users::set_password_hash(&mut tx, id, Some("$argon2id$new")).await.unwrap());
    let hash = store::users::get(&mut tx, id).await.unwrap().unwrap().password_hash;
    assert_eq!(hash.as_deref(), Some("$argon2id$new"));
    assert!(store::users::set_password_hash(&mut tx, id, None).await.unwrap());
    assert!(store::users::set_details(&mut tx, &world.staff, "Erika N.", "nl").await.unwrap());
    let user = store::users::get(&mut tx, id).await.unwrap().unwrap();
    assert_eq!((user.password_hash, user.language.as_str()), (None, "nl"));
    assert!(!store::users::set_password_hash(&mut tx, world.id(), None).await.unwrap());
}

async fn memberships_tell_where_a_person_belongs(db: &Database) {
    let world = World::new(db, "nord").await;
    let mut conn = db.read(world.tenant.id).await.unwrap();
    let home = &world.home;
    assert_eq!(store::memberships::of_user(&mut conn, home.user.id).await.unwrap(), vec![home.membership.clone()]);
    assert_eq!(store::memberships::of_user(&mut conn, world.staff.id).await.unwrap(), vec![office(&world.staff)]);
}

async fn staff_have_one_membership_in_the_office(db: &Database) {
    let world = World::new(db, "nord").await;
    let mut tx = db.write(world.tenant.id).await.unwrap();
    let error = store::memberships::insert(&mut tx, &office(&world.staff), &[]).await.unwrap_err();
    assert!(matches!(error, StoreError::Conflict { .. }), "{error}");
}

async fn a_session_is_found_only_at_its_own_door(db: &Database) {
    let world = World::new(db, "nord").await;
    let portal = session(&world, Door::Portal(world.portal.id), 1);
    let desk = session(&world, Door::Office, 2);
    add(db, &world, &portal).await;
    add(db, &world, &desk).await;
    let mut conn = db.read(world.tenant.id).await.unwrap();
    let mut find =
        async |door, hash: u8| store::sessions::find(&mut conn, door, &[hash; 32], world.now()).await.unwrap();
    let who = find(portal.door, 1).await.unwrap();
    assert_eq!(
        (who.session, who.user, who.membership),
        (portal.clone(), world.home.user.clone(), world.home.membership.clone())
    );
    let who = find(Door::Office, 2).await.unwrap();
    assert_eq!((who.session, who.user, who.membership), (desk, world.staff.clone(), office(&world.staff)));
    assert_eq!(find(Door::Office, 1).await, None);
    assert_eq!(find(portal.door, 2).await, None);
    assert_eq!(find(portal.door, 3).await, None);
}

async fn a_session_is_not_found_after_its_end(db: &Database) {
    let world = World::new(db, "nord").await;
    let session = session(&world, Door::Portal(world.portal.id), 1);
    add(db, &world, &session).await;
    world.clock.advance(Duration::from_secs(3_599));
    assert!(found(db, &world, &session).await);
    world.clock.advance(Duration::from_secs(1));
    assert!(!found(db, &world, &session).await);
}

async fn a_disabled_person_has_no_session(db: &Database) {
    let world = World::new(db, "nord").await;
    let session = session(&world, Door::Office, 1);
    add(db, &world, &session).await;
    assert!(found(db, &world, &session).await);
    let mut tx = db.write(world.tenant.id).await.unwrap();
    assert!(store::users::disable(&mut tx, world.staff.id, world.now()).await.unwrap());
    assert!(!store::users::disable(&mut tx, world.staff.id, world.now()).await.unwrap());
    tx.commit().await.unwrap();
    assert!(!found(db, &world, &session).await);
}

async fn a_session_without_a_membership_is_not_found(db: &Database) {
    let world = World::new(db, "nord").await;
    let mut session = session(&world, Door::Office, 1);
    session.user = world.home.user.id;
    add(db, &world, &session).await;
    assert!(!found(db, &world, &session).await);
}

async fn a_session_is_found_over_all_tenants_or_in_its_own(db: &Database) {
    let (north, south) = (World::new(db, "nord").await, World::new(db, "sued").await);
    let session = session(&north, Door::Portal(north.portal.id), 1);
    add(db, &north, &session).await;
    let mut conn = db.platform_read().await.unwrap();
    let who = store::sessions::find(&mut conn, session.door, &[1; 32], north.now()).await.unwrap();
    assert_eq!(who.map(|who| who.session), Some(session.clone()));
    assert!(!found(db, &south, &session).await);
}

async fn a_touched_session_lives_longer(db: &Database) {
    let world = World::new(db, "nord").await;
    let session = session(&world, Door::Portal(world.portal.id), 1);
    add(db, &world, &session).await;
    let later = session.expires_at + Duration::from_secs(60);
    let mut tx = db.write(world.tenant.id).await.unwrap();
    assert!(store::sessions::touch(&mut tx, &[1; 32], session.expires_at, later).await.unwrap());
    assert!(!store::sessions::touch(&mut tx, &[2; 32], session.expires_at, later).await.unwrap());
    let who = store::sessions::find(&mut tx, session.door, &[1; 32], session.expires_at).await.unwrap().unwrap();
    assert_eq!((who.session.seen_at, who.session.expires_at), (session.expires_at, later));
}

async fn sessions_end_one_by_one_and_all_at_once(db: &Database) {
    let world = World::new(db, "nord").await;
    let door = Door::Portal(world.portal.id);
    let sessions: Vec<_> = (1..=4).map(|number| session(&world, door, number)).collect();
    for session in &sessions {
        add(db, &world, session).await;
    }
    let mut tx = db.write(world.tenant.id).await.unwrap();
    store::sessions::delete(&mut tx, &sessions[0]).await.unwrap();
    tx.commit().await.unwrap();
    assert!(!found(db, &world, &sessions[0]).await);
    assert!(found(db, &world, &sessions[1]).await);
    let mut tx = db.write(world.tenant.id).await.unwrap();
    assert_eq!(store::sessions::delete_for_user(&mut tx, world.home.user.id).await.unwrap(), 3);
    tx.commit().await.unwrap();
    assert!(!found(db, &world, &sessions[1]).await);
}

async fn ended_sessions_are_swept(db: &Database) {
    let world = World::new(db, "nord").await;
    let ended = session(&world, Door::Office, 1);
    let mut alive = session(&world, Door::Office, 2);
    alive.expires_at += Duration::from_secs(1);
    add(db, &world, &ended).await;
    add(db, &world, &alive).await;
    let mut tx = db.platform_write().await.unwrap();
    assert_eq!(store::sessions::sweep(&mut tx, ended.expires_at).await.unwrap(), 1);
    tx.commit().await.unwrap();
    assert!(found(db, &world, &alive).await);
}
