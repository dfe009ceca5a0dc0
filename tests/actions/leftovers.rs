//! What is kept only for a while goes when its time is over, and not before.

use std::time::Duration;

use portico::{
    domain::id::{DraftId, PortalId, UserId},
    store::{self, idempotency::Submission},
};
use sqlx::{Executor, Row};

use crate::support::{
    answer::Answer,
    databases::{self, Database, on_every_database},
    flow,
    person::Person,
    portal::TestPortal,
};

on_every_database!(
    a_draft_goes_when_nobody_went_on_with_it_for_ninety_days,
    a_photo_stays_as_long_as_a_draft_names_it,
    the_key_of_a_submission_goes_when_it_is_no_longer_remembered,
    more_than_one_portion_goes_at_once,
);

const DAY: Duration = Duration::from_secs(86_400);

async fn a_draft_goes_when_nobody_went_on_with_it_for_ninety_days(database: &Database) {
    let portal = TestPortal::on(database).await;
    let page = flow::checked(&portal.customer("erika@drossel.example").await, "left alone").await;
    let old = page.asked.split('/').nth(5).unwrap().parse::<DraftId>().unwrap();
    portal.clock.advance(DAY);
    let page = flow::checked(&portal.customer("erika@drossel.example").await, "a day younger").await;
    let young = page.asked.split('/').nth(5).unwrap().parse::<DraftId>().unwrap();
    portal.clock.advance(89 * DAY);
    sweep(&portal).await;
    assert!(is_there(&portal, old).await, "exactly ninety days are not yet too many");
    portal.clock.advance(Duration::from_micros(1));
    sweep(&portal).await;
    assert!(!is_there(&portal, old).await);
    assert!(is_there(&portal, young).await);
}

async fn a_photo_stays_as_long_as_a_draft_names_it(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    let (named, _) = with_photo(&erika).await;
    let (removed, page) = with_photo(&erika).await;
    erika.submit(&page.main_form().press("go", &format!("remove:{removed}"))).await.expect(303);
    portal.clock.advance(31 * DAY);
    sweep(&portal).await;
    assert_eq!((shown(&portal, &named).await, shown(&portal, &removed).await), (200, 404));
    portal.clock.advance(60 * DAY);
    sweep(&portal).await;
    sweep(&portal).await;
    assert_eq!(shown(&portal, &named).await, 404, "the draft is gone, so nobody needs it");
}

/// A draft with a photo: the photo's id and the step that has it.
async fn with_photo(person: &Person) -> (String, Answer) {
    let photo = [b"\xff\xd8\xff\xe0\x00\x10JFIF".as_slice(), &[7; 64]].concat();
    let form = flow::problem(&flow::begin(person).await, "with a photo").attach("photos", "a.jpg", &photo);
    let place = flow::next(person, form).await;
    let page = person.get(&place.asked.replace("/step/place", "/step/problem")).await.expect(200);
    let id = page.page().first("input[name=photos][type=hidden]").unwrap().attribute("value").unwrap().to_owned();
    (id, page)
}

async fn shown(portal: &TestPortal, photo: &str) -> u16 {
    let erika = portal.customer("erika@drossel.example").await;
    erika.get(&format!("/p/acme/files/{photo}")).await.status.as_u16()
}

async fn the_key_of_a_submission_goes_when_it_is_no_longer_remembered(database: &Database) {
    let portal = TestPortal::on(database).await;
    let what = Submission { actor: "user:1", key: "k", route: "comments", body: &[7; 32] };
    let mut tx = portal.cx().store.write(portal.acme).await.unwrap();
    store::idempotency::begin(&mut tx, &what, portal.cx().now()).await.unwrap();
    tx.commit().await.unwrap();
    portal.clock.advance(store::idempotency::KEPT_FOR);
    sweep(&portal).await;
    assert_eq!(left(&portal).await, 1);
    portal.clock.advance(Duration::from_micros(1));
    sweep(&portal).await;
    assert_eq!(left(&portal).await, 0);
}

async fn more_than_one_portion_goes_at_once(database: &Database) {
    let portal = TestPortal::on(database).await;
    let mut tx = portal.cx().store.write(portal.acme).await.unwrap();
    for number in 0..450 {
        let what = Submission { actor: "user:1", key: &format!("k{number}"), route: "comments", body: &[7; 32] };
        store::idempotency::begin(&mut tx, &what, portal.cx().now()).await.unwrap();
    }
    tx.commit().await.unwrap();
    portal.clock.advance(store::idempotency::KEPT_FOR + Duration::from_micros(1));
    sweep(&portal).await;
    assert_eq!(left(&portal).await, 0);
}

#[tokio::test]
async fn what_fails_for_one_company_keeps_no_other_waiting() {
    let database = databases::sqlite().await;
    let portal = TestPortal::on(&database).await;
    let keys = |tenant| {
        let cx = portal.cx();
        async move {
            let what = Submission { actor: "user:1", key: "k", route: "comments", body: &[7; 32] };
            let mut tx = cx.store.write(tenant).await.unwrap();
            store::idempotency::begin(&mut tx, &what, cx.now()).await.unwrap();
            tx.commit().await.unwrap();
        }
    };
    for tenant in [portal.acme, portal.bolt] {
        keys(tenant).await;
    }
    // Acme comes first, and nothing of it can be removed.
    let mut raw = database.raw_sqlite().await;
    let refuse = "create trigger refuse before delete on idempotency when old.tenant_id = \
                  (select id from tenants where slug = 'acme') begin select raise(abort, 'broken'); end";
    raw.execute(refuse).await.unwrap();
    portal.clock.advance(store::idempotency::KEPT_FOR + Duration::from_micros(1));
    sweep(&portal).await;
    let rest = raw.fetch_all("select t.slug from idempotency i join tenants t on t.id = i.tenant_id").await.unwrap();
    assert_eq!(rest.iter().map(|row| row.get::<String, _>(0)).collect::<Vec<_>>(), ["acme"]);
}

async fn sweep(portal: &TestPortal) {
    portal.app.worker("sweeper").sweep().await.unwrap();
}

async fn is_there(portal: &TestPortal, draft: DraftId) -> bool {
    let (at, erika) = place(portal).await;
    let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
    store::drafts::get(&mut conn, at, erika, draft).await.unwrap().is_some()
}

/// Acme's portal and the login of Erika.
async fn place(portal: &TestPortal) -> (PortalId, UserId) {
    let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
    let erika = store::users::by_email(&mut conn, &"erika@drossel.example".parse().unwrap()).await.unwrap().unwrap();
    let memberships = store::memberships::of_user(&mut conn, erika.id).await.unwrap();
    (memberships[0].portal().unwrap(), erika.id)
}

/// Keys that a sweep at the end of time would still remove; the sweep itself is not kept.
async fn left(portal: &TestPortal) -> u64 {
    let mut tx = portal.cx().store.write(portal.acme).await.unwrap();
    store::idempotency::sweep(&mut tx, portal.cx().now() + 1_000 * DAY).await.unwrap()
}
