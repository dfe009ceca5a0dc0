//! `portico demo`, as programs that wait for it see it.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    time::Duration,
};

use reqwest::{StatusCode, header};
use sqlx::Row;
use tokio::task::block_in_place;

use super::{damage, program::Program};

fn get(address: &str, path: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer
}

#[test]
fn it_says_when_it_is_ready_answers_and_stops_on_sigterm() {
    let program = Program::new();
    for _ in 0..2 {
        let mut running = program.start(&["demo", "--port", "0"]);
        let line = running.line(|line| line.starts_with("ready "));
        let address = line.strip_prefix("ready http://").expect("the line ends with the address").to_owned();
        assert!(address.starts_with("127.0.0.1:"), "{address}");
        assert!(get(&address, "/health/ready").starts_with("HTTP/1.1 200"));
        let portal = get(&address, "/p/nordwind/sign-in");
        assert!(portal.starts_with("HTTP/1.1 200") && portal.contains("Nordwind"), "{portal}");
        running.terminate();
        let (status, said) = running.ended(Duration::from_secs(20));
        assert_eq!(status.code(), Some(0), "{said}");
    }
    assert!(program.exists(".demo/portico.db"), "everything of a demonstration is in its folder");
    assert!(!program.exists("data"));
}

/// A login that the demonstration prints, with the address of the door that it is for.
#[derive(Debug)]
struct Login {
    door: String,
    email: String,
    password: String,
}

/// Reads the printout as a person does: a door, and below it who may enter.
fn logins(printed: &[String]) -> Vec<Login> {
    let (mut door, mut found) = (String::new(), Vec::new());
    for line in printed {
        match line.split_whitespace().collect::<Vec<_>>()[..] {
            ["portal" | "office", address] => address.clone_into(&mut door),
            [email, password] if email.contains('@') => {
                found.push(Login { door: door.clone(), email: email.to_owned(), password: password.to_owned() });
            }
            _ => {}
        }
    }
    found
}

/// Signs in through the form of a door. The cookie is for HTTPS only, so it is kept by hand.
async fn sign_in(http: &reqwest::Client, login: &Login, password: &str) -> Option<String> {
    let request = http.post(format!("{}sign-in", login.door)).form(&[("email", &*login.email), ("password", password)]);
    // As a browser marks a form that was sent from the page itself.
    let answer = request.header("sec-fetch-site", "same-origin").send().await.unwrap();
    let cookie = answer.headers().get(header::SET_COOKIE)?.to_str().unwrap();
    cookie.split(';').next().map(str::to_owned)
}

async fn requests(http: &reqwest::Client, login: &Login, cookie: &str) -> StatusCode {
    http.get(format!("{}requests", login.door)).header(header::COOKIE, cookie).send().await.unwrap().status()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn every_login_that_it_prints_opens_its_door_and_every_company_has_something_of_everything() {
    let program = Program::new();
    let mut running = program.start(&["demo", "--port", "0"]);
    let mut printed = Vec::new();
    while !printed.last().is_some_and(|line: &String| line.starts_with("ready ")) {
        printed.push(block_in_place(|| running.line(|_| true)));
    }
    let logins = logins(&printed);
    for tenant in ["nordwind", "vankade", "brightside"] {
        for door in [format!("/p/{tenant}/"), format!("/office/{tenant}/")] {
            assert!(logins.iter().any(|login| login.door.ends_with(&door)), "nobody for {door}: {printed:#?}");
        }
    }
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    for login in &logins {
        let cookie = sign_in(&http, login, &login.password).await;
        let cookie = cookie.unwrap_or_else(|| panic!("{login:?} is not let in"));
        assert_eq!(requests(&http, login, &cookie).await, StatusCode::OK, "{login:?}");
        assert_ne!(requests(&http, login, "").await, StatusCode::OK, "{login:?}");
    }
    assert_eq!(sign_in(&http, &logins[0], "not the one printed").await, None);
    running.terminate();
    assert_eq!(block_in_place(|| running.ended(Duration::from_secs(20))).0.code(), Some(0));
    holds_something_of_everything(&program).await;
}

async fn holds_something_of_everything(program: &Program) {
    let mut database = damage::open(&program.path(".demo/portico.db")).await;
    let counts = sqlx::query(
        "select t.slug, (select count(*) from customers x where x.tenant_id = t.id) as customers, \
         (select count(*) from addresses x where x.tenant_id = t.id) as addresses, \
         (select count(*) from objects x where x.tenant_id = t.id) as objects, \
         (select count(*) from work_types x where x.tenant_id = t.id) as work_types, \
         (select count(*) from fields x where x.tenant_id = t.id) as fields, \
         (select count(*) from work_orders x where x.tenant_id = t.id and x.closed_at is null) as open_orders, \
         (select count(*) from work_orders x where x.tenant_id = t.id and x.closed_at is not null) as closed_orders \
         from tenants t",
    );
    let rows = counts.fetch_all(&mut database).await.unwrap();
    assert_eq!(rows.len(), 3);
    for row in rows {
        for what in ["customers", "addresses", "objects", "work_types", "fields", "open_orders", "closed_orders"] {
            assert!(row.get::<i64, _>(what) > 0, "{} has no {what}", row.get::<String, _>("slug"));
        }
    }
}

#[test]
fn a_taken_port_is_told_before_anything_is_made() {
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    let program = Program::new();
    program.run(&["demo", "--port", &port]).expect(1).says(&[&format!("port {port}"), "in use"]);
    assert!(!program.exists(".demo"));
}

#[test]
fn fresh_begins_anew_and_removes_nothing_that_is_no_demonstration() {
    let program = Program::new();
    program.write("mine/letter.txt", "keep me");
    let mut running = program.start(&["demo", "--port", "0", "--data", "mine", "--fresh"]);
    running.line(|line| line.starts_with("ready "));
    running.terminate();
    assert_eq!(running.ended(Duration::from_secs(20)).0.code(), Some(0));
    assert!(program.exists("mine/letter.txt") && program.exists("mine/portico.db"));
}
