//! The key that seals seeds of second factors: made once, kept to its owner, and refused when it is another.

use std::os::unix::fs::PermissionsExt;

use portico::actions::{
    Context, Error,
    sealing::{self, Sealer},
};

use crate::support::{
    databases::{Database, on_every_database},
    factor::set_up,
    portal::TestPortal,
};

on_every_database!(
    a_key_is_made_at_the_first_start_and_only_its_owner_may_read_it,
    a_key_that_does_not_fit_what_is_stored_is_refused_at_the_start,
);

/// A start with a key file, after another process.
async fn start(portal: &TestPortal, path: &std::path::Path) -> Result<(), String> {
    let cx = Context { sealer: Sealer::default(), ..portal.cx().clone() };
    sealing::open(&cx, path).await.map_err(|error: Error| error.to_string())
}

async fn a_key_is_made_at_the_first_start_and_only_its_owner_may_read_it(database: &Database) {
    let portal = TestPortal::on(database).await;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new/portico.key");
    start(&portal, &path).await.unwrap();
    let key = std::fs::read_to_string(&path).unwrap();
    assert_eq!(key.trim().len(), 64);
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    start(&portal, &path).await.unwrap();
    assert_eq!(std::fs::read_to_string(&path).unwrap(), key);
    std::fs::write(&path, "no key").unwrap();
    assert!(start(&portal, &path).await.unwrap_err().contains("64 hexadecimal digits"));
}

async fn a_key_that_does_not_fit_what_is_stored_is_refused_at_the_start(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    set_up(&portal, &erika).await;
    start(&portal, &portal.app.state.config.security.key_file).await.unwrap();
    let folder = tempfile::tempdir().unwrap();
    let other = folder.path().join("other.key");
    let missing = start(&portal, &other).await.unwrap_err();
    assert!(missing.contains("other.key") && missing.contains("is missing"), "{missing}");
    assert!(!other.exists(), "a new key would hide that the old one is lost");
    std::fs::write(&other, "ab".repeat(32)).unwrap();
    let wrong = start(&portal, &other).await.unwrap_err();
    assert!(wrong.contains("security.key_file") && wrong.contains("sealed with"), "{wrong}");
}
