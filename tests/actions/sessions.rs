//! Signing in while something else happens to the login.

use std::time::Duration;

use portico::{
    actions::sessions::{self, Arrival, Life, Outcome},
    domain::{
        session::{Door, Origin},
        user::User,
    },
    store,
};

use crate::support::{
    databases::{Database, on_every_database},
    person::PASSWORD,
    portal::TestPortal,
};

on_every_database!(
    a_password_that_was_changed_while_it_was_judged_opens_nothing,
    a_login_that_was_closed_while_its_password_was_judged_opens_nothing,
);

const ERIKA: &str = "erika@drossel.example";

/// Somebody at the portal of Acme with a browser that was never there.
pub async fn arrival(portal: &TestPortal) -> Arrival {
    let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
    let portals = store::portals::list(&mut conn).await.unwrap();
    let acme = portals.iter().find(|portal| portal.slug.as_str() == "acme").unwrap().id;
    let life = Duration::from_secs(3_600);
    Arrival {
        tenant: portal.acme,
        door: Door::Portal(acme),
        origin: Origin::default(),
        device: None,
        life: Life { idle: life, absolute: life, most: 20 },
        half: life,
        is_fresh: true,
        passkey: None,
    }
}

/// Who typed the right password a moment ago.
pub async fn proved(portal: &TestPortal) -> User {
    let typed = (ERIKA, PASSWORD.to_owned());
    sessions::prove(portal.cx(), portal.acme, typed).await.unwrap().expect("the password is right")
}

async fn open(portal: &TestPortal, user: &User) -> usize {
    let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
    store::sessions::list(&mut conn, user.id, portal.cx().now()).await.unwrap().len()
}

async fn a_password_that_was_changed_while_it_was_judged_opens_nothing(database: &Database) {
    let portal = TestPortal::on(database).await;
    let (user, arrival) = (proved(&portal).await, arrival(&portal).await);
    let erika = portal.customer(ERIKA).await;
    let page = erika.get("/p/acme/profile/password").await.expect(200);
    let form = page.form("/profile/password").fill("current", PASSWORD).fill("new", "tragbarer quittenbaum");
    erika.submit(&form).await.expect(303);
    let outcome = sessions::let_in(portal.cx(), user.clone(), &arrival).await.unwrap();
    assert!(matches!(outcome, Outcome::Refused), "{outcome:?}");
    assert_eq!(open(&portal, &user).await, 1, "only that of the browser that changed it");
}

async fn a_login_that_was_closed_while_its_password_was_judged_opens_nothing(database: &Database) {
    let portal = TestPortal::on(database).await;
    let (user, arrival) = (proved(&portal).await, arrival(&portal).await);
    let mut tx = portal.cx().store.write(portal.acme).await.unwrap();
    assert!(store::users::disable(&mut tx, user.id, portal.cx().now()).await.unwrap());
    tx.commit().await.unwrap();
    let outcome = sessions::let_in(portal.cx(), user.clone(), &arrival).await.unwrap();
    assert!(matches!(outcome, Outcome::Refused), "{outcome:?}");
    assert_eq!(open(&portal, &user).await, 0);
}
