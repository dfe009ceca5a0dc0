//! Drafts with two pages open: neither takes away what the other kept.

use axum::body::Body;
use bytes::Bytes;
use futures_util::stream;
use portico::{
    actions::{
        request_forms::{self, Filling},
        requests::{self, Sent},
        sessions::{self, Outcome},
    },
    domain::{
        access::Actor,
        id::{DraftId, WorkOrderId},
        portal::Site,
    },
    store,
};
use tokio::sync::oneshot;

use super::sessions::{arrival, proved};
use crate::support::{
    databases::{Database, on_every_database},
    flow,
    portal::TestPortal,
};

on_every_database!(
    a_step_that_takes_long_to_arrive_takes_nothing_away_that_another_page_kept,
    what_another_page_kept_while_a_request_was_checked_is_sent_too,
);

async fn a_step_that_takes_long_to_arrive_takes_nothing_away_that_another_page_kept(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    let place = flow::next(&erika, flow::problem(&flow::begin(&erika).await, "first words")).await;
    let back = erika.get(&place.asked.replace("/step/place", "/step/problem")).await.expect(200);
    let slow = flow::problem(&back, "second words").press("go", "next");
    let (kind, body) = slow.body();
    let ((begun, begins), (go_on, goes_on)) = (oneshot::channel(), oneshot::channel());
    // The server asks for the body when it has looked at the draft.
    let body = Body::from_stream(stream::once(async move {
        begun.send(()).unwrap();
        goes_on.await.unwrap();
        Ok::<_, std::io::Error>(Bytes::from(body))
    }));
    let headers = [("content-type", kind.as_str())];
    let first = erika.stream(&slow.action, &headers, body);
    let second = async {
        begins.await.unwrap();
        erika.submit(&flow::place(&place).press("go", "next")).await.expect(303);
        go_on.send(()).unwrap();
    };
    let (first, ()) = futures_util::join!(first, second);
    first.expect(303);
    let problem = erika.get(&back.asked).await.expect(200);
    assert_eq!(problem.main_form().value("description"), "second words");
    let place = erika.get(&place.asked).await.expect(200);
    assert_eq!(place.main_form().value("phone"), "030 5550009");
}

async fn what_another_page_kept_while_a_request_was_checked_is_sent_too(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    let check = flow::checked(&erika, "first words").await;
    let id: DraftId = check.asked.split('/').nth(5).unwrap().parse().unwrap();
    let order = send_while(&portal, id, async {
        let problem = erika.get(&check.asked.replace("/check", "/step/problem")).await.expect(200);
        erika.submit(&flow::problem(&problem, "second words").press("go", "next")).await.expect(303);
    });
    let order = order.await;
    let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
    let detail = store::work_orders::detail(&mut conn, &portal.scope(), order).await.unwrap().unwrap();
    assert_eq!(detail.order.description, "second words");
}

/// Sends Erika's draft as it was before `meanwhile`.
async fn send_while(portal: &TestPortal, id: DraftId, meanwhile: impl Future<Output = ()>) -> WorkOrderId {
    let (cx, arrival) = (portal.cx(), arrival(portal).await);
    let Outcome::In(signed_in) = sessions::let_in(cx, proved(portal).await, &arrival).await.unwrap() else {
        panic!("she has one factor")
    };
    let person = sessions::find(cx, portal.acme, arrival.door, &signed_in.secret).await.unwrap().unwrap();
    let Actor::Customer(actor) = &person.actor else { panic!("she is a customer") };
    let mut conn = cx.store.read(portal.acme).await.unwrap();
    let tenant = store::tenants::get(&mut conn, portal.acme).await.unwrap().unwrap();
    let door = store::portals::get(&mut conn, actor.portal).await.unwrap().unwrap();
    drop(conn);
    let site = Site { tenant: tenant.into(), portal: door.into() };
    let extensions = portal.app.live.generation("acme").extensions.clone();
    let catalogue = &person.catalogue;
    let texts = &|key: &str, _: &_| key.to_owned();
    let filling = Filling { cx, extensions: &extensions, site: &site, catalogue, actor, language: "de", texts };
    let opened = request_forms::open(cx, catalogue, actor, &"fault".parse().unwrap()).await.unwrap();
    let read = requests::draft(&filling, id).await.unwrap().unwrap();
    meanwhile.await;
    match requests::send(&filling, &opened, &read).await.unwrap() {
        Sent::As(order) => order,
        Sent::Again(filled) => panic!("{:?}", filled.problems),
    }
}
