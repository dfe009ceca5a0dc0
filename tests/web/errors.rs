//! Whatever goes wrong, and wherever: a page of the door with a heading and a reference, or JSON for a script.

use std::{
    io,
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
};

use axum::body::Body;
use http::{Method, header};
use jiff::Timestamp;
use portico::{
    app::App,
    domain::{
        clock::{Clock, FixedClock},
        routes,
    },
    web,
};
use tracing::instrument::WithSubscriber;

use crate::support::{answer::Answer, flow, person::Person, portal::TestPortal};

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");

#[tokio::test(flavor = "multi_thread")]
async fn a_form_of_another_site_is_answered_by_a_page_of_the_door() {
    let portal = TestPortal::alone().await;
    for (base, name) in [("/p/acme", "Acme"), ("/office/acme", "Acme")] {
        let stranger = portal.browser(base);
        let forged = [("sec-fetch-site", "cross-site"), FORM];
        let answer = stranger.ask(Method::POST, &stranger.path("/sign-in"), &forged, b"email=a".to_vec()).await;
        is_page(&answer.expect(403), name);
        let by_script = [("sec-fetch-site", "cross-site"), ("accept", "application/json"), FORM];
        let answer = stranger.ask(Method::POST, &stranger.path("/sign-in"), &by_script, Vec::new()).await.expect(403);
        assert_eq!(answer.json()["error"], "bad");
        assert_eq!(answer.json()["reference"], answer.header("x-request-id"));
    }
}

/// Every route of every door, with each of its named parts in turn as bytes that are no text.
#[tokio::test(flavor = "multi_thread")]
async fn a_part_of_an_address_that_is_no_text_is_not_found_like_any_other() {
    let portal = TestPortal::alone().await;
    let (erika, sam) = (portal.customer("erika@drossel.example").await, portal.staff("sam@acme.example").await);
    let stranger = portal.browser("");
    let doors = [(&erika, "/p/acme", routes::portal::ALL), (&sam, "/office/acme", routes::office::ALL)];
    let mut asked = 0;
    for (person, base, own) in doors {
        for pattern in own.iter().chain(routes::account::ALL) {
            for path in broken(pattern) {
                let path = format!("{base}{path}");
                let got = person.get(&path).await;
                let posted = person.post(&path, &[]).await;
                let statuses = [got.status.as_u16(), posted.status.as_u16()];
                assert!(statuses.iter().all(|status| [404, 405].contains(status)), "{path}: {statuses:?}");
                assert!(statuses.contains(&404), "{path} has a handler");
                for answer in [got, posted] {
                    is_page(&answer, "Acme");
                }
                asked += 1;
            }
        }
    }
    assert!(asked > 30, "{asked}");
    for path in ["/p/%ff", "/p/%ff/requests", "/office/%ff", "/office/%ff/orders/1", "/p/nobody/requests/%ff"] {
        is_page(&stranger.get(path).await.expect(404), "Portico");
    }
}

/// A pattern with one of its parts broken and the others whole.
fn broken(pattern: &str) -> Vec<String> {
    let parts: Vec<_> = pattern.split('/').collect();
    let named = |at: &usize| parts[*at].starts_with('{');
    let one = |broken: usize| {
        let put = |(at, part): (usize, &&str)| match part.starts_with('{') {
            true if at == broken => "%ff".to_owned(),
            true => "x".to_owned(),
            false => (*part).to_owned(),
        };
        parts.iter().enumerate().map(put).collect::<Vec<_>>().join("/")
    };
    (0..parts.len()).filter(named).map(one).collect()
}

/// The page of a form reads what comes back as JSON, so a refusal must be JSON too: for a customer and for who works in the office.
#[tokio::test(flavor = "multi_thread")]
async fn a_script_is_refused_in_json_wherever_it_asks() {
    let portal = TestPortal::alone().await;
    let (jens, sam) = (portal.customer("jens@drossel.example").await, portal.staff("sam@acme.example").await);
    let state = format!("{}/state", flow::begin(&jens).await.main_form().action);
    let elsewhere = state.replace("/new/fault/", "/new/other/");
    let flood = [b"description=".to_vec(), vec![b'x'; 10 * 1024 * 1024]].concat();
    let cases: [(&Person, &str, Vec<u8>, u16, &str); 4] = [
        (&jens, &elsewhere, Vec::new(), 404, "not-found"),
        (&jens, &state, b"description=%FF".to_vec(), 400, "bad"),
        (&jens, &state, flood, 413, "too-large"),
        (&sam, "/office/acme/orders/nowhere/acceptance", Vec::new(), 404, "not-found"),
    ];
    for (person, path, body, status, kind) in cases {
        let answer = person.ask(Method::POST, path, &[("accept", "application/json"), FORM], body).await.expect(status);
        let told = serde_json::json!({"error": kind, "reference": answer.header("x-request-id")});
        assert_eq!(answer.json(), told, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_method_that_an_address_does_not_take_is_told_with_those_that_it_takes() {
    let portal = TestPortal::alone().await;
    let stranger = portal.browser("/p/acme");
    for (path, allowed) in
        [("/p/acme/requests", "GET,HEAD"), ("/office/acme/orders", "GET,HEAD"), ("/office", "GET,HEAD")]
    {
        let answer = stranger.post(path, &[]).await.expect(405);
        is_page(&answer, if path == "/office" { "Portico" } else { "Acme" });
        assert_eq!(answer.header(header::ALLOW), allowed, "{path}");
    }
    let answer = stranger.get("/p/acme/sign-out").await.expect(405);
    is_page(&answer, "Acme");
    assert_eq!(answer.header(header::ALLOW), "POST");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_body_that_does_not_end_in_time_is_given_up_with_a_page() {
    let portal = TestPortal::alone_with(|config| config.server.body_timeout_s = 1).await;
    let stranger = portal.browser("/p/acme");
    let endless = Body::from_stream(futures_util::stream::pending::<io::Result<bytes::Bytes>>());
    let answer = stranger.stream("/p/acme/sign-in", &[FORM], endless).await.expect(408);
    is_page(&answer, "Acme");
    assert_eq!(answer.header(header::CONNECTION), "close");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_bug_of_ours_is_a_page_and_one_line_in_the_log() {
    let portal = TestPortal::alone().await;
    let trap = Trap { clock: portal.clock.clone(), armed: Arc::default() };
    let mut cx = portal.cx().clone();
    cx.clock = Arc::new(trap.clone());
    let app = App::with(portal.app.state.config.clone(), cx, None).await.unwrap();
    let stranger = Person::new(web::router(app.state.clone()), "/p/acme");
    let log = Log::default();
    let kept = log.clone();
    let subscriber = tracing_subscriber::fmt().with_ansi(false).with_writer(move || kept.clone()).finish();
    trap.armed.store(true, Ordering::SeqCst);
    let answer = stranger.get("/p/acme/sign-in").with_subscriber(subscriber).await.expect(500);
    is_page(&answer, "Acme");
    assert!(!answer.text().contains("the clock broke"), "the reason is for the log only");
    let log = String::from_utf8(log.0.lock().unwrap().clone()).unwrap();
    let lines: Vec<&str> = log.lines().filter(|line| line.contains("the clock broke")).collect();
    assert_eq!(lines.len(), 1, "{log}");
    assert!(lines[0].contains(answer.header("x-request-id")), "{log}");
    stranger.get("/p/acme/sign-in").await.expect(200);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_works_in_the_office_keeps_its_menu_where_there_is_nothing() {
    let portal = TestPortal::alone().await;
    let sam = portal.staff("sam@acme.example").await;
    let missing = format!("/office/acme/orders/{}", uuid::Uuid::nil());
    for path in ["/office/acme/nothing", missing.as_str()] {
        let page = sam.get(path).await.expect(404).page();
        assert_eq!(page.texts(".rail nav a").len(), 9, "{path}");
        assert!(page.texts(".rail .name")[0].contains("Sam"), "{path}");
        let stranger = portal.browser("/office/acme").get("/office/acme/nothing").await.expect(404).page();
        assert!(stranger.all(".rail nav a").is_empty(), "a stranger is shown no menu");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_customer_keeps_her_menu_where_there_is_nothing_for_her() {
    let portal = TestPortal::alone().await;
    let ida = portal.customer("ida@drossel.example").await;
    let hidden = flow::sent(&portal.customer("erika@drossel.example").await, "Not for Ida").await.to_string();
    let foreign = flow::sent(&portal.customer("berta@amsel.example").await, "Of a bakery").await.to_string();
    let missing = uuid::Uuid::nil().to_string();
    let mut told = Vec::new();
    for id in [&missing, &hidden, &foreign] {
        let answer = ida.get(&format!("/p/acme/requests/{id}")).await.expect(404);
        let page = answer.page();
        assert_eq!(page.all("header nav.pages a").len(), 2);
        assert!(page.texts("header .menu.person")[0].contains("Ida"), "{}", page.text());
        told.push(answer.normalised(&[id]));
    }
    assert!(told[1] == told[0] && told[2] == told[0], "what is hidden and what is not there answer alike");
    let stranger = portal.browser("/p/acme").get("/p/acme/nothing").await.expect(404).page();
    assert!(stranger.all("header nav.pages, header .menu.person").is_empty(), "a stranger is shown no menu");
}

/// A page of the door with a heading and the reference of the request.
#[track_caller]
fn is_page(answer: &Answer, name: &str) {
    let page = answer.page();
    assert!(!answer.heading().is_empty(), "{}: no heading\n{}", answer.asked, answer.text());
    assert!(page.text().contains(answer.header("x-request-id")), "{}: no reference", answer.asked);
    assert!(page.text().contains(name), "{}: not of {name}\n{}", answer.asked, page.text());
}

/// A clock that breaks once.
#[derive(Clone)]
struct Trap {
    clock: FixedClock,
    armed: Arc<AtomicBool>,
}

impl Clock for Trap {
    fn now(&self) -> Timestamp {
        assert!(!self.armed.swap(false, Ordering::SeqCst), "the clock broke");
        self.clock.now()
    }
}

/// A log in memory.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<u8>>>);

impl io::Write for Log {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
