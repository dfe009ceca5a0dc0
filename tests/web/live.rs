//! Live updates over a real connection: a hint when something changed, none about others, and an end with the session.

use std::time::Duration;

use portico::{
    domain::id::WorkOrderId,
    store::{self, EventHint},
};
use tokio::sync::broadcast::Receiver;

use crate::support::{
    databases::{Database, on_every_database},
    flow,
    person::Person,
    portal::{Listening, TestPortal},
};

on_every_database!(
    a_stream_begins_with_the_event_that_the_page_would_end_with_now,
    a_customer_is_told_when_her_request_was_accepted,
    a_change_of_another_request_is_not_told,
    the_stream_ends_with_the_session,
    the_stream_of_a_session_that_ran_out_ends_though_nothing_happens,
    whatever_ends_a_session_ends_its_stream_at_once,
    a_role_that_sees_less_ends_the_streams_of_who_has_it,
);

/// Longer than any answer takes, on the slowest machine; reached only by a test that fails.
const PATIENCE: Duration = Duration::from_secs(20);

async fn a_stream_begins_with_the_event_that_the_page_would_end_with_now(database: &Database) {
    let portal = TestPortal::on(database).await;
    let listening = portal.listen().await;
    let (erika, sam) = (portal.customer("erika@drossel.example").await, portal.staff("sam@acme.example").await);
    let order = flow::sent(&erika, "x").await;
    let shown = async |person: &Person, path: String| {
        let page = person.get(&path).await.expect(200).page();
        page.all("[data-timeline] li").pop().expect("a timeline").attribute("id").unwrap().to_owned()
    };
    let page = format!("/p/acme/requests/{order}");
    let before = shown(&erika, page.clone()).await;
    assert_eq!(before, format!("event-{}", Stream::open(&listening, &erika, &order.to_string()).await.opened));
    // Between the page and its stream something happens, of which no hint will come any more.
    sam.post(&format!("/office/acme/orders/{order}/acceptance"), &[]).await.expect(303);
    let opened = Stream::open(&listening, &erika, &order.to_string()).await.opened;
    assert_ne!(before, format!("event-{opened}"), "a page that was drawn before can tell");
    assert_eq!(shown(&erika, page.clone()).await, format!("event-{opened}"));
    // What only the office sees is no news for her.
    let note = [("text", "a note"), ("key", &order.to_string())];
    sam.post(&format!("/office/acme/orders/{order}/notes"), &note).await.expect(303);
    assert_eq!(Stream::open(&listening, &erika, &order.to_string()).await.opened, opened);
    let office = shown(&sam, format!("/office/acme/orders/{order}")).await;
    assert_ne!(office, format!("event-{opened}"), "the office's page ends with the note");
    let stream = Stream::open_at(&listening, &sam, &format!("/office/acme/orders/{order}/events")).await;
    assert_eq!(format!("event-{}", stream.opened), office);
}

async fn a_customer_is_told_when_her_request_was_accepted(database: &Database) {
    let portal = TestPortal::on(database).await;
    let listening = portal.listen().await;
    let erika = portal.customer("erika@drossel.example").await;
    let order = flow::sent(&erika, "x").await;
    let mut stream = Stream::open(&listening, &erika, &order.to_string()).await;
    let sam = portal.staff("sam@acme.example").await;
    sam.post(&format!("/office/acme/orders/{order}/acceptance"), &[]).await.expect(303);
    assert_eq!(stream.next().await, Some(("changed".to_owned(), order.to_string())));
}

async fn a_change_of_another_request_is_not_told(database: &Database) {
    let portal = TestPortal::on(database).await;
    let listening = portal.listen().await;
    let erika = portal.customer("erika@drossel.example").await;
    let (mine, other) = (flow::sent(&erika, "mine").await, flow::sent(&erika, "the other").await);
    let mut stream = Stream::open(&listening, &erika, &mine.to_string()).await;
    let sam = portal.staff("sam@acme.example").await;
    // Two changes elsewhere, then one here: the first hint is about the last.
    sam.post(&format!("/office/acme/orders/{other}/acceptance"), &[]).await.expect(303);
    let berta = portal.customer("berta@amsel.example").await;
    flow::sent(&berta, "of somebody else").await;
    sam.post(&format!("/office/acme/orders/{mine}/notes"), &[("text", "a note"), ("key", &other.to_string())])
        .await
        .expect(303);
    assert_eq!(stream.next().await, Some(("changed".to_owned(), mine.to_string())));
    assert!(!stream.seen.contains(&other.to_string()), "{}", stream.seen);
}

async fn the_stream_ends_with_the_session(database: &Database) {
    let portal = TestPortal::on(database).await;
    let listening = portal.listen().await;
    let erika = portal.customer("erika@drossel.example").await;
    let mut hints = portal.cx().store.subscribe();
    let order = flow::sent(&erika, "x").await;
    // PostgreSQL tells of a commit a moment later; what was sent before must have been told before the stream begins.
    told_of(&portal, order, &mut hints).await;
    let mut stream = Stream::open(&listening, &erika, &order.to_string()).await;
    let page = erika.get("/p/acme/").await.expect(200);
    erika.submit(&page.form("/sign-out")).await.expect(200);
    let sam = portal.staff("sam@acme.example").await;
    sam.post(&format!("/office/acme/orders/{order}/acceptance"), &[]).await.expect(303);
    let mut told = 0;
    while stream.next().await.is_some() {
        told += 1;
    }
    let before = heard_before_the_session_ended(order, &mut hints).await;
    assert!(told <= before, "she was told {told} times, but only {before} things happened before she signed out");
}

/// Counts what a stream about a request may tell of up to the end of a session. Mostly that is nothing; PostgreSQL may have told to
/// catch up, as after a connection that was lost.
async fn heard_before_the_session_ended(order: WorkOrderId, hints: &mut Receiver<EventHint>) -> usize {
    let mut heard = 0;
    loop {
        match tokio::time::timeout(PATIENCE, hints.recv()).await.expect("the end of a session is told of").unwrap() {
            EventHint::PersonChanged { .. } | EventHint::RolesChanged { .. } => return heard,
            EventHint::Appended { work_order, .. } if work_order != order => {}
            EventHint::Appended { .. } | EventHint::CatchUp => heard += 1,
        }
    }
}

/// Waits until this node has heard of the last event of a request.
async fn told_of(portal: &TestPortal, order: WorkOrderId, hints: &mut Receiver<EventHint>) {
    let mut conn = portal.cx().store.read(portal.acme).await.unwrap();
    let whole = store::work_orders::whole(&mut conn, &portal.scope(), order, None).await.unwrap().unwrap();
    let last = whole.events.last().expect("the request was sent").id;
    let heard = async {
        loop {
            if let EventHint::Appended { event, .. } = hints.recv().await.unwrap()
                && event == last
            {
                return;
            }
        }
    };
    tokio::time::timeout(PATIENCE, heard).await.expect("every commit is told of");
}

async fn the_stream_of_a_session_that_ran_out_ends_though_nothing_happens(database: &Database) {
    let portal = TestPortal::with(database, |config| config.server.stream_ping_s = 1).await;
    let listening = portal.listen().await;
    let erika = portal.customer("erika@drossel.example").await;
    let mut hints = portal.cx().store.subscribe();
    let order = flow::sent(&erika, "x").await;
    told_of(&portal, order, &mut hints).await;
    let mut stream = Stream::open(&listening, &erika, &order.to_string()).await;
    stream.sign_of_life().await;
    portal.clock.advance(Duration::from_secs(8 * 86_400));
    // PostgreSQL may have told to catch up while she was still signed in: a lost connection is no event of ours.
    while stream.next().await.is_some() {}
}

async fn whatever_ends_a_session_ends_its_stream_at_once(database: &Database) {
    // Signs of life are far apart, so that none of them is what ends a stream here.
    let portal = TestPortal::with(database, |config| config.server.stream_ping_s = 3_600).await;
    let listening = portal.listen().await;
    let other = portal.customer("erika@drossel.example").await;
    let order = flow::sent(&other, "x").await.to_string();
    let others = [("session", "others")];
    let disable = async || {
        let mut tx = portal.cx().store.write(portal.acme).await.unwrap();
        let user = store::users::by_email(&mut tx, &"erika@drossel.example".parse().unwrap()).await.unwrap().unwrap();
        store::users::disable(&mut tx, user.id, portal.cx().now()).await.unwrap();
        tx.commit().await.unwrap();
    };
    for end in ["sign out", "others", "disable"] {
        let erika = portal.customer("erika@drossel.example").await;
        let mut stream = Stream::open(&listening, &erika, &order).await;
        match end {
            "sign out" => {
                let page = erika.get("/p/acme/").await.expect(200);
                erika.submit(&page.form("/sign-out")).await.expect(200);
            }
            "others" => drop(other.post("/p/acme/profile/sign-outs", &others).await.expect(303)),
            _ => disable().await,
        }
        while stream.next().await.is_some() {}
    }
}

async fn a_role_that_sees_less_ends_the_streams_of_who_has_it(database: &Database) {
    let portal = TestPortal::on(database).await;
    let listening = portal.listen().await;
    let order = flow::sent(&portal.customer("erika@drossel.example").await, "x").await.to_string();
    let rita = portal.customer("rita@drossel.example").await;
    let mut stream = Stream::open(&listening, &rita, &order).await;
    let sam = portal.staff("sam@acme.example").await;
    let form = sam.get("/office/acme/roles/reader").await.expect(200).main_form().fill("sight", "own");
    let question = sam.submit(&form).await.expect(200);
    let sign = question.page().first("button[name=agreed]").and_then(|b| b.attribute("value")).unwrap().to_owned();
    sam.submit(&question.main_form().press("agreed", &sign)).await.expect(303);
    assert_eq!(stream.next().await, None);
}

/// An open event stream.
struct Stream {
    response: reqwest::Response,
    seen: String,
    /// The event that it began with.
    opened: String,
}

impl Stream {
    async fn open(listening: &Listening, person: &Person, order: &str) -> Self {
        Self::open_at(listening, person, &format!("/p/acme/requests/{order}/events")).await
    }

    async fn open_at(listening: &Listening, person: &Person, path: &str) -> Self {
        let client = reqwest::Client::builder().build().unwrap();
        let address = format!("http://{}{path}", listening.address);
        let request =
            client.get(address).header("cookie", person.cookie_header()).header("accept-encoding", "br, gzip").send();
        let response = tokio::time::timeout(PATIENCE, request).await.expect("a stream begins at once").unwrap();
        assert_eq!(response.status(), 200);
        assert_eq!(response.headers()["content-type"], "text/event-stream");
        assert!(!response.headers().contains_key("content-encoding"), "a compressor would hold events back");
        let mut stream = Self { response, seen: String::new(), opened: String::new() };
        let (name, last) = stream.next().await.expect("a stream begins with what the timeline ends with");
        assert_eq!(name, "opened");
        Self { opened: last, ..stream }
    }

    /// Waits for a comment that keeps the connection open.
    async fn sign_of_life(&mut self) {
        while !self.seen.contains(": here\n") {
            let chunk =
                tokio::time::timeout(PATIENCE, self.response.chunk()).await.expect("the stream shows that it lives");
            self.seen.push_str(&String::from_utf8_lossy(&chunk.unwrap().expect("the stream goes on")));
        }
    }

    /// Name and data of the next event; None when the stream is over.
    async fn next(&mut self) -> Option<(String, String)> {
        loop {
            if let Some((event, rest)) = self.seen.clone().split_once("\n\n") {
                rest.clone_into(&mut self.seen);
                let line = |name: &str| {
                    event.lines().find_map(|line| line.strip_prefix(name)).map(|text| text.trim().to_owned())
                };
                match (line("event:"), line("data:")) {
                    (Some(name), Some(data)) => return Some((name, data)),
                    // A comment that keeps the connection open.
                    _ => continue,
                }
            }
            let chunk = tokio::time::timeout(PATIENCE, self.response.chunk())
                .await
                .expect("something is told or the stream ends");
            self.seen.push_str(&String::from_utf8_lossy(&chunk.unwrap()?));
        }
    }
}
