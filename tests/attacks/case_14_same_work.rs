//! Whoever is named, a try to sign in takes the work of a password check. The work is counted instead of timed: where there is no room for a
//! check, whoever asks for one is told so.

use sqlx::Executor;

use crate::support::{
    databases::{self, Database},
    person::PASSWORD,
    portal::TestPortal,
};

/// Somebody who may sign in, one whose login is closed, one who has no password, one of the other door, one of another tenant, nobody.
const ADDRESSES: [&str; 6] = [
    "erika@drossel.example",
    "ole@drossel.example",
    "ida@drossel.example",
    "sam@acme.example",
    "carla@zeisig.example",
    "nobody@drossel.example",
];

async fn close_and_take_away(database: &Database) {
    let mut raw = database.raw_sqlite().await;
    raw.execute("update users set disabled_at = 1 where email = 'ole@drossel.example'").await.unwrap();
    raw.execute("update users set password_hash = null where email = 'ida@drossel.example'").await.unwrap();
}

/// What a door answers to each address, without the address.
async fn answers(portal: &TestPortal, password: &str, addresses: &[&str]) -> Vec<String> {
    let mut seen = Vec::new();
    for email in addresses {
        let fields = [("email", *email), ("password", password), ("next", "")];
        seen.push(portal.browser("/p/acme").post("/p/acme/sign-in", &fields).await.normalised(&[email]));
    }
    seen
}

#[tokio::test(flavor = "multi_thread")]
async fn every_try_asks_for_a_password_check() {
    let database = databases::sqlite().await;
    let portal = TestPortal::with(&database, |config| {
        (config.security.hash_parallel, config.security.hash_queue) = (0, 0);
    })
    .await;
    close_and_take_away(&database).await;
    for password in [PASSWORD, "wrong", ""] {
        let mut seen = answers(&portal, password, &ADDRESSES).await;
        assert!(seen[0].starts_with("503"), "{}", seen[0]);
        seen.dedup();
        assert_eq!(seen.len(), 1, "{}", seen.join("\n---\n"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn who_may_not_sign_in_is_told_nothing_even_with_the_right_password() {
    let database = databases::sqlite().await;
    let portal = TestPortal::on(&database).await;
    close_and_take_away(&database).await;
    let wrong = answers(&portal, "wrong", &ADDRESSES[..1]).await;
    assert!(wrong[0].starts_with("422"), "{}", wrong[0]);
    for answer in answers(&portal, PASSWORD, &ADDRESSES[1..]).await {
        assert_eq!(answer, wrong[0]);
    }
}
