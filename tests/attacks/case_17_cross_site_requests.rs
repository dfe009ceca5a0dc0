//! Forms on other sites, on sibling hosts and in frames without an origin do nothing, at no address that takes a form; nor does a request
//! that only says it is another method. That no page does anything when it is only looked at is part of `tests/access/matrix.rs`; which
//! headers a request must have is told in `tests/web/doors.rs`.

use http::Method;

use crate::{
    access::{
        rules::{ACCOUNT, LAST, OFFICE, PORTAL},
        visitors::World,
    },
    support::databases::{Database, on_every_database},
};

on_every_database!(a_form_that_another_site_sends_changes_nothing_anywhere, a_request_is_the_method_that_it_is,);

const FORM: (&str, &str) = ("content-type", "application/x-www-form-urlencoded");
const ELSEWHERE: [&[(&str, &str)]; 6] = [
    &[FORM, ("sec-fetch-site", "cross-site")],
    &[FORM, ("sec-fetch-site", "same-site")],
    &[FORM, ("sec-fetch-site", "cross-site"), ("origin", "http://localhost")],
    &[FORM, ("sec-fetch-site", ""), ("origin", "null")],
    &[FORM, ("sec-fetch-site", ""), ("origin", "https://bolt.localhost")],
    &[("content-type", "text/plain"), ("sec-fetch-site", ""), ("origin", "https://evil.example")],
];

/// Addresses below both doors that take a form, with what fills it.
fn addresses(world: &World) -> Vec<(&'static str, String, String)> {
    let doors =
        [("who asked", "/p/acme", [PORTAL, ACCOUNT, &[LAST]]), ("staff", "/office/acme", [OFFICE, ACCOUNT, &[LAST]])];
    let mut found = Vec::new();
    for (name, door, rules) in doors {
        for rule in rules.into_iter().flatten().filter(|rule| rule.post.is_some()) {
            let body = form_urlencoded::Serializer::new(String::new()).extend_pairs(rule.fields).finish();
            found.push((name, world.address(door, rule.path, None), body));
        }
    }
    found
}

async fn a_form_that_another_site_sends_changes_nothing_anywhere(database: &Database) {
    let world = World::on(database).await;
    let before = database.contents().await;
    for (name, address, body) in addresses(&world) {
        for headers in ELSEWHERE {
            let answer = world.visitor(name).ask(Method::POST, &address, headers, body.clone().into_bytes()).await;
            assert_eq!(answer.status, 403, "{address} {headers:?}");
            assert!(!answer.headers.contains_key("set-cookie"), "{address} {headers:?}");
        }
    }
    assert_eq!(database.contents().await.changed_since(&before), [""; 0]);
}

async fn a_request_is_the_method_that_it_is(database: &Database) {
    let world = World::on(database).await;
    let before = database.contents().await;
    for (name, address, body) in addresses(&world) {
        let who = world.visitor(name);
        let pretended = [("x-http-method-override", "POST"), ("x-http-method", "POST"), ("x-method-override", "POST")];
        for query in ["_method=POST", &format!("_method=post&{body}")] {
            let answer = who.ask(Method::GET, &format!("{address}?{query}"), &pretended, Vec::new()).await;
            assert!(!answer.headers.contains_key("set-cookie"), "{address}");
        }
        for method in [Method::PUT, Method::DELETE, Method::PATCH] {
            who.ask(method, &address, &[FORM], body.clone().into_bytes()).await.expect(405);
        }
    }
    assert_eq!(database.contents().await.changed_since(&before), [""; 0]);
}
