//! V3.3 and V7: cookies and sessions.

use std::time::Duration;

use http::{Method, header};

use crate::support::{
    databases::{Database, on_every_database},
    factor::set_up,
    form::Form,
    invitation::user_page,
    person::{PASSWORD, Person},
    portal::TestPortal,
};

on_every_database!(
    asvs_7_1_2_a_person_has_at_most_so_many_sessions,
    asvs_7_2_4_the_session_gets_a_new_secret_whenever_somebody_proves_who_she_is,
    asvs_7_3_1_a_session_that_nobody_uses_ends,
    asvs_7_3_2_a_session_ends_however_much_it_is_used,
    asvs_7_4_1_what_ended_is_over_for_whoever_kept_the_cookie,
    asvs_7_4_2_who_is_closed_or_removed_is_out_everywhere,
    asvs_7_4_3_changing_a_password_or_factor_ends_all_other_sessions,
    asvs_7_4_5_the_office_ends_all_sessions_of_a_person,
    asvs_7_5_1_sensitive_acts_need_a_fresh_sign_in,
    asvs_7_5_2_a_person_sees_and_ends_her_sessions,
);

const NEW: &str = "tragbarer quittenbaum";
const COOKIE: &str = "__Host-p-acme";

async fn change_password(who: &Person, from: &str, to: &str) {
    let page = who.get(&who.path("/profile/password")).await.expect(200);
    who.submit(&page.form("/profile/password").fill("current", from).fill("new", to)).await.expect(303);
}

#[tokio::test]
async fn asvs_3_3_1_every_cookie_of_signing_in_is_bound_to_the_host_and_hidden_from_scripts() {
    let portal = TestPortal::alone().await;
    let erika = portal.browser("/p/acme");
    let sent = [("email", "erika@drossel.example"), ("password", PASSWORD), ("next", "")];
    let answer = erika.post("/p/acme/sign-in", &sent).await.expect(303);
    let set: Vec<&str> = answer.headers.get_all(header::SET_COOKIE).iter().map(|set| set.to_str().unwrap()).collect();
    let named = |name: &str| set.iter().any(|set| set.starts_with(name));
    assert!(named("__Host-p-acme=") && named("__Host-d-p-acme="), "{set:?}");
    for set in set {
        for part in ["; HttpOnly", "; Secure", "; SameSite=Lax", "; Path=/"] {
            assert!(set.contains(part), "{set}");
        }
        assert!(!set.contains("Domain"), "{set}");
    }
}

async fn asvs_7_1_2_a_person_has_at_most_so_many_sessions(database: &Database) {
    let portal = TestPortal::with(database, |config| config.security.sessions_per_person = 3).await;
    let mut browsers = Vec::new();
    for _ in 0..5 {
        portal.clock.advance(Duration::from_secs(60));
        browsers.push(portal.customer("erika@drossel.example").await);
    }
    let mut open = Vec::new();
    for browser in &browsers {
        open.push(browser.get("/p/acme/").await.status.as_u16());
    }
    assert_eq!(open, [303, 303, 200, 200, 200], "the oldest end");
}

async fn asvs_7_2_4_the_session_gets_a_new_secret_whenever_somebody_proves_who_she_is(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    let mut secrets = vec![erika.cookie(COOKIE).unwrap()];
    change_password(&erika, PASSWORD, NEW).await;
    secrets.push(erika.cookie(COOKIE).unwrap());
    set_up(&portal, &erika).await;
    secrets.push(erika.cookie(COOKIE).unwrap());
    let page = erika.get("/p/acme/profile").await.expect(200);
    erika.submit(&page.form("/removal")).await.expect(303);
    secrets.push(erika.cookie(COOKIE).unwrap());
    erika.get("/p/acme/").await.expect(200);
    let current = secrets.pop().unwrap();
    for old in secrets {
        assert_ne!(old, current);
        let thief = portal.browser("/p/acme");
        thief.put_cookie(COOKIE, &old);
        thief.get("/p/acme/").await.expect(303);
    }
}

const HOUR: Duration = Duration::from_secs(3_600);
const DAY: Duration = Duration::from_secs(86_400);

/// What a page answers that is for who is signed in.
async fn first_page(who: &Person) -> u16 {
    who.get(&who.path("/profile")).await.status.as_u16()
}

/// Moves the clock and gives what the first page answers then.
async fn after(portal: &TestPortal, who: &Person, wait: Duration) -> u16 {
    portal.clock.advance(wait);
    first_page(who).await
}

async fn asvs_7_3_1_a_session_that_nobody_uses_ends(database: &Database) {
    let portal = TestPortal::on(database).await;
    let second = Duration::from_secs(1);
    for (base, email, idle) in
        [("/p/acme", "erika@drossel.example", 7 * DAY), ("/office/acme", "sam@acme.example", 8 * HOUR)]
    {
        let who = portal.somebody(base, email).await;
        assert_eq!(after(&portal, &who, idle - second).await, 200, "{}", who.base);
        assert_eq!(after(&portal, &who, idle - second).await, 200, "{}", who.base);
        assert_eq!(after(&portal, &who, idle).await, 303, "{}", who.base);
    }
}

async fn asvs_7_3_2_a_session_ends_however_much_it_is_used(database: &Database) {
    let portal = TestPortal::on(database).await;
    for (base, email, step, uses) in
        [("/p/acme", "erika@drossel.example", 6 * DAY, 4), ("/office/acme", "sam@acme.example", 7 * HOUR, 23)]
    {
        let who = portal.somebody(base, email).await;
        for _ in 0..uses {
            assert_eq!(after(&portal, &who, step).await, 200, "{base}");
        }
        assert_eq!(after(&portal, &who, step).await, 303, "{base}");
    }
}

async fn asvs_7_4_1_what_ended_is_over_for_whoever_kept_the_cookie(database: &Database) {
    let portal = TestPortal::on(database).await;
    for (base, email, name) in
        [("/p/acme", "erika@drossel.example", "__Host-p-acme"), ("/office/acme", "sam@acme.example", "__Host-o-acme")]
    {
        let (who, thief) = (portal.somebody(base, email).await, portal.browser(base));
        thief.put_cookie(name, &who.cookie(name).unwrap());
        assert_eq!(first_page(&thief).await, 200);
        who.post(&who.path("/sign-out"), &[]).await.expect(200);
        assert_eq!((first_page(&who).await, first_page(&thief).await), (303, 303));
    }
}

type Fields = &'static [(&'static str, &'static str)];

async fn asvs_7_4_2_who_is_closed_or_removed_is_out_everywhere(database: &Database) {
    let portal = TestPortal::on(database).await;
    let sam = portal.staff("sam@acme.example").await;
    let closing: [(&str, &str, Fields); 2] =
        [("erika@drossel.example", "access", &[("open", "no")]), ("ida@drossel.example", "removal", &[])];
    for (email, act, fields) in closing {
        let both = [portal.customer(email).await, portal.customer(email).await];
        let page = user_page(&sam, email).await;
        sam.post(&format!("{page}/{act}"), fields).await.expect(303);
        for who in both {
            assert_eq!(first_page(&who).await, 303, "{act}");
        }
    }
}

async fn asvs_7_4_5_the_office_ends_all_sessions_of_a_person(database: &Database) {
    let portal = TestPortal::on(database).await;
    let sam = portal.staff("sam@acme.example").await;
    let both = [portal.customer("erika@drossel.example").await, portal.customer("erika@drossel.example").await];
    let page = user_page(&sam, "erika@drossel.example").await;
    // Opened again, the login has none of them left.
    for open in ["no", "yes"] {
        sam.post(&format!("{page}/access"), &[("open", open)]).await.expect(303);
    }
    for who in both {
        assert_eq!(first_page(&who).await, 303);
    }
    portal.customer("erika@drossel.example").await.get("/p/acme/").await.expect(200);
}

async fn asvs_7_4_3_changing_a_password_or_factor_ends_all_other_sessions(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    let other = portal.customer("erika@drossel.example").await;
    change_password(&erika, PASSWORD, NEW).await;
    other.get("/p/acme/").await.expect(303);
    erika.get("/p/acme/").await.expect(200);

    let other = portal.browser("/p/acme");
    let sent = [("email", "erika@drossel.example"), ("password", NEW), ("next", "")];
    other.post("/p/acme/sign-in", &sent).await.expect(303);
    other.get("/p/acme/").await.expect(200);
    let (phone, codes) = set_up(&portal, &erika).await;
    other.get("/p/acme/").await.expect(303);
    erika.get("/p/acme/").await.expect(200);

    // A remembered browser is not asked for the factor, until it changes.
    let other = portal.browser("/p/acme");
    let led = other.post("/p/acme/sign-in", &sent).await.expect(303);
    let question = other.follow(led).await.expect(200);
    let form = question.form("/sign-in/code").fill("code", &phone.code(&portal)).fill("remember", "yes");
    other.submit(&form).await.expect(303);
    assert_eq!(other.post("/p/acme/sign-in", &sent).await.expect(303).location(), "/p/acme/");
    let page = erika.get("/p/acme/profile").await.expect(200);
    assert!(page.page().text().contains("Gemerkte Geräte"));
    erika.submit(&page.form("/removal")).await.expect(303);
    other.get("/p/acme/").await.expect(303);
    set_up(&portal, &erika).await;
    assert!(other.post("/p/acme/sign-in", &sent).await.expect(303).location().starts_with("/p/acme/sign-in/code"));
    assert_eq!(codes.len(), 10);
}

async fn asvs_7_5_1_sensitive_acts_need_a_fresh_sign_in(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    set_up(&portal, &erika).await;
    let page = erika.get("/p/acme/profile").await.expect(200);
    portal.clock.advance(Duration::from_secs(16 * 60));
    let before = erika.cookie(COOKIE).unwrap();
    for act in ["/recovery-codes", "/removal"] {
        let asked = erika.submit(&page.form(act)).await.expect(200);
        assert!(asked.heading().contains("bestätigen"), "{}", asked.heading());
        let again = erika.submit(&asked.form(act).fill("confirm", "wrong")).await.expect(422);
        assert!(again.page().text().contains("Das stimmt nicht"));
    }
    // What was asked for goes on by itself after the password, with a new secret for the session.
    let asked = erika.submit(&page.form("/recovery-codes")).await.expect(200);
    let codes = erika.submit(&asked.form("/recovery-codes").fill("confirm", PASSWORD)).await.expect(200);
    assert_eq!(codes.page().all(".codes li").len(), 10);
    assert_ne!(erika.cookie(COOKIE).unwrap(), before);
    // And for the next quarter of an hour nothing is asked.
    erika.submit(&page.form("/removal")).await.expect(303);
}

#[tokio::test]
async fn what_was_typed_travels_through_the_question_who_one_is() {
    let portal = TestPortal::alone().await;
    let erika = portal.customer("erika@drossel.example").await;
    portal.clock.advance(Duration::from_secs(16 * 60));
    let page = erika.get("/p/acme/profile/second-factor").await.expect(200);
    let phone = crate::support::factor::Phone::reading(&page);
    let form = page.form("/second-factor").fill("code", &phone.code(&portal));
    let asked = erika.submit(&form).await.expect(200);
    let done = erika.submit(&asked.form("/second-factor").fill("confirm", PASSWORD)).await.expect(200);
    assert_eq!(done.page().all(".codes li").len(), 10);
}

async fn asvs_7_5_2_a_person_sees_and_ends_her_sessions(database: &Database) {
    let portal = TestPortal::on(database).await;
    let erika = portal.customer("erika@drossel.example").await;
    let phone = portal.browser("/p/acme");
    let agent = "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1 Version/19.0 Safari/604.1";
    let kind = "application/x-www-form-urlencoded";
    let body = format!("email=erika%40drossel.example&password={}", PASSWORD.replace(' ', "+"));
    let headers = [("content-type", kind), ("user-agent", agent)];
    phone.ask(Method::POST, "/p/acme/sign-in", &headers, body.into_bytes()).await.expect(303);
    phone.get("/p/acme/").await.expect(200);

    let page = erika.get("/p/acme/profile").await.expect(200);
    let rows = page.page().texts(".sessions li");
    assert_eq!(rows.len(), 2);
    assert_eq!(rows.iter().filter(|row| row.contains("Dieses Gerät")).count(), 1);
    assert!(rows.iter().any(|row| row.contains("Safari auf iPhone")), "{rows:?}");
    let forms = Form::all(&page.page());
    let ends: Vec<&Form> = forms.iter().filter(|form| form.action.ends_with("/sign-outs")).collect();
    assert_eq!(ends.len(), 2, "one for the telephone, one for all others");
    erika.submit(ends[0]).await.expect(303);
    phone.get("/p/acme/").await.expect(303);
    erika.get("/p/acme/").await.expect(200);
    // It is gone, and so is a session of somebody else: both answer alike.
    erika.submit(ends[0]).await.expect(404);
    let jens = portal.customer("jens@drossel.example").await;
    erika.post("/p/acme/profile/sign-outs", &[("session", "00000000-0000-7000-8000-000000000000")]).await.expect(404);
    jens.get("/p/acme/").await.expect(200);

    let third = portal.customer("erika@drossel.example").await;
    erika.post("/p/acme/profile/sign-outs", &[("session", "others")]).await.expect(303);
    third.get("/p/acme/").await.expect(303);
    jens.get("/p/acme/").await.expect(200);
}
